import { randomUUID } from 'node:crypto';
import {
  BACKWARDS,
  END,
  EventStoreDBClient,
  NO_STREAM,
  STREAM_EXISTS,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
  binaryEvent,
  eventTypeFilter,
  excludeSystemEvents,
  jsonEvent,
  streamNameFilter,
  type AllStreamResolvedEvent,
  type ResolvedEvent,
} from '@eventstore/db-client';
import { EventStorePeer } from './index.js';

const happened = (n = 1, type = 'Happened') =>
  Array.from({ length: n }, (_, i) => jsonEvent({ type, data: { i } }));

const large = () => jsonEvent({ type: 'Large', data: { text: 'x'.repeat(600_000) } });

const collect = async <T>(source: AsyncIterable<T>, max = Infinity): Promise<T[]> => {
  const items: T[] = [];
  for await (const item of source) {
    items.push(item);
    if (items.length >= max) break;
  }
  return items;
};

const numbers = (events: readonly ResolvedEvent[]) =>
  events.map(({ event }) => Number(event!.revision));

describe.each([
  ['batch append', true],
  ['append', false],
])('the peer, by %s', (_name, batchAppend) => {
  let peer: EventStorePeer;
  let client: EventStoreDBClient;
  beforeAll(async () => {
    peer = await EventStorePeer.start({ batchAppend });
    client = EventStoreDBClient.connectionString(peer.url);
  });
  afterAll(async () => {
    await client.dispose();
    await peer.stop();
  });

  describe('appending', () => {
    it('gives revision and position of the last event, and the bytes back', async () => {
      const bytes = Buffer.from([0, 255, 10, 34]);
      const result = await client.appendToStream('公开-bytes', [
        binaryEvent({ type: '发布', data: bytes, metadata: Buffer.from('not json') }),
        jsonEvent({ type: 'Json', data: { 文: '𠮷\u2028' }, metadata: { by: '张' } }),
      ]);
      const [first, second] = await collect(client.readStream('公开-bytes'));
      expect(result).toMatchObject({ success: true, nextExpectedRevision: 1n });
      expect(second!.event!.position).toEqual(result.position);
      expect(Buffer.from(first!.event!.data as Uint8Array)).toEqual(bytes);
      expect(first!.event).toMatchObject({ type: '发布', isJson: false });
      expect(second!.event).toMatchObject({ data: { 文: '𠮷\u2028' }, metadata: { by: '张' } });
    });

    it('refuses any other revision than the one expected and says which it is at', async () => {
      const append = (expectedRevision: 'no_stream' | 'stream_exists' | bigint) =>
        client.appendToStream('expected', happened(), { expectedRevision });
      await expect(append(STREAM_EXISTS)).rejects.toMatchObject({ actualVersion: 'no_stream' });
      await expect(append(1n)).rejects.toBeInstanceOf(WrongExpectedVersionError);
      await append(NO_STREAM);
      await append(0n);
      await append(STREAM_EXISTS);
      await expect(append(NO_STREAM)).rejects.toMatchObject({
        type: 'wrong-expected-version',
        streamName: 'expected',
        expectedVersion: 'no_stream',
        actualVersion: 2n,
      });
      expect(await collect(client.readStream('expected'))).toHaveLength(3);
    });

    it('takes a repeat under the same ids for the append it repeats', async () => {
      const events = happened(2);
      const first = await client.appendToStream('repeat', events, { expectedRevision: NO_STREAM });
      await client.appendToStream('repeat', happened());
      const again = await client.appendToStream('repeat', events, { expectedRevision: NO_STREAM });
      expect(again).toEqual(first);
      expect(await client.appendToStream('repeat', events)).toEqual(first);
      await expect(
        client.appendToStream('repeat', [events[0]!, ...happened()], {
          expectedRevision: NO_STREAM,
        }),
      ).rejects.toBeInstanceOf(WrongExpectedVersionError);
    });

    it('lets one of many writers of a new stream win', async () => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, () =>
          client.appendToStream('race', happened(), { expectedRevision: NO_STREAM }),
        ),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('refuses an append over the limit', () =>
      expect(client.appendToStream('large', [large(), large()])).rejects.toMatchObject({
        type: 'maximum-append-size-exceeded',
        maxAppendSize: 1_048_576,
      }));

    it('refuses an event without a type or with an id that is none', async () => {
      await expect(
        client.appendToStream('bad', jsonEvent({ type: '', data: {} })),
      ).rejects.toMatchObject({});
      await expect(
        client.appendToStream('bad', jsonEvent({ type: 'X', data: {}, id: 'none' })),
      ).rejects.toMatchObject({});
      await expect(collect(client.readStream('bad'))).rejects.toBeInstanceOf(StreamNotFoundError);
    });
  });

  describe('reading', () => {
    it('reads a stream both ways from any revision', async () => {
      await client.appendToStream('both-ways', happened(600));
      const read = async (options: object) =>
        numbers(await collect(client.readStream('both-ways', options)));
      expect(await read({})).toHaveLength(600);
      expect(await read({ fromRevision: 597n })).toEqual([597, 598, 599]);
      expect(await read({ fromRevision: 600n })).toEqual([]);
      expect(await read({ maxCount: 2 })).toEqual([0, 1]);
      const backwards = { direction: BACKWARDS, fromRevision: END };
      expect(await read({ ...backwards, maxCount: 2 })).toEqual([599, 598]);
      expect(await read({ ...backwards, fromRevision: 1n })).toEqual([1, 0]);
      expect((await read(backwards)).at(-1)).toBe(0);
    });

    it('reads everything both ways in the order it was written', async () => {
      const up = await collect(client.readAll());
      const down = await collect(client.readAll({ direction: BACKWARDS, fromPosition: END }));
      const positions = (events: AllStreamResolvedEvent[]) =>
        events.map(({ event }) => event!.position.commit);
      expect(positions(down).reverse()).toEqual(positions(up));
      expect([...positions(up)].sort((a, b) => (a < b ? -1 : 1))).toEqual(positions(up));
      const { position } = up[5]!.event!;
      const [from] = await collect(client.readAll({ fromPosition: position, maxCount: 1 }));
      expect(from).toEqual(up[5]);
    });

    it('refuses a position that it never gave', () =>
      expect(
        collect(client.readAll({ fromPosition: { commit: 3n, prepare: 3n } })),
      ).rejects.toMatchObject({ code: 3 }));

    it('follows a link to the event it names', async () => {
      await client.appendToStream('target', happened(3));
      const data = Buffer.from('2@target');
      await client.appendToStream('links', binaryEvent({ type: '$>', data }));
      const [resolved] = await collect(client.readStream('links', { resolveLinkTos: true }));
      expect(resolved!.event).toMatchObject({ streamId: 'target', revision: 2n });
      expect(resolved!.link).toMatchObject({ streamId: 'links', type: '$>' });
    });
  });

  describe('deleting', () => {
    it('hides a deleted stream, and its old events from whoever writes to it again', async () => {
      await client.appendToStream('soft', happened(4));
      await expect(client.deleteStream('soft', { expectedRevision: 2n })).rejects.toMatchObject({
        expectedVersion: 2n,
        actualVersion: 3n,
      });
      await client.deleteStream('soft', { expectedRevision: 3n });
      await expect(collect(client.readStream('soft'))).rejects.toBeInstanceOf(StreamNotFoundError);
      const again = await client.appendToStream('soft', happened(2), {
        expectedRevision: NO_STREAM,
      });
      expect(again.nextExpectedRevision).toBe(5n);
      expect(numbers(await collect(client.readStream('soft')))).toEqual([4, 5]);
    });

    it('ends a tombstoned stream for good', async () => {
      await client.appendToStream('hard', happened());
      await client.tombstoneStream('hard');
      await expect(collect(client.readStream('hard'))).rejects.toMatchObject({
        type: 'stream-deleted',
        streamName: 'hard',
      });
      await expect(client.appendToStream('hard', happened())).rejects.toBeInstanceOf(
        StreamDeletedError,
      );
      await expect(client.deleteStream('hard')).rejects.toBeInstanceOf(StreamDeletedError);
    });

    it('refuses to delete what is not there', () =>
      expect(client.deleteStream('never')).rejects.toBeInstanceOf(WrongExpectedVersionError));
  });

  describe('metadata', () => {
    it('comes back as it was set', async () => {
      const metadata = { maxAge: 2, maxCount: 12, truncateBefore: 1, kitten: '😾' };
      await client.setStreamMetadata('with-metadata', metadata);
      expect(await client.getStreamMetadata('with-metadata')).toMatchObject({ metadata });
      expect(await client.getStreamMetadata('without')).toEqual({ streamName: 'without' });
    });

    it('limits a stream by number and from below', async () => {
      await client.appendToStream('limited', happened(10));
      await client.setStreamMetadata('limited', { maxCount: 3 });
      expect(numbers(await collect(client.readStream('limited')))).toEqual([7, 8, 9]);
      await client.setStreamMetadata('limited', { truncateBefore: 9 });
      expect(numbers(await collect(client.readStream('limited')))).toEqual([9]);
      await client.setStreamMetadata('limited', { truncateBefore: 10 });
      expect(await collect(client.readStream('limited'))).toEqual([]);
    });
  });

  describe('subscribing', () => {
    it('gives a stream from its beginning, says when it has caught up, then follows', async () => {
      await client.appendToStream('followed', happened(300));
      const subscription = client.subscribeToStream('followed');
      const caughtUp = new Promise((resolve) => subscription.once('caughtUp', resolve));
      void caughtUp.then(() => client.appendToStream('followed', happened(2)));
      expect(numbers(await collect(subscription, 302)).at(-1)).toBe(301);
    });

    it('waits for a stream nobody has written yet', async () => {
      const subscription = client.subscribeToStream('later');
      subscription.once('caughtUp', () => void client.appendToStream('later', happened()));
      expect(numbers(await collect(subscription, 1))).toEqual([0]);
    });

    it('gives what follows a position, by prefix, with checkpoints that one can go on from', async () => {
      const before = await client.appendToStream('other', happened());
      await client.appendToStream(`mine-${batchAppend}`, happened(2));
      await client.appendToStream('other', happened(100));
      await client.appendToStream(`mine-${batchAppend}`, happened(1));
      const checkpoints: bigint[] = [];
      const filter = streamNameFilter({
        prefixes: ['mine-'],
        maxSearchWindow: 10,
        checkpointInterval: 2,
        checkpointReached: async (_subscription, { commit }) => void checkpoints.push(commit),
      });
      const subscription = client.subscribeToAll({ fromPosition: before.position!, filter });
      const caughtUp = new Promise((resolve) => subscription.once('caughtUp', resolve));
      const seen = collect(subscription, 4);
      await caughtUp;
      expect(checkpoints.length).toBeGreaterThanOrEqual(5);
      const commit = checkpoints.at(-1)!;
      await client.appendToStream(`mine-${batchAppend}`, happened(1));
      expect(numbers(await seen)).toEqual([0, 1, 2, 3]);
      const [next] = await collect(
        client.subscribeToAll({ fromPosition: { commit, prepare: commit }, filter }),
        1,
      );
      expect(next!.event!.revision).toBe(3n);
    });

    it('filters event types by expression and leaves the system’s own out', async () => {
      const type = `Kind${randomUUID()}`;
      await client.appendToStream('kinds', [...happened(3), ...happened(2, type)]);
      const filter = eventTypeFilter({ regex: `^${type}$` });
      expect(await collect(client.subscribeToAll({ filter }), 2)).toHaveLength(2);
      const ours = client.subscribeToAll({ filter: excludeSystemEvents() });
      const [first] = await collect(ours, 1);
      expect(first!.event!.type).not.toMatch(/^\$/);
    });

    it('says when a live subscriber has fallen behind, and when it has caught up again', async () => {
      const stream = `behind-${batchAppend}`;
      const filter = streamNameFilter({ prefixes: [stream] });
      const subscription = client.subscribeToAll({ fromPosition: END, filter });
      await new Promise((resolve) => subscription.once('caughtUp', resolve));
      const more = () => void client.appendToStream(stream, happened());
      subscription.once('fellBehind', () => subscription.once('caughtUp', more));
      await client.appendToStream(stream, happened(4_000));
      expect(numbers(await collect(subscription, 4_001)).at(-1)).toBe(4_000);
    });

    it('loses nothing for a subscriber that is slow', async () => {
      const stream = `slow-${batchAppend}`;
      await client.appendToStream(stream, happened(3_000));
      const subscription = client.subscribeToAll({
        filter: streamNameFilter({ prefixes: [stream] }),
      });
      const seen: number[] = [];
      for await (const { event } of subscription) {
        seen.push(Number(event!.revision));
        if (seen.length % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
        if (seen.length === 1) void client.appendToStream(stream, happened(1_000));
        if (seen.length === 4_000) break;
      }
      expect(seen).toEqual(Array.from({ length: 4_000 }, (_, i) => i));
    });
  });
});
