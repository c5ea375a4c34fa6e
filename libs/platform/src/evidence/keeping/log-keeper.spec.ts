import { setTimeout as pause } from 'node:timers/promises';
import {
  EvidenceMoved,
  MemoryEvidenceStore,
  SqliteLogKeys,
  type LogGrowth,
} from '@gongkai/evidence-store';
import type { Position } from '@gongkai/kernel';
import { PersonKeyStore, SqliteEventStore } from '@gongkai/sqlite';
import { SpecOffice } from '../spec-office.js';
import { KeeperHere } from './keeper-here.js';

/** Refuses or fails as a shared store may, and then takes what it is given. */
class InterruptedStore extends MemoryEvidenceStore {
  readonly errors: Error[] = [];

  override async append(upTo: Position, growths: readonly LogGrowth[]): Promise<void> {
    const error = this.errors.shift();
    if (error) throw error;
    return super.append(upTo, growths);
  }
}

/** A log that has not come further yet than to its end. */
class LogBehind extends SqliteEventStore {
  end = 5n;

  override async head(): Promise<Position | undefined> {
    return this.end;
  }

  override async at(positions: readonly Position[]) {
    return super.at(positions.filter((position) => position <= this.end));
  }
}

describe('a keeper of evidence logs', () => {
  let office: SpecOffice;
  beforeEach(() => {
    office = new SpecOffice();
  });
  afterEach(() => office.close());

  const keeperOver = (
    store: InterruptedStore,
    errors: unknown[],
    more: { log?: SqliteEventStore; behindMs?: number } = {},
  ) => {
    const { paths, folder, masterKey } = office;
    const persons = new PersonKeyStore({ path: paths.keys, folder, masterKey, access: 'write' });
    const keys = new SqliteLogKeys(paths.keys, persons);
    const log = more.log ?? new SqliteEventStore({ path: paths.events, writer: 'none' });
    const close = async () => {
      await keys.close();
      await persons.close();
      await log.close();
    };
    const work = { installation: 'office.example', superiors: {}, timestampUrl: null };
    const places = { ...more, log, store, keys, close };
    return new KeeperHere(places, work, (error) => errors.push(error));
  };

  it('reads the store anew when it was away or another has added, and goes on', async () => {
    const store = new InterruptedStore();
    const errors: unknown[] = [];
    store.errors.push(new EvidenceMoved('the trees'), new Error('the server is away'));
    await office.append('t1', 's1', 5);
    const position = await office.append('t2', 's1', 3);
    const keeper = keeperOver(store, errors).start();
    await keeper.waitFor(position);
    expect(errors).toEqual([new Error('the server is away')]);
    expect((await store.heads()).map(({ tenant, size }) => [tenant, size])).toEqual([
      ['t1', 5],
      ['t2', 3],
    ]);
    expect(await keeper.ensure('t1', position - 3n)).toBe(5);
    expect(await store.troubles()).toEqual([]);
    store.errors.push(new EvidenceMoved('the trees'));
    const later = await office.append('t1', 's1', 2);
    keeper.notice(later);
    await keeper.waitFor(later);
    expect(await keeper.ensure('t1', later)).toBe(7);
    await keeper.close();
    expect(errors).toHaveLength(1);
  });

  it('waits for events that another has hashed and that have not come here yet', async () => {
    const store = new InterruptedStore();
    const errors: unknown[] = [];
    await office.append('t1', 's1', 5);
    const position = await office.append('t2', 's1', 1);
    const other = keeperOver(store, errors).start();
    await other.waitFor(position);
    await other.close();
    const log = new LogBehind({ path: office.paths.events, writer: 'none' });
    const keeper = keeperOver(store, errors, { log, behindMs: 20_000 }).start();
    await pause(300);
    expect(keeper.status.position).toBeUndefined();
    log.end = position;
    expect(await keeper.ensure('t2', position)).toBe(1);
    expect(await store.troubles()).toEqual([]);
    await keeper.close();
    expect(errors).toEqual([]);
  });
});
