import type { Condition, KeyValue, Page, Query } from '@gongkai/kernel';
import type { Collection, Document } from 'mongodb';
import { documentId, idOf, plainValue } from './documents.js';
import {
  filterOf,
  followingStretches,
  isText,
  keyOf,
  plainFilter,
  queriesOf,
  setOf,
  textFilter,
  type PlainCondition,
  type RowFilter,
} from './filter.js';
import { rarestGrams } from './rarest-grams.js';
import type { Layout, RowDocument } from './layout.js';

type Rows = Collection<RowDocument>;

/** The conditions of a question as a filter; asks the server which pairs of a long query are rare. */
const filtersOf = async (
  rows: Rows,
  layout: Layout,
  tenant: string,
  where: readonly Condition[],
): Promise<RowFilter[]> => {
  const plain = where
    .filter((condition): condition is PlainCondition => !isText(condition))
    .map((condition) => plainFilter(layout, condition));
  const texts = where.filter(isText);
  const queries = queriesOf(layout, texts);
  const searched =
    texts.length === 0 ? [] : textFilter(queries, await rarestGrams(rows, tenant, queries));
  return [...searched, ...plain].filter((filter) => Object.keys(filter).length > 0);
};

/** A page of rows; one more than asked for tells that there is another. */
export const findPage = async <Row>(
  rows: Rows,
  layout: Layout,
  tenant: string,
  { where = [], sort, after, limit }: Query,
): Promise<Page<Row>> => {
  const { textOrder } = layout.spec;
  const newestFirst = where.some(isText) && textOrder !== undefined;
  const order = sort ?? (newestFirst ? { key: textOrder, descending: true } : undefined);
  const field = order && keyOf(layout, order.key);
  const descending = order?.descending ?? false;
  const filters = await filtersOf(rows, layout, tenant, where);
  const stretches = after
    ? followingStretches(field, descending, after.value, documentId(tenant, after.id))
    : [undefined];
  const found: RowDocument[] = [];
  for (const stretch of stretches) {
    if (found.length > limit) break;
    const filter = filterOf(tenant, stretch ? [...filters, stretch] : filters);
    found.push(...(await inOrder(rows, filter, field, descending, limit + 1 - found.length)));
  }
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const value = field && last ? plainValue(last[field]) : null;
  return {
    rows: page.map(({ row }) => JSON.parse(row!) as Row),
    next: found.length > limit && last ? { value, id: idOf(tenant, last._id) } : null,
  };
};

const inOrder = (
  rows: Rows,
  filter: RowFilter,
  field: string | undefined,
  descending: boolean,
  limit: number,
): Promise<RowDocument[]> => {
  const turn = descending ? -1 : 1;
  return rows
    .find(filter, { projection: { row: 1, ...(field ? { [field]: 1 } : {}) } })
    .sort({ ...(field ? { [field]: turn } : {}), _id: turn })
    .limit(limit)
    .toArray();
};

/** Rows by value of a key or set; `null`: all under ''. Exact up to the limit, limit + 1 beyond. */
export const countRows = async (
  rows: Rows,
  layout: Layout,
  tenant: string,
  where: readonly Condition[],
  by: string | null,
  limit: number,
): Promise<Map<string, number>> => {
  const isSet = by !== null && layout.sets.includes(by);
  const field = by === null ? null : isSet ? setOf(layout, by) : keyOf(layout, by);
  const filter = filterOf(tenant, await filtersOf(rows, layout, tenant, where));
  if (field === null)
    return new Map([['', await rows.countDocuments(filter, { limit: limit + 1 })]]);
  const stages: Document[] = [
    { $match: filter },
    // Of a search with more hits than are counted, only that many are looked at.
    ...(where.some(isText) ? [{ $limit: limit + 1 }] : []),
    ...(isSet ? [{ $unwind: `$${field}` }] : []),
    { $group: { _id: `$${field}`, rows: { $sum: 1 } } },
  ];
  const groups = await rows.aggregate<{ _id: KeyValue; rows: number }>(stages).toArray();
  const counts = new Map<string, number>();
  for (const { _id, rows: count } of groups) {
    // Values that read the same (null and '', 5 and '5') are one to the reader.
    const name = isSet ? String(_id) : String(plainValue(_id) ?? '');
    counts.set(name, Math.min((counts.get(name) ?? 0) + Number(count), limit + 1));
  }
  return counts;
};
