import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keysConformance } from '@gongkai/testing';
import { KeyStore } from './key-store.js';

const folder = () => mkdtempSync(join(tmpdir(), 'gongkai-keys-'));

keysConformance('sqlite', async () => {
  const at = folder();
  let keys = new KeyStore(join(at, 'keys.db'));
  return {
    keys,
    reopen: async () => {
      await keys.close();
      keys = new KeyStore(join(at, 'keys.db'));
      return keys;
    },
    dispose: async () => {
      await keys.close();
      rmSync(at, { recursive: true });
    },
  };
});

describe('keys.db', () => {
  let at: string;
  beforeEach(() => {
    at = folder();
  });
  afterEach(() => rmSync(at, { recursive: true }));

  it('is readable by its owner only', async () => {
    const keys = new KeyStore(join(at, 'keys.db'));
    await keys.secret('signing', () => Uint8Array.of(1));
    expect(statSync(join(at, 'keys.db')).mode & 0o777).toBe(0o600);
    await keys.close();
  });

  it('leaves no trace of a deleted hash in the file', async () => {
    const keys = new KeyStore(join(at, 'keys.db'));
    await keys.put('t1', 'a1', 'c1', 'a-hash-to-be-found');
    expect(readFileSync(join(at, 'keys.db')).includes('a-hash-to-be-found')).toBe(true);
    await keys.delete('t1', 'a1', 'c1');
    expect(readFileSync(join(at, 'keys.db')).includes('a-hash-to-be-found')).toBe(false);
    await keys.close();
  });

  it('is read beside its writer, and then makes no secret', async () => {
    const writer = new KeyStore(join(at, 'keys.db'));
    await writer.secret('signing', () => Uint8Array.of(4));
    const reader = new KeyStore(join(at, 'keys.db'), { readonly: true });
    expect([...(await reader.secret('signing', () => Uint8Array.of(5)))]).toEqual([4]);
    await expect(reader.secret('absent', () => Uint8Array.of(5))).rejects.toThrow('absent');
    await reader.close();
    await writer.close();
  });
});
