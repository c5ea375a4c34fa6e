import type { Bilingual } from '../indicator.js';
import { CHECK_NAMES, type CheckName, type Severity } from './check-names.js';
import type { Statement } from './figures-file.js';

/** One thing in a report that does not hold. */
export type Finding = {
  check: CheckName;
  severity: Severity;
  /** What it is about, the total or the doubtful one first. */
  cells: string[];
  /** The sentence, when it is about the text. */
  statement?: string;
  printed: unknown;
  /** What it should be; null where that does not follow. */
  expected: unknown;
  zh: string;
  en: string;
};

/** A check that could not be made, in both languages. */
export type Skipped = { check: CheckName; why: string };

export type CheckOutcome = {
  format: string;
  /** How many rules were tried. */
  checked: { hard: number; soft: number; skipped: Skipped[] };
  findings: Finding[];
};

type Said = { zh: string; en: string; printed: unknown; expected: unknown; severity: Severity };

/** What a sentence says that does not hold. */
export const aboutStatement = (
  check: CheckName,
  { text, cell }: Statement,
  { severity, printed, expected, zh, en }: Said,
): Finding => ({
  check,
  severity,
  cells: cell === undefined ? [] : [cell],
  statement: text,
  printed,
  expected,
  zh,
  en,
});

/** Collects what the checks of one report come to. */
export class Ledger {
  private hard = 0;
  private soft = 0;
  private readonly skipped = new Map<string, Skipped>();
  private readonly findings: Finding[] = [];

  /** A rule was tried. */
  tried(severity: Severity, times = 1): void {
    if (severity === 'hard') this.hard += times;
    else this.soft += times;
  }

  found(finding: Finding): void {
    this.findings.push(finding);
  }

  skip(check: CheckName, { zh, en }: Bilingual): void {
    const why = `${zh} ${en}`;
    this.skipped.set(`${check} ${why}`, { check, why });
  }

  outcome(format: string): CheckOutcome {
    const order = ({ check }: { check: CheckName }) => CHECK_NAMES.indexOf(check);
    return {
      format,
      checked: {
        hard: this.hard,
        soft: this.soft,
        skipped: [...this.skipped.values()].sort((a, b) => order(a) - order(b)),
      },
      findings: this.findings.toSorted((a, b) => order(a) - order(b)),
    };
  }
}

/** A number as people write it: no binary dust, no thousands marks. */
export const exact = (value: number): number =>
  Number.isInteger(value) ? value : Number(value.toFixed(6));
