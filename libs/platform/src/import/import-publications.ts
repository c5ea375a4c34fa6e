import { readFile } from 'node:fs/promises';
import type { Tree, TreeNode } from '@gongkai/directory';
import { Rejection, type Caller, type Receipt } from '@gongkai/kernel';
import { DocumentCommand } from '@gongkai/publication';
import { attestationOf } from './attest.js';
import { rejectImport } from './errors.js';
import { importRows, type ImportProgress, type ImportResult } from './import-rows.js';
import { parseMapping, type ImportMapping } from './mapping.js';
import type { ReadRow } from './rows.js';
import { inspectFile, type Encoding } from './text.js';
import type { ImportTarget } from './trial.js';

export type PublicationImport = {
  /** The source: CSV or XLSX. */
  file: string;
  /** The mapping file. */
  mapping: string;
  /** Where the refused rows go. */
  refusalsPath: string;
  /** The government, or the agency to which rows without one belong. */
  node: TreeNode;
  caller: Caller;
  /** Ties the events of one run together. */
  correlation?: string;
  atOnce?: number;
  onProgress?: (progress: ImportProgress) => void;
  onEncoding?: (encoding: Encoding) => void;
  signal?: AbortSignal;
};

/**
 * Takes over what was published elsewhere before: one attestation a row, through the same bus as
 * every other command. A dry run is the same over a store that keeps nothing.
 */
export const importPublications = async (
  { tree, send }: ImportTarget,
  { node, caller, correlation, onEncoding, ...run }: PublicationImport,
): Promise<ImportResult | Rejection> => {
  const mapping = await readMapping(run.mapping);
  if (mapping instanceof Rejection) return mapping;
  const { tenant } = node;
  if (tenant === null) return rejectImport('import.notGoverned', { node: node.name }, 'node');
  const file = await inspectFile(run.file);
  if (file instanceof Rejection) return file;
  if (file.encoding !== null) {
    if (mapping.encoding !== undefined && mapping.encoding !== file.encoding)
      return rejectImport(
        'import.encodingDiffers',
        { declared: mapping.encoding, found: file.encoding },
        'encoding',
      );
    onEncoding?.(file.encoding);
  }
  const agencyOf = agenciesOf(tree, node, tenant);
  const submit = (row: ReadRow, commandId: string): Promise<Receipt | Rejection> => {
    const agency = agencyOf(row.values.agency);
    if (agency instanceof Rejection) return Promise.resolve(agency);
    const body = attestationOf(row, mapping, agency);
    const origin = 'imported';
    const tied = correlation === undefined ? {} : { correlation };
    return send(new DocumentCommand({ tenant, caller, commandId, body, origin, ...tied }, body));
  };
  return importRows({ ...run, file, mapping, submit });
};

const readMapping = async (path: string): Promise<ImportMapping | Rejection> => {
  const bytes = await readFile(path).catch(() => undefined);
  return bytes === undefined
    ? rejectImport('import.fileMissing', { file: path }, 'mapping')
    : parseMapping(bytes.toString('utf8'));
};

/** Names and codes of the source to agencies of this one government; each is looked up once. */
const agenciesOf = (tree: Tree, node: TreeNode, tenant: string) => {
  const government = tree.governmentNode(tenant);
  const own = node.id === government ? null : node.id;
  const known = new Map<string, string | null | Rejection>();
  const lookUp = (value: string): string | null | Rejection => {
    const found = tree.find(value).filter((candidate) => candidate.tenant === tenant);
    const names = { value, government: tree.node(government ?? node.id)?.name ?? '' };
    if (found.length > 1) return rejectImport('import.agencyAmbiguous', names, 'agency');
    if (found[0]) return found[0].id === government ? null : found[0].id;
    if (government !== undefined && tree.governmentAt(government)?.name === value) return null;
    return rejectImport('import.agencyUnknown', names, 'agency');
  };
  return (value: unknown): string | null | Rejection => {
    if (value === undefined || value === null) return own;
    const text = String(value);
    if (!known.has(text)) known.set(text, lookUp(text));
    return known.get(text)!;
  };
};
