import {
  relationHolds,
  TELLING,
  type CellValue,
  type Constraint,
  type FiguresFile,
  type ReportFormat,
} from '@gongkai/figures';

/** Where a figure stands in the workbook; rows and columns from 1. */
export type Place = { sheet: string; row: number; column: number };
export type Places = ReadonlyMap<string, Place>;
type Values = FiguresFile['cells'];

/** A formula with what it comes to now. */
export type Formula = { formula: string; result: number | string };

export const HOLDS = '✓';
export const BROKEN = '✗';
export const NOTHING = '—';

export const columnLetters = (column: number): string =>
  column <= 26
    ? String.fromCharCode(64 + column)
    : columnLetters(Math.floor((column - 1) / 26)) + columnLetters(((column - 1) % 26) + 1);

const at = ({ row, column }: Place): string => columnLetters(column) + String(row);
const sheetPrefix = (name: string): string => `'${name.replaceAll("'", "''")}'!`;

export const reference = (place: Place, from: string): string =>
  (place.sheet === from ? '' : sheetPrefix(place.sheet)) + at(place);

type Run = { first: Place; last: Place };

const follows = ({ first, last }: Run, next: Place): boolean =>
  next.sheet === last.sheet &&
  ((next.row === last.row && first.row === last.row && next.column === last.column + 1) ||
    (next.column === last.column && first.column === last.column && next.row === last.row + 1));

/** Cells one after the other as ranges, so that a row put between them is counted. */
const argumentsOf = (ids: readonly string[], places: Places, from: string): string => {
  const runs: Run[] = [];
  for (const id of ids) {
    const place = places.get(id)!;
    const run = runs.at(-1);
    if (run && follows(run, place)) run.last = place;
    else runs.push({ first: place, last: place });
  }
  return runs
    .map(({ first, last }) => reference(first, from) + (first === last ? '' : `:${at(last)}`))
    .join(',');
};

const numbersOf = (ids: readonly string[], cells: Values): number[] =>
  ids.map((id) => cells[id]).filter((value): value is number => typeof value === 'number');

// Amounts have fractions: six digits after the point are told apart, as checks do.
const rounded = (value: number): number => Number(value.toFixed(6));
const sumOf = (ids: readonly string[], cells: Values): number =>
  rounded(numbersOf(ids, cells).reduce((sum, value) => sum + value, 0));

const withinReport = ({ left, right, previous }: Constraint, places: Places): boolean =>
  previous === undefined && [...left, ...right].every((id) => places.has(id));

/**
 * Totals that add up get the formula of their rule. One that does not stays as it was printed: a
 * workbook that corrected it would not be the report.
 */
export const totalFormulas = (
  { constraints }: ReportFormat,
  cells: Values,
  places: Places,
): Map<string, Formula> => {
  const found = new Map<string, Formula>();
  const partsOf = new Map<string, readonly string[]>();
  const leansOn = (id: string, total: string): boolean =>
    id === total || (partsOf.get(id) ?? []).some((part) => leansOn(part, total));
  for (const rule of constraints) {
    const [total] = rule.left;
    if (rule.relation !== 'equal' || rule.left.length !== 1 || total === undefined) continue;
    if (found.has(total) || !withinReport(rule, places)) continue;
    const { right } = rule;
    const printed = cells[total];
    const parts: (CellValue | undefined)[] = right.map((id) => cells[id]);
    if (typeof printed !== 'number' || parts.length === 0) continue;
    if (printed !== sumOf(right, cells) || right.some((id) => leansOn(id, total))) continue;
    partsOf.set(total, right);
    const { sheet } = places.get(total)!;
    found.set(total, { formula: `SUM(${argumentsOf(right, places, sheet)})`, result: printed });
  }
  return found;
};

/** One line of the sheet of checks. */
export type CheckLine = {
  rule: Constraint;
  left: Formula;
  right: Formula;
  verdict: Formula;
};

const SIGNS: Readonly<Record<Constraint['relation'], string>> = {
  equal: '=',
  atMost: '≤',
  zeroWith: '0 → 0',
  differs: '≠',
};
export const signOf = ({ relation }: Constraint): string => SIGNS[relation];

const conditionOf = (relation: Constraint['relation'], left: string, right: string): string => {
  switch (relation) {
    case 'equal':
      return `ROUND(${left}-${right},6)=0`;
    case 'atMost':
      return `ROUND(${left}-${right},6)<=0`;
    case 'zeroWith':
      return `OR(${left}<>0,${right}=0)`;
    case 'differs':
      return `OR(${left}<${TELLING},${left}<>${right})`;
  }
};

/** Every rule within the report, on a sheet of its own whose lines begin at a row. */
export const checkLines = (
  { constraints }: ReportFormat,
  cells: Values,
  places: Places,
  on: { sheet: string; row: number; left: number; right: number },
): CheckLine[] =>
  constraints
    .filter((rule) => withinReport(rule, places))
    .map((rule, i) => {
      const { left, right, relation } = rule;
      const row = on.row + i;
      const [l, r] = [on.left, on.right].map((column) => columnLetters(column) + String(row)) as [
        string,
        string,
      ];
      // A total left blank is a defect of form, not of adding.
      const counted = relation === 'equal' && left.length === 1 ? left : [...left, ...right];
      const sums = { left: sumOf(left, cells), right: sumOf(right, cells) };
      const blank = numbersOf(counted, cells).length === 0;
      const counting = argumentsOf(counted, places, on.sheet);
      return {
        rule,
        left: { formula: `SUM(${argumentsOf(left, places, on.sheet)})`, result: sums.left },
        right: { formula: `SUM(${argumentsOf(right, places, on.sheet)})`, result: sums.right },
        verdict: {
          formula: `IF(COUNT(${counting})=0,"${NOTHING}",IF(${conditionOf(relation, l, r)},"${HOLDS}","${BROKEN}"))`,
          result: blank ? NOTHING : relationHolds(relation, sums) ? HOLDS : BROKEN,
        },
      };
    });

/** One sign for several verdicts: broken when one is. */
export const together = (verdicts: readonly (Formula & { at: string })[]): Formula => {
  const one = (sign: string) =>
    `OR(${verdicts.map(({ at: cell }) => `${cell}="${sign}"`).join(',')})`;
  const results = verdicts.map(({ result }) => result);
  return {
    formula: `IF(${one(BROKEN)},"${BROKEN}",IF(${one(HOLDS)},"${HOLDS}","${NOTHING}"))`,
    result: results.includes(BROKEN) ? BROKEN : results.includes(HOLDS) ? HOLDS : NOTHING,
  };
};
