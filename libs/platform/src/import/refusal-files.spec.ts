import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { systemClock, type Officer } from '@gongkai/kernel';
import { Cursors } from '@gongkai/nest';
import { Platform } from '../platform.js';
import { RefusalFiles } from './refusal-files.js';

describe('the file of refused rows of an import', () => {
  const root = mkdtempSync(join(tmpdir(), 'gongkai-refusals-'));
  const data = join(root, 'data');
  const source = join(root, 'refused.csv');
  const officer: Officer = { account: 'A1', tenant: 'T1', agency: null, grants: [] };
  const viewer = { requestId: 'r', officer, source: 'spec' };
  let minutes = 0;
  const { now, today } = systemClock();
  const clock = { now: () => new Date(now().getTime() + minutes * 60_000), today };
  const open = () => Platform.open({ data, access: 'write', clock });
  const filesOf = (platform: Platform) => new RefusalFiles(platform, new Cursors(randomBytes(32)));
  /** Whether anything of that digest lies in the data folder. */
  const isKept = (digest: string): boolean =>
    readdirSync(data, { recursive: true }).some((path) => basename(String(path)) === digest);
  const keep = async (files: RefusalFiles) => {
    const [path, ticket] = (await files.keep(officer, source)).split('?ticket=');
    return { digest: basename(path!), ticket: ticket! };
  };
  const textIn = async (bytes: AsyncIterable<Uint8Array>) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of bytes) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  };
  beforeAll(() => writeFileSync(source, '张三,退回'));
  beforeEach(() => void (minutes = 0));
  afterAll(() => rmSync(root, { recursive: true }));

  it('is there as long as its ticket, and no longer', async () => {
    const platform = await open();
    const files = filesOf(platform);
    const { digest, ticket } = await keep(files);
    const { digest: other } = await platform.blobs.put('T1', once('an attachment'), 100);
    const grant = (await files.mayRead(digest, viewer, ticket))!;
    const sealed = await grant.blobs!.get('T1', digest);
    expect(await textIn(grant.plain!(sealed!))).toBe('张三,退回');

    minutes = 59;
    await files.removeOld();
    expect(isKept(digest)).toBe(true);
    minutes = 62;
    await files.removeOld();
    expect(await files.mayRead(digest, viewer, ticket)).toBeUndefined();
    expect([isKept(digest), isKept(other)]).toEqual([false, true]);
    await platform.close();
  });

  it('is gone when the folder is opened again after its ticket has run out', async () => {
    const platform = await open();
    const { digest } = await keep(filesOf(platform));
    await platform.close();
    minutes = 30;
    await (await open()).close();
    expect(isKept(digest)).toBe(true);
    minutes = 62;
    await (await open()).close();
    expect(isKept(digest)).toBe(false);
  });
});

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
