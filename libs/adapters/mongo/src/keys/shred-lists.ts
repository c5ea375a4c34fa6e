import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, systemIds } from '@gongkai/kernel';
import { addToShredList, readShredList, shredListSize, type ShreddedKey } from '@gongkai/vault';

const SUFFIX = '.shredded';
const newIds = systemIds();

/**
 * The lists of destroyed keys, apart from the database and from every backup of it: what opens an
 * older copy of the database destroys them again. Each process adds to a list of its own, because
 * several may not append to one file in a shared folder.
 */
export class ShredLists {
  private own: string | undefined;

  constructor(
    /** A folder that all processes share. */
    private readonly folder: string,
    /** The list an installation had before it shared its keys. */
    private readonly earlier?: string,
  ) {}

  /** How many bytes all lists have; they only grow. */
  size(): number {
    return this.lists().reduce((sum, path) => sum + shredListSize(path), 0);
  }

  read(): ShreddedKey[] {
    return this.lists().flatMap((path) => readShredList(path)?.keys ?? []);
  }

  /** Durable when it returns. */
  add(keys: readonly ShreddedKey[]): void {
    if (keys.length === 0) return;
    makeFolder(this.folder, 0o700);
    this.own ??= join(this.folder, `${newIds.id()}${SUFFIX}`);
    addToShredList(this.own, keys);
  }

  private lists(): string[] {
    const names = existsSync(this.folder) ? readdirSync(this.folder).sort() : [];
    const shared = names.filter((name) => name.endsWith(SUFFIX));
    return [
      ...(this.earlier !== undefined && existsSync(this.earlier) ? [this.earlier] : []),
      ...shared.map((name) => join(this.folder, name)),
    ];
  }
}
