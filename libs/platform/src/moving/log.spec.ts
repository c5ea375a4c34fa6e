import { Rejection, streamName, type LogRecord, type NewEvent } from '@gongkai/kernel';
import { MemoryEventStore, newEvent } from '@gongkai/testing';
import { copyLog, type CopyOptions } from './copy-log.js';
import { proveLog, type LogProof } from './prove-log.js';

const thing = (tenant: string, id: string) => streamName(tenant, 'thing', id);

describe('moving a log', () => {
  let from: MemoryEventStore;
  let to: MemoryEventStore;

  const write = async (log: MemoryEventStore, tenant: string, id: string, ...more: object[]) => {
    const revision = await log.revision(thing(tenant, id));
    const events = (more.length === 0 ? [{}] : more).map((data, i): NewEvent => ({
      ...newEvent(tenant, id, revision + i + 1, { data }),
      facet: (revision + i) % 7,
    }));
    await log.append(thing(tenant, id), revision, events);
  };
  const everything = async (log: MemoryEventStore) => {
    const seen: string[] = [];
    const options = { signal: new AbortController().signal, follow: false };
    for await (const { records } of log.records(undefined, {}, options))
      for (const { record, facet } of records) seen.push(`${facet} ${Buffer.from(record)}`);
    return seen;
  };
  const copy = (more: Partial<CopyOptions> = {}) =>
    copyLog({ from, to, keepsOrder: false, chosen: undefined, batchSize: 4, ...more });
  const prove = (more: { chosen?: string[]; streamsAtOnce?: number } = {}) =>
    proveLog({ from, to, chosen: undefined, ...more });
  /** Governments in turns, so that runs of one stream are short and long. */
  const fill = async () => {
    for (let i = 0; i < 9; i++) {
      await write(
        from,
        i % 2 === 0 ? 'T1' : 'T2',
        `a${i % 3}`,
        ...Array.from({ length: i }, () => ({})),
      );
      await write(from, 'platform', 'p');
    }
  };

  beforeEach(async () => {
    from = new MemoryEventStore();
    to = new MemoryEventStore();
    await fill();
  });

  it('copies every record as it is and in its place, and proves it', async () => {
    const events = Number(await from.head());
    expect(await copy()).toEqual({ records: events, added: events });
    expect(await everything(to)).toEqual(await everything(from));
    const proof = (await prove()) as LogProof;
    expect(proof).toMatchObject({ events, streams: 7, sameOrder: true });
    expect(proof.governments.get('platform')).toEqual({ events: 9, streams: 1 });
    expect([...proof.governments.values()].reduce((sum, each) => sum + each.events, 0)).toBe(
      events,
    );
    expect(await copy()).toEqual({ records: events, added: 0 });
  });

  it('goes on where it was cut off, after any record', async () => {
    const events = Number(await from.head());
    for (let cut = 0; cut < events; cut++) {
      to = new MemoryEventStore();
      const takes = to.appendRecords.bind(to);
      let taken = 0;
      to.appendRecords = async (stream, revision, records) => {
        const room = records.slice(0, cut - taken);
        if (room.length > 0) await takes(stream, revision, room);
        taken += room.length;
        if (room.length < records.length) throw new Error('cut');
        return { revision: revision + room.length, position: 0n, recordedAt: '' };
      };
      await expect(copy()).rejects.toThrow('cut');
      to.appendRecords = takes;
      expect(await copy()).toEqual({ records: events, added: events - cut });
      expect(await everything(to)).toEqual(await everything(from));
    }
  });

  it('follows a source that has grown since the last time', async () => {
    await copy();
    await write(from, 'T3', 'late', {}, {});
    expect(await copy()).toMatchObject({ added: 2 });
    expect(await prove()).toMatchObject({ sameOrder: true });
  });

  it('touches no target that holds something else, or more', async () => {
    const refused = { code: 'move.targetDiffers' };
    await write(to, 'T9', 'other');
    expect(await copy()).toMatchObject({ ...refused, details: { position: 1 } });
    expect(await to.head()).toBe(1n);
    to = new MemoryEventStore();
    await copy();
    await write(to, 'T1', 'a0');
    const events = Number(await from.head());
    expect(await copy()).toMatchObject({ ...refused, details: { position: events + 1 } });
  });

  it('refuses a target that somebody else writes to meanwhile', async () => {
    const takes = to.appendRecords.bind(to);
    to.appendRecords = async (stream, revision, records) => {
      if (stream === thing('platform', 'p') && revision === 2) await write(to, 'platform', 'p');
      return takes(stream, revision, records);
    };
    expect(await copy()).toMatchObject({ code: 'move.targetDiffers' });
  });

  it('copies one government with the records of the platform, in their order', async () => {
    const copied = await copy({ chosen: ['platform', 'T2'] });
    const wanted = (await everything(from)).filter((text) => !text.includes('"tenant":"T1"'));
    expect(copied).toMatchObject({ records: wanted.length });
    expect(await everything(to)).toEqual(wanted);
    expect(await prove({ chosen: ['platform', 'T2'] })).toMatchObject({ events: wanted.length });
    // Beside others the order of recording would be lost, by which is told what was known when.
    expect(await copy({ chosen: ['platform', 'T1'] })).toMatchObject({
      code: 'move.targetDiffers',
    });
  });

  it('keeps the appends of one command in pieces a server takes', async () => {
    await write(from, 'T1', 'large', ...Array.from({ length: 250 }, (_, i) => ({ i })));
    const sizes: number[] = [];
    const takes = to.appendRecords.bind(to);
    to.appendRecords = (stream, revision, records) => {
      sizes.push(records.length);
      return takes(stream, revision, records);
    };
    await copy({ batchSize: 1_000 });
    expect(Math.max(...sizes)).toBe(100);
    expect(await everything(to)).toEqual(await everything(from));
  });

  describe('the proof', () => {
    /** A log whose records are given with a change. */
    const changed = (log: MemoryEventStore, change: (records: LogRecord[]) => LogRecord[]) => {
      const gives = log.records.bind(log);
      log.records = async function* (...asked) {
        const all = [];
        for await (const { records } of gives(...asked)) all.push(...records);
        const records = change(all).map((each, i) => ({ ...each, position: BigInt(i + 1) }));
        yield { records, upTo: BigInt(records.length), live: true };
      };
    };
    const found = async () => {
      const proof = await prove();
      return proof instanceof Rejection ? proof.details : proof.sameOrder;
    };
    beforeEach(() => copy());

    it('finds one changed byte, a changed facet, a missing and a doubled record', async () => {
      const part = { part: 'records' };
      const last = thing('T1', 'a2');
      const other = (all: LogRecord[]) => {
        const i = all.findLastIndex(({ record }) => Buffer.from(record).includes('"T1"'));
        return { i, it: all[i]! };
      };
      const changes: ((all: LogRecord[]) => LogRecord[])[] = [
        (all) => {
          const { i, it } = other(all);
          const record = Uint8Array.from(it.record);
          record[record.length - 1]! ^= 1;
          return all.with(i, { ...it, record });
        },
        (all) => all.with(other(all).i, { ...other(all).it, facet: 1_000 }),
        (all) => all.toSpliced(other(all).i, 1),
        (all) => [...all, other(all).it],
      ];
      const gives = to.records;
      for (const change of changes) {
        to.records = gives;
        changed(to, change);
        expect(await found()).toMatchObject({ ...part, what: last });
      }
    });

    it('says when the streams are the same and their order is not', async () => {
      expect(await found()).toBe(true);
      changed(to, (all) => [...all.slice(1, 2), ...all.slice(0, 1), ...all.slice(2)]);
      expect(await found()).toBe(false);
    });

    it('is the same however few streams are held at a time', async () => {
      const whole = await prove();
      for (const streamsAtOnce of [1, 2, 5]) expect(await prove({ streamsAtOnce })).toEqual(whole);
    });
  });
});
