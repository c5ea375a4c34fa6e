import { dayNaming, daysNaming, resolveNode, type Tree, type TreeNode } from '@gongkai/directory';
import type { CellValue, FormatCell, ReportFormat } from '@gongkai/figures';
import { GateError, Rejection, type Day, type Officer } from '@gongkai/kernel';
import { printedCells, type Checked } from './annual-file.js';
import {
  isAnnual,
  type AnnualReport,
  type ReportContents,
  type ReportVersion,
} from './decider.state.js';
import { mayCollect } from './policy.js';

/**
 * A node whose reports of a period an officer may see, named as it was called then or as it is now: of
 * the own government, or below it for who collects.
 */
export const seenNode = (
  tree: Tree,
  { node: text, period }: { node: string; period: string },
  officer: Officer,
  today: Day,
): TreeNode => {
  const may = (id: string): boolean => {
    if (tree.tenantOf(id) === officer.tenant) return true;
    const own = tree.governmentNode(officer.tenant);
    return own !== undefined && mayCollect(officer) && tree.ancestors(id, today).includes(own);
  };
  const on = dayNaming(tree, text, daysNaming(period), ({ id }) => may(id));
  const node = resolveNode(tree, text, on);
  const found =
    node instanceof Rejection
      ? (tree.node(text) ?? tree.find(text, on).find(({ id }) => may(id)))
      : node;
  if (!found || !may(found.id)) throw new GateError('NOT_FOUND');
  return found;
};

export const nodeShown = (tree: Tree, id: string, on: Day) => {
  const node = tree.node(id, on) ?? tree.node(id);
  return {
    id,
    code: node?.code ?? null,
    name: tree.governmentAt(id)?.name ?? node?.name ?? id,
  };
};

/** The text by section, as the form orders it. */
const sectionNodes = (format: ReportFormat | undefined, { sections }: ReportContents) =>
  (format?.sections ?? []).map(({ id, zh, en, contents }) => ({
    id,
    zh,
    en,
    contents: contents.map((subject) => ({ zh: subject.zh, en: subject.en })),
    text: sections[id] ?? null,
  }));

const numberOf = (value: CellValue | undefined): number | null =>
  typeof value === 'number' ? value : null;

type Beside = {
  now: Readonly<Record<string, number | null>>;
  lastYear: Readonly<Record<string, CellValue>>;
};

/** The table of a report: as printed, as frozen, as it is now, as it was last year. */
export const cellNodes = (
  report: AnnualReport,
  contents: ReportContents,
  cells: readonly FormatCell[],
  { now, lastYear }: Beside,
  node: string,
) => {
  const { period, format, scope } = report;
  const { figures, marks } = contents;
  const printed = printedCells(contents);
  return cells.map(({ id, table, row, column, zh, en, unit, figure }) => {
    const frozen = figures?.cells[id] ?? null;
    const current = now[id] ?? null;
    return {
      id,
      table,
      row,
      column,
      zh,
      en,
      unit,
      value: numberOf(printed[id]),
      mark: marks[id]?.mark ?? null,
      markReason: marks[id]?.reason ?? null,
      frozen,
      cumulative: figures?.cumulative?.[id] ?? null,
      now: current,
      changed: figures !== null && frozen !== current,
      lastYear: numberOf(lastYear[id]),
      drillDown: figure === null ? null : { node, cell: id, period, format, scope },
    };
  });
};

export const findingsNode = ({ decisions }: AnnualReport, { checked, findings }: Checked) => ({
  hardChecked: checked.hard,
  softChecked: checked.soft,
  skipped: checked.skipped,
  items: findings.map(({ severity, printed, expected, statement, ...finding }) => {
    const decided = decisions[finding.key];
    return {
      ...finding,
      hard: severity === 'hard',
      statement: statement ?? null,
      printed: JSON.stringify(printed ?? null),
      expected: JSON.stringify(expected ?? null),
      decision: decided?.decision ?? null,
      reason: decided?.reason ?? null,
      decidedBy: decided?.by ?? null,
    };
  }),
});

const versionNode = (made: ReportVersion) => ({
  version: made.version,
  handedInOn: made.handedInOn,
  handedInBy: made.handedInBy,
  late: made.late,
  remarks: made.returned?.remarks ?? null,
  approvedBy: made.approved?.by ?? null,
  publishedOn: made.published?.on ?? null,
  publishedLate: made.published?.late ?? null,
  documentId: made.published?.documentId ?? null,
  correctedBecause: made.corrected?.reason ?? null,
});

/** What a report says of itself; a null version is its draft. */
export const reportNode = (
  report: AnnualReport,
  made: ReportVersion | null,
  format: ReportFormat | undefined,
  today: Day,
) => {
  const { versions, submitBy } = report;
  const contents = made?.contents ?? report.draft;
  const { position, incomplete } = contents.figures ?? { position: null, incomplete: [] };
  const { zh, en } = format?.name ?? { zh: report.format, en: report.format };
  return {
    ...report,
    annual: isAnnual(report),
    formatZh: zh,
    formatEn: en,
    overdue: versions.length === 0 && today > submitBy,
    version: made?.version ?? null,
    sections: sectionNodes(format, contents),
    frozenAt: position,
    incomplete,
    versions: versions.map(versionNode),
  };
};
