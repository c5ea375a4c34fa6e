import { addDays } from '@gongkai/calendar';
import type { CalendarChange } from '@gongkai/holiday';
import {
  deriveId,
  GateError,
  isUnreadable,
  Rejection,
  type Call,
  type LiveClock,
  type Page,
  type ReadStore,
  type Receipt,
} from '@gongkai/kernel';
import { Turns } from '../turns.js';
import { idOf, reasonOf } from './change.js';

/** Cases a change of the calendar can touch, those whose day moved, and those that refused. */
export type MoveCounts = { found: number; moved: number; refused: number };
/** Among those that refused, cases that cannot be read: nobody can say whether their day has moved. */
export type Moved = MoveCounts & { unreadable: number };

export type MoveDeps = {
  reads: ReadStore;
  send: (command: object) => Promise<Receipt | Rejection>;
};

const PAGE = 2_000;
/** Commands under way at once; they share the syncs of the log. */
const AT_ONCE = 512;
/** Commands begun in one turn of the event loop, so that the log is written and others are answered meanwhile. */
const PER_TURN = 64;

/**
 * Asks the cases of one clock whose period overlaps the days that changed: due on or after the
 * first of them, begun before the last. The ids are gathered first, since a row that moves would
 * leave its place in the pages.
 */
export const moveCases = async (
  { reads, send }: MoveDeps,
  clock: LiveClock,
  change: CalendarChange,
  tenant: string,
  days: { first: string; last: string },
  /** Told after each case; false stops here, and what is left is taken up again another time. */
  onCase: (counts: MoveCounts, done: number) => boolean,
): Promise<Moved> => {
  const ids = await touchedCases(reads, clock, tenant, days);
  const counts = { found: ids.length, moved: 0, refused: 0, unreadable: 0 };
  const why = { notice: change.eventId, reason: reasonOf(change) };
  let next = 0;
  let done = 0;
  let going = true;
  const turns = new Turns(PER_TURN);
  const worker = async () => {
    for (let id = ids[next++]; going && id !== undefined; id = ids[next++]) {
      await turns.admitted();
      const body = clock.body(id, why);
      const call: Call = {
        tenant,
        caller: { kind: 'process', name: 'deadlines' },
        commandId: deriveId('deadlines', clock.name, idOf(change), tenant, id),
        body,
        causation: change.eventId,
      };
      const outcome = await answered(send, clock.command(call, body));
      if (outcome === 'unreadable') counts.unreadable++;
      if (outcome === 'refused' || outcome === 'unreadable') counts.refused++;
      else if (outcome.position !== null) counts.moved++;
      if (!onCase(counts, ++done)) going = false;
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, ids.length) }, worker));
  return counts;
};

/** A refusal is counted and shown, not thrown: the other cases still follow. */
const answered = async (
  send: MoveDeps['send'],
  command: object,
): Promise<Receipt | 'refused' | 'unreadable'> => {
  try {
    const outcome = await send(command);
    return outcome instanceof Rejection ? 'refused' : outcome;
  } catch (error) {
    if (isUnreadable(error)) return 'unreadable';
    if (error instanceof GateError) return 'refused';
    throw error;
  }
};

const touchedCases = async (
  reads: ReadStore,
  { collection, id, fromKey, dueKey }: LiveClock,
  tenant: string,
  { first, last }: { first: string; last: string },
): Promise<string[]> => {
  const ids: string[] = [];
  const where = [
    { key: dueKey, from: first },
    { key: fromKey, to: addDays(last, -1) },
  ];
  let after: Page<never>['next'] = null;
  do {
    const query = { where, sort: { key: dueKey }, limit: PAGE, ...(after ? { after } : {}) };
    const page: Page<never> = await reads.find(collection, tenant, query);
    for (const row of page.rows) ids.push(id(row));
    after = page.next;
  } while (after);
  return ids;
};
