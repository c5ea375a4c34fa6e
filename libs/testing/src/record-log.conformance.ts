import {
  encodeRecord,
  parseRecord,
  streamName,
  type EventStore,
  type LogRecord,
  type RecordLog,
} from '@gongkai/kernel';
import { newEvent } from './event-store.conformance.js';

export type OpenRecordLog = () => Promise<{
  log: EventStore & RecordLog;
  close(): Promise<void>;
}>;

const RECORDED_AT = '2019-05-15T01:02:03.004Z';

let runs = 0;

/** What a log must hold that gives its records to another and takes another's over. */
export const recordLogConformance = (name: string, open: OpenRecordLog): void => {
  describe(`record log: ${name}`, () => {
    let log: EventStore & RecordLog;
    let close: () => Promise<void>;
    let start: bigint | undefined;
    let tenant: string;
    beforeEach(async () => {
      ({ log, close } = await open());
      start = await log.head();
      tenant = `${Date.now().toString(36)}r${(runs++).toString(36)}`;
    });
    afterEach(() => close());

    const stream = (id: string) => streamName(tenant, 'thing', id);

    /** Records as another log wrote them. */
    const records = (id: string, from: number, to: number, facet = 0): LogRecord[] =>
      Array.from({ length: to - from + 1 }, (_, i) => {
        const { meta, data } = newEvent(tenant, id, from + i, {
          data: { text: '公开 𠮷 \u2028 "' },
        });
        return { record: encodeRecord({ ...meta, recordedAt: RECORDED_AT }, data), facet };
      });

    const given = async (after = start) => {
      const all: (LogRecord & { position: bigint })[] = [];
      const signal = new AbortController().signal;
      for await (const batch of log.records(after, {}, { signal, batchSize: 3, follow: false }))
        all.push(...batch.records);
      return all;
    };

    const text = (record: Uint8Array) => Buffer.from(record).toString('utf8');

    it('takes records over byte for byte, with the time they were first recorded', async () => {
      const taken = records('a', 1, 3);
      const { revision, position, recordedAt } = await log.appendRecords(stream('a'), 0, taken);
      expect({ revision, recordedAt }).toEqual({ revision: 3, recordedAt: RECORDED_AT });
      expect(await log.head()).toBe(position);
      const stored = await log.read(stream('a'));
      expect(stored.map(({ record }) => text(record))).toEqual(
        taken.map(({ record }) => text(record)),
      );
    });

    it('keeps bytes that it would have written otherwise', async () => {
      const [{ record, facet }] = records('odd', 1, 1) as [LogRecord];
      const [metadata, data] = text(record).split('\n') as [string, string];
      const odd = Buffer.from(
        `${metadata.replace('{"id"', '{ "10":1,"2":2.0,"id"')}\n\r\n${data.replace('{', '{ "é":"\\u00e9", ')}`,
      );
      await log.appendRecords(stream('odd'), 0, [{ record: odd, facet }]);
      const [stored] = await log.read(stream('odd'));
      expect(text(stored!.record)).toBe(text(odd));
      expect(text((await given())[0]!.record)).toBe(text(odd));
    });

    it('gives the facet along with every record, taken over or written here', async () => {
      await log.appendRecords(stream('a'), 0, records('a', 1, 1, 1023));
      await log.append(stream('b'), 0, [{ ...newEvent(tenant, 'b', 1), facet: 777 }]);
      await log.append(stream('c'), 0, [newEvent(tenant, 'c', 1)]);
      expect((await given()).map(({ facet }) => facet)).toEqual([1023, 777, 0]);
    });

    it('gives what it has to another log, which then has the same records in the same order', async () => {
      for (const id of ['a', 'b', 'c'])
        await log.append(stream(id), 0, [newEvent(tenant, id, 1), newEvent(tenant, id, 2)]);
      const all = await given();
      expect(all.map(({ record }) => parseRecord(record).meta.aggregateId)).toEqual([
        ...['a', 'a', 'b', 'b', 'c', 'c'],
      ]);
      expect((await given(all[2]!.position)).map(({ position }) => position)).toEqual(
        all.slice(3).map(({ position }) => position),
      );
    });

    it('gives the records of one tenant or of some buckets', async () => {
      await log.appendRecords(stream('a'), 0, records('a', 1, 2));
      const signal = new AbortController().signal;
      const seen = { mine: 0, others: 0 };
      const count = async (tenants: string[], as: keyof typeof seen) => {
        for await (const batch of log.records(start, { tenants }, { signal, follow: false }))
          seen[as] += batch.records.length;
      };
      await count([tenant], 'mine');
      await count([`${tenant}x`], 'others');
      expect(seen).toEqual({ mine: 2, others: 0 });
    });

    it('refuses records at another revision, whole', async () => {
      await log.appendRecords(stream('a'), 0, records('a', 1, 1));
      const other = records('a', 3, 4).map(({ record, facet }) => ({ record, facet }));
      await expect(log.appendRecords(stream('a'), 2, other)).rejects.toMatchObject({
        name: 'ConflictError',
        expected: 2,
        actual: 1,
      });
      expect(await log.revision(stream('a'))).toBe(1);
    });

    it('may be given the same records again, and has them once', async () => {
      const taken = records('a', 1, 3);
      await log.appendRecords(stream('a'), 0, taken);
      await log.appendRecords(stream('a'), 0, taken).catch((error: Error) => {
        expect(error).toMatchObject({ name: 'ConflictError', actual: 3 });
      });
      expect(await given()).toHaveLength(3);
    });

    it('goes on where the records taken over end', async () => {
      await log.appendRecords(stream('a'), 0, records('a', 1, 2));
      await log.append(stream('a'), 2, [newEvent(tenant, 'a', 3)]);
      await log.appendRecords(stream('a'), 3, records('a', 4, 4));
      expect(
        (await log.read(stream('a'))).map(({ record }) => parseRecord(record).meta.revision),
      ).toEqual([1, 2, 3, 4]);
    });
  });
};
