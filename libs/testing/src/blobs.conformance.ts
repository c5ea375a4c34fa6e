import { createHash } from 'node:crypto';
import type { Blobs } from '@gongkai/kernel';

const MIB = 1024 * 1024;

async function* chunks(...parts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

const allOf = async (bytes: AsyncIterable<Uint8Array> | undefined) => {
  if (!bytes) return undefined;
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts);
};

const digestOf = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/**
 * What every implementation of the blobs port does. `residue` counts everything the store holds,
 * finished or not, so that a refused upload is seen to leave nothing.
 */
export const blobsConformance = (
  name: string,
  open: () => Promise<{ blobs: Blobs; residue(): Promise<number>; dispose(): Promise<void> }>,
): void =>
  describe(`blobs: ${name}`, () => {
    let place: Awaited<ReturnType<typeof open>>;
    beforeEach(async () => {
      place = await open();
    });
    afterEach(() => place.dispose());

    it('keeps bytes under their SHA-256 and gives them back', async () => {
      const { digest, size } = await place.blobs.put('t1', chunks('公开', '指南'), MIB);
      expect(digest).toBe(digestOf('公开指南'));
      expect(size).toBe(12);
      expect((await allOf(await place.blobs.get('t1', digest)))!.toString()).toBe('公开指南');
      expect(await place.blobs.size('t1', digest)).toBe(12);
    });

    it('keeps every byte value and content of several chunks', async () => {
      const content = Buffer.from(Array.from({ length: 700_001 }, (_, i) => (i * 31) % 256));
      const parts = [
        content.subarray(0, 3),
        content.subarray(3, 400_000),
        content.subarray(400_000),
      ];
      const { digest } = await place.blobs.put('t1', chunks(...parts), MIB);
      expect(digest).toBe(digestOf(content));
      expect((await allOf(await place.blobs.get('t1', digest)))!.equals(content)).toBe(true);
    });

    it('keeps the same bytes once', async () => {
      const [first, second] = await Promise.all([
        place.blobs.put('t1', chunks('同'), MIB),
        place.blobs.put('t1', chunks('同'), MIB),
      ]);
      expect(second).toEqual(first);
      expect(await place.residue()).toBe(1);
    });

    it('keeps nothing at all as a file of no bytes', async () => {
      const { digest, size } = await place.blobs.put('t1', chunks(), 0);
      expect([digest, size]).toEqual([digestOf(''), 0]);
      expect(await place.blobs.size('t1', digest)).toBe(0);
    });

    it('takes exactly the limit and refuses one byte more, with nothing left behind', async () => {
      await expect(place.blobs.put('t1', chunks('1234', '56'), 5)).rejects.toMatchObject({
        code: 'BODY_TOO_LARGE',
      });
      expect(await place.residue()).toBe(0);
      expect(await place.blobs.put('t1', chunks('1234', '5'), 5)).toMatchObject({ size: 5 });
    });

    it('stops reading at the limit', async () => {
      let given = 0;
      const endless = (async function* () {
        for (;;) {
          given++;
          yield Buffer.alloc(1000);
        }
      })();
      await expect(place.blobs.put('t1', endless, 10_000)).rejects.toMatchObject({
        code: 'BODY_TOO_LARGE',
      });
      expect(given).toBeLessThan(20);
    });

    it('leaves nothing of an upload that breaks off', async () => {
      const broken = (async function* () {
        yield Buffer.from('前半');
        throw new Error('connection lost');
      })();
      await expect(place.blobs.put('t1', broken, MIB)).rejects.toThrow('connection lost');
      expect(await place.residue()).toBe(0);
    });

    it('does not show a file of one tenant to another', async () => {
      const { digest } = await place.blobs.put('t1', chunks('甲'), MIB);
      expect(await place.blobs.get('t2', digest)).toBeUndefined();
      expect(await place.blobs.size('t2', digest)).toBeUndefined();
    });

    it.each(['', 'x', '../../etc/passwd', '..%2f', '\0', '0'.repeat(64), 'A'.repeat(64)])(
      'has no file under %j',
      async (digest) => {
        expect(await place.blobs.get('t1', digest)).toBeUndefined();
        expect(await place.blobs.size('../t1', digest)).toBeUndefined();
      },
    );
  });
