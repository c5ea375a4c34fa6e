import { Rejection, type Call } from '@gongkai/kernel';
import { agenciesOf } from './agencies.js';
import { rejectImport } from './errors.js';
import type { PublicationImport } from './import-publications.js';
import { inspectSource } from './source.js';
import type { Encoding } from './text.js';
import type { ImportTarget } from './trial.js';

/** What every import begins with: its mapping, its file, whose rows they are, as whose commands they go. */
export const beginImport = async <M extends { encoding?: Encoding | undefined }>(
  { tree }: Pick<ImportTarget, 'tree'>,
  { node, caller, correlation, onEncoding, ...run }: PublicationImport,
  readMapping: (path: string) => Promise<M | Rejection>,
) => {
  const mapping = await readMapping(run.mapping);
  if (mapping instanceof Rejection) return mapping;
  const { tenant } = node;
  if (tenant === null) return rejectImport('import.notGoverned', { node: node.name }, 'node');
  const file = await inspectSource(run.file, mapping, onEncoding);
  if (file instanceof Rejection) return file;
  const tied = correlation === undefined ? {} : { correlation };
  const call: Omit<Call, 'commandId' | 'body'> = { tenant, caller, origin: 'imported', ...tied };
  return { mapping, tenant, file, agencyOf: agenciesOf(tree, node, tenant), call, run };
};
