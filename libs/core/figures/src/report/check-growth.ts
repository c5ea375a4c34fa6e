import type { ReportFormat } from '../format.js';
import type { Bilingual } from '../indicator.js';
import { sameAgency } from './agency-name.js';
import { numberIn } from './cell-sums.js';
import type { Severity } from './check-names.js';
import type { FiguresFile, Statement } from './figures-file.js';
import { aboutStatement, type Ledger } from './finding.js';
import { labelOf } from './format-index.js';
import { plain } from './plain-text.js';
import { asPrinted, decimalsOf, rounded } from './printed-number.js';

const UNKNOWN: Bilingual = {
  zh: '语句中没有基数。',
  en: 'A sentence names no base to recompute by.',
};

type Growth = {
  format: ReportFormat;
  report: FiguresFile;
  previous: FiguresFile | undefined;
  statement: Statement;
};

/** From the number of which year the growth follows, and how sure that is. */
type Ground = { base: number; change: number; severity: Severity };

const FEWER = /减|降|少|下滑|回落/;

/** A change printed without its sign: “减少5件”. */
const signed = (change: number, { value, text }: Statement): number =>
  change > 0 && (value < 0 || (FEWER.test(plain(text)) && !/增|多|升/.test(plain(text))))
    ? -change
    : change;

const ground = (base: number, change: number): Ground => ({ base, change, severity: 'hard' });

/** “增加17”, “多 17”: the number is the change. */
const isChange = (number: number, { text }: Statement): boolean =>
  new RegExp(
    `(增加|增长|增多|减少|下降|增|减|多|少|降|升)了?约?\\s*${Math.abs(number)}(?![\\d.%])`,
  ).test(plain(text).replace(/(?<=\d),(?=\d{3})/g, ''));

/**
 * The base as the sentence and the table give it, the likeliest reading first: a rate that follows
 * from any of them stands.
 */
const groundsIn = ({ report, statement }: Growth): Ground[] => {
  const { parts = [], base, cell } = statement;
  const [first, second] = parts;
  const inTable = cell === undefined ? null : numberIn(report.cells, cell);
  if (base !== undefined) {
    if (first === undefined) return inTable === null ? [] : [ground(base, inTable - base)];
    const asNow = ground(base, first - base);
    const asChange = ground(base, signed(first, statement));
    return second === undefined && isChange(first, statement)
      ? [asChange, asNow]
      : [asNow, asChange];
  }
  if (first === undefined) return [];
  if (second !== undefined) {
    const change = signed(second, statement);
    return [ground(first - change, change), ground(second, first - second)];
  }
  // A single number is this year's unless the sentence or the table speaks for the change.
  if (inTable === null || first === inTable) return [];
  const change = signed(first, statement);
  return [ground(inTable - change, change)];
};

/** The base as last year’s report has it. */
const groundBefore = ({ report, previous, statement: { cell } }: Growth): Ground | null => {
  if (cell === undefined || previous === undefined || previous.year !== report.year - 1)
    return null;
  if (!sameAgency(report.agency, previous.agency)) return null;
  const now = numberIn(report.cells, cell);
  const base = numberIn(previous.cells, cell);
  return now === null || base === null ? null : { base, change: now - base, severity: 'soft' };
};

/** Numbers the rate may have been divided by in error, the likeliest first. */
const divisors = ({ report, statement }: Growth): number[] => {
  const near = report.statements.filter(
    ({ kind, section }) => (kind === 'count' || kind === 'sum') && section === statement.section,
  );
  const far = report.statements.filter(({ kind }) => kind === 'count' || kind === 'sum');
  const inTable = Object.values(report.cells).filter((value) => typeof value === 'number');
  return [
    ...(statement.parts ?? []),
    ...[...near, ...far].map(({ value }) => value),
    ...inTable,
  ].filter((number) => number > 0);
};

/** This year’s number by which the change was divided, when that gives what is printed. */
const wrongBase = (growth: Growth, change: number): number | null => {
  const { value, text } = growth.statement;
  const decimals = decimalsOf(value, text);
  const size = Math.abs(change);
  if (size === 0 || value === 0) return null;
  const fits = (divisor: number) =>
    asPrinted(Math.abs(value), (size / divisor) * 100, decimals) !== 'wrong';
  return divisors(growth).find((number) => number > size && fits(number)) ?? null;
};

type Verdict = { expected: number | null; zh: string; en: string };

const divided = (change: number, by: number, decimals: number): Verdict => {
  const base = by - change;
  const right = rounded((change / base) * 100, decimals);
  return {
    expected: right,
    zh: `除以的是本年的 ${by};以上年的 ${base} 为基数应为 ${right}%。`,
    en: `It was divided by ${by}, this year’s number; from last year’s ${base} it is ${right} %.`,
  };
};

const judged = (growth: Growth, { base, change }: Ground, decimals: number): Verdict => {
  const by = wrongBase(growth, change);
  const right = base === 0 ? null : rounded((change / base) * 100, decimals);
  if (by !== null && by !== base) {
    const wrong = divided(change, by, decimals);
    if (by === base + change || right === null) return wrong;
    return {
      expected: wrong.expected,
      zh: `${wrong.zh}若指 ${base + change},基数为 ${base},应为 ${right}%。`,
      en: `${wrong.en} If ${base + change} is meant, the base is ${base} and it is ${right} %.`,
    };
  }
  if (right === null)
    return {
      expected: null,
      zh: '基数为 0,没有增长率。',
      en: 'The base is 0, from which there is no rate of growth.',
    };
  return {
    expected: right,
    zh: `由 ${base} 变为 ${base + change},应为 ${right}%。`,
    en: `From ${base} to ${base + change} it is ${right} %.`,
  };
};

/** A sentence with only the change: right if some number of this year fits, wrong if one was the divisor. */
const checkChangeAlone = (growth: Growth, ledger: Ledger): void => {
  const { statement } = growth;
  const { value, text, parts = [] } = statement;
  const decimals = decimalsOf(value, text);
  const change = signed(parts[0]!, statement);
  const fromBase = (now: number) =>
    asPrinted(value, (change / (now - change)) * 100, decimals) !== 'wrong';
  if (divisors(growth).some((now) => now !== change && fromBase(now))) {
    ledger.tried('hard');
    return;
  }
  const by = wrongBase(growth, change);
  if (by === null) return ledger.skip('text-growth', UNKNOWN);
  ledger.tried('hard');
  const verdict = divided(change, by, decimals);
  found(growth, verdict, 'hard', ledger);
};

const found = (
  { format, statement }: Growth,
  { expected, zh, en }: Verdict,
  severity: Severity,
  ledger: Ledger,
): void => {
  const { value, cell } = statement;
  const label = cell === undefined ? null : labelOf(format, cell);
  ledger.found(
    aboutStatement('text-growth', statement, {
      severity,
      printed: value,
      expected,
      zh: `${label ? `“${label.zh}”` : ''}文字写增长 ${value}%。${zh}`,
      en: `The text says ${value} % growth${label ? ` of “${label.en}”` : ''}. ${en}`,
    }),
  );
};

/** How the printed rate stands to the one that follows. */
const standing = ({ value, text }: Statement, { base, change }: Ground) => {
  if (base === 0) return change === 0 && value === 0 ? 'rounded' : 'wrong';
  const right = (change / base) * 100;
  const printed = right < 0 && value > 0 && FEWER.test(plain(text)) ? -value : value;
  return asPrinted(printed, right, decimalsOf(value, text));
};

/** A rate of growth, recomputed from its base. */
export const checkGrowth = (growth: Growth, ledger: Ledger): void => {
  const { statement } = growth;
  const inText = groundsIn(growth);
  const before = inText.length === 0 ? groundBefore(growth) : null;
  const grounds = before === null ? inText : [before];
  const [likeliest] = grounds;
  if (likeliest === undefined) {
    const [only = 0, ...more] = statement.parts ?? [];
    if (more.length === 0 && isChange(only, statement)) return checkChangeAlone(growth, ledger);
    return ledger.skip('text-growth', UNKNOWN);
  }
  const standings = grounds.map((each) => standing(statement, each));
  const severity = standings.includes('cut') ? 'soft' : likeliest.severity;
  ledger.tried(severity);
  if (standings.includes('rounded')) return;
  const decimals = decimalsOf(statement.value, statement.text);
  found(growth, judged(growth, likeliest, decimals), severity, ledger);
};
