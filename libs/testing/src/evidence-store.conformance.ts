import {
  EvidenceMoved,
  type EvidenceStore,
  type LogGrowth,
  type StoredCheckpoint,
} from '@gongkai/evidence-port';

export type EvidencePlace = {
  store: EvidenceStore;
  reopen(): Promise<EvidenceStore>;
  dispose(): Promise<void>;
};

const hashOf = (n: number, salt = 0): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, i) => (n * 7 + i + salt) % 256);

/** What a log grows by in specs: leaves number `from` and on of a tenant, spread over three streams; position 10 apart. */
export const growthOf = (tenant: string, from: number, count: number): LogGrowth => {
  const leaves = Array.from({ length: count }, (_, i) => ({
    position: BigInt((from + i + 1) * 10),
    stream: `s-${(from + i) % 3}`,
    sha256: hashOf(from + i),
    sm3: hashOf(from + i, 100),
  }));
  const touched = [...new Set(leaves.map(({ stream }) => stream))];
  const end = from + count;
  return {
    tenant,
    from,
    leaves,
    nodes: [],
    streams: touched.map((stream) => {
      const mine = Array.from({ length: end }, (_, i) => i).filter((i) => `s-${i % 3}` === stream);
      return { stream, count: mine.length, leaf: hashOf(mine.at(-1)!, 50) };
    }),
  };
};

const checkpointOf = (size: number, reasons: string[]): StoredCheckpoint => ({
  size,
  position: BigInt(size * 10),
  madeAt: `2026-03-0${size}T01:00:00.000Z`,
  reasons,
  body: `origin\n${size}\n`,
  signatures: ['— a x', '— b y'],
});

/** What every evidence store does. `reopen` closes and opens the same place again. */
export const evidenceStoreConformance = (name: string, open: () => Promise<EvidencePlace>): void =>
  describe(`an evidence store: ${name}`, () => {
    let place: EvidencePlace;
    let store: EvidenceStore;
    beforeEach(async () => {
      place = await open();
      store = place.store;
    });
    afterEach(() => place.dispose());

    it('has nothing at first', async () => {
      expect(await store.cursor()).toBeUndefined();
      expect(await store.heads()).toEqual([]);
      expect(await store.head('t1')).toBeUndefined();
      expect(await store.latest('t1')).toBeUndefined();
      expect(await store.hashes('t1', 0, 0, 10, 'sha256')).toEqual(new Uint8Array(0));
    });

    it('gives back leaves of full and of begun tiles, after a restart too', async () => {
      await store.append(6000n, [growthOf('t1', 0, 600), growthOf('t2', 0, 1)]);
      await store.append(7000n, [growthOf('t1', 600, 100)]);
      store = await place.reopen();
      expect(await store.cursor()).toBe(7000n);
      expect(await store.heads()).toEqual([
        { tenant: 't1', size: 700, position: 7000n, streams: 3 },
        { tenant: 't2', size: 1, position: 10n, streams: 1 },
      ]);
      const all = await store.hashes('t1', 0, 0, 700, 'sha256');
      expect(all.length).toBe(700 * 32);
      for (const i of [0, 255, 256, 511, 512, 699])
        expect(all.slice(i * 32, i * 32 + 32)).toEqual(hashOf(i));
      expect(await store.hashes('t1', 0, 250, 260, 'sha256')).toEqual(
        all.slice(250 * 32, 260 * 32),
      );
      expect(await store.hashes('t1', 0, 699, 900, 'sm3')).toEqual(hashOf(699, 100));
    });

    it('finds an event’s place and the event at a place', async () => {
      await store.append(6000n, [growthOf('t1', 0, 600)]);
      for (const i of [0, 255, 256, 599]) {
        expect(await store.indexOf('t1', BigInt((i + 1) * 10))).toBe(i);
        expect(await store.positionOf('t1', i)).toBe(BigInt((i + 1) * 10));
      }
      expect(await store.indexOf('t1', 15n)).toBeUndefined();
      expect(await store.indexOf('t1', 6010n)).toBeUndefined();
      expect(await store.indexOf('t9', 10n)).toBeUndefined();
      expect(await store.positionOf('t1', 600)).toBeUndefined();
    });

    it('keeps hashes of higher levels by tile as well', async () => {
      const nodes = Array.from({ length: 300 }, (__, index) => ({
        level: 1,
        index,
        sha256: hashOf(index, 3),
        sm3: hashOf(index, 4),
      }));
      await store.append(10n, [{ ...growthOf('t1', 0, 1), nodes }]);
      expect((await store.hashes('t1', 1, 0, 300, 'sha256')).length).toBe(300 * 32);
      expect(await store.hashes('t1', 1, 256, 257, 'sm3')).toEqual(hashOf(256, 4));
    });

    it('refuses a growth that does not fit and keeps nothing of the whole append', async () => {
      await store.append(50n, [growthOf('t1', 0, 5)]);
      await expect(
        store.append(90n, [growthOf('t2', 0, 3), growthOf('t1', 4, 1)]),
      ).rejects.toMatchObject({ problem: 'size', tenant: 't1' });
      const missing = growthOf('t1', 5, 1);
      const [stand] = missing.streams;
      await expect(
        store.append(90n, [{ ...missing, streams: [{ ...stand!, count: stand!.count + 1 }] }]),
      ).rejects.toMatchObject({ problem: 'revision', tenant: 't1' });
      store = await place.reopen();
      expect(await store.cursor()).toBe(50n);
      expect((await store.heads()).map(({ tenant, size }) => [tenant, size])).toEqual([['t1', 5]]);
    });

    it('says how each stream stands now and stood at any size', async () => {
      await store.append(6000n, [growthOf('t1', 0, 600)]);
      expect(await store.streamHeads('t1', 2)).toEqual([
        { stream: 's-0', count: 1, lastIndex: 0, lastLeaf: hashOf(0) },
        { stream: 's-1', count: 1, lastIndex: 1, lastLeaf: hashOf(1) },
      ]);
      expect(await store.streamHeads('t1', 600)).toEqual(
        [597, 598, 599].map((lastIndex, i) => ({
          stream: `s-${i}`,
          count: 200,
          lastIndex,
          lastLeaf: hashOf(lastIndex),
        })),
      );
      const leaves = await store.streamLeaves('t1');
      expect(leaves).toEqual(Uint8Array.from([597, 598, 599].flatMap((i) => [...hashOf(i, 50)])));
    });

    it('keeps checkpoints that have a reason, and of the others the latest', async () => {
      const save = (...made: StoredCheckpoint[]) =>
        store.saveCheckpoints(made.map((checkpoint) => ({ tenant: 't1', checkpoint })));
      await save(checkpointOf(1, []));
      await save(checkpointOf(2, ['daily']), checkpointOf(3, []));
      await save(checkpointOf(4, ['legalStep', 'asked']));
      await save(checkpointOf(5, []));
      store = await place.reopen();
      expect((await store.checkpoints('t1', 0, 10)).map(({ size }) => size)).toEqual([2, 4]);
      expect((await store.checkpoints('t1', 2, 10)).map(({ size }) => size)).toEqual([4]);
      expect(await store.latest('t1')).toEqual(checkpointOf(5, []));
      expect(await store.checkpoint('t1', 3)).toBeUndefined();
      expect(await store.firstHolding('t1', 21n)).toEqual(checkpointOf(4, ['legalStep', 'asked']));
      expect(await store.firstHolding('t1', 41n)).toBeUndefined();
      expect((await store.lastBefore('t1', '2026-03-03T00:00:00.000Z'))?.size).toBe(2);
      expect(await store.latest('t2')).toBeUndefined();
      expect((await store.lastFor('t1', ['daily']))?.size).toBe(2);
      expect((await store.lastFor('t1', ['daily', 'asked']))?.size).toBe(4);
      expect(await store.lastFor('t1', ['closing'])).toBeUndefined();
    });

    it('replaces a checkpoint by one of the same root that knows for what it is kept', async () => {
      const save = (checkpoint: StoredCheckpoint) =>
        store.saveCheckpoints([{ tenant: 't1', checkpoint }]);
      const passing = { ...checkpointOf(4, []), body: 'origin\n4\nroot\n' };
      const daily = { ...passing, reasons: ['daily'], body: `${passing.body}sm3 root\n` };
      await save(passing);
      await save(daily);
      for (const other of [
        passing,
        { ...daily, reasons: ['asked'] },
        { ...daily, body: 'origin\n4\nbranch\n' },
      ])
        await expect(save(other)).rejects.toThrow(EvidenceMoved);
      store = await place.reopen();
      expect(await store.latest('t1')).toEqual(daily);
      const both = {
        ...daily,
        reasons: ['daily', 'asked'],
        signatures: ['— a x', '— b y', '— c z'],
      };
      await save(both);
      expect(await store.checkpoint('t1', 4)).toEqual(both);
    });

    it('keeps one cosignature of each witness', async () => {
      for (const size of [2, 4])
        await store.saveCheckpoints([{ tenant: 't1', checkpoint: checkpointOf(size, ['daily']) }]);
      const cosignature = { size: 2, witness: 'w', line: '— w z', addedAt: 'now' };
      await store.addCosignature('t1', cosignature);
      await store.addCosignature('t1', { ...cosignature, line: '— w other' });
      expect(await store.cosignatures('t1', 2)).toEqual([cosignature]);
      expect(await store.cosignatures('t1', 4)).toEqual([]);
    });

    it('remembers what a witness has seen', async () => {
      expect(await store.witnessed('w', 'o')).toBeUndefined();
      const [three, nine] = [3, 9].map((size) => ({ size, root: hashOf(size) }));
      expect(await store.setWitnessed('w', 'o', three!, undefined)).toBe(true);
      expect(await store.setWitnessed('w', 'o', nine!, three)).toBe(true);
      store = await place.reopen();
      expect(await store.witnessed('w', 'o')).toEqual(nine);
      expect(await store.witnessed('w', 'p')).toBeUndefined();
      expect(await store.everyWitnessed()).toEqual([{ witness: 'w', origin: 'o', seen: nine }]);
    });

    it('takes nothing a witness has seen for the next of what it has not seen last', async () => {
      const [three, other, nine] = [
        { size: 3, root: hashOf(3) },
        { size: 3, root: hashOf(4) },
        { size: 9, root: hashOf(9) },
      ];
      expect(await store.setWitnessed('w', 'o', nine, three)).toBe(false);
      expect(await store.witnessed('w', 'o')).toBeUndefined();
      expect(await store.setWitnessed('w', 'o', three, undefined)).toBe(true);
      for (const before of [undefined, other, nine])
        expect(await store.setWitnessed('w', 'o', nine, before)).toBe(false);
      expect(await store.witnessed('w', 'o')).toEqual(three);
    });

    it('names the last kept checkpoint of each log that has no timestamp', async () => {
      const save = (tenant: string, size: number, reasons: string[]) =>
        store.saveCheckpoints([{ tenant, checkpoint: checkpointOf(size, reasons) }]);
      await save('t1', 2, ['daily']);
      await save('t1', 3, ['daily', 'asked']);
      await save('t1', 4, ['asked']);
      await save('t2', 5, ['asked']);
      const wanted = ['daily', 'legalStep'];
      expect(
        (await store.unstamped(wanted, 9)).map((of) => [of.tenant, of.checkpoint.size]),
      ).toEqual([['t1', 3]]);
      const stamp = { size: 3, authority: 'a', tsr: hashOf(1), receivedAt: 'now' };
      await store.addTimestamp('t1', stamp);
      expect(await store.timestamps('t1', 3)).toEqual([stamp]);
      expect(await store.unstamped(wanted, 9)).toEqual([]);
    });

    it('keeps settings and troubles, and only the first trouble of a tenant', async () => {
      await store.set('t1', 'quorum', '1');
      await store.set('t1', 'quorum', '2');
      await store.set('t1', 'other', 'x');
      await store.set('t1', 'other', null);
      expect([...(await store.settings('t1'))]).toEqual([['quorum', '2']]);
      const trouble = { tenant: 't1', code: 'forked', position: 7n, foundAt: 'now' };
      await store.addTrouble(trouble);
      await store.addTrouble({ ...trouble, code: 'later' });
      expect(await store.troubles()).toEqual([trouble]);
      await store.clearTrouble('t1');
      expect(await store.troubles()).toEqual([]);
    });

    it('forgets the trees and nothing that was signed', async () => {
      await store.append(50n, [growthOf('t1', 0, 5)]);
      await store.saveCheckpoints([{ tenant: 't1', checkpoint: checkpointOf(5, ['daily']) }]);
      await store.dropTrees();
      store = await place.reopen();
      expect(await store.cursor()).toBeUndefined();
      expect(await store.heads()).toEqual([]);
      expect(await store.latest('t1')).toEqual(checkpointOf(5, ['daily']));
      await store.append(50n, [growthOf('t1', 0, 5)]);
      expect((await store.head('t1'))?.size).toBe(5);
    });
  });
