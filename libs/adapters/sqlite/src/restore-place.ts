import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What a folder that is a volume of its own has from the beginning. */
const OF_THE_VOLUME: ReadonlySet<string> = new Set(['lost+found']);
const FORMAT = 'format';
const STAGING = '.restoring';

/**
 * Where a restore puts everything together: inside the folder, for beside it there may be another
 * file system, or nowhere to write.
 */
const stagingIn = (folder: string): string => join(folder, STAGING);

/** Whether a restore into the folder was cut short: without its number it is no data folder yet. */
export const isHalfRestored = (folder: string): boolean =>
  existsSync(stagingIn(folder)) && !existsSync(join(folder, FORMAT));

/** Whether nothing is in the folder but, perhaps, what a restore that was cut short left there. */
export const isFreeFor = (folder: string, restored: readonly string[]): boolean => {
  const mayBe = isHalfRestored(folder) ? leftBy(restored) : new Set<string>();
  return entriesOf(folder).every((name) => mayBe.has(name));
};

/** An empty place in the folder, with nothing of an earlier restore left; the path of it. */
export const beginStaging = (folder: string, restored: readonly string[]): string => {
  const staging = stagingIn(folder);
  mkdirSync(staging, { recursive: true, mode: 0o700 });
  for (const name of entriesOf(folder))
    if (name !== STAGING && leftBy(restored).has(name))
      rmSync(join(folder, name), { recursive: true });
  rmSync(staging, { recursive: true });
  mkdirSync(staging, { mode: 0o700 });
  return staging;
};

/** Moves what was put together into the folder, its number last: without that it is opened by nobody. */
export const putInPlace = (folder: string): void => {
  const staging = stagingIn(folder);
  const names = readdirSync(staging).filter((name) => name !== FORMAT);
  for (const name of [...names, FORMAT]) renameSync(join(staging, name), join(folder, name));
  rmSync(staging, { recursive: true });
};

/** What was put together is given up, with the folder if it was made for it. */
export const giveUpStaging = (folder: string, isNew: boolean): void =>
  rmSync(isNew ? folder : stagingIn(folder), { recursive: true, force: true });

const entriesOf = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => !OF_THE_VOLUME.has(name)) : [];

/** Names at the top of a folder that is being restored; a database may have its log beside it. */
const leftBy = (restored: readonly string[]): Set<string> => {
  const names = restored.map((file) => file.split(/[\\/]/)[0]!);
  return new Set([STAGING, ...names.flatMap((name) => [name, `${name}-wal`, `${name}-shm`])]);
};
