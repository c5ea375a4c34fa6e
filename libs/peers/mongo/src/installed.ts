import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Test servers that speak MongoDB's protocol: SecantusDB and mongo-java-server. */
export type MongoPeerKind = 'secantus' | 'java';
export const MONGO_PEERS: readonly MongoPeerKind[] = ['secantus', 'java'];

export const PEER_LABELS: Record<MongoPeerKind, string> = {
  secantus: 'SecantusDB 0.7.0b3',
  java: 'mongo-java-server 1.47.0',
};

/** What puts them on a machine; no test run does it by itself. */
export const INSTALL_PEERS = 'node tools/peers/install.mjs';

const CACHE = 'node_modules/.cache/gongkai-peers';

/** The folder of the install script, looked for upwards so that a bundle finds it as a source does. */
const cacheFolder = (): string => {
  if (process.env['GONGKAI_PEERS'] !== undefined) return process.env['GONGKAI_PEERS'];
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, CACHE))) return join(folder, CACHE);
    if (dirname(folder) === folder) return CACHE;
  }
};

export const folderOf = (kind: MongoPeerKind): string => join(cacheFolder(), kind);

/** The mark is written when all else is there. */
export const isInstalled = (kind: MongoPeerKind): boolean =>
  existsSync(join(folderOf(kind), 'installed'));
