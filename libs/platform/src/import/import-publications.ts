import type { TreeNode } from '@gongkai/directory';
import { Rejection, type Caller, type Receipt } from '@gongkai/kernel';
import { attestationOf, firstDayOf } from './attest.js';
import { beginImport } from './begin.js';
import { InOrder } from './in-order.js';
import { importRows, type ImportProgress, type ImportResult } from './import-rows.js';
import { readMappingFile } from './mapping-file.js';
import { parseMapping, type ImportMapping } from './mapping.js';
import { rowReader, type ReadRow } from './rows.js';
import { TakenOver } from './taken-over.js';
import type { Encoding } from './text.js';
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
  /** Takes back, for this reason, what these rows brought, in place of bringing it. */
  voidReason?: string | undefined;
  onProgress?: (progress: ImportProgress) => void;
  onEncoding?: (encoding: Encoding) => void;
  signal?: AbortSignal;
};

/**
 * Takes over what was published elsewhere before: one attestation a row, through the same bus as
 * every other command; or takes it back. A dry run is the same over a store that keeps nothing.
 */
export const importPublications = async (
  target: ImportTarget,
  asked: PublicationImport,
): Promise<ImportResult | Rejection> => {
  const begun = await beginImport(target, asked, readMapping);
  if (begun instanceof Rejection) return begun;
  const { mapping, file, agencyOf, call, run } = begun;
  const numbered = new InOrder();
  const takenOver = await TakenOver.from(target, call);
  const { voidReason } = asked;
  const submit = (row: ReadRow, commandId: string): Promise<Receipt | Rejection> => {
    if (voidReason !== undefined) return takenOver.void(commandId, voidReason);
    const agency = agencyOf(row.values.agency, firstDayOf(row));
    if (agency instanceof Rejection) return Promise.resolve(agency);
    const body = attestationOf(row, mapping, agency);
    const { indexNumber } = row.values;
    return numbered.run(indexNumber ? String(indexNumber) : null, () =>
      takenOver.send(commandId, body),
    );
  };
  const reader = (heading: readonly string[]) => rowReader(mapping, heading);
  return importRows({ ...run, file, mapping, reader, submit });
};

const readMapping = (path: string): Promise<ImportMapping | Rejection> =>
  readMappingFile(path, parseMapping);
