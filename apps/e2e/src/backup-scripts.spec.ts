import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, truncateSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { data, folder, prepare } from './cli-harness.js';

const root = join(import.meta.dirname, '../../..');
const backups = join(folder, 'backups');

const script = (name: string, env: Record<string, string> = {}) =>
  spawnSync(join(root, 'infra/backup', name), [], {
    encoding: 'utf8',
    env: {
      ...process.env,
      GONGKAI_COMMAND: `${process.execPath} ${join(root, 'dist/gongkai.js')}`,
      GONGKAI_DATA: data,
      BACKUPS: backups,
      SCRATCH: folder,
      ...env,
    },
  });

describe('the scripts of a nightly backup', () => {
  beforeAll(prepare);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('keep the newest, and the list of destroyed keys apart', () => {
    const made = [1, 2].map(() => script('embedded-backup.sh', { KEEP: '1' }));
    expect(made.map(({ status }) => status)).toEqual([0, 0]);
    const newest = made[1]!.stdout.trimEnd().split('\n').at(-1)!;
    expect(readdirSync(backups).map((name) => join(backups, name))).toEqual([newest]);
    expect(readdirSync(newest)).toContain('backup.json');
    expect(readdirSync(`${backups}.shreddings`)).toEqual(['data.key.shredded']);
  });

  it('restore it elsewhere, check every record and leave nothing behind', () => {
    const { status, stdout } = script('embedded-rehearse.sh');
    expect(stdout).toMatch(/All is well\.\nrestored, rebuilt and checked/);
    expect(status).toBe(0);
    expect(readdirSync(folder).filter((name) => name.startsWith('gongkai-rehearsal'))).toEqual([]);
    expect(existsSync(data)).toBe(true);
  });

  it('fail when the backup is not whole', () => {
    const [newest] = readdirSync(backups);
    const log = join(backups, newest!, 'events.db');
    truncateSync(log, statSync(log).size - 4096);
    expect(script('embedded-rehearse.sh').status).not.toBe(0);
    expect(script('embedded-rehearse.sh', { BACKUPS: folder }).stderr).toMatch(/no backup in/);
  });
});
