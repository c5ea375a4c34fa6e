import {
  checkReport,
  type CellValue,
  type CheckOutcome,
  type FiguresFile,
  type ReportFormat,
  type Statement,
} from '@gongkai/figures';
import { deriveId } from '@gongkai/kernel';
import { statementsOf } from '@gongkai/reading';
import type { AnnualReport, KnownFinding, ReportContents } from './decider.state.js';

type Finding = CheckOutcome['findings'][number];
export type KeyedFinding = Finding & { key: string };

const PRINTED_MAX = 5000;

/** The cells as the report prints them: a mark stands instead of the number. */
export const printedCells = ({ figures, marks }: ReportContents): Record<string, CellValue> => {
  const cells: Record<string, CellValue> = { ...figures?.cells };
  for (const [cell, { mark }] of Object.entries(marks)) cells[cell] = mark === 'blank' ? null : '/';
  return cells;
};

const writtenIn = ({ sections }: ReportContents, format: ReportFormat | undefined) =>
  (format?.sections ?? []).flatMap(({ id, zh }) => {
    const text = sections[id];
    return text === undefined ? [] : [{ zh, text }];
  });

const STATEMENTS_MAX = 10_000;

/** Every number the text states, with the cell it speaks of where that is clear. */
const statedIn = (contents: ReportContents, format: ReportFormat | undefined): Statement[] => {
  const cells = new Set(format?.cells.map(({ id }) => id));
  const has = (cell: string) => cells.has(cell);
  return writtenIn(contents, format)
    .flatMap(({ zh: section, text }) =>
      text
        .split('\n')
        .flatMap((line) => statementsOf(line, { format: format?.id ?? '', section, has })),
    )
    .slice(0, STATEMENTS_MAX);
};

/** A report as the file that checks, comparisons and exports take. */
export const fileOf = (
  { year, format: name, scope }: Pick<AnnualReport, 'year' | 'format' | 'scope'>,
  agency: string,
  contents: ReportContents,
  format: ReportFormat | undefined,
): FiguresFile => ({
  format: name,
  agency,
  year,
  scope,
  cells: printedCells(contents),
  notes: [],
  statements: statedIn(contents, format),
  sections: writtenIn(contents, format).map(({ zh, text }) => ({ title: zh, text })),
});

const jsonOf = (value: unknown): string => (JSON.stringify(value) ?? 'null').slice(0, PRINTED_MAX);

/** The same while the same thing is printed in the same place, whatever else changes. */
export const findingKey = ({ check, cells, printed, statement = '' }: Finding): string =>
  deriveId('finding', check, cells.join(' '), jsonOf(printed), statement);

export type Checked = Omit<CheckOutcome, 'findings'> & { findings: KeyedFinding[] };

/** All checks on a report, each finding with its key, none twice. */
export const checked = (input: {
  report: FiguresFile;
  previous?: FiguresFile | undefined;
  children?: readonly FiguresFile[];
  formats: readonly ReportFormat[];
}): Checked => {
  const { findings, ...outcome } = checkReport(input);
  const byKey = new Map(findings.map((finding) => [findingKey(finding), finding]));
  return { ...outcome, findings: [...byKey].map(([key, finding]) => ({ ...finding, key })) };
};

export const knownFindings = ({ findings }: Checked): KnownFinding[] =>
  findings.map(({ key, check, severity, cells, printed }) => ({
    key,
    check,
    severity,
    cells,
    printed: jsonOf(printed),
  }));
