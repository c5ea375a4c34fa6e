import { existsSync, rmSync } from 'node:fs';
import {
  makeMasterKey,
  markOf,
  MasterKeyError,
  nextKeyPath,
  readMasterKey,
  type Secret,
} from '@gongkai/vault';

export type MasterKeyPlace = {
  /** The file of the master key; every process has the same one. */
  masterKey: string;
  /** The data folder of this process, in which the master key may not lie. */
  folder: string;
};

/**
 * Master keys by their marks: every wrapped key says which one it lies under, so that a rotation may
 * go on while others read, and be cut short anywhere.
 */
export class MasterKeys {
  private readonly known = new Map<string, Secret>();

  constructor(private readonly place: MasterKeyPlace) {}

  /** Throws a `MasterKeyError` that says what is wrong with the file. */
  under(mark: string): Secret {
    const known = this.known.get(mark);
    if (known) return known;
    const { masterKey, folder } = this.place;
    for (const path of [nextKeyPath(masterKey), `${masterKey}.${mark}`]) this.tryFile(path);
    const found = this.known.has(mark) ? mark : this.keep(readMasterKey(masterKey, folder));
    const secret = this.known.get(mark);
    if (!secret) throw new MasterKeyError('wrong', { path: masterKey, found, wanted: mark });
    return secret;
  }

  /** The mark of the key for an installation that has sealed nothing yet. */
  first(mayMake: boolean): { mark: string; made: boolean } {
    const { masterKey, folder } = this.place;
    const made = mayMake && !existsSync(masterKey) && this.make();
    return { mark: this.keep(readMasterKey(masterKey, folder)), made };
  }

  /** Takes back a key that was just made. */
  unmake(): void {
    rmSync(this.place.masterKey);
  }

  private tryFile(path: string): void {
    try {
      if (existsSync(path)) this.keep(readMasterKey(path, this.place.folder));
    } catch (error) {
      if (!(error instanceof MasterKeyError)) throw error;
    }
  }

  private make(): boolean {
    try {
      makeMasterKey(this.place.masterKey, this.place.folder);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  }

  private keep(secret: Secret): string {
    const mark = markOf(secret);
    this.known.set(mark, secret);
    return mark;
  }
}
