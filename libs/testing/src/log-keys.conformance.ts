import { openNote, signNote } from '@gongkai/evidence';
import type { KeyWish, LogKeys } from '@gongkai/evidence-port';
import type { PersonKeys } from '@gongkai/vault';
import { MemoryPersonKeys } from './memory-person-keys.js';

export type LogKeysPlace = {
  /** Another process at the same place; who has no vault only reads. */
  open(vault: Pick<PersonKeys, 'ofTenant'> | undefined): Promise<LogKeys>;
  dispose(): Promise<void>;
};

/** What asks for a key in specs. */
export const keyWish = (more: Partial<KeyWish> = {}): KeyWish => ({
  tenant: 't1',
  use: 'log',
  type: 'ed25519',
  name: 'office.example/t1',
  sinceSize: 0,
  now: '2026-03-01T00:00:00.000Z',
  ...more,
});

/** What every place for the signing keys of logs does. */
export const logKeysConformance = (name: string, open: () => Promise<LogKeysPlace>): void =>
  describe(`signing keys of a log: ${name}`, () => {
    let place: LogKeysPlace;
    let vault: MemoryPersonKeys;
    let keys: LogKeys;
    const opened: LogKeys[] = [];
    const another = async (reads?: 'only') => {
      const made = await place.open(reads ? undefined : vault);
      opened.push(made);
      return made;
    };
    beforeEach(async () => {
      place = await open();
      vault = new MemoryPersonKeys();
      keys = await another();
    });
    afterEach(async () => {
      for (const each of opened.splice(0)) await each.close();
      await place.dispose();
    });

    it.each(['ed25519', 'sm2', 'cosignature'] as const)(
      'are made once, of type %s',
      async (type) => {
        const skey = await keys.signer(keyWish({ type }));
        await keys.close();
        keys = await another();
        expect(await keys.signer(keyWish({ type, now: 'later' }))).toBe(skey);
        const [card, ...more] = await keys.ofTenant('t1');
        expect(more).toEqual([]);
        expect(card).toEqual({
          vkey: expect.any(String),
          use: 'log',
          type,
          madeAt: keyWish().now,
          sinceSize: 0,
          retiredAt: null,
        });
        const note = signNote('body\n', [skey], 7n);
        expect(openNote(note, [card!.vkey]).ok).toBe(true);
      },
    );

    it('are another for every tenant, use and type', async () => {
      const made = [
        await keys.signer(keyWish()),
        await keys.signer(keyWish({ tenant: 't2' })),
        await keys.signer(keyWish({ type: 'sm2' })),
        await keys.signer(keyWish({ use: 'witness', type: 'cosignature' })),
      ];
      expect(new Set(made).size).toBe(4);
      expect(await keys.ofTenant('t1')).toHaveLength(3);
      expect(await keys.ofTenant('t3')).toEqual([]);
    });

    it('are one however many ask at once, from several processes', async () => {
      const other = await another();
      const asked = await Promise.all(
        Array.from({ length: 8 }, (_, i) => (i % 2 ? keys : other).signer(keyWish())),
      );
      expect(new Set(asked).size).toBe(1);
      expect(await keys.ofTenant('t1')).toHaveLength(1);
    });

    it('are replaced by rotation, and the earlier one can only verify from then on', async () => {
      const before = await keys.signer(keyWish());
      const after = await keys.rotate(keyWish({ sinceSize: 9, now: '2026-04-01T00:00:00.000Z' }));
      expect(await (await another()).signer(keyWish())).toBe(after);
      expect(after).not.toBe(before);
      const cards = await keys.ofTenant('t1');
      expect(cards.map(({ sinceSize, retiredAt }) => [sinceSize, retiredAt])).toEqual([
        [0, '2026-04-01T00:00:00.000Z'],
        [9, null],
      ]);
    });

    it('leave one that signs when they are replaced by several at once', async () => {
      await keys.signer(keyWish());
      const other = await another();
      await Promise.all([keys.rotate(keyWish({ now: 'b' })), other.rotate(keyWish({ now: 'c' }))]);
      const cards = await keys.ofTenant('t1');
      expect(cards).toHaveLength(3);
      expect(cards.filter(({ retiredAt }) => retiredAt === null)).toHaveLength(1);
      expect(await other.signer(keyWish())).toBe(await keys.signer(keyWish()));
    });

    it('are not made by who only reads', async () => {
      await keys.signer(keyWish());
      const reader = await another('only');
      expect(await reader.ofTenant('t1')).toHaveLength(1);
      await expect(reader.signer(keyWish())).rejects.toThrow('nothing can be signed');
      await expect(reader.rotate(keyWish())).rejects.toThrow('nothing can be signed');
    });
  });
