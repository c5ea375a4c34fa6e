import type { Constraint, ReportFormat } from '../format.js';
import { sumOf } from './cell-sums.js';
import type { FiguresFile } from './figures-file.js';

type Made = Record<string, number>;

/** Turns carried in and newly received into what the balance asks for. */
const balanced = (cells: Made, [received, carriedIn]: readonly string[], right: number): void => {
  const before = Math.min(cells[carriedIn!]!, right);
  cells[carriedIn!] = before;
  cells[received!] = right - before;
};

/** Makes the left or the right side smaller where a rule would speak against it. */
const settle = (
  cells: Made,
  { left: [left = ''], right, relation }: Constraint,
  partsOf: ReadonlyMap<string, readonly string[]>,
): void => {
  const [value, against] = [cells[left]!, sumOf(cells, right)];
  if (relation === 'zeroWith' && value === 0) for (const id of right) cells[id] = 0;
  if (relation === 'differs' && value === against) cells[left] = 0;
  if (relation !== 'atMost' || value <= against) return;
  const parts = partsOf.get(left);
  cells[left] = parts ? 0 : against;
  for (const id of parts ?? []) cells[id] = 0;
};

/**
 * A made-up report that no rule of its form speaks against, from whole numbers drawn one by one: for
 * demonstrations, benchmarks and properties.
 */
export const sampleReport = (
  { id: format, cells: all, constraints }: ReportFormat,
  draw: () => number,
  head: Pick<FiguresFile, 'agency' | 'year' | 'scope'>,
): FiguresFile => {
  const cells: Made = {};
  for (const { id, row } of all) cells[id] = row === 'rules' ? 0 : draw();
  const within = constraints.filter(({ previous }) => previous === undefined);
  const lines = within.filter(({ check }) => check === 'result-sum');
  const balances = within.filter(({ check }) => check === 'balance');
  // Parts come after their wholes in a form: the deepest sums are made first.
  const sums = within
    .filter(({ check, relation }) => relation === 'equal' && check !== 'balance')
    .toReversed();
  for (const { left, right } of lines) cells[left[0]!] = sumOf(cells, right);
  for (const { left, right } of balances) balanced(cells, left, sumOf(cells, right));
  for (const { left, right } of sums) cells[left[0]!] = sumOf(cells, right);
  const partsOf = new Map(sums.map(({ left, right }) => [left[0]!, right]));
  // What one rule changes another may mind: the second pass finds nothing more to do.
  for (const rule of [...within, ...within]) settle(cells, rule, partsOf);
  return { format, ...head, cells, notes: [], statements: [] };
};
