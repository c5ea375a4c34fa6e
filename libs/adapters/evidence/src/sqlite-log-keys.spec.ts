import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseSkey } from '@gongkai/evidence';
import { keyWish, logKeysConformance, MemoryPersonKeys } from '@gongkai/testing';
import { SqliteLogKeys } from './sqlite-log-keys.js';

const newFolder = () => mkdtempSync(join(tmpdir(), 'gongkai-log-keys-'));

logKeysConformance('sqlite', async () => {
  const folder = newFolder();
  return {
    open: async (vault) => new SqliteLogKeys(join(folder, 'keys.db'), vault),
    dispose: async () => rmSync(folder, { recursive: true }),
  };
});

describe('signing keys in keys.db', () => {
  it('lie nowhere in clear', async () => {
    const folder = newFolder();
    const path = join(folder, 'keys.db');
    const keys = new SqliteLogKeys(path, new MemoryPersonKeys());
    const parsed = parseSkey(await keys.signer(keyWish()));
    const secret = parsed.ok ? Buffer.from(parsed.secret) : Buffer.alloc(0);
    expect(secret).toHaveLength(32);
    expect(readFileSync(path).includes(secret)).toBe(false);
    await keys.close();
    rmSync(folder, { recursive: true });
  });
});
