import { searchText, type Condition, type KeyValue } from '@gongkai/kernel';
import type { Filter } from 'mongodb';
import { keyValue } from './documents.js';
import { gramsSuffice, literally } from './grams.js';
import { keyField, setField, type Layout, type RowDocument } from './layout.js';
import { afterPrefix, orderedText, wellFormed } from './ordered-text.js';

export type RowFilter = Filter<RowDocument>;
export type TextCondition = Extract<Condition, { text: string }>;
export type PlainCondition = Exclude<Condition, TextCondition>;

export const isText = (condition: Condition): condition is TextCondition => 'text' in condition;

/** A declared key; an undeclared one is an error of the program. */
export const keyOf = ({ keys, spec }: Layout, key: string): string => {
  if (!keys.includes(key)) throw new Error(`${spec.name} has no key ${key}`);
  return keyField(key);
};

export const setOf = ({ sets, spec }: Layout, set: string): string => {
  if (!sets.includes(set)) throw new Error(`${spec.name} has no set ${set}`);
  return setField(set);
};

/** Everything of one tenant that meets all conditions. */
export const filterOf = (tenant: string, conditions: readonly RowFilter[]): RowFilter => ({
  tenant,
  live: true,
  ...(conditions.length === 0 ? {} : { $and: [...conditions] }),
});

/** What holds of no row. */
const NOTHING: RowFilter = { _id: { $in: [] } };

export const plainFilter = (layout: Layout, condition: PlainCondition): RowFilter => {
  if ('set' in condition)
    return { [setOf(layout, condition.set)]: wellFormed(condition.has) } as RowFilter;
  const field = keyOf(layout, condition.key);
  if ('eq' in condition) return { [field]: keyValue(condition.eq) } as RowFilter;
  if ('in' in condition) return { [field]: { $in: condition.in.map(keyValue) } } as RowFilter;
  if ('prefix' in condition) return startsWith(field, wellFormed(condition.prefix));
  return between(field, keyValue(condition.from), keyValue(condition.to));
};

/** Servers compare within one kind of value only, as ranges do. */
const between = (field: string, from: KeyValue, to: KeyValue): RowFilter => {
  if (from === null && to === null) return {};
  if (from !== null && to !== null && typeof from !== typeof to) return NOTHING;
  const bounds = { ...(from === null ? {} : { $gte: from }), ...(to === null ? {} : { $lte: to }) };
  return { [field]: bounds } as RowFilter;
};

/** A range rather than a pattern: every character is as it stands, and an index serves it. */
const startsWith = (field: string, prefix: string): RowFilter => {
  const end = afterPrefix(prefix);
  const bounds = {
    $gte: orderedText(prefix),
    ...(end === undefined ? {} : { $lt: orderedText(end) }),
  };
  return { [field]: bounds } as RowFilter;
};

/** The queries of a search, in search form; empty ones match every text. */
export const queriesOf = (layout: Layout, texts: readonly TextCondition[]): string[] => {
  if (texts.length > 0 && !layout.spec.text) throw new Error(`${layout.spec.name} has no text`);
  return texts.map(({ text }) => searchText(text)).filter((query) => query !== '');
};

/** Texts that hold all of the queries; `grams` are some that each such text has. */
export const textFilter = (queries: readonly string[], grams: readonly string[]): RowFilter[] =>
  [
    ...(grams.length === 0 ? [{ t: { $exists: true } }] : grams.map((g) => ({ g }))),
    ...queries
      .filter((query) => !gramsSuffice(query))
      .map((query) => ({ t: { $regex: literally(query) } })),
  ] as RowFilter[];

/**
 * What follows the last row of a page, in stretches one after the other: each is one range of an
 * index, which all of them in one question would not be.
 */
export const followingStretches = (
  field: string | undefined,
  descending: boolean,
  value: KeyValue,
  id: string,
): RowFilter[] => {
  const beyond = descending ? '$lt' : '$gt';
  const later = { _id: { [beyond]: id } };
  if (field === undefined) return [later as RowFilter];
  const last = keyValue(value);
  const same = { [field]: last, ...later };
  const further = last === null ? [] : [{ [field]: { [beyond]: last } }];
  return [same, ...further, ...otherKinds(field, descending, last)] as RowFilter[];
};

/** Nothing comes before numbers, numbers before texts; comparing stays within a kind. */
const otherKinds = (field: string, descending: boolean, last: KeyValue): RowFilter[] => {
  const numbers = { [field]: { $gte: -Infinity } };
  const texts = { [field]: { $gte: '' } };
  const nothing = { [field]: null };
  const kind = last === null ? 0 : typeof last === 'number' ? 1 : 2;
  const inOrder = [nothing, numbers, texts] as RowFilter[];
  return descending ? inOrder.slice(0, kind).reverse() : inOrder.slice(kind + 1);
};
