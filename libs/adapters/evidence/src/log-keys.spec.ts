import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openNote, parseSkey, signNote } from '@gongkai/evidence';
import { MemoryPersonKeys } from '@gongkai/testing';
import { LogKeys, type KeyWish } from './log-keys.js';

const wish = (more: Partial<KeyWish> = {}): KeyWish => ({
  tenant: 't1',
  use: 'log',
  type: 'ed25519',
  name: 'office.example/t1',
  sinceSize: 0,
  now: '2026-03-01T00:00:00.000Z',
  ...more,
});

describe('signing keys of a log', () => {
  let folder: string;
  let path: string;
  let vault: MemoryPersonKeys;
  let keys: LogKeys;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gongkai-log-keys-'));
    path = join(folder, 'keys.db');
    vault = new MemoryPersonKeys();
    keys = new LogKeys(path, vault);
  });
  afterEach(() => {
    keys.close();
    rmSync(folder, { recursive: true });
  });

  it.each(['ed25519', 'sm2', 'cosignature'] as const)('are made once, of type %s', async (type) => {
    const skey = await keys.signer(wish({ type }));
    keys.close();
    keys = new LogKeys(path, vault);
    expect(await keys.signer(wish({ type, now: 'later' }))).toBe(skey);
    const [card, ...more] = keys.ofTenant('t1');
    expect(more).toEqual([]);
    expect(card).toMatchObject({ use: 'log', type, sinceSize: 0, retiredAt: null });
    const note = signNote('body\n', [skey], 7n);
    expect(openNote(note, [card!.vkey]).ok).toBe(true);
  });

  it('are another for every tenant and lie nowhere in clear', async () => {
    const skey = await keys.signer(wish());
    const other = await keys.signer(wish({ tenant: 't2' }));
    expect(other).not.toBe(skey);
    const parsed = parseSkey(skey);
    const secret = parsed.ok ? Buffer.from(parsed.secret) : Buffer.alloc(0);
    expect(secret).toHaveLength(32);
    expect(readFileSync(path).includes(secret)).toBe(false);
  });

  it('are replaced by rotation, and the earlier one can only verify from then on', async () => {
    const before = await keys.signer(wish());
    const after = await keys.rotate(wish({ sinceSize: 9, now: '2026-04-01T00:00:00.000Z' }));
    expect(await keys.signer(wish())).toBe(after);
    expect(after).not.toBe(before);
    expect(keys.ofTenant('t1').map(({ sinceSize, retiredAt }) => [sinceSize, retiredAt])).toEqual([
      [0, '2026-04-01T00:00:00.000Z'],
      [9, null],
    ]);
  });

  it('are not made by who only reads', async () => {
    await keys.signer(wish());
    const reader = new LogKeys(path, undefined);
    expect(reader.ofTenant('t1')).toHaveLength(1);
    await expect(reader.signer(wish())).rejects.toThrow('nothing can be signed');
    reader.close();
  });
});
