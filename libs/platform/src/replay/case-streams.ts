import { streamName, type EventStore, type ReadStore } from '@gongkai/kernel';
import { caseKinds, type CaseKind, type CaseKindName, type CaseRef } from './case-kinds.js';

/** A stream of a case: its own, that of what it challenges, those of the appeals beside it. */
export type CaseStream = { kind: CaseKindName; aggregate: string; id: string };

/** A case and every stream that belongs to its file, its own first. */
export type CaseStreams = { kind: CaseKind; id: string; tenant: string; streams: CaseStream[] };

type Deps = { store: EventStore; reads: ReadStore };

const CASE_ID = /^[A-Za-z0-9]{1,64}$/;
/** More appeals than this on one decision are no case but a mistake. */
const LINKED_MAX = 1_000;
const PER_CASE_MAX = 100;

const kindNamed = (name: CaseKindName): CaseKind => caseKinds.find(({ kind }) => kind === name)!;

/**
 * The streams of a case: what it challenges, and every appeal against the same. Who is linked to whom
 * is asked of the read models as they are now; what lies outside the bounds of a replay has no events
 * in it. Undefined when the tenant has no such case.
 */
export const caseStreams = async (
  { store, reads }: Deps,
  tenant: string,
  id: string,
): Promise<CaseStreams | undefined> => {
  const kind = await kindOf(store, tenant, id);
  if (!kind) return undefined;
  const root = await rootOf(reads, tenant, { kind: kind.kind, id });
  const found = new Map<string, CaseStream>();
  const add = (name: CaseKindName, stream: string) =>
    found.set(stream, { kind: name, aggregate: kindNamed(name).aggregate, id: stream });
  add(kind.kind, id);
  add(root.kind, root.id);
  for (const each of await appealsOf(reads, tenant, root)) add(each.kind, each.id);
  return { kind, id, tenant, streams: [...found.values()] };
};

const kindOf = async (
  store: EventStore,
  tenant: string,
  id: string,
): Promise<CaseKind | undefined> => {
  if (!CASE_ID.test(id)) return undefined;
  for (const kind of caseKinds)
    if ((await store.revision(streamName(tenant, kind.aggregate, id))) > 0) return kind;
  return undefined;
};

/** What is challenged in the end: of a suit after a reconsideration the reply both are about. */
const rootOf = async (reads: ReadStore, tenant: string, from: CaseRef): Promise<CaseRef> => {
  const passed = new Set([from.id]);
  for (let at = from; ;) {
    const { challenges, collection } = kindNamed(at.kind);
    const row = challenges && (await reads.get(collection, tenant, at.id));
    const next = row === undefined ? null : challenges!.of(row);
    if (next === null || passed.has(next.id)) return at;
    passed.add(next.id);
    at = next;
  }
};

/** Every appeal against a case, and against those appeals. */
const appealsOf = async (reads: ReadStore, tenant: string, root: CaseRef): Promise<CaseRef[]> => {
  const found = new Map<string, CaseRef>();
  const open = [root];
  for (let at = open.pop(); at !== undefined && found.size < LINKED_MAX; at = open.pop())
    for (const { kind, challenges, collection, id: idOf } of caseKinds) {
      if (!challenges) continue;
      const where = [challenges.where(at)];
      const page = await reads.find(collection, tenant, { where, limit: PER_CASE_MAX });
      for (const row of page.rows) {
        const id = idOf(row);
        if (found.has(id) || id === root.id) continue;
        found.set(id, { kind, id });
        open.push({ kind, id });
      }
    }
  return [...found.values()];
};
