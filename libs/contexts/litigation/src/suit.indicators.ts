import type { Count, Indicator } from '@gongkai/figures';
import { unpackSuit, type SuitFacet } from './events.facets.js';
import { Route, TableOutcome } from './events.kinds.js';

const suits = { zh: '件', en: 'suits' };

type Names = [string, string];
const routes: Record<Route, Names> = {
  direct: ['未经复议直接起诉', 'without reconsideration'],
  afterReconsideration: ['复议后起诉', 'after reconsideration'],
};
const results: Record<TableOutcome, Names> = {
  upheld: ['结果维持', 'upheld'],
  corrected: ['结果纠正', 'corrected'],
  other: ['其他结果', 'otherwise'],
};

type When = (of: SuitFacet) => boolean;
const count = (event: string, when: When, add: 1 | -1 = 1): Count => ({
  event,
  when: (facet) => when(unpackSuit(facet)),
  add,
});
/** The agency as respondent: what a review body is sued for beside it is never its own (条例第五十条). */
const own: When = ({ role }) => role !== 'coDefendantReviewBody';
const body: When = (of) => !own(of);

const filed = (when: When): Count[] => [count('SuitFiled', when), count('SuitVoided', when, -1)];
const ended = (when: When): Count[] => [
  count('SuitConcluded', when),
  count('SuitConclusionUndone', when, -1),
];
const minus = (counts: readonly Count[]): Count[] =>
  counts.map((of) => ({ ...of, add: of.add === -1 ? 1 : -1 }));

const flow = (id: string, zh: string, en: string, counts: readonly Count[]): Indicator => ({
  id: `litigation.${id}`,
  zh,
  en,
  unit: suits,
  kind: 'flow',
  counts,
});

const ofRoute = (route: Route): Indicator[] => {
  const [zh, en] = routes[route];
  const on: When = (of) => own(of) && of.route === route;
  return [
    flow(`${route}.filed`, `新收行政诉讼数(${zh})`, `Suits filed ${en}`, filed(on)),
    ...TableOutcome.options.map((outcome) =>
      flow(
        `${route}.${outcome}`,
        `行政诉讼${results[outcome][0]}数(${zh})`,
        `Suits ${en}, ${results[outcome][1]}`,
        ended((of) => on(of) && of.tableOutcome === outcome),
      ),
    ),
    {
      ...flow(`${route}.pending`, `尚未审结的行政诉讼数(${zh})`, `Suits pending ${en}`, [
        ...filed(on),
        ...minus(ended(on)),
      ]),
      kind: 'stock',
    },
  ];
};

export const litigationIndicators: readonly Indicator[] = [
  ...Route.options.flatMap(ofRoute),
  flow(
    'carriedOver',
    '其中:以前年度结转、本期审结数',
    'among those ended: filed in an earlier year',
    ended((of) => own(of) && of.carriedOver),
  ),
  flow(
    'filedLate',
    '超过起诉期限的行政诉讼数',
    'Suits filed after the period',
    filed((of) => own(of) && of.late),
  ),
  flow(
    'reviewSkipped',
    '应当复议前置而直接起诉数',
    'Suits filed without the reconsideration that had to come first',
    filed((of) => own(of) && of.reviewSkipped),
  ),
  flow('answeredLate', '逾期答辩数', 'Defences handed in late', [
    count('SuitAnswered', (of) => own(of) && of.late),
  ]),
  flow('evidenceMissed', '逾期未举证数', 'Suits without evidence in time', [
    count('EvidenceMissed', own),
  ]),
  flow(
    'asReviewBody',
    '作为复议机关共同被告的行政诉讼数(不计入报告)',
    'Suits as co-defendant for an upheld reconsideration, in no report',
    filed(body),
  ),
  flow('executed', '履行判决数', 'Judgments carried out', [count('JudgmentExecuted', own)]),
];
