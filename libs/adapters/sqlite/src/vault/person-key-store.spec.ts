import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock, personKeysConformance } from '@gongkai/testing';
import {
  makeMasterKey,
  markOf,
  masterKeyPath,
  nextKeyPath,
  readMasterKey,
  SealingVault,
  shredListPath,
  type Secret,
} from '@gongkai/vault';
import Database from 'better-sqlite3';
import { KeyStore } from '../key-store.js';
import { reportKeys, shredAgain, shreddedIn } from './key-report.js';
import { PersonKeyStore, type PersonKeyStoreOptions } from './person-key-store.js';
import { rotateMasterKey } from './rotate-master-key.js';

type Access = PersonKeyStoreOptions['access'];

/** A data folder in a folder of its own, so that the key beside it is cleared away too. */
const newPlace = () => {
  const root = mkdtempSync(join(tmpdir(), 'gongkai-vault-'));
  const folder = join(root, 'data');
  mkdirSync(folder);
  const path = join(folder, 'keys.db');
  const masterKey = masterKeyPath(folder);
  return {
    folder,
    path,
    masterKey,
    at: (access: Access = 'write') => new PersonKeyStore({ path, folder, masterKey, access }),
    clear: () => rmSync(root, { recursive: true }),
  };
};

personKeysConformance('sqlite', async () => {
  const place = newPlace();
  let keys = place.at();
  return {
    keys,
    reopen: async () => {
      await keys.close();
      keys = place.at();
      return keys;
    },
    dispose: async () => {
      await keys.close();
      place.clear();
    },
  };
});

personKeysConformance('tried and forgotten', async () => {
  const place = newPlace();
  const keys = place.at('forget');
  return { keys, reopen: async () => keys, dispose: async () => place.clear() };
});

describe('the master key', () => {
  let place: ReturnType<typeof newPlace>;
  beforeEach(() => {
    place = newPlace();
  });
  afterEach(() => place.clear());

  const sealedOnce = async () => {
    const keys = place.at();
    const master = keys.unlock();
    const vault = new SealingVault(keys, new FakeClock());
    const { key } = await vault.person('t1', { kind: 'identityCard', number: '1' });
    const sealed = await vault.seal('t1', key, '张三');
    await keys.close();
    return { master, key, sealed };
  };
  const opened = async (
    sealed: Awaited<ReturnType<typeof sealedOnce>>['sealed'],
    access?: Access,
  ) => {
    const keys = place.at(access);
    try {
      return await new SealingVault(keys, new FakeClock()).open('t1', sealed);
    } finally {
      await keys.close();
    }
  };
  const problemOf = (work: () => unknown) => {
    try {
      work();
      return 'none';
    } catch (error) {
      return (error as { problem: string }).problem;
    }
  };
  const unlockProblem = () => {
    const keys = place.at();
    try {
      return problemOf(() => keys.unlock());
    } finally {
      void keys.close();
    }
  };

  it('is made once, beside the folder, for its owner only', async () => {
    const { master } = await sealedOnce();
    expect(master).toMatchObject({ path: `${place.folder}.key`, made: true });
    expect(statSync(place.masterKey).mode & 0o777).toBe(0o600);
    const again = place.at();
    expect(again.unlock()).toEqual({ ...master, made: false });
    await again.close();
  });

  it('may be put there by the operator before the first use', async () => {
    const mark = markOf(makeMasterKey(place.masterKey, place.folder));
    const keys = place.at();
    expect(keys.unlock()).toEqual({ path: place.masterKey, mark, made: false });
    await keys.close();
  });

  it('joins a keys.db that was made before there was a vault', async () => {
    const old = new KeyStore(place.path);
    await old.secret('signing', () => Uint8Array.of(1));
    await old.close();
    expect(reportKeys(place.path, place.masterKey, place.folder).state).toBe('none');
    const reader = place.at('read');
    expect((await reader.byId('t1', ['any'])).size).toBe(0);
    await reader.close();
    const { sealed } = await sealedOnce();
    expect(await opened(sealed)).toBe('张三');
    const keys = new KeyStore(place.path);
    expect([...(await keys.secret('signing', () => Uint8Array.of(9)))]).toEqual([1]);
    await keys.close();
  });

  it('is refused when it is missing, another, open to others, or no key at all', async () => {
    const { sealed } = await sealedOnce();
    const kept = readFileSync(place.masterKey);
    chmodSync(place.masterKey, 0o640);
    expect(unlockProblem()).toBe('exposed');
    rmSync(place.masterKey);
    expect(unlockProblem()).toBe('missing');
    expect(existsSync(place.masterKey)).toBe(false);
    makeMasterKey(place.masterKey, place.folder);
    expect(unlockProblem()).toBe('wrong');
    await expect(opened(sealed)).rejects.toMatchObject({ problem: 'wrong' });
    writeFileSync(place.masterKey, 'gongkai-master-key-1:short\n');
    expect(unlockProblem()).toBe('malformed');
    writeFileSync(place.masterKey, kept);
    expect(unlockProblem()).toBe('none');
    expect(await opened(sealed)).toBe('张三');
  });

  it('says in both languages what is wrong and where, and nothing of the key', async () => {
    const { master } = await sealedOnce();
    const text = readFileSync(place.masterKey, 'utf8').trim();
    rmSync(place.masterKey);
    makeMasterKey(place.masterKey, place.folder);
    const keys = place.at();
    let error: { zh: string; en: string; code: string } | undefined;
    try {
      keys.unlock();
    } catch (thrown) {
      error = thrown as typeof error;
    }
    expect(error!.code).toBe('vault.masterKeyWrong');
    for (const said of [error!.zh, error!.en]) {
      expect(said).toContain(place.masterKey);
      expect(said).toContain(master.mark);
      expect(said).not.toContain(text.slice(-20));
    }
    await keys.close();
  });

  it('may not lie in the data folder, not even by a link', () => {
    const inside = join(place.folder, 'master.key');
    expect(problemOf(() => makeMasterKey(inside, place.folder))).toBe('inside');
    writeFileSync(inside, 'anything', { mode: 0o600 });
    symlinkSync(inside, place.masterKey);
    expect(problemOf(() => readMasterKey(place.masterKey, place.folder))).toBe('inside');
  });

  it('is a regular file, and never waited for', () => {
    execFileSync('mkfifo', ['-m', '600', place.masterKey]);
    expect(problemOf(() => readMasterKey(place.masterKey, place.folder))).toBe('malformed');
  });

  it('leaves neither a person’s key nor a mac of theirs in keys.db once destroyed', async () => {
    const { key } = await sealedOnce();
    const db = new Database(place.path);
    const row = db.prepare('SELECT wrapped, mac FROM person_keys').get() as {
      wrapped: Buffer;
      mac: string;
    };
    db.close();
    expect(readFileSync(place.path).includes(row.wrapped)).toBe(true);
    const keys = place.at();
    await keys.shred('t1', key, '2026-03-02T01:00:00.000Z');
    await keys.close();
    expect(readFileSync(place.path).includes(row.wrapped)).toBe(false);
    expect(readFileSync(place.path).includes(row.mac)).toBe(false);
  });

  it('holds no data key in clear anywhere in keys.db', async () => {
    const keys = place.at();
    const { secret } = await keys.ofPerson('t1', null);
    const tenant = await keys.ofTenant('t1');
    await keys.close();
    const file = readFileSync(place.path);
    for (const bytes of [secret, tenant, readMasterKey(place.masterKey, place.folder)])
      expect(file.includes(bytes.export())).toBe(false);
  });

  it('keeps keys apart: one moved to another row does not open', async () => {
    const keys = place.at();
    const [a, b] = [await keys.ofPerson('t1', null), await keys.ofPerson('t1', null)];
    const db = new Database(place.path);
    db.exec(
      `UPDATE person_keys SET wrapped = (SELECT wrapped FROM person_keys WHERE key = '${a.key}')`,
    );
    db.close();
    await expect(keys.byId('t1', [b.key])).rejects.toMatchObject({ problem: 'damaged' });
    await keys.close();
  });

  it('makes nothing on disk for commands that are only tried', async () => {
    const tried = place.at('forget');
    await tried.ofPerson('t1', 'mac');
    await tried.close();
    expect([existsSync(place.path), existsSync(place.masterKey)]).toEqual([false, false]);
    const { sealed, key } = await sealedOnce();
    const again = place.at('forget');
    expect(await new SealingVault(again, new FakeClock()).open('t1', sealed)).toBe('张三');
    await again.shred('t1', key, '2026-03-02T01:00:00.000Z');
    await again.close();
    expect(await opened(sealed, 'read')).toBe('张三');
  });

  describe('rotated', () => {
    const rotate = () => rotateMasterKey(place);
    /** As a crash leaves it after the keys changed and before the files did. */
    const cutShort = (previous: string) => {
      renameSync(place.masterKey, nextKeyPath(place.masterKey));
      renameSync(previous, place.masterKey);
    };

    it('wraps every key anew and keeps the old file for old backups', async () => {
      const { sealed, master } = await sealedOnce();
      const keys = place.at();
      await Promise.all(Array.from({ length: 2_500 }, () => keys.ofPerson('t2', null)));
      await keys.close();
      const rotation = rotate();
      expect(rotation).toMatchObject({ keys: 2_502, from: master.mark });
      expect(rotation.to).not.toBe(master.mark);
      expect(markOf(readMasterKey(rotation.previous, place.folder))).toBe(master.mark);
      expect(existsSync(nextKeyPath(place.masterKey))).toBe(false);
      expect(await opened(sealed)).toBe('张三');
      expect(reportKeys(place.path, place.masterKey, place.folder)).toMatchObject({
        state: 'ok',
        mark: rotation.to,
        persons: 2_501,
      });
    });

    it('can be done again and again', async () => {
      const { sealed } = await sealedOnce();
      const marks = new Set([rotate(), rotate(), rotate()].map(({ to }) => to));
      expect(marks.size).toBe(3);
      expect(await opened(sealed)).toBe('张三');
    });

    it('goes on with the new key of an attempt cut short before the keys changed', async () => {
      const { sealed } = await sealedOnce();
      const next = markOf(makeMasterKey(nextKeyPath(place.masterKey), place.folder));
      expect(reportKeys(place.path, place.masterKey, place.folder).state).toBe('rotating');
      expect(await opened(sealed)).toBe('张三');
      expect(rotate().to).toBe(next);
      expect(await opened(sealed)).toBe('张三');
    });

    it('is brought to its end by the next start when cut short after the keys changed', async () => {
      const { sealed } = await sealedOnce();
      const { to, previous } = rotate();
      cutShort(previous);
      expect(reportKeys(place.path, place.masterKey, place.folder).state).toBe('rotating');
      expect(await opened(sealed, 'read')).toBe('张三');
      expect(existsSync(nextKeyPath(place.masterKey))).toBe(true);
      const keys = place.at();
      expect(keys.unlock().mark).toBe(to);
      await keys.close();
      expect(existsSync(nextKeyPath(place.masterKey))).toBe(false);
      expect(await opened(sealed)).toBe('张三');
    });

    it('is brought to its end by the next rotation, too', async () => {
      const { sealed } = await sealedOnce();
      const { to, previous } = rotate();
      cutShort(previous);
      expect(rotate().from).toBe(to);
      expect(await opened(sealed)).toBe('张三');
    });

    it('changes nothing when a key does not open', async () => {
      const { sealed, master } = await sealedOnce();
      const db = new Database(place.path);
      db.prepare('INSERT INTO person_keys VALUES (?, ?, ?, NULL)').run('t9', 'k', Buffer.alloc(60));
      db.close();
      expect(problemOf(rotate)).toBe('damaged');
      expect(reportKeys(place.path, place.masterKey, place.folder).mark).toBe(master.mark);
      expect(await opened(sealed)).toBe('张三');
    });

    it('is refused while the folder has no key', () => {
      new Database(place.path).close();
      expect(problemOf(rotate)).toBe('missing');
    });
  });

  it('destroys again in a restored keys.db what was destroyed since the backup', async () => {
    const { key } = await sealedOnce();
    const backup = readFileSync(place.path);
    const keys = place.at();
    await keys.shred('t1', key, '2026-03-02T01:00:00.000Z');
    await keys.close();
    const destroyed = shreddedIn(place.path);
    expect(destroyed).toHaveLength(1);
    writeFileSync(place.path, backup);
    expect(shredAgain(place.path, destroyed)).toBe(1);
    expect(shredAgain(place.path, destroyed)).toBe(0);
    const restored = place.at();
    expect((await restored.byId('t1', [key])).get(key)).toBe('shredded');
    await restored.close();
  });
});

describe('the profile of new keys', () => {
  it('is chosen for the folder or for one government; earlier keys stay as they are', async () => {
    const place = newPlace();
    let keys = place.at();
    const vault = () => new SealingVault(keys, new FakeClock());
    const early = await vault().person('t1', { kind: 'passport', number: 'E1' });
    const sealed = await vault().seal('t1', early.key, '张三');
    await keys.setProfile('sm');
    await keys.setProfile('aes', 't2');
    const later = await vault().person('t1', null);
    const other = await vault().seal('t1', later.key, '李四');
    await keys.close();
    keys = place.at();
    expect(
      await Promise.all([keys.profileOf(), keys.profileOf('t1'), keys.profileOf('t2')]),
    ).toEqual(['sm', 'sm', 'aes']);
    expect(await vault().openAll('t1', [sealed, other])).toEqual(['张三', '李四']);
    expect(await vault().person('t1', { kind: 'passport', number: 'E1' })).toEqual(early);
    const found = await keys.byId('t1', [early.key, later.key]);
    expect([...found.values()].map((key) => (key as Secret).profile)).toEqual(['aes', 'sm']);
    await keys.close();
    const { masterKey, folder, path } = place;
    rotateMasterKey({ path, masterKey, folder });
    keys = place.at();
    expect(await vault().openAll('t1', [sealed, other])).toEqual(['张三', '李四']);
    await keys.close();
    place.clear();
  });
});

describe('the list of destroyed keys', () => {
  const AT = '2026-03-02T01:00:00.000Z';
  let place: ReturnType<typeof newPlace>;
  beforeEach(() => {
    place = newPlace();
  });
  afterEach(() => place.clear());
  const list = () => readFileSync(shredListPath(place.masterKey), 'utf8').split('\n').slice(1, -1);
  /** A person's key destroyed after the folder was copied, and the copy put back in its place. */
  const putBack = async () => {
    const keys = place.at();
    const { key } = await keys.ofPerson('t1', 'mac');
    copyFileSync(place.path, `${place.path}.copy`);
    await keys.shred('t1', key, AT);
    await keys.close();
    renameSync(`${place.path}.copy`, place.path);
    return key;
  };

  it('lies beside the master key, for its owner only, and holds nothing but ids', async () => {
    const key = await putBack();
    expect(list()).toEqual([`t1 ${key} ${AT}`]);
    expect(statSync(shredListPath(place.masterKey)).mode & 0o777).toBe(0o600);
  });

  it.each(['write', 'read', 'forget'] as const)(
    'destroys again what a copy of the folder brought back, before anything opens: %s',
    async (access) => {
      const key = await putBack();
      const keys = place.at(access);
      expect((await keys.byId('t1', [key])).get(key)).toBe('shredded');
      if (access === 'write') {
        expect(shreddedIn(place.path)).toEqual([{ tenant: 't1', key, shreddedAt: AT }]);
        expect((await keys.ofPerson('t1', 'mac')).key).not.toBe(key);
      }
      await keys.close();
    },
  );

  it('goes on after a line that a crash cut short, and finishes the deed it had written down', async () => {
    const key = await putBack();
    appendFileSync(shredListPath(place.masterKey), 't1 half');
    const keys = place.at();
    keys.unlock();
    expect((await keys.byId('t1', [key])).get(key)).toBe('shredded');
    const other = await keys.ofPerson('t1', null);
    await keys.shred('t1', other.key, AT);
    expect(list()).toEqual([`t1 ${key} ${AT}`, `t1 ${other.key} ${AT}`]);
    await keys.close();
  });

  it('is made for a folder from before there were lists', async () => {
    const keys = place.at();
    const { key } = await keys.ofPerson('t1', null);
    await keys.shred('t1', key, AT);
    await keys.close();
    rmSync(shredListPath(place.masterKey));
    const again = place.at();
    again.unlock();
    await again.close();
    expect(list()).toEqual([`t1 ${key} ${AT}`]);
  });

  it('is missed where there was one, and made anew from what the folder knows', async () => {
    const keys = place.at();
    const { key } = await keys.ofPerson('t1', null);
    await keys.shred('t1', key, AT);
    await keys.close();
    rmSync(shredListPath(place.masterKey));
    const again = place.at();
    expect(again.unlock()).toMatchObject({ made: false, listMissing: true });
    await again.close();
    expect(list()).toEqual([`t1 ${key} ${AT}`]);
    const later = place.at();
    expect(later.unlock()).not.toHaveProperty('listMissing');
    await later.close();
  });

  it('is refused when it is not such a list', async () => {
    await putBack();
    writeFileSync(shredListPath(place.masterKey), 'something else\n');
    const keys = place.at();
    expect(() => keys.unlock()).toThrow(
      expect.objectContaining({ code: 'vault.masterKeyShreddingsDamaged' }) as Error,
    );
    await keys.close();
  });

  it('reaches the copy that an upgrade left in the folder', async () => {
    const keys = place.at();
    const { key } = await keys.ofPerson('t1', null);
    const copy = join(place.folder, 'before-format-2');
    mkdirSync(copy);
    copyFileSync(place.path, join(copy, 'keys.db'));
    await keys.shred('t1', key, AT);
    await keys.close();
    expect(shreddedIn(join(copy, 'keys.db'))).toEqual([{ tenant: 't1', key, shreddedAt: AT }]);
  });

  it('keeps nothing of the wrapped key in any file of the folder', async () => {
    const keys = place.at();
    const { key } = await keys.ofPerson('t1', 'mac');
    const db = new Database(place.path, { readonly: true });
    const wrapped = db.prepare('SELECT wrapped FROM person_keys').pluck().get() as Buffer;
    db.close();
    const holds = () =>
      readdirSync(place.folder).some((name) =>
        readFileSync(join(place.folder, name)).includes(wrapped),
      );
    expect(holds()).toBe(true);
    await keys.shred('t1', key, AT);
    expect(holds()).toBe(false);
    await keys.close();
    expect(holds()).toBe(false);
  });
});
