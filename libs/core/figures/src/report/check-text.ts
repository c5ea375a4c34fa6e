import type { ReportFormat } from '../format.js';
import type { Bilingual } from '../indicator.js';
import { formatOf, labelOf } from './format-index.js';
import { numberIn, sumOf } from './cell-sums.js';
import { checkGrowth } from './check-growth.js';
import type { CheckName, Severity } from './check-names.js';
import type { FiguresFile, Statement } from './figures-file.js';
import { aboutStatement, exact, type Ledger } from './finding.js';
import { plain } from './plain-text.js';
import { asPrinted, decimalsOf, inUnit, isAbout, rounded } from './printed-number.js';

const NONE: Bilingual = {
  zh: '文字中没有可核对的语句。',
  en: 'The text has no sentence to check.',
};
const UNKNOWN: Bilingual = {
  zh: '语句中没有可核对的数。',
  en: 'A sentence names no numbers to check by.',
};

const checkSum = (statement: Statement, ledger: Ledger): void => {
  const { value, parts = [] } = statement;
  if (parts.length < 2) return ledger.skip('text-sum', UNKNOWN);
  // Of 60余 and 近100 nobody can say what they add up to.
  const severity = isAbout(statement) ? 'soft' : 'hard';
  ledger.tried(severity);
  const sum = exact(parts.reduce((total, part) => total + part, 0));
  if (sum === exact(value)) return;
  const gap = exact(Math.abs(value - sum));
  const terms = parts.join('+');
  ledger.found(
    aboutStatement('text-sum', statement, {
      severity,
      printed: value,
      expected: sum,
      zh: `文字写 ${value},而 ${terms}=${sum},相差 ${gap}。`,
      en: `The text says ${value}, but ${terms} = ${sum}: ${gap} apart.`,
    }),
  );
};

const checkPercent = (statement: Statement, ledger: Ledger): void => {
  const { value, text, parts = [] } = statement;
  const [part, second] = parts;
  const whole = statement.base ?? second;
  if (part === undefined || whole === undefined) return ledger.skip('text-percent', UNKNOWN);
  ledger.tried('hard');
  const right = whole === 0 ? null : (part / whole) * 100;
  const decimals = decimalsOf(value, text);
  const how = right === null ? 'wrong' : asPrinted(value, right, decimals);
  if (how === 'rounded') return;
  const expected = right === null ? null : rounded(right, decimals);
  ledger.found(
    aboutStatement('text-percent', statement, {
      severity: how === 'cut' ? 'soft' : 'hard',
      printed: value,
      expected,
      zh: `文字写 ${value}%,而 ${part}÷${whole} 为 ${expected ?? '无意义'}%。`,
      en: `The text says ${value} %, but ${part} ÷ ${whole} is ${expected ?? 'no number'} %.`,
    }),
  );
};

type OfCell = { format: ReportFormat; report: FiguresFile; statement: Statement; cell: string };

/** A text may mean what is printed, or all that the form adds it to: requests with those carried in. */
const meant = ({ format, report, cell }: OfCell): number[] => {
  const number = numberIn(report.cells, cell);
  const wholes = format.constraints
    .filter(({ left, previous }) => left.length > 1 && left.includes(cell) && !previous)
    .map(({ left }) => sumOf(report.cells, left));
  return number === null ? [] : [number, ...wholes];
};

const checkNumber = (of: OfCell, ledger: Ledger): void => {
  const { format, report, statement, cell } = of;
  const unit = formatOf(format).cells.get(cell)?.unit ?? null;
  const { value, step } = inUnit(statement.value, statement.unit, unit);
  // A text often counts the office where the table counts the whole government: scope may explain it.
  const severity: Severity = report.scope === 'own' && !isAbout(statement) ? 'hard' : 'soft';
  const inTable = report.cells[cell];
  ledger.tried(severity);
  const numbers = meant(of);
  if (numbers.length === 0 && value === 0) return;
  const tolerance = isAbout(statement) ? Math.max(step, value * 0.1) : step / 2;
  if (numbers.some((number) => Math.abs(number - value) <= tolerance)) return;
  const label = labelOf(format, cell);
  const shown = inTable ?? '空白 blank';
  ledger.found(
    aboutStatement('text-number', statement, {
      severity,
      printed: value,
      expected: inTable ?? null,
      zh: `文字写 ${value},表中“${label.zh}”为 ${shown}。`,
      en: `The text says ${value}; in the table “${label.en}” is ${shown}.`,
    }),
  );
};

const DIGITS = /\d[\d,]*(?:\.\d+)?/g;

/** Sentences alike but for their one number say the same thing. */
const sameThing = ({ text, kind, cell }: Statement): string | null => {
  if (cell !== undefined) return `cell ${cell}`;
  const said = plain(text).replace(/\s+/g, '');
  if (kind !== 'count' || said.length < 6 || said.match(DIGITS)?.length !== 1) return null;
  return said.replace(DIGITS, '#');
};

const checkRepeated = (report: FiguresFile, ledger: Ledger): void => {
  const first = new Map<string, Statement>();
  for (const statement of report.statements) {
    if (statement.kind !== 'count' && statement.kind !== 'sum') continue;
    const thing = sameThing(statement);
    if (thing === null || isAbout(statement)) continue;
    const before = first.get(thing);
    if (before === undefined) {
      first.set(thing, statement);
      continue;
    }
    // With a number in the table each is compared with that instead.
    if (statement.cell !== undefined && numberIn(report.cells, statement.cell) !== null) continue;
    ledger.tried('soft');
    if (before.value === statement.value || before.unit !== statement.unit) continue;
    ledger.found(
      aboutStatement('text-number', statement, {
        severity: 'soft',
        printed: statement.value,
        expected: before.value,
        zh: `同一数在文字中先写 ${before.value},后写 ${statement.value}。`,
        en: `The text says ${before.value} first and ${statement.value} later for the same thing.`,
      }),
    );
  }
};

/** The numbers of the text among themselves and against the table. */
export const checkText = (
  format: ReportFormat,
  report: FiguresFile,
  previous: FiguresFile | undefined,
  ledger: Ledger,
): void => {
  const kinds = { 'text-sum': 'sum', 'text-percent': 'percent', 'text-growth': 'growth' } as const;
  for (const [check, kind] of Object.entries(kinds))
    if (!report.statements.some((statement) => statement.kind === kind))
      ledger.skip(check as CheckName, NONE);
  let compared = false;
  for (const statement of report.statements) {
    const { kind, cell } = statement;
    if (kind === 'sum') checkSum(statement, ledger);
    if (kind === 'percent') checkPercent(statement, ledger);
    if (kind === 'growth') checkGrowth({ format, report, previous, statement }, ledger);
    if (cell === undefined || kind === 'percent' || kind === 'growth') continue;
    compared = true;
    checkNumber({ format, report, statement, cell }, ledger);
  }
  if (!compared) ledger.skip('text-number', NONE);
  checkRepeated(report, ledger);
};
