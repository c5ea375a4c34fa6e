import { Rejection, type Receipt } from '@gongkai/kernel';
import { periodOf, ReturnCommand } from '@gongkai/returns';
import { beginImport } from '../import/begin.js';
import type { PublicationImport } from '../import/import-publications.js';
import { importRows, type ImportResult } from '../import/import-rows.js';
import type { ImportTarget } from '../import/trial.js';
import { readReturnsMapping, type ReturnsMapping } from './mapping.js';
import { returnsReader, type ReturnsRow } from './rows.js';

/**
 * Takes over a sheet of numbers reported by agencies: each number is a report of its own, attested
 * by whom the mapping names. A row is accepted when all its numbers are; those of a refused row
 * that are right stay, and reporting them again changes nothing.
 */
export const importReturns = async (
  target: Pick<ImportTarget, 'tree' | 'send'>,
  asked: PublicationImport,
): Promise<ImportResult | Rejection> => {
  const begun = await beginImport(target, asked, readReturnsMapping);
  if (begun instanceof Rejection) return begun;
  const { mapping, file, agencyOf, call, run } = begun;

  const reportAll = async (
    { numbers, period }: ReturnsRow,
    agency: string | null,
    commandId: string,
  ): Promise<Receipt | Rejection> => {
    let outcome: Receipt | Rejection = { id: commandId, revision: 0, position: null };
    for (const { measure, number } of numbers) {
      const body = { agency, measure, period, number, ...attestationOf(mapping) };
      const sent = await report(target.send, call, `${commandId}.${measure}`, body, mapping);
      if (!(outcome instanceof Rejection)) outcome = sent;
    }
    return outcome;
  };
  // Reports of one agency go into the same streams: they go one after the other.
  const queues = new Map<string | null, Promise<unknown>>();
  const submit = async (row: ReturnsRow, commandId: string): Promise<Receipt | Rejection> => {
    const agency = agencyOf(row.agency, periodOf(row.period)?.lastDay);
    if (agency instanceof Rejection) return agency;
    const before = queues.get(agency) ?? Promise.resolve();
    const outcome = before.then(() => reportAll(row, agency, commandId));
    queues.set(
      agency,
      outcome.catch(() => undefined),
    );
    return outcome;
  };
  const reader = (heading: readonly string[]) => returnsReader(mapping, heading);
  return importRows({ ...run, file, mapping, reader, submit });
};

const attestationOf = ({ attestation: { by, proof } }: ReturnsMapping) => ({
  attestedBy: by,
  proof,
});

type CallOf = Omit<ConstructorParameters<typeof ReturnCommand>[0], 'commandId' | 'body'>;

const report = async (
  send: ImportTarget['send'],
  call: CallOf,
  commandId: string,
  body: object,
  { correction }: ReturnsMapping,
): Promise<Receipt | Rejection> => {
  const command = { type: 'report', ...body };
  const outcome = await send(new ReturnCommand({ ...call, commandId, body: command }, command));
  if (!(outcome instanceof Rejection) || outcome.code !== 'returns.alreadyReported') return outcome;
  if (!correction) return outcome;
  const right = { ...command, type: 'correct', reason: correction.reason };
  const id = `${commandId}.correct`;
  return send(new ReturnCommand({ ...call, commandId: id, body: right }, right));
};
