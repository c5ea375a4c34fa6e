import type { Lease, Leases } from '@gongkai/kernel';
import fc from 'fast-check';

/** The term of a lease in the conformance suite, milliseconds. */
export const LEASE_TERM_MS = 1_000;

/** Leases as each of several processes sees them, over one store. */
export type OpenLeases = () => Promise<{
  process(monotonic: () => number): Leases;
  close(): Promise<void>;
}>;

/** A process with a clock of its own. */
class Worker {
  now: number;
  readonly leases: Leases;

  constructor(process: (monotonic: () => number) => Leases, now: number) {
    this.now = now;
    this.leases = process(() => this.now);
  }
}

/** What every keeper of leases must hold; run against each adapter. */
export const leasesConformance = (name: string, open: OpenLeases): void => {
  describe(`leases: ${name}`, () => {
    let opened: Awaited<ReturnType<OpenLeases>>;
    let a: Worker;
    let b: Worker;
    beforeEach(async () => {
      opened = await open();
      // Clocks of two processes have nothing to do with each other.
      a = new Worker(opened.process, 5);
      b = new Worker(opened.process, 7_000_000);
    });
    afterEach(() => opened.close());

    it('gives a share to one only, and to the same again', async () => {
      const lease = await a.leases.take('share-1', 'A');
      expect(lease).toEqual({ name: 'share-1', holder: 'A', token: 1 });
      expect(await b.leases.take('share-1', 'B')).toBeUndefined();
      expect(await a.leases.take('share-1', 'A')).toEqual(lease);
      expect(await b.leases.take('share-2', 'B')).toMatchObject({ holder: 'B' });
      expect(await b.leases.held(['share-2', 'share-1', 'share-3'])).toEqual([
        lease,
        { name: 'share-2', holder: 'B', token: 1 },
      ]);
    });

    it('leaves it with a holder that renews it, however long others wait', async () => {
      const lease = (await a.leases.take('share', 'A'))!;
      for (let i = 0; i < 5; i++) {
        expect(await b.leases.take('share', 'B')).toBeUndefined();
        b.now += LEASE_TERM_MS * 3;
        expect(await a.leases.renew(lease)).toBe(true);
      }
      expect(await b.leases.take('share', 'B')).toBeUndefined();
    });

    it('takes it from a holder that was silent for a term as the taker saw it', async () => {
      const lease = (await a.leases.take('share', 'A'))!;
      b.now += LEASE_TERM_MS * 100;
      // It has only now begun to watch.
      expect(await b.leases.take('share', 'B')).toBeUndefined();
      b.now += LEASE_TERM_MS - 1;
      expect(await b.leases.take('share', 'B')).toBeUndefined();
      b.now += 1;
      expect(await b.leases.take('share', 'B')).toEqual({ name: 'share', holder: 'B', token: 2 });
      expect(await a.leases.renew(lease)).toBe(false);
      await a.leases.release(lease);
      expect(await a.leases.held(['share'])).toEqual([{ name: 'share', holder: 'B', token: 2 }]);
      expect(await a.leases.take('share', 'A')).toBeUndefined();
    });

    it('begins to watch anew when the holder stirs', async () => {
      const lease = (await a.leases.take('share', 'A'))!;
      await b.leases.take('share', 'B');
      b.now += LEASE_TERM_MS - 1;
      await a.leases.renew(lease);
      b.now += 1;
      expect(await b.leases.take('share', 'B')).toBeUndefined();
      b.now += LEASE_TERM_MS;
      expect(await b.leases.take('share', 'B')).toMatchObject({ token: 2 });
    });

    it('gives up what is released at once, with another token for the next', async () => {
      const lease = (await a.leases.take('share', 'A'))!;
      await a.leases.release(lease);
      expect(await a.leases.held(['share'])).toEqual([]);
      expect(await a.leases.renew(lease)).toBe(false);
      expect(await b.leases.take('share', 'B')).toEqual({ name: 'share', holder: 'B', token: 2 });
      await a.leases.release(lease);
      expect(await b.leases.held(['share'])).toHaveLength(1);
    });

    it('knows a holder that has gone and come back under another name as another', async () => {
      const lease = (await a.leases.take('share', 'A before'))!;
      expect(await a.leases.take('share', 'A after')).toBeUndefined();
      a.now += LEASE_TERM_MS;
      expect(await a.leases.take('share', 'A after')).toMatchObject({ token: 2 });
      expect(await a.leases.renew(lease)).toBe(false);
    });

    it('goes to one of many who come at once', async () => {
      const many = Array.from({ length: 8 }, () => new Worker(opened.process, 0));
      const all = () => Promise.all(many.map(({ leases }, i) => leases.take('rush', `W${i}`)));
      expect((await all()).filter(Boolean)).toHaveLength(1);
      await all();
      for (const worker of many) worker.now += LEASE_TERM_MS;
      const [holder] = await a.leases.held(['rush']);
      const taken = (await all()).filter((lease) => lease && lease.holder !== holder!.holder);
      expect(taken.length).toBeLessThanOrEqual(1);
      expect(await a.leases.held(['rush'])).toHaveLength(1);
    });

    it('never has two holders of one token, whatever the clocks do', async () => {
      const action = fc.record({
        who: fc.nat(2),
        what: fc.constantFrom('take', 'take', 'renew', 'release', 'wait'),
        ms: fc.nat(2 * LEASE_TERM_MS),
      });
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(action, { maxLength: 30 }), async (actions) => {
          const share = `share-${(run += 1)}`;
          const workers = [0, 10, 20].map((now) => new Worker(opened.process, now));
          const had: (Lease | undefined)[] = [];
          const holders = new Map<number, string>();
          let highest = 0;
          for (const { who, what, ms } of actions) {
            const worker = workers[who]!;
            const lease = had[who];
            if (what === 'wait') for (const each of workers) each.now += ms;
            if (what === 'take') {
              had[who] = await worker.leases.take(share, `W${who}`);
              const { token, holder } = had[who] ?? { token: 0, holder: '' };
              if (token === 0) continue;
              expect(holders.get(token) ?? holder).toBe(holder);
              expect(token).toBeGreaterThanOrEqual(highest);
              holders.set(token, holder);
              highest = token;
            }
            if (what === 'renew' && lease && (await worker.leases.renew(lease)))
              expect(lease.token).toBe(highest);
            if (what === 'release' && lease) await worker.leases.release(lease);
          }
        }),
        { numRuns: 25 },
      );
    });
  });
};
