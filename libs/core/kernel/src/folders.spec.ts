import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isInside, makeFolder } from './folders.js';

describe('a folder', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'gongkai-folders-'))));
  afterEach(() => rmSync(root, { recursive: true }));

  it('is made with what is missing above it, and may be there already', () => {
    makeFolder(join(root, 'a', 'b', 'c'), 0o700);
    makeFolder(join(root, 'a', 'b', 'c'));
    expect(statSync(join(root, 'a', 'b', 'c')).isDirectory()).toBe(true);
    if (process.platform !== 'win32') expect(statSync(join(root, 'a')).mode & 0o777).toBe(0o700);
  });

  it('is not made where a file is, or under one', () => {
    writeFileSync(join(root, 'file'), '');
    expect(() => makeFolder(join(root, 'file'))).toThrow(/EEXIST/);
    expect(() => makeFolder(join(root, 'file', 'x'))).toThrow(/ENOTDIR/);
  });

  it('is refused at once by a file system that takes none', () => {
    if (!existsSync('/proc/self')) return;
    expect(() => makeFolder('/proc/gongkai/data')).toThrow(/ENOENT/);
  });

  it('holds what is in it or linked into it, made or not, and nothing beside it', () => {
    const folder = join(root, 'data');
    mkdirSync(join(folder, 'blobs'), { recursive: true });
    mkdirSync(join(root, 'data-2'));
    symlinkSync(folder, join(root, 'link'));
    expect(isInside(folder, folder)).toBe(true);
    expect(isInside(join(folder, 'blobs', 'new', 'one'), folder)).toBe(true);
    expect(isInside(join(root, 'link', 'new'), folder)).toBe(true);
    expect(isInside(join(root, 'data-2'), folder)).toBe(false);
    expect(isInside(root, folder)).toBe(false);
  });
});
