import type { MessagePort } from 'node:worker_threads';
import { LeafTally, MANY_KEYS } from '@gongkai/figures';
import { SqliteEventStore } from '@gongkai/sqlite';
import type { TallyWork } from './tally-threads.js';

/** Counts one part of the log and hands the blocks over. */
export const tallyPart = (
  { events, after, upTo, widths, rules }: TallyWork,
  port: MessagePort,
): void => {
  const log = new SqliteEventStore({ path: events, writer: 'none' });
  const tally = new LeafTally(widths, MANY_KEYS);
  let position = after + 1;
  log.scan(BigInt(after), BigInt(upTo), (keys, count) => {
    tally.count(rules, keys, count, position);
    position += count;
  });
  const tallied = tally.take();
  port.postMessage(
    tallied,
    tallied.flatMap(({ slabs, firsts, lasts, owners }) =>
      [...slabs, firsts, lasts, owners].map(({ buffer }) => buffer),
    ),
  );
  void log.close().then(() => port.close());
};
