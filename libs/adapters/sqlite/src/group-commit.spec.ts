import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { once } from 'node:events';
import { GroupCommit } from './group-commit.js';
import { writeFor, writerHere, type LogHost } from './log-host.js';
import { LogWriter, type AppendRequest } from './log-writer.js';

const request = (id: string, expectedRevision = 0, data = '{}'): AppendRequest => ({
  stream: `b01/t1/thing-${id}`,
  tenant: 't1',
  expectedRevision,
  events: [{ head: '{"id":"x"', data, type: 'ThingHappened', agency: null, month: 1514, facet: 0 }],
});
const named = (count: number): string[] => Array.from({ length: count }, (_, i) => `s${i}`);

describe('appends on their way to the writer', () => {
  let folder: string;
  let writer: LogWriter;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gongkai-group-'));
    writer = new LogWriter(join(folder, 'events.db'));
  });
  afterEach(() => {
    writer.close();
    rmSync(folder, { recursive: true });
  });

  const seen: number[] = [];
  const commits = (host: LogHost, queueMax = 20_000) => {
    seen.length = 0;
    return new GroupCommit(host, queueMax, {
      appended: () => undefined,
      committed: (head) => seen.push(head),
    });
  };
  /** A writer that is at work until it is let go on; notes how large the groups are that reach it. */
  const slow = () => {
    const sizes: number[] = [];
    let letGo!: () => void;
    const going = new Promise<void>((resolve) => (letGo = resolve));
    const host: LogHost = {
      ...writerHere(writer),
      gathers: true,
      append: async (group) => {
        sizes.push(group.length);
        await going;
        return writer.append(group);
      },
    };
    return { host, sizes, letGo };
  };
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it('of one turn are one group for a writer in place', async () => {
    const sizes: number[] = [];
    const here = writerHere(writer);
    const commit = commits({
      ...here,
      append: (group) => {
        sizes.push(group.length);
        return here.append(group);
      },
    });
    await Promise.all(named(100).map((id) => commit.append(request(id))));
    expect(sizes).toEqual([100]);
    expect(seen).toEqual([100]);
  });

  it('go ahead to a writer that is at work, a fair number at a time, and are answered in order', async () => {
    const { host, sizes, letGo } = slow();
    const commit = commits(host);
    const answered: number[] = [];
    const append = async (id: string) => {
      const { position } = await commit.append(request(id));
      answered.push(Number(position));
    };
    const all = named(40).map(append);
    await turn();
    expect(sizes).toEqual([16, 16, 8]);
    all.push(append('few'), append('more'));
    await turn();
    expect(sizes).toEqual([16, 16, 8]);
    expect(commit.length).toBe(42);
    letGo();
    await Promise.all(all);
    await commit.drained();
    expect(sizes).toEqual([16, 16, 8, 2]);
    expect(answered).toEqual(Array.from({ length: 42 }, (_, i) => i + 1));
    expect(seen).toEqual([16, 32, 40, 42]);
    expect(commit.length).toBe(0);
  });

  it('count against the queue for as long as they are not answered', async () => {
    const { host, letGo } = slow();
    const commit = commits(host, 20);
    const all = named(21).map((id) => commit.append(request(id)));
    await expect(all[20]).rejects.toMatchObject({ reason: 'busy' });
    letGo();
    await expect(Promise.all(all.slice(0, 20))).resolves.toHaveLength(20);
    await expect(commit.append(request('late'))).resolves.toMatchObject({ position: 21n });
  });

  it('tell drained only when the last of them is answered', async () => {
    const { host, letGo } = slow();
    const commit = commits(host);
    const all = named(20).map((id) => commit.append(request(id)));
    let drained = false;
    const draining = commit.drained().then(() => (drained = true));
    await turn();
    expect(drained).toBe(false);
    letGo();
    await draining;
    expect(seen).toEqual([16, 20]);
    await Promise.all(all);
  });

  describe('over a port', () => {
    let near: MessagePort;
    beforeEach(() => {
      const { port1, port2 } = new MessageChannel();
      near = port1;
      writeFor(port2, writer);
    });
    afterEach(() => near.close());
    const answer = async (): Promise<unknown> => ((await once(near, 'message')) as [unknown])[0];

    it('what waits is written as one, each group with its own outcomes', async () => {
      near.postMessage({ group: [request('a'), request('b')] });
      near.postMessage({ group: [request('a')] });
      near.postMessage({ group: [request('a', 1)] });
      const recordedAt = expect.any(String) as string;
      expect(await answer()).toEqual({
        outcomes: [
          [
            { ok: true, revision: 1, position: 1, recordedAt },
            { ok: true, revision: 1, position: 2, recordedAt },
          ],
          [{ ok: false, actual: 1 }],
          [{ ok: true, revision: 2, position: 3, recordedAt }],
        ],
      });
    });

    it('what cannot be written fails for every group of it, and leaves nothing', async () => {
      writer.append([request('z')]);
      writer.limitPages(16);
      const big = JSON.stringify({ text: '公'.repeat(60_000) });
      near.postMessage({ group: [request('a')] });
      near.postMessage({ group: [request('b', 0, big)] });
      expect(await answer()).toEqual({ groups: 2, failed: 'full' });
      expect(writer.head).toBe(1);
    });

    it('says how many groups a fault of ours took along', async () => {
      near.postMessage({ group: [request('a')] });
      near.postMessage({ group: [{ ...request('b'), events: null }] });
      expect(await answer()).toEqual({ groups: 2, bug: expect.any(String) as string });
      near.postMessage({ group: [request('a')] });
      expect(await answer()).toMatchObject({ outcomes: [[{ ok: true, position: 1 }]] });
    });

    it('writes what was sent before it is closed', async () => {
      near.postMessage({ group: [request('a')] });
      near.postMessage({ close: true });
      const closed = once(near, 'close');
      expect(await answer()).toMatchObject({ outcomes: [[{ ok: true }]] });
      await closed;
      expect(() => writer.append([request('b')])).toThrow();
    });
  });
});
