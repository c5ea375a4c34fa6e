import type { PersonKeys, Secret } from '@gongkai/vault';

const AT = '2026-03-02T01:00:00.000Z';
const hexOf = (secret: Secret | 'shredded' | undefined) =>
  typeof secret === 'object' ? secret.export().toString('hex') : secret;

/** What every place for the keys of persons does. `reopen` closes and opens the same place again. */
export const personKeysConformance = (
  name: string,
  open: () => Promise<{
    keys: PersonKeys;
    reopen(): Promise<PersonKeys>;
    dispose(): Promise<void>;
  }>,
): void =>
  describe(`keys of persons: ${name}`, () => {
    let place: Awaited<ReturnType<typeof open>>;
    let keys: PersonKeys;
    beforeEach(async () => {
      place = await open();
      keys = place.keys;
    });
    afterEach(() => place.dispose());

    it('gives one person one key, also after a restart', async () => {
      const first = await keys.ofPerson('t1', 'mac-a');
      const again = await keys.ofPerson('t1', 'mac-a');
      expect([again.key, hexOf(again.secret)]).toEqual([first.key, hexOf(first.secret)]);
      const later = await (await place.reopen()).ofPerson('t1', 'mac-a');
      expect([later.key, hexOf(later.secret)]).toEqual([first.key, hexOf(first.secret)]);
    });

    it('gives one person one key when many ask at once', async () => {
      const asked = await Promise.all(
        Array.from({ length: 20 }, (_, i) => keys.ofPerson('t1', `mac-${i % 2}`)),
      );
      expect(new Set(asked.map(({ key }) => key)).size).toBe(2);
      expect(new Set(asked.map(({ secret }) => hexOf(secret))).size).toBe(2);
    });

    it('gives others another key: another mac, another tenant, no mac at all', async () => {
      const made = [
        await keys.ofPerson('t1', 'mac-a'),
        await keys.ofPerson('t1', 'mac-b'),
        await keys.ofPerson('t2', 'mac-a'),
        await keys.ofPerson('t1', null),
        await keys.ofPerson('t1', null),
      ];
      expect(new Set(made.map(({ key }) => key)).size).toBe(5);
      expect(new Set(made.map(({ secret }) => hexOf(secret))).size).toBe(5);
      for (const { key } of made) expect(key).toMatch(/^[\w-]{16,}$/);
    });

    it('finds keys by id, in their own tenant only', async () => {
      const a = await keys.ofPerson('t1', 'mac-a');
      const b = await keys.ofPerson('t1', null);
      const later = await place.reopen();
      const found = await later.byId('t1', [b.key, 'absent', a.key]);
      expect([...found.keys()].sort()).toEqual([a.key, b.key].sort());
      expect(hexOf(found.get(a.key))).toBe(hexOf(a.secret));
      expect(hexOf(found.get(b.key))).toBe(hexOf(b.secret));
      expect((await later.byId('t2', [a.key])).size).toBe(0);
      expect((await later.byId('t1', [])).size).toBe(0);
    });

    it('finds a thousand keys at once', async () => {
      const made = await Promise.all(Array.from({ length: 1000 }, () => keys.ofPerson('t1', null)));
      const found = await keys.byId(
        't1',
        made.map(({ key }) => key),
      );
      expect(made.every(({ key, secret }) => hexOf(found.get(key)) === hexOf(secret))).toBe(true);
    });

    it('keeps one secret for each tenant', async () => {
      const first = hexOf(await keys.ofTenant('t1'));
      expect(hexOf(await keys.ofTenant('t2'))).not.toBe(first);
      expect(hexOf(await (await place.reopen()).ofTenant('t1'))).toBe(first);
    });

    it('destroys one key for ever and says so', async () => {
      const a = await keys.ofPerson('t1', 'mac-a');
      const b = await keys.ofPerson('t1', 'mac-b');
      expect(await keys.shred('t1', a.key, AT)).toBe(true);
      expect(await keys.shred('t1', a.key, AT)).toBe(false);
      const destroyed = async (at: PersonKeys) => {
        const found = await at.byId('t1', [a.key, b.key]);
        expect([found.get(a.key), hexOf(found.get(b.key))]).toEqual(['shredded', hexOf(b.secret)]);
        expect(await at.shredded()).toEqual([{ tenant: 't1', key: a.key, shreddedAt: AT }]);
      };
      await destroyed(keys);
      await destroyed(await place.reopen());
    });

    it('gives who comes again after destruction a new key', async () => {
      const { key } = await keys.ofPerson('t1', 'mac-a');
      await keys.shred('t1', key, AT);
      const again = await keys.ofPerson('t1', 'mac-a');
      expect(again.key).not.toBe(key);
      expect((await keys.byId('t1', [key])).get(key)).toBe('shredded');
    });

    it('retires a key: it still opens, and who comes again gets another', async () => {
      const { key, secret } = await keys.ofPerson('t1', 'mac-a');
      await keys.retire('t1', key);
      await keys.retire('t1', key);
      const later = await place.reopen();
      const again = await later.ofPerson('t1', 'mac-a');
      expect(again.key).not.toBe(key);
      expect((await later.ofPerson('t1', 'mac-a')).key).toBe(again.key);
      expect(hexOf((await later.byId('t1', [key])).get(key))).toBe(hexOf(secret));
    });

    it('destroys nothing of another tenant, and remembers a key it never had', async () => {
      const a = await keys.ofPerson('t1', 'mac-a');
      expect(await keys.shred('t2', a.key, AT)).toBe(true);
      expect(hexOf((await keys.byId('t1', [a.key])).get(a.key))).toBe(hexOf(a.secret));
      expect((await keys.byId('t2', [a.key])).get(a.key)).toBe('shredded');
    });
  });
