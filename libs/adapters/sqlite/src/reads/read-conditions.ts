import type { Condition, KeyValue } from '@gongkai/kernel';
import { keyColumn, type Layout } from './read-layout.js';
import type { Sql, SqlValue } from './statements.js';

export type TextCondition = Extract<Condition, { text: string }>;
export type PlainCondition = Exclude<Condition, TextCondition>;

export const isText = (condition: Condition): condition is TextCondition => 'text' in condition;

/** SQLite keeps no halves of characters; keys are stored and asked for in the same form. */
export const wellFormed = (text: string): string =>
  // Most texts have no surrogates at all, which is told much faster than whether they are in pairs.
  /[\uD800-\uDFFF]/.test(text) ? text.replace(/\p{Surrogate}/gu, '\uFFFD') : text;

/** Whole numbers as integers, which take one byte where a double takes eight. */
export const keyValue = (value: KeyValue | boolean | undefined): SqlValue => {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return wellFormed(value);
  const number = Number(value);
  return Number.isSafeInteger(number) ? BigInt(number) : Number.isNaN(number) ? null : number;
};

/** The column of a declared key of `c`; an undeclared one is an error of the program. */
export const columnOf = (layout: Layout, key: string): string => {
  if (!layout.keys.includes(key)) throw new Error(`${layout.spec.name} has no key ${key}`);
  return `c.${keyColumn(key)}`;
};

export const kindOf = (layout: Layout, set: string): number => {
  const kind = layout.sets.indexOf(set);
  if (kind < 0) throw new Error(`${layout.spec.name} has no set ${set}`);
  return kind;
};

/** Everything of one tenant that meets all conditions, as a WHERE clause over `c`. */
export const whereOf = (
  layout: Layout,
  tenant: number,
  conditions: readonly PlainCondition[],
): Sql =>
  all([{ sql: 'c.tenant = ?', params: [tenant] }, ...fragments(layout, tenant, conditions)]);

export const fragments = (
  layout: Layout,
  tenant: number,
  conditions: readonly PlainCondition[],
): Sql[] => conditions.map((condition) => fragment(layout, tenant, condition));

export const all = (parts: readonly Sql[]): Sql => ({
  sql: parts.map(({ sql }) => sql).join(' AND '),
  params: parts.flatMap(({ params }) => params),
});

const NOTHING: Sql = { sql: '0', params: [] };

const fragment = (layout: Layout, tenant: number, condition: PlainCondition): Sql => {
  if ('set' in condition)
    return {
      sql: `EXISTS (SELECT 1 FROM ${layout.members} s WHERE s.tenant = ? AND s.kind = ? AND s.value = ? AND s.rid = c.rid)`,
      params: [tenant, kindOf(layout, condition.set), wellFormed(condition.has)],
    };
  const column = columnOf(layout, condition.key);
  if ('eq' in condition) return equals(column, condition.eq);
  if ('in' in condition) return among(column, condition.in);
  if ('prefix' in condition) return startsWith(column, wellFormed(condition.prefix));
  return between(column, keyValue(condition.from), keyValue(condition.to));
};

const equals = (column: string, value: KeyValue): Sql => {
  const bound = keyValue(value);
  return bound === null
    ? { sql: `${column} IS NULL`, params: [] }
    : { sql: `${column} = ?`, params: [bound] };
};

const among = (column: string, values: readonly KeyValue[]): Sql => {
  const bound = values.map(keyValue).filter((value) => value !== null);
  const orNull = bound.length < values.length ? [`${column} IS NULL`] : [];
  const listed = bound.length > 0 ? [`${column} IN (${bound.map(() => '?').join(', ')})`] : [];
  const parts = [...listed, ...orNull];
  return parts.length === 0 ? NOTHING : { sql: `(${parts.join(' OR ')})`, params: bound };
};

/** Numbers sort before texts: a range of one kind stops where the other begins. */
const between = (column: string, from: SqlValue, to: SqlValue): Sql => {
  const parts: string[] = [];
  const params: SqlValue[] = [];
  const textual = (value: SqlValue) => typeof value === 'string';
  if (from !== null && to !== null && textual(from) !== textual(to)) return NOTHING;
  if (from !== null) {
    parts.push(`${column} >= ?`);
    params.push(from);
    if (to === null && !textual(from)) parts.push(`${column} < ''`);
  }
  if (to !== null) {
    parts.push(`${column} <= ?`);
    params.push(to);
    if (from === null && textual(to)) parts.push(`${column} >= ''`);
  }
  return parts.length === 0 ? { sql: '1', params: [] } : { sql: parts.join(' AND '), params };
};

/** A range rather than LIKE: % and _ are characters like any other, and the index serves it. */
const startsWith = (column: string, prefix: string): Sql => {
  const end = after(prefix);
  return end === undefined
    ? { sql: `${column} >= ?`, params: [prefix] }
    : { sql: `${column} >= ? AND ${column} < ?`, params: [prefix, end] };
};

/** The first text in code point order that does not start with the prefix. */
const after = (prefix: string): string | undefined => {
  const points = [...prefix];
  while (points.length > 0) {
    const last = points.pop()!.codePointAt(0)!;
    if (last === 0x10ffff) continue;
    const next = last === 0xd7ff ? 0xe000 : last + 1;
    return points.join('') + String.fromCodePoint(next);
  }
  return undefined;
};
