import {
  monthOf,
  type Day,
  type HotKeys,
  type Position,
  type ReplayBounds,
  type StoredEvent,
} from '@gongkai/kernel';
import { occurredOnIn, positionKnownAt } from './known-position.js';

export type ReplayLog = HotKeys & {
  at(positions: readonly Position[]): Promise<StoredEvent[]>;
  head(): Promise<Position | undefined>;
};

/**
 * Bounds as hot keys can tell them: positions up to one; months before that of the day are whole,
 * those after it are out, and of the month itself the events are looked at.
 */
export type Cut = { upTo: Position; month: number; day: Day | null };

/** Months of hot keys are below this. */
const NO_MONTH = 4096;

export const cutOf = async (log: ReplayLog, { asOf, asKnownAt }: ReplayBounds): Promise<Cut> => {
  const head = await log.head();
  const upTo =
    asKnownAt === undefined
      ? (head ?? 0n)
      : await positionKnownAt((at) => log.at(at), head, asKnownAt);
  return asOf === undefined
    ? { upTo, month: NO_MONTH, day: null }
    : { upTo, month: monthOf(asOf), day: asOf };
};

/** What a key alone says of an event: within, outside, or to be looked at. */
export const placeIn = (
  { upTo, month: last, day }: Cut,
  position: number,
  month: number,
): 'in' | 'out' | 'look' => {
  if (position > Number(upTo) || month > last) return 'out';
  return month < last || day === null ? 'in' : 'look';
};

const BLOCK = 2_000;

/** Legal days of events by position, read block by block. */
export const daysAt = async (
  log: Pick<ReplayLog, 'at'>,
  positions: readonly number[],
): Promise<Map<number, Day>> => {
  const days = new Map<number, Day>();
  for (let i = 0; i < positions.length; i += BLOCK) {
    const block = positions.slice(i, i + BLOCK);
    for (const { position, record } of await log.at(block.map(BigInt)))
      days.set(Number(position), occurredOnIn(record));
  }
  return days;
};
