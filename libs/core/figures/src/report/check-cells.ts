import type { Constraint, ReportFormat } from '../format.js';
import type { Bilingual } from '../indicator.js';
import { allBlank, relationHolds, sumOf, type CellValues, type Sums } from './cell-sums.js';
import { exact, type Finding, type Ledger } from './finding.js';
import { labelOf, labelsOf } from './format-index.js';

const BLANK: Bilingual = { zh: '相关单元格空白。', en: 'Its cells are blank.' };
const NO_TOTAL: Bilingual = { zh: '总计空白。', en: 'The total is blank.' };

const texts = (
  format: ReportFormat,
  { relation, check }: Constraint,
  { left, right }: { left: readonly string[]; right: readonly string[] },
  sums: Sums,
): Bilingual => {
  const of = { left: labelsOf(format, left), right: labelsOf(format, right) };
  switch (relation) {
    case 'atMost':
      return {
        zh: `${of.left.zh}为 ${sums.left},大于${of.right.zh}的 ${sums.right}。`,
        en: `${of.left.en} is ${sums.left}, above ${of.right.en} with ${sums.right}.`,
      };
    case 'zeroWith':
      return {
        zh: `${of.left.zh}为 0,而${of.right.zh}为 ${sums.right}。`,
        en: `${of.left.en} is 0 while ${of.right.en} is ${sums.right}.`,
      };
    case 'differs':
      return {
        zh: `${of.left.zh}与${of.right.zh}同为 ${sums.left},可能把同一数填了两处。`,
        en: `${of.left.en} and ${of.right.en} are both ${sums.left}: perhaps one number in two places.`,
      };
    case 'equal':
      return check === 'balance'
        ? {
            zh: `${of.left.zh}之和为 ${sums.left},${of.right.zh}之和为 ${sums.right},相差 ${difference(sums)}。`,
            en: `${of.left.en} come to ${sums.left}, ${of.right.en} to ${sums.right}: ${difference(sums)} apart.`,
          }
        : {
            zh: `${of.left.zh}填 ${sums.left},各分项之和为 ${sums.right},相差 ${difference(sums)}。`,
            en: `${of.left.en} says ${sums.left}, its parts add up to ${sums.right}: ${difference(sums)} apart.`,
          };
  }
};

const difference = ({ left, right }: Sums): number => exact(Math.abs(left - right));

/** What a breach of a rule within one report says. */
const breach = (format: ReportFormat, cells: CellValues, rule: Constraint, sums: Sums): Finding => {
  const reversed = rule.relation === 'zeroWith';
  const right = reversed ? rule.right.filter((id) => sumOf(cells, [id]) !== 0) : rule.right;
  const { zh, en } = texts(format, rule, { left: rule.left, right }, sums);
  const more = rule.excess !== undefined && sums.left > sums.right ? rule.excess : null;
  return {
    check: rule.check,
    severity: rule.severity,
    cells: [...rule.left, ...right],
    printed: reversed ? sums.right : sums.left,
    expected: reversed ? 0 : rule.relation === 'differs' ? null : sums.right,
    zh: more ? zh + more.zh : zh,
    en: more ? `${en} ${more.en}` : en,
  };
};

const missingTotal = (format: ReportFormat, rule: Constraint, sums: Sums): Finding => {
  const total = labelOf(format, rule.left[0]!);
  return {
    check: 'form',
    severity: 'soft',
    cells: [...rule.left],
    printed: null,
    expected: sums.right,
    zh: `“${total.zh}”未填,各分项之和为 ${sums.right}。`,
    en: `“${total.en}” is left blank; its parts add up to ${sums.right}.`,
  };
};

type Breach = { rule: Constraint; sums: Sums; finding: Finding };

/** By how much a cell would have to change for a rule to hold. */
const shiftFor = (cell: string, { rule, sums }: Breach): number =>
  rule.left.includes(cell) ? sums.right - sums.left : sums.left - sums.right;

/**
 * A row and a column that fail by the same amount point at the cell where they meet: both findings
 * say which one it probably is.
 */
const nameSuspects = (
  format: ReportFormat,
  cells: CellValues,
  breaches: readonly Breach[],
): void => {
  const meeting = new Map<string, Breach[]>();
  for (const each of breaches)
    for (const cell of each.finding.cells) {
      const key = `${cell} ${shiftFor(cell, each)}`;
      meeting.set(key, [...(meeting.get(key) ?? []), each]);
    }
  const most = Math.max(0, ...[...meeting.values()].map(({ length }) => length));
  if (most < 2) return;
  const suspects = [...meeting].filter(([, met]) => met.length === most);
  if (suspects.length !== 1) return;
  const [key, met] = suspects[0]!;
  const cell = key.slice(0, key.lastIndexOf(' '));
  const value = exact(sumOf(cells, [cell]) + shiftFor(cell, met[0]!));
  if (value < 0) return;
  const label = labelOf(format, cell);
  for (const { finding } of met) {
    finding.zh += `多处不符都指向“${label.zh}”,可能应为 ${value}。`;
    finding.en += ` All point at “${label.en}”, perhaps ${value}.`;
  }
};

/**
 * The rules between the cells of one report. A blank counts as nothing, but a total left blank is
 * a defect of form, and what is blank throughout is not checked.
 */
export const checkCells = (format: ReportFormat, cells: CellValues, ledger: Ledger): void => {
  const breaches: Breach[] = [];
  for (const rule of format.constraints) {
    if (rule.previous !== undefined) continue;
    const { left, right, relation, severity, check } = rule;
    const blankLeft = allBlank(cells, left);
    if (blankLeft && allBlank(cells, right)) {
      ledger.skip(check, BLANK);
      continue;
    }
    const sums = { left: sumOf(cells, left), right: sumOf(cells, right) };
    if (blankLeft && relation === 'equal' && left.length === 1) {
      ledger.skip(check, NO_TOTAL);
      if (sums.right !== 0) ledger.found(missingTotal(format, rule, sums));
      continue;
    }
    ledger.tried(severity);
    if (relationHolds(relation, sums)) continue;
    const finding = breach(format, cells, rule, sums);
    ledger.found(finding);
    if (relation === 'equal') breaches.push({ rule, sums, finding });
  }
  if (breaches.length > 1) nameSuspects(format, cells, breaches);
};
