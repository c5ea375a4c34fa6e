import { chmodSync, existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Platform } from '@gongkai/platform';
import type { Sealed } from '@gongkai/vault';
import { data, folder, gongkai, prepare } from './cli-harness.js';

const TENANT = 't1';
const key = `${data}.key`;

describe('the master key at the command line', () => {
  let sealed: Sealed;
  const open = async (from = data) => {
    const platform = await Platform.open({ data: from, access: 'write' });
    try {
      return await platform.vault.open(TENANT, sealed);
    } finally {
      await platform.close();
    }
  };
  beforeAll(async () => {
    await prepare();
    const platform = await Platform.open({ data, access: 'write' });
    const { key: person } = await platform.vault.person(TENANT, { kind: 'passport', number: 'E1' });
    sealed = await platform.vault.seal(TENANT, person, '张三');
    await platform.close();
  });

  it('lies beside the folder, for its owner only, and doctor names it by its mark', () => {
    expect(statSync(key).mode & 0o777).toBe(0o600);
    expect(gongkai('doctor', '--quick', '--data', data, '--json').json.keys).toMatchObject({
      masterKey: key,
      state: 'ok',
      persons: 1,
      mark: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });

  it('is refused with exit code 3 when it is missing or open to others', () => {
    const failing = () => gongkai('rebuild', '--data', data, '--json');
    renameSync(key, `${key}.away`);
    expect(failing()).toMatchObject({
      code: 3,
      json: { error: { code: 'vault.masterKeyMissing' } },
    });
    const doctor = gongkai('doctor', '--quick', '--data', data, '--json');
    expect(doctor.code).toBe(1);
    expect(doctor.json.findings).toMatchObject([{ code: 'vault.masterKeyMissing' }]);
    expect(gongkai('figures', '--node', '衡南县', '--period', '2017', '--data', data).code).toBe(0);
    renameSync(`${key}.away`, key);
    chmodSync(key, 0o644);
    expect(failing()).toMatchObject({
      code: 3,
      json: { error: { code: 'vault.masterKeyExposed' } },
    });
    chmodSync(key, 0o600);
    expect(existsSync(`${key}.away`)).toBe(false);
  });

  it('is rotated; a backup made before needs the earlier one, and says which', async () => {
    const backup = gongkai('backup', 'before', '--data', data, '--json').json;
    const { json, code } = gongkai('key', 'rotate', '--data', data, '--json');
    expect([code, json.from]).toEqual([0, backup.masterKey]);
    // The person's and the government's, and one of every other government whose log is signed.
    expect(json.keys).toBeGreaterThanOrEqual(2);
    expect(await open()).toBe('张三');
    const restored = join(folder, 'restored');
    expect(gongkai('restore', 'before', '--data', 'restored', '--json').json).toMatchObject({
      masterKey: json.from,
      shreddedAgain: 0,
    });
    renameSync(json.previous, `${restored}.key`);
    expect(await open(restored)).toBe('张三');
  });

  it('is not rotated while a server holds the folder', async () => {
    const holder = await Platform.open({ data, access: 'write' });
    try {
      const refused = gongkai('key', 'rotate', '--data', data, '--json');
      expect(refused).toMatchObject({ code: 3, json: { error: { code: 'folder.locked' } } });
    } finally {
      await holder.close();
    }
  });
});
