import type { Keys } from '@gongkai/kernel';

/** What every implementation of the keys port does. `reopen` closes and opens the same place again. */
export const keysConformance = (
  name: string,
  open: () => Promise<{ keys: Keys; reopen(): Promise<Keys>; dispose(): Promise<void> }>,
): void =>
  describe(`keys: ${name}`, () => {
    let place: Awaited<ReturnType<typeof open>>;
    beforeEach(async () => {
      place = await open();
    });
    afterEach(() => place.dispose());

    it('makes a secret once and gives the same bytes ever after', async () => {
      const made = await place.keys.secret('signing', () => Uint8Array.of(1, 2, 3));
      expect([...made]).toEqual([1, 2, 3]);
      const again = await place.keys.secret('signing', () => Uint8Array.of(9));
      expect([...again]).toEqual([1, 2, 3]);
      const later = await (await place.reopen()).secret('signing', () => Uint8Array.of(9));
      expect([...later]).toEqual([1, 2, 3]);
    });

    it('keeps secrets of different names apart, every byte of them', async () => {
      const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      await place.keys.secret('a', () => all);
      await place.keys.secret('b', () => Uint8Array.of(0));
      expect([...(await place.keys.secret('a', () => Uint8Array.of()))]).toEqual([...all]);
      expect([...(await place.keys.secret('b', () => Uint8Array.of()))]).toEqual([0]);
    });

    it('lends a copy of a secret, not the secret', async () => {
      const lent = await place.keys.secret('signing', () => Uint8Array.of(1));
      lent[0] = 7;
      expect([...(await place.keys.secret('signing', () => Uint8Array.of(1)))]).toEqual([1]);
    });

    it('keeps a hash under its first value', async () => {
      await place.keys.put('t1', 'a1', 'c1', 'first');
      await place.keys.put('t1', 'a1', 'c1', 'second');
      expect(await place.keys.get('t1', 'a1', 'c1')).toBe('first');
      expect(await (await place.reopen()).get('t1', 'a1', 'c1')).toBe('first');
    });

    it('knows nothing of another tenant, account or name', async () => {
      await place.keys.put('t1', 'a1', 'c1', 'hash');
      expect(await place.keys.get('t2', 'a1', 'c1')).toBeUndefined();
      expect(await place.keys.get('t1', 'a2', 'c1')).toBeUndefined();
      expect(await place.keys.get('t1', 'a1', 'c2')).toBeUndefined();
    });

    it('forgets one hash and keeps the others', async () => {
      await place.keys.put('t1', 'a1', 'c1', 'old');
      await place.keys.put('t1', 'a1', 'c2', 'new');
      await place.keys.delete('t1', 'a1', 'c1');
      await place.keys.delete('t1', 'a1', 'absent');
      expect(await place.keys.get('t1', 'a1', 'c1')).toBeUndefined();
      expect(await place.keys.get('t1', 'a1', 'c2')).toBe('new');
    });
  });
