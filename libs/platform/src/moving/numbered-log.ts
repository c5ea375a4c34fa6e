import type {
  EventStore,
  FeedBatch,
  FeedFilter,
  FeedOptions,
  Position,
  RecordLog,
} from '@gongkai/kernel';
import type { Chosen } from './place.js';

/**
 * The events of any log under positions of the platform: each is the place of the event among those
 * chosen, counted from 1. It reads from the beginning, whatever it is asked for.
 */
export class NumberedLog implements Pick<EventStore, 'feed'> {
  constructor(
    private readonly log: RecordLog,
    private readonly chosen: Chosen,
  ) {}

  /** Gives events of every type; who folds takes what it wants. */
  async *feed(
    after: Position | undefined,
    _: FeedFilter,
    options: FeedOptions,
  ): AsyncIterable<FeedBatch> {
    const { log, chosen } = this;
    let upTo = 0n;
    const filter = chosen ? { tenants: chosen } : {};
    for await (const { records, live } of log.records(undefined, filter, options)) {
      const first = upTo + 1n;
      upTo += BigInt(records.length);
      const events = records
        .map(({ record }, i) => ({ record, position: first + BigInt(i) }))
        .filter(({ position }) => after === undefined || position > after);
      if (after === undefined || upTo > after) yield { events, upTo, live };
    }
  }
}
