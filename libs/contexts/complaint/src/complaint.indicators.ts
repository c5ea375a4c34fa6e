import type { Count, Indicator } from '@gongkai/figures';
import { ComplaintKind, kindNames } from './events.kinds.js';
import { unpackComplaint } from './events.js';

const cases = { zh: '件', en: 'complaints' };
type Of = ReturnType<typeof unpackComplaint>;
type When = (of: Of) => boolean;
const all: When = () => true;

const count = (event: string, when: When, add: 1 | -1 = 1): Count => ({
  event,
  when: (facet) => when(unpackComplaint(facet)),
  add,
});
const flow = (name: string, zh: string, en: string, counts: readonly Count[]): Indicator => ({
  id: `complaint.${name}`,
  zh,
  en,
  unit: cases,
  kind: 'flow',
  counts,
});

/** As they came in; where they are handled makes no difference to the count. */
const received = (when: When): Count[] => [
  count('ComplaintReceived', when),
  count('ComplaintVoided', when, -1),
];

export const complaintIndicators: readonly Indicator[] = [
  // One kind is never counted for another: row 六 of 2014 takes the first two alone.
  ...ComplaintKind.options.map((kind) =>
    flow(kind, `收到${kindNames[kind].zh}数`, `${kindNames[kind].en} received`, [
      ...received((of) => of.kind === kind),
    ]),
  ),
  flow('transferred', '移送其他机关数', 'Transferred elsewhere', [
    count('ComplaintTransferred', all),
  ]),
  flow('answered', '答复数', 'Answered', [count('ComplaintAnswered', all)]),
  flow('answeredLate', '逾期答复数', 'Answered late by their own rule', [
    count('ComplaintAnswered', ({ late }) => late),
  ]),
  flow('founded', '查证属实数', 'Found to be right, in whole or in part', [
    count(
      'ComplaintAnswered',
      ({ finding }) => finding === 'founded' || finding === 'partlyFounded',
    ),
  ]),
  flow('overdue', '超过办理期限数', 'Periods missed', [count('ComplaintOverdueNoted', all)]),
  flow('reopened', '重新办理数', 'Taken up again', [count('ComplaintReopened', all)]),
  flow('shown', '报上级数', 'Shown to the superior', [count('ComplaintShown', all)]),
];
