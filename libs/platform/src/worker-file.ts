import { existsSync } from 'node:fs';

/** The bundled worker beside the running bundle; undefined when run from source, as specs do. */
export const workerFile = (name: 'log-writer' | 'projector' | 'pdf-head'): URL | undefined => {
  const file = new URL(`./${name}.worker.js`, import.meta.url);
  return existsSync(file) ? file : undefined;
};
