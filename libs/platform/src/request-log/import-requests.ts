import { Rejection, type Position, type Receipt } from '@gongkai/kernel';
import type { Calendars } from '@gongkai/holiday';
import { attestedDefects, AttestRequestCommand, type AttestedDefect } from '@gongkai/request';
import { beginImport } from '../import/begin.js';
import type { PublicationImport } from '../import/import-publications.js';
import { InOrder } from '../import/in-order.js';
import { importRows, type ImportResult } from '../import/import-rows.js';
import type { ImportTarget } from '../import/trial.js';
import { adoptCalendar, calendarOf } from './calendar.js';
import { readLogMapping, type RequestLogMapping } from './mapping.js';
import { logReader, type LogRow } from './rows.js';

/** Rows accepted that do not agree with themselves, by line of the source. */
export type DefectiveRow = { line: number; number: string; defects: readonly AttestedDefect[] };
export type RequestImportResult = ImportResult & { defective: readonly DefectiveRow[] };
export type RequestImport = PublicationImport;

/** Where a register goes: the calendars too, since its days are counted by one of its own. */
export type RequestImportTarget = ImportTarget & {
  calendars: Calendars;
  /** Absent on trial, where nothing is recorded that could be waited for. */
  waitFor?: (position: Position) => Promise<void>;
};

const DEFECTIVE_MAX = 1_000;

/**
 * Takes over a register of requests kept elsewhere: a case a row, each attested, none of the steps
 * between receipt and end made up. What does not agree within a row goes into the log by name.
 */
export const importRequests = async (
  target: RequestImportTarget,
  asked: RequestImport,
): Promise<RequestImportResult | Rejection> => {
  const begun = await beginImport(target, asked, readLogMapping);
  if (begun instanceof Rejection) return begun;
  const { mapping, tenant, file, agencyOf, call, run } = begun;
  if (mapping.calendar) {
    const adopted = await adoptCalendar(target, mapping.calendar, call);
    if (adopted instanceof Rejection) return adopted;
    if (adopted !== null) await target.waitFor?.(adopted);
  }
  const calendar = mapping.calendar
    ? calendarOf(mapping.calendar)
    : target.calendars.of(tenant).calendar;
  const defective: DefectiveRow[] = [];
  const numbered = new InOrder();
  const submit = async (row: LogRow, commandId: string): Promise<Receipt | Rejection> => {
    const agency = agencyOf(row.agency, row.entry.receivedOn);
    if (agency instanceof Rejection) return agency;
    const body = commandOf(row, mapping, agency);
    const outcome = await numbered.run(row.key, () =>
      target.send(new AttestRequestCommand({ ...call, commandId, body }, body)),
    );
    if (outcome instanceof Rejection) return outcome;
    const defects = attestedDefects(judged(row), calendar);
    const { line, key: number } = row;
    if (defects.length > 0 && defective.length < DEFECTIVE_MAX)
      defective.push({ line, number, defects });
    return outcome;
  };
  const reader = (heading: readonly string[]) => logReader(mapping, heading);
  const result = await importRows({ ...run, file, mapping, reader, submit });
  if (result instanceof Rejection) return result;
  return { ...result, defective: defective.sort((a, b) => a.line - b.line) };
};

const commandOf = (
  { entry }: LogRow,
  { attestation: { by, proof } }: RequestLogMapping,
  agency: string | null,
) => ({ type: 'attest', agency, ...entry, proof, attestedBy: by });

const judged = ({ entry }: LogRow) => ({
  number: entry.number,
  receivedOn: entry.receivedOn,
  outcome: entry.outcome ?? null,
  daysColumn: entry.daysColumn ?? ('none' as const),
  stated: {
    ...entry.stated,
    disposition: entry.stated.disposition ?? null,
    secondDisposition: entry.stated.secondDisposition ?? null,
    daysTolled: entry.stated.daysTolled ?? null,
  },
});
