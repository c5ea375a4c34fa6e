import { ColumnClass } from '@gongkai/catalogue';
import type { Count, Indicator } from '@gongkai/figures';
import { Attribute, Channel } from './decider.content.js';
import { unpackPlacement, type UnpackedPlacement } from './events.placement.js';

const items = { zh: '条', en: 'items' };
const papers = { zh: '件', en: 'papers' };
const times = { zh: '次', en: 'times' };

type When = (placed: UnpackedPlacement) => boolean;
/** Records of publications put right, by the events that take one off its day and give another. */
const restood = (when: When): Count[] => {
  const of = (facet: number) => when(unpackPlacement(facet));
  return [
    { event: 'PublicationRestated', when: of },
    { event: 'PublicationVoided', when: of, add: -1 },
  ];
};
/** The events by which something reaches the public, or is known to have, and what is put right of them. */
const placed = (when: When): Count[] => [
  ...['DocumentPublished', 'DocumentAttested', 'PublicationAttested'].map((event) => ({
    event,
    when: (facet: number) => when(unpackPlacement(facet)),
  })),
  ...restood(when),
];
const flow = (
  name: string,
  zh: string,
  en: string,
  counts: readonly Count[],
  unit = items,
): Indicator => ({ id: `publication.${name}`, zh, en, unit, kind: 'flow', counts });

const channels: Record<Channel, [string, string]> = {
  gazette: ['政府公报公开政府信息数', 'Items published in the gazette'],
  website: ['政府网站公开政府信息数', 'Items published on websites'],
  weibo: ['政务微博公开政府信息数', 'Items published on Weibo'],
  wechat: ['政务微信公开政府信息数', 'Items published on WeChat'],
  other: ['其他方式公开政府信息数', 'Items published by other means'],
};
const classes: Record<ColumnClass, [string, string]> = {
  functions: ['机构职能类', 'Items on functions and organisation'],
  policy: ['政策法规类', 'Items on policies and rules'],
  plans: ['规划计划类', 'Items on plans'],
  work: ['业务工作类', 'Items on current work'],
  other: ['其他类', 'Other items'],
};
const attributes: Record<Attribute, [string, string]> = {
  onInitiative: ['主动公开的公文数', 'Papers to disclose on initiative'],
  onRequest: ['依申请公开的公文数', 'Papers to disclose on request'],
  withheld: ['不予公开的公文数', 'Papers withheld'],
};

/** DocumentApproved: (norm × 3 + attribute) × 2 + first. */
const approved = (when: (norm: number, attribute: number) => boolean): Count => ({
  event: 'DocumentApproved',
  when: (facet) => facet % 2 === 1 && when(Math.floor(facet / 6), Math.floor(facet / 2) % 3),
});
const issued = (norm: number): Count[] => [
  approved((of) => of === norm),
  {
    event: 'DocumentAttested',
    when: (facet) => unpackPlacement(facet).norm === norm,
  },
  ...restood((of) => of.issued && of.norm === norm),
];
/** Withdrawn, replaced, repealed: norm × 2 + wasInForce. */
const ended = (event: string, norm: number, add: 1 | -1): Count => ({
  event,
  when: (facet) => facet === norm * 2 + 1,
  add,
});
/** A correction may make a paper normative or not: ((before × 3 + after) × 2 + inForce) × 2 + late. */
const renormed = (event: string, norm: number, add: 1 | -1): Count[] => [
  { event, when: (facet) => corrected(facet).inForce && corrected(facet).after === norm, add },
  {
    event,
    when: (facet) => corrected(facet).inForce && corrected(facet).before === norm,
    add: add === 1 ? -1 : 1,
  },
];
const inForce = (norm: number): Count[] => [
  ...placed((of) => of.entered && of.norm === norm),
  ...['DocumentWithdrawn', 'DocumentReplaced', 'DocumentRepealed'].map((event) =>
    ended(event, norm, -1),
  ),
  ...['WithdrawalVoided', 'EndingVoided'].map((event) => ended(event, norm, 1)),
  ...renormed('DocumentCorrected', norm, 1),
  ...renormed('CorrectionVoided', norm, -1),
];
const corrected = (facet: number) => ({
  late: facet % 2 === 1,
  inForce: Math.floor(facet / 2) % 2 === 1,
  after: Math.floor(facet / 4) % 3,
  before: Math.floor(facet / 12),
});
const repealed = (norm: number): Count[] => {
  const when = (facet: number) => Math.floor(facet / 2) === norm;
  return [
    { event: 'DocumentRepealed', when },
    { event: 'DocumentReplaced', when },
    { event: 'EndingVoided', when, add: -1 },
  ];
};

export const publicationIndicators: readonly Indicator[] = [
  flow(
    'items',
    '主动公开政府信息数(不同渠道和方式公开相同信息计1条)',
    'Items disclosed on initiative, one item in several channels once',
    placed(({ first }) => first),
  ),
  flow(
    'normative',
    '主动公开规范性文件数',
    'Normative documents disclosed on initiative',
    placed(({ first, norm }) => first && norm === 1),
  ),
  flow(
    'regulations',
    '主动公开规章数',
    'Regulations disclosed on initiative',
    placed(({ first, norm }) => first && norm === 2),
  ),
  flow('normativeIssued', '制发规范性文件总数', 'Normative documents issued', issued(1), papers),
  flow('regulationsIssued', '制发规章数', 'Regulations issued', issued(2), papers),
  flow(
    'normativeRepealed',
    '废止规范性文件数',
    'Normative documents repealed',
    repealed(1),
    papers,
  ),
  flow('regulationsRepealed', '废止规章数', 'Regulations repealed', repealed(2), papers),
  ...Channel.options.map((channel, i) =>
    flow(
      `channel.${channel}`,
      ...channels[channel],
      placed((of) => of.firstInChannel && of.channel === i),
    ),
  ),
  ...ColumnClass.options.map((columnClass, i) =>
    flow(
      `class.${columnClass}`,
      ...classes[columnClass],
      placed((of) => of.first && of.columnClass === i),
    ),
  ),
  flow('late', '超过法定期限公开数', 'Items published after the legal limit', [
    ...placed(({ late }) => late),
    // A change of what was public already has a limit of its own (条例第二十六条 变更).
    { event: 'DocumentCorrected', when: (facet) => corrected(facet).late },
    { event: 'CorrectionVoided', when: (facet) => corrected(facet).late, add: -1 },
  ]),
  ...Attribute.options.map((attribute, i) =>
    flow(
      `attribute.${attribute}`,
      ...attributes[attribute],
      [approved((_, of) => of === i)],
      papers,
    ),
  ),
  flow('withdrawn', '撤回数', 'Items withdrawn', [
    { event: 'DocumentWithdrawn' },
    { event: 'WithdrawalVoided', add: -1 },
  ]),
  flow('corrected', '更正数', 'Items corrected', [
    { event: 'DocumentCorrected' },
    { event: 'CorrectionVoided', add: -1 },
  ]),
  flow('submissions', '报送上级网站数', 'Submissions to superior sites', [
    { event: 'SubmissionSent' },
    { event: 'SubmissionVoided', when: (facet) => facet === 0, add: -1 },
  ]),
  flow('submissionsTaken', '上级网站采用数', 'Submissions taken by superior sites', [
    { event: 'SubmissionTaken' },
    { event: 'SubmissionVoided', when: (facet) => facet === 1, add: -1 },
  ]),
  flow(
    'inspections',
    '日常检查次数',
    'Inspections of published items',
    [{ event: 'InspectionRecorded' }],
    times,
  ),
  flow(
    'secrecyRefused',
    '保密审查不通过数',
    'Secrecy reviews that refused',
    // Of papers to publish; a reply to a request is counted with the requests.
    [{ event: 'SecrecyReviewRefused', when: (facet) => facet === 0 }],
    papers,
  ),
  flow(
    'handledOutside',
    '线下办理的涉密文件数',
    'Classified papers handled outside',
    [{ event: 'HandledOutsideNoted' }, { event: 'HandledOutsideVoided', add: -1 }],
    papers,
  ),
  flow(
    'reevaluatedReleased',
    '评估后转为公开数',
    'Withheld papers released on re-evaluation',
    [{ event: 'WithholdingReevaluated', when: (facet) => facet === 1 }],
    papers,
  ),
  {
    id: 'publication.inForce',
    zh: '现行有效规范性文件数',
    en: 'Normative documents in force',
    unit: papers,
    kind: 'stock',
    counts: inForce(1),
  },
  {
    id: 'publication.regulationsInForce',
    zh: '现行有效规章数',
    en: 'Regulations in force',
    unit: papers,
    kind: 'stock',
    counts: inForce(2),
  },
];
