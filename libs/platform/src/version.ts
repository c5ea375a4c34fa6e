import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The version in the package that this file or its bundle lies in. */
const versionAbove = (folder: string): string => {
  const file = join(folder, 'package.json');
  if (existsSync(file))
    return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  const above = dirname(folder);
  return above === folder ? 'unknown' : versionAbove(above);
};

export const VERSION = versionAbove(dirname(fileURLToPath(import.meta.url)));
