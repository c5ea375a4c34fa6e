import type { Day, Officer } from '@gongkai/kernel';
import { allowedActions } from '@gongkai/nest';
import type { AnnualCommandData } from './commands.js';
import { annualDecider } from './decider.js';
import type { AnnualFacts, AnnualReport, KnownFinding } from './decider.state.js';
import { reject } from './errors.js';
import { annualOperation, annualPolicy } from './policy.js';

const NAMES: Readonly<Record<AnnualCommandData['type'], { zh: string; en: string }>> = {
  open: { zh: '开报', en: 'Open' },
  writeSection: { zh: '撰写', en: 'Write a section' },
  freezeFigures: { zh: '定数', en: 'Freeze the figures' },
  markCell: { zh: '标记单元格', en: 'Mark a cell' },
  restoreCell: { zh: '取消标记', en: 'Take a mark away' },
  handIn: { zh: '提交', en: 'Hand in' },
  return: { zh: '退回', en: 'Return' },
  approve: { zh: '批准', en: 'Approve' },
  publish: { zh: '登记公布', en: 'Record publication' },
  restate: { zh: '更正公布登记', en: 'Put the record of publication right' },
  correct: { zh: '更正', en: 'Correct' },
  decideFinding: { zh: '处理核对问题', en: 'Decide a finding' },
};

const FIGURES = { position: '0', cells: {}, cumulative: null, incomplete: [] };

/** Each command as it would most likely be given, tried on the decider. */
const trials = (
  { id: reportId, draft }: AnnualReport,
  { format }: Pick<AnnualFacts, 'format'>,
  [first]: readonly KnownFinding[],
): AnnualCommandData[] => {
  const text = '—';
  const section = format?.sections[0]?.id ?? text;
  const cell = format?.cells[0]?.id ?? text;
  const marked = Object.keys(draft.marks)[0] ?? text;
  const decision = 'confirmed';
  return [
    { type: 'writeSection', reportId, section, text },
    { type: 'freezeFigures', reportId },
    { type: 'markCell', reportId, cell, mark: 'blank', reason: text },
    { type: 'restoreCell', reportId, cell: marked },
    { type: 'handIn', reportId },
    { type: 'return', reportId, remarks: text },
    { type: 'approve', reportId },
    { type: 'publish', reportId, documentId: text },
    { type: 'restate', reportId, reason: text },
    { type: 'correct', reportId, reason: text },
    { type: 'decideFinding', reportId, finding: first?.key ?? text, decision, reason: text },
  ];
};

/** What a superior government may do with a report handed in to it. */
const FROM_ABOVE = ['return', 'approve', 'decideFinding'];

/** Every command, whether the officer may give it now, and why not. */
export const actionsOn = (
  report: AnnualReport,
  officer: Officer,
  facts: { today: Day } & Pick<AnnualFacts, 'format' | 'period'>,
  findings: readonly KnownFinding[],
  superior: string | null,
) => {
  const below = superior !== null;
  const commands = trials(report, facts, findings).filter(
    ({ type }) => !below || FROM_ABOVE.includes(type),
  );
  const operation = ({ type }: AnnualCommandData) => annualOperation(type, below);
  const document = { agency: report.agency, publishedOn: facts.today };
  const known = { ...facts, figures: FIGURES, findings, document, superior };
  const actions = allowedActions(commands, {
    policy: annualPolicy,
    operation,
    officer,
    agencies: [below ? null : report.agency],
    noRole: reject('annual.noRole'),
    decide: (command, actor) => annualDecider.decide(report, command, { ...known, actor }),
  });
  return actions.map(({ article, ...action }, i) => ({
    ...action,
    ...NAMES[commands[i]!.type],
    article: article ?? annualPolicy[operation(commands[i]!)]?.article ?? null,
  }));
};
