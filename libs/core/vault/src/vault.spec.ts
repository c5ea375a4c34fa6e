import { canonicalJson } from '@gongkai/kernel';
import { FakeClock, jsonValue, MemoryPersonKeys, memoryVault } from '@gongkai/testing';
import fc from 'fast-check';
import {
  commitmentHolds,
  PROFILES,
  Sealed,
  sealedSize,
  SealBroken,
  SealingVault,
  Shredded,
  type Vault,
} from './index.js';

const IDENTITY = { kind: 'identityCard', number: '43042219900307123X' };
const MIB = 1024 * 1024;

describe.each(PROFILES)('the vault, profile %s', (profile) => {
  let vault: Vault;
  let key: string;
  beforeEach(async () => {
    vault = memoryVault(undefined, profile);
    ({ key } = await vault.person('t1', IDENTITY));
  });

  it('gives back any JSON that was sealed, in a field of four texts', () =>
    fc.assert(
      fc.asyncProperty(jsonValue(), async (plain) => {
        const sealed = Sealed.parse(await vault.seal('t1', key, plain));
        expect(canonicalJson(await vault.open('t1', sealed))).toBe(canonicalJson(plain));
      }),
    ));

  it('seals the same text differently each time', async () => {
    const [a, b] = [await vault.seal('t1', key, '张三'), await vault.seal('t1', key, '张三')];
    for (const part of ['nonce', 'ciphertext', 'commitment'] as const)
      expect(a[part]).not.toBe(b[part]);
  });

  it('hides how long a name or a number is', async () => {
    const lengthOf = async (text: string) => (await vault.seal('t1', key, text)).ciphertext.length;
    expect(await lengthOf('张三')).toBe(await lengthOf('欧阳思远'));
  });

  it.each(['nonce', 'ciphertext', 'commitment'] as const)(
    'does not open a field whose %s was changed',
    async (part) => {
      const sealed = await vault.seal('t1', key, '张三');
      const bytes = Buffer.from(sealed[part], 'base64url');
      bytes[3]! ^= 1;
      const changed = { ...sealed, [part]: bytes.toString('base64url') };
      await expect(vault.open('t1', changed)).rejects.toThrow(SealBroken);
    },
  );

  it.each([
    { nonce: '' },
    { ciphertext: '' },
    { commitment: '' },
    { nonce: '\u0000' },
    { ciphertext: 'AAAA' },
  ])('does not open nonsense: %j', async (part) => {
    const sealed = { ...(await vault.seal('t1', key, '张三')), ...part };
    await expect(vault.open('t1', sealed)).rejects.toThrow(SealBroken);
  });

  it('does not open what was sealed for another person or another government', async () => {
    const other = await vault.person('t1', null);
    const sealed = await vault.seal('t1', key, '张三');
    await expect(vault.open('t1', { ...sealed, key: other.key })).rejects.toThrow(SealBroken);
    await expect(vault.open('t2', sealed)).rejects.toMatchObject({ reason: 'noKey' });
  });

  it('says nothing in an error of what it could not open', async () => {
    const sealed = await vault.seal('t1', key, '张三');
    const error: unknown = await vault.open('t2', sealed).catch((e: unknown) => e);
    expect(JSON.stringify(error) + String(error)).not.toMatch(/张三|43042219/);
  });

  it('commits to the text so that who has the opening can check it, and nobody else', async () => {
    const sealed = await vault.seal('t1', key, { name: '张三', phone: '1' });
    const opening = await vault.opening<Record<string, string>>('t1', sealed);
    expect(commitmentHolds(sealed.commitment, opening)).toBe(true);
    const reordered = { salt: opening.salt, plain: { phone: '1', name: '张三' } };
    expect(commitmentHolds(sealed.commitment, reordered)).toBe(true);
    expect(commitmentHolds(sealed.commitment, { ...opening, plain: { name: '李四' } })).toBe(false);
    expect(commitmentHolds(sealed.commitment, { ...opening, salt: '' })).toBe(false);
    expect(commitmentHolds('', opening)).toBe(false);
    expect(JSON.stringify(sealed)).not.toContain(opening.salt);
  });

  it('knows a person again by number however it is written, within one government', async () => {
    for (const number of ['43042219900307123x', ' 430422 19900307 123X', '43042219900307123X'])
      expect(await vault.person('t1', { kind: 'identityCard', number })).toEqual(
        await vault.person('t1', IDENTITY),
      );
    const others = [
      await vault.person('t1', IDENTITY),
      await vault.person('t2', IDENTITY),
      await vault.person('t1', { ...IDENTITY, kind: 'passport' }),
      await vault.person('t1', { ...IDENTITY, number: '430422199003071248' }),
    ];
    expect(new Set(others.map(({ mac }) => mac)).size).toBe(4);
    expect(new Set(others.map(({ key: id }) => id)).size).toBe(4);
    expect(await vault.person('t1', null)).toMatchObject({ mac: null });
  });

  it('makes macs that tell purposes apart and cannot be made to meet', async () => {
    const macs = [
      await vault.mac('t1', 'phone', '1'),
      await vault.mac('t1', 'mail', '1'),
      await vault.mac('t1', 'phone1', ''),
      await vault.mac('t2', 'phone', '1'),
    ];
    expect(new Set(macs).size).toBe(4);
    expect(await vault.mac('t1', 'phone', '1')).toBe(macs[0]);
  });

  it('opens a list in order, and says of each field whose key was destroyed', async () => {
    const other = await vault.person('t1', null);
    const fields = [
      await vault.seal('t1', key, 1),
      await vault.seal('t1', other.key, 2),
      await vault.seal('t1', key, 3),
    ];
    expect(await vault.openAll('t1', fields)).toEqual([1, 2, 3]);
    expect(await vault.shred('t1', other.key)).toBe(true);
    expect(await vault.openAll('t1', fields)).toEqual([1, expect.any(Shredded), 3]);
    await expect(vault.open('t1', fields[1]!)).rejects.toThrow(Shredded);
    await expect(vault.seal('t1', other.key, 4)).rejects.toMatchObject({
      name: 'Shredded',
      code: 'PERSON_ERASED',
      status: 410,
    });
  });

  it('says whether a key is held, and gives who comes again another once it is retired', async () => {
    const sealed = await vault.seal('t1', key, '张三');
    await vault.retire('t1', key);
    expect((await vault.person('t1', IDENTITY)).key).not.toBe(key);
    expect(await vault.open('t1', sealed)).toBe('张三');
    expect(await vault.has('t1', key)).toBe('held');
    await vault.shred('t1', key);
    expect(await vault.has('t1', key)).toBe('shredded');
    expect(await vault.has('t2', key)).toBe('unknown');
  });
});

describe('a vault whose new keys have another profile', () => {
  it('goes on opening what the earlier ones sealed, and finds persons as before', async () => {
    const keys = new MemoryPersonKeys();
    const vault = new SealingVault(keys, new FakeClock());
    const early = await vault.person('t1', IDENTITY);
    const sealed = await vault.seal('t1', early.key, '张三');
    keys.profile = 'sm';
    const later = await vault.person('t1', null);
    const other = await vault.seal('t1', later.key, '李四');
    expect(await vault.person('t1', IDENTITY)).toEqual(early);
    expect(await vault.openAll('t1', [sealed, other])).toEqual(['张三', '李四']);
    expect(Object.keys(other)).toEqual(Object.keys(sealed));
    expect(other.ciphertext.length).toBe(sealed.ciphertext.length);
  });
});

describe.each(PROFILES)('a sealed file, profile %s', (profile) => {
  const vault = memoryVault(undefined, profile);
  const keyed = vault.person('t1', null).then(({ key }) => key);
  async function* parts(bytes: Buffer, size: number) {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const all = async (bytes: AsyncIterable<Uint8Array>) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of bytes) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  const sealed = async (bytes: Buffer, size = 1000) =>
    all(vault.sealBytes('t1', await keyed, parts(bytes, size)));
  const opened = async (bytes: Buffer, size = 1000, key?: string) =>
    all(vault.openBytes('t1', key ?? (await keyed), parts(bytes, size)));
  const content = (length: number) =>
    Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 31) & 255));

  it.each([0, 1, 65_535, 65_536, 65_537, 131_072, 200_001])(
    'of %i bytes comes back whole, however it is cut into parts',
    async (length) => {
      const bytes = content(length);
      const kept = await sealed(bytes, 7777);
      expect(kept.length).toBe(sealedSize(length));
      for (const size of [1 + (length >> 3), 65_536, 300_000])
        expect((await opened(kept, size)).equals(bytes)).toBe(true);
    },
  );

  it('can be read at any place without being opened whole', async () => {
    const bytes = content(200_001);
    const kept = await sealed(bytes);
    let read = 0;
    const source = {
      size: kept.length,
      read: async (offset: number, length: number) => {
        const part = kept.subarray(offset, offset + length);
        read += part.length;
        return part;
      },
    };
    const plain = await vault.openAt('t1', await keyed, source);
    expect(plain.size).toBe(bytes.length);
    for (const [offset, length] of [
      [0, 10],
      [65_530, 20],
      [65_536, 131_072],
      [199_990, 500],
      [200_001, 5],
      [0, 300_000],
    ] as const)
      expect(
        (await plain.read(offset, length)).equals(bytes.subarray(offset, offset + length)),
      ).toBe(true);
    read = 0;
    await plain.read(100, 10);
    await plain.read(110, 10);
    expect(read).toBe(65_536 + 16);
    const short = { ...source, size: kept.length - 65_536 - 16 };
    await expect(vault.openAt('t1', await keyed, short)).rejects.toThrow(SealBroken);
    kept[100]! ^= 1;
    const changed = await vault.openAt('t1', await keyed, source);
    await expect(changed.read(0, 10)).rejects.toThrow(SealBroken);
    expect((await changed.read(150_000, 9)).equals(bytes.subarray(150_000, 150_009))).toBe(true);
  });

  it('does not open with a byte changed, cut off, added, or a chunk moved', async () => {
    const kept = await sealed(content(200_000));
    const chunk = 65_536 + 16;
    const swapped = Buffer.concat([
      kept.subarray(0, 36),
      kept.subarray(36 + chunk, 36 + 2 * chunk),
      kept.subarray(36, 36 + chunk),
      kept.subarray(36 + 2 * chunk),
    ]);
    const flipped = (at: number) => {
      const bytes = Buffer.from(kept);
      bytes[at]! ^= 1;
      return bytes;
    };
    const broken = [
      ...[0, 10, 36, 100_000, kept.length - 1].map(flipped),
      ...[0, 3, 36, 37, 36 + chunk, kept.length - 1].map((end) => kept.subarray(0, end)),
      Buffer.concat([kept, Buffer.alloc(1)]),
      Buffer.concat([kept, kept.subarray(36)]),
      swapped,
    ];
    for (const bytes of broken) await expect(opened(bytes)).rejects.toThrow(SealBroken);
  });

  it('does not open under the key of another', async () => {
    const other = await vault.person('t1', null);
    await expect(opened(await sealed(content(10)), 10, other.key)).rejects.toThrow(SealBroken);
  });

  it('is never held as a whole', async () => {
    let ahead = 0;
    let most = 0;
    const endless = (async function* () {
      for (let i = 0; i < 50 * 16; i++) {
        ahead += 65_536;
        most = Math.max(most, ahead);
        yield Buffer.alloc(65_536);
      }
    })();
    const key = await keyed;
    for await (const chunk of vault.openBytes('t1', key, vault.sealBytes('t1', key, endless)))
      ahead -= chunk.length;
    expect(ahead).toBe(0);
    expect(most).toBeLessThan(MIB);
  });
});
