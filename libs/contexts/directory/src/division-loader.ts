import {
  ConflictError,
  digestOf,
  PLATFORM,
  Rejection,
  streamName,
  type Actor,
  type Day,
  type EventStore,
  type Ids,
  type NewEvent,
  type Origin,
} from '@gongkai/kernel';
import type { DivisionCommandData } from './commands.js';
import { divisionAggregate } from './decider.division.js';
import { DivisionDesk } from './division-desk.js';
import {
  knownChanges,
  readDivisions,
  type DivisionChange,
  type DivisionRow,
} from './division-source.js';
import { BEFORE_RECORDS, divisionEvents } from './events.js';
import { firstCodes, formerly, idsByCode } from './former-codes.js';

export type LoadProgress = { done: number; total: number };
export type LoadResult = {
  /** Divisions the tables have, those listed now, and changes of the table applied now. */
  total: number;
  listed: number;
  changed: number;
  /** Changes that the history as it stands does not allow, e.g. after one made by hand. */
  refused: { change: DivisionChange; reason: Rejection }[];
};

const LOADER: Actor = { kind: 'process', id: 'divisionLoader' };
const ORIGIN: Origin = 'imported';
/** Appends in flight at once; the store turns what waits together into one commit. */
const GROUP = 2_000;

/**
 * Puts the national tree into the log, one event per division, then the changes since. Safe to stop
 * and to run again: a stream that is there is left alone, and the nation's own stream is written
 * last, so that a finished load is known by one look. A finished one takes the changes that the table
 * has gained, with the divisions that these list.
 */
export const loadDivisions = async (
  deps: { store: EventStore; ids: Ids },
  {
    today,
    rows,
    changes = knownChanges(),
    onProgress = () => undefined,
  }: {
    today: Day;
    rows?: readonly DivisionRow[];
    changes?: readonly DivisionChange[];
    onProgress?: (progress: LoadProgress) => void;
  },
): Promise<LoadResult> => {
  const first = firstCodes(changes);
  const divisions = asListed(rows ?? (await readDivisions()), changes, first);
  const top = divisions.find(({ parent }) => parent === null);
  const idOf = await idsByCode(deps.store, changes, first);
  const isLoaded = top !== undefined && (await deps.store.revision(streamOf(idOf(top.code)))) > 0;
  const lost = new Set(changes.map((change) => ('listing' in change ? change.code : null)));
  const wanted = isLoaded ? divisions.filter(({ code }) => lost.has(code)) : divisions;
  const listed = await listAll(deps, wanted, idOf, onProgress);
  // Of a part of the country only the changes of that part are meant.
  const codes = rows && new Set(divisions.map(({ code }) => code));
  const { changed, refused } = await applyChanges(
    deps,
    changes.filter(({ code }) => codes?.has(first(code)) ?? true),
    idOf,
    today,
  );
  onProgress({ done: divisions.length, total: divisions.length });
  return { total: divisions.length, listed, changed, refused };
};

/** Each division once, with the code, name and superior it had before its changes. */
const asListed = (
  rows: readonly DivisionRow[],
  changes: readonly DivisionChange[],
  first: (code: string) => string,
): DivisionRow[] => {
  const divisions = new Map<string, DivisionRow>();
  for (const change of changes)
    if ('listing' in change && change.listing)
      divisions.set(change.code, { code: change.code, grouping: false, ...change.listing });
  for (const row of rows) {
    const code = first(row.code);
    const parent = row.parent === null ? null : first(row.parent);
    if (!divisions.has(code)) divisions.set(code, { ...row, code, parent });
  }
  for (const change of changes.toReversed()) {
    const row = divisions.get(first(change.code));
    if (!row) continue;
    if (change.kind === 'recoded' || change.kind === 'renamed') row.name = change.name;
    if (change.kind === 'moved') row.parent = first(change.from);
  }
  return [...divisions.values()];
};

const streamOf = (id: string) => streamName(PLATFORM, divisionAggregate.name, id);

const listAll = async (
  { store, ids }: { store: EventStore; ids: Ids },
  divisions: readonly DivisionRow[],
  idOf: (code: string) => string,
  onProgress: (progress: LoadProgress) => void,
): Promise<number> => {
  const total = divisions.length;
  const below = divisions.filter(({ parent }) => parent !== null);
  const top = divisions.filter(({ parent }) => parent === null);
  const list = async (row: DivisionRow): Promise<number> => {
    try {
      await store.append(streamOf(idOf(row.code)), 0, [listing(row, idOf, ids)]);
      return 1;
    } catch (error) {
      if (error instanceof ConflictError) return 0;
      throw error;
    }
  };
  let [done, listed] = [0, 0];
  const settle = async (group: readonly Promise<number>[]) => {
    for (const one of await Promise.all(group)) listed += one;
    done += group.length;
    onProgress({ done, total });
  };
  // One group is on its way while the next is made, so that the writer is never without work.
  let ahead: Promise<number>[] = [];
  for (let at = 0; at < below.length; at += GROUP) {
    const group = below.slice(at, at + GROUP).map(list);
    // Heard here, answered for in `settle`: the group before may fail first.
    for (const one of group) one.catch(() => undefined);
    await settle(ahead);
    ahead = group;
  }
  await settle(ahead);
  for (const row of top) listed += await list(row);
  return listed;
};

/** Built by hand and not through `execute`: nothing is decided, and there are 45,000 of them. */
const listing = (
  { kind, code, name, parent, grouping }: DivisionRow,
  idOf: (code: string) => string,
  ids: Ids,
): NewEvent => {
  const data = {
    kind,
    code,
    name,
    parent: parent === null ? null : idOf(parent),
    since: null,
    grouping,
  };
  const command = { id: `divisions.${code}`, digest: digestOf(data) };
  return {
    meta: {
      id: ids.id(),
      type: 'DivisionListed',
      schema: divisionEvents.DivisionListed.version,
      tenant: PLATFORM,
      agency: null,
      aggregate: divisionAggregate.name,
      aggregateId: idOf(code),
      revision: 1,
      actor: LOADER,
      command,
      causation: null,
      correlation: 'divisions',
      occurredOn: BEFORE_RECORDS,
      origin: ORIGIN,
    },
    data: JSON.stringify(divisionEvents.DivisionListed.current.parse(data)),
    facet: 0,
  };
};

const commandOf = (change: DivisionChange, idOf: (code: string) => string): DivisionCommandData => {
  const { on, ground } = change;
  const division = idOf(change.code);
  switch (change.kind) {
    case 'recoded':
      return { type: 'recode', division, code: change.toCode, name: change.toName, on, ground };
    case 'renamed':
      return { type: 'rename', division, name: change.toName, on, ground };
    case 'moved':
      return {
        type: 'move',
        division,
        parent: idOf(change.parent),
        code: change.toCode,
        on,
        ground,
      };
    case 'merged':
      return { type: 'merge', division, into: idOf(change.into), on, ground };
    case 'abolished':
      return { type: 'abolish', division, on, ground };
  }
};

/** Each change under a command id of its own, so that a repeat changes nothing. */
const applyChanges = async (
  deps: { store: EventStore; ids: Ids },
  changes: readonly DivisionChange[],
  idOf: (code: string) => string,
  today: Day,
): Promise<Pick<LoadResult, 'changed' | 'refused'>> => {
  const desk = new DivisionDesk(deps);
  const refused: LoadResult['refused'] = [];
  let changed = 0;
  for (const change of changes) {
    const [id, digest] = [idOf(change.code), digestOf(change)];
    const before = await deps.store.revision(streamOf(id));
    const former = formerly(change, await desk.division(id), idOf);
    const commandId = `divisions.${change.kind}.${change.code}.${change.on}`;
    const steps = [
      ...(former ? [{ command: former, commandId: `${commandId}.formerly` }] : []),
      { command: commandOf(change, idOf), commandId },
    ];
    for (const { command, commandId } of steps) {
      const envelope = { tenant: PLATFORM, actor: LOADER, commandId, digest, origin: ORIGIN };
      const outcome = await desk.run(command, today, envelope);
      if (!(outcome instanceof Rejection)) continue;
      refused.push({ change, reason: outcome });
      break;
    }
    changed += (await deps.store.revision(streamOf(id))) - before;
  }
  return { changed, refused };
};
