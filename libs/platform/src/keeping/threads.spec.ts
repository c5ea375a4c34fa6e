import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { KeeperInThread } from '../evidence/keeping/keeper-in-thread.js';
import { ProjectorThreads } from './projector-threads.js';

describe('a thread that has just died', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gongkai-threads-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A worker that says so in a file, and dies. */
  const dying = (): URL => {
    const file = join(folder, 'worker.mjs');
    const mark = JSON.stringify(join(folder, 'died'));
    writeFileSync(
      file,
      `import { writeFileSync } from 'node:fs';
       writeFileSync(${mark}, '');
       throw new Error('no memory');`,
    );
    return pathToFileURL(file);
  };
  /** Less than it takes until another one is begun. */
  const died = async () => {
    while (!existsSync(join(folder, 'died'))) await setTimeout(10);
    await setTimeout(200);
  };

  it('is told of as the failure of its read models, and does not keep projectors from being closed', async () => {
    const paths = { events: join(folder, 'events.db'), reads: join(folder, 'reads.db') };
    const begun = new Map([['documents@1', 7n]]);
    const threads = new ProjectorThreads(dying(), { ...paths, rows: true }, 1, begun);
    await died();
    expect(threads.status()).toEqual([
      { name: 'documents@1', position: 7n, lagMs: 0, failure: 'no memory' },
    ]);
    await threads.close();
  }, 10_000);

  it('does not keep the evidence from being closed, and answers nobody with silence', async () => {
    const errors: unknown[] = [];
    const work = {
      folder,
      events: join(folder, 'events.db'),
      evidence: join(folder, 'evidence.db'),
      keys: join(folder, 'keys.db'),
      masterKey: join(folder, 'key'),
      installation: 'office.example',
      superiors: {},
      timestampUrl: null,
    };
    const keeper = new KeeperInThread(dying(), work, (error) => errors.push(error));
    await died();
    expect(errors).toHaveLength(1);
    await expect(keeper.waitFor(1n)).rejects.toThrow('the evidence thread ended');
    await keeper.close();
  }, 10_000);
});
