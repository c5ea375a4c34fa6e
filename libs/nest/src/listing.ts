import {
  agenciesFor,
  GateError,
  rolesFor,
  type CollectionSpec,
  type Condition,
  type KeyValue,
  type Officer,
  type PolicyTable,
  type ReadStore,
} from '@gongkai/kernel';
import { pageOf, pageSize, type Cursors } from './paging.js';

/** Stands for the government's own office where a list is narrowed to an agency. */
const OWN = 'own';

/** Conditions of the arguments that were given: key = argument of the same name. */
export const equalTo = (args: Readonly<Record<string, unknown>>, ...keys: string[]): Condition[] =>
  keys.flatMap((key) => {
    const value = args[key];
    if (value === null || value === undefined) return [];
    if (key === 'agency') return [{ key, eq: value === OWN ? '' : (value as string) }];
    return [{ key, eq: typeof value === 'boolean' ? Number(value) : (value as KeyValue) }];
  });

/** What lets an officer see rows; `own` is what their key has for the government's own office. */
export type Sight = { policy: PolicyTable; operation: string; own?: '' | null };

/**
 * Rows of the agencies an officer may see: all of the government, or those of the grants; or of the
 * one that was asked for, and what is not granted looks like what is not there.
 */
export const ofAgencies = (
  { policy, operation, own = '' }: Sight,
  officer: Officer,
  agency: string | null | undefined,
): Condition[] => {
  if (agency) {
    const asked = agency === OWN ? null : agency;
    if (rolesFor(policy, operation, officer, asked).length === 0) throw new GateError('NOT_FOUND');
    return [{ key: 'agency', eq: asked ?? own }];
  }
  const agencies = agenciesFor(policy, operation, officer);
  return agencies === 'all' ? [] : [{ key: 'agency', in: agencies }];
};

/** From one value of a key to another, either of which may be left open. */
export const within = (
  key: string,
  { from, to }: { from?: string | null; to?: string | null },
): Condition[] => (from || to ? [{ key, ...(from ? { from } : {}), ...(to ? { to } : {}) }] : []);

type PageArgs = { first?: number | null | undefined; after?: string | null | undefined };
type Listed = { where: readonly Condition[]; sort: { key: string; descending?: boolean } };

/** One page of a collection of the officer's own government. */
export const listRows = async <Row, Node = Row>(
  { reads, cursors }: { reads: ReadStore; cursors: Cursors },
  collection: CollectionSpec<Row>,
  tenant: string,
  query: Listed,
  { first, after }: PageArgs,
  toNode: (row: Row) => Node = (row) => row as unknown as Node,
) => {
  // The collection is part of what a cursor is bound to: a cursor of another list is none of this one.
  const bound = { of: collection.name, ...query };
  const key = after ? { after: cursors.decode(tenant, bound, after) } : {};
  const limit = pageSize(first);
  const page = await reads.find(collection, tenant, { ...query, ...key, limit });
  return pageOf(page, cursors, tenant, bound, toNode);
};
