import type { Count, Indicator } from '@gongkai/figures';
import { unpackAppeal, type AppealFacet } from './events.facets.js';
import { CHALLENGE_KINDS, LawEdition, TableOutcome, type ChallengeKind } from './events.kinds.js';
import { challengeNames } from './names.js';

const cases = { zh: '件', en: 'cases' };
type When = (of: AppealFacet) => boolean;
const all: When = () => true;

const count = (event: string, when: When, add: 1 | -1 = 1): Count => ({
  event,
  when: (facet) => when(unpackAppeal(facet)),
  add,
});
/** What was voided is taken off where it was counted. */
const filed = (when: When): Count[] => [
  count('ReconsiderationFiled', when),
  count('ReconsiderationVoided', when, -1),
];
const ENDS = ['ReconsiderationDecided', 'ReconsiderationRefused', 'ReconsiderationEnded'] as const;
const ended = (when: When, add: 1 | -1 = 1): Count[] =>
  ENDS.map((event) => count(event, when, add));

const flow = (id: string, zh: string, en: string, counts: readonly Count[]): Indicator => ({
  id: `reconsideration.${id}`,
  zh,
  en,
  unit: cases,
  kind: 'flow',
  counts,
});

const columnNames: Readonly<Record<TableOutcome, [string, string]>> = {
  upheld: ['结果维持', 'upheld'],
  corrected: ['结果纠正', 'corrected'],
  other: ['其他结果', 'ended otherwise'],
};
const columnOf =
  (column: TableOutcome): When =>
  ({ tableOutcome }) =>
    tableOutcome === column;

const outcomes: Indicator[] = TableOutcome.options.flatMap((column) => {
  const [zh, en] = columnNames[column];
  const of = columnOf(column);
  return [
    flow(column, `行政复议${zh}数`, `Reconsiderations ${en}`, ended(of)),
    // A report that counts what came in during the year leaves these out.
    flow(
      `carriedOver.${column}`,
      `上年结转、本年${zh}数`,
      `Reconsiderations of earlier years ${en}`,
      ended((facet) => of(facet) && facet.carriedOver),
    ),
  ];
});

const editionNames: Readonly<Record<LawEdition, [string, string]>> = {
  '2017': ['适用2017年复议法', 'under the law of 2017'],
  '2023': ['适用2023年复议法', 'under the law of 2023'],
};
const editions: Indicator[] = LawEdition.options.map((edition) => {
  const [zh, en] = editionNames[edition];
  const when: When = (of) => of.edition === edition;
  return flow(`edition.${edition}`, `复议申请数:${zh}`, `Reconsiderations ${en}`, filed(when));
});

const challenges: Indicator[] = CHALLENGE_KINDS.map((kind: ChallengeKind) => {
  const { zh, en } = challengeNames[kind];
  const when: When = (of) => of.challenge === kind;
  return flow(`challenge.${kind}`, `对${zh}的复议数`, `Reconsiderations of ${en}`, filed(when));
});

const lateness: Indicator[] = [
  flow(
    'filedLate',
    '超过期限提出的复议数',
    'Reconsiderations filed late',
    filed(({ late }) => late),
  ),
  flow('answerMissed', '逾期未提交答复书数', 'Answers not handed in in time', [
    count('AnswerMissed', all),
    count('AnswerMissLifted', all, -1),
  ]),
  flow('answerLate', '逾期提交答复书数', 'Answers handed in late', [
    count('AnswerSubmitted', ({ late }) => late),
  ]),
  flow(
    'endedLate',
    '超过审理期限办结数',
    'Reconsiderations ended late',
    ended(({ late }) => late),
  ),
];

/**
 * The agency as respondent (条例第五十条), never as the body that decides. A case counts in the month of
 * its day: filed when it was filed, its outcome when it was decided, also what came in earlier years.
 */
export const reconsiderationIndicators: readonly Indicator[] = [
  flow('filed', '行政复议数', 'Reconsiderations filed', filed(all)),
  flow('ended', '行政复议审结数', 'Reconsiderations ended', ended(all)),
  ...outcomes,
  {
    id: 'reconsideration.pending',
    zh: '尚未审结的行政复议数',
    en: 'Reconsiderations not decided yet',
    unit: cases,
    kind: 'stock',
    counts: [...filed(all), ...ended(all, -1)],
  },
  flow(
    'first',
    '须先行复议的案件数',
    'Reconsiderations that had to come before a suit',
    filed(({ reviewFirst }) => reviewFirst),
  ),
  flow(
    'simplified',
    '适用简易程序审结数',
    'Reconsiderations ended in the simplified procedure',
    ended(({ simplified }) => simplified),
  ),
  ...editions,
  ...challenges,
  ...lateness,
];
