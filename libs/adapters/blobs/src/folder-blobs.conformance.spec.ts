import { mkdtemp, open, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blobsConformance } from '@gongkai/testing';
import { FolderBlobs } from './folder-blobs.js';
import { PassingBlobs } from './passing-blobs.js';

const filesIn = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
const newFolder = () => mkdtemp(join(tmpdir(), 'gongkai-blobs-'));
async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

blobsConformance('folder', async () => {
  const folder = await newFolder();
  return {
    blobs: await FolderBlobs.open(folder),
    residue: async () => (await filesIn(folder)).length,
    dispose: () => rm(folder, { recursive: true }),
  };
});

blobsConformance('folder of what passes', async () => {
  const folder = await newFolder();
  return {
    blobs: new PassingBlobs(folder),
    residue: async () => (await filesIn(folder)).length,
    dispose: () => rm(folder, { recursive: true }),
  };
});

describe('a folder of blobs', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await newFolder();
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('says that the disk is full, leaves nothing, and goes on when there is room', async () => {
    const blobs = await FolderBlobs.open(folder, () => open('/dev/full', 'w'));
    await expect(blobs.put('t1', bytes('满'), 100)).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    expect(await filesIn(folder)).toEqual([]);
    const later = await FolderBlobs.open(folder);
    expect(await later.put('t1', bytes('满'), 100)).toMatchObject({ size: 3 });
  });

  it('sweeps what a crash left in the middle of an upload, and no upload of another process', async () => {
    await FolderBlobs.open(folder);
    const [left, under] = ['left-over', 'under-way'].map((name) => join(folder, '.incoming', name));
    await writeFile(left!, 'half');
    await writeFile(under!, 'half');
    const hoursAgo = new Date(Date.now() - 2 * 3_600_000);
    await utimes(left!, hoursAgo, hoursAgo);
    await FolderBlobs.open(folder);
    expect((await filesIn(folder)).map(({ name }) => name)).toEqual(['under-way']);
  });

  it('finds what it kept after it is opened again', async () => {
    const { digest } = await (await FolderBlobs.open(folder)).put('t1', bytes('甲'), 100);
    expect(await (await FolderBlobs.open(folder)).size('t1', digest)).toBe(3);
    expect(await readFile(join(folder, 't1', digest.slice(0, 2), digest), 'utf8')).toBe('甲');
  });

  it('stages bytes to be looked into before they are kept', async () => {
    const blobs = await FolderBlobs.open(folder);
    const staged = await blobs.stage('t1', bytes('0123456789'), 100);
    expect((await staged.source.read(8, 5)).toString()).toBe('89');
    expect(await blobs.size('t1', staged.digest)).toBeUndefined();
    await staged.drop();
    expect(await filesIn(folder)).toEqual([]);
  });

  it('does not hand out a file that was changed on disk as if it were whole', async () => {
    const blobs = await FolderBlobs.open(folder);
    const { digest } = await blobs.put('t1', bytes('真'), 100);
    await writeFile(join(folder, 't1', digest.slice(0, 2), digest), '假');
    const read = async () => {
      for await (const _ of (await blobs.get('t1', digest))!);
    };
    await expect(read()).rejects.toThrow('not what it was');
  });

  it('takes no tenant that is a path', async () => {
    const blobs = await FolderBlobs.open(folder);
    await expect(blobs.put('../outside', bytes('x'), 100)).rejects.toThrow('letters and digits');
  });
});
