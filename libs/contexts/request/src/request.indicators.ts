import { MONEY_PORTIONS, portionCounts, type Count, type Indicator } from '@gongkai/figures';
import counting from './counting.data.json' with { type: 'json' };
import {
  unpackApplicant,
  unpackConcluded,
  unpackCorrected,
  unpackLate,
  unpackReceived,
  unpackTransferred,
} from './events.facets.js';
import type { Outcome } from './events.kinds.js';
import { ApplicantKind, Channel } from './events.kinds.js';

const cases = { zh: '件', en: 'cases' };
const times = { zh: '次', en: 'times' };

/** How a later round counts: data with a note, since no official rule is known. */
export const LATER_ROUNDS = counting.laterRounds;

const kinds: Record<ApplicantKind, [string, string]> = {
  natural: ['自然人', 'natural persons'],
  business: ['商业企业', 'businesses'],
  research: ['科研机构', 'research institutions'],
  charity: ['社会公益组织', 'public-benefit organisations'],
  legal: ['法律服务机构', 'legal services'],
  otherOrg: ['其他组织', 'other organisations'],
};
const channels: Record<Channel, [string, string]> = {
  inPerson: ['当面提交的申请数', 'Requests handed in in person'],
  signedPost: ['签收邮寄的申请数', 'Requests by post that is signed for'],
  mail: ['平常信函寄来的申请数', 'Requests by ordinary mail'],
  online: ['互联网渠道提交的申请数', 'Requests over the website'],
  email: ['公布的邮箱收到的申请数', 'Requests to the published mailbox'],
  fax: ['传真收到的申请数', 'Requests by fax'],
  oral: ['口头提出、代为填写的申请数', 'Requests made orally and written down'],
};

/** Ends that are no result: the case goes on elsewhere, or as its parts. */
type Ended = Exclude<Outcome, 'transferred' | 'split'>;
const outcomes: Record<Ended, [string, string]> = {
  alreadyPublic: ['已主动公开,告知获取方式', 'Already public, told where'],
  granted: ['予以公开', 'Disclosed'],
  partlyGranted: ['部分公开', 'Disclosed in part'],
  refusedStateSecret: ['属于国家秘密,不予公开', 'Withheld: state secret'],
  refusedByLaw: ['法律、行政法规禁止公开', 'Withheld: forbidden by law'],
  refusedSecurity: ['危及三安全一稳定,不予公开', 'Withheld: security or stability'],
  refusedCommercialSecret: ['涉及商业秘密,不予公开', 'Withheld: commercial secret'],
  refusedPrivacy: ['涉及个人隐私,不予公开', 'Withheld: privacy'],
  refusedInternal: ['属于内部事务信息,不予公开', 'Withheld: internal affairs'],
  refusedProcess: ['属于过程性信息,不予公开', 'Withheld: papers of a process'],
  refusedEnforcementFile: ['属于行政执法案卷,不予公开', 'Withheld: enforcement file'],
  otherAccessRules: ['属于行政查询事项', 'A register with rules of its own'],
  notHeld: ['经检索没有', 'Not held'],
  notResponsible: ['不属于本机关负责公开', 'For another agency to disclose'],
  needsCreation: ['没有现成信息,需要另行制作', 'Would have to be made'],
  stillUnclear: ['补正后仍不明确', 'Still unclear after correction'],
  petition: ['信访、举报、投诉类', 'A petition or complaint'],
  repeated: ['重复申请', 'Repeated'],
  publicPublication: ['要求提供公开出版物', 'A public publication'],
  excessive: ['无正当理由大量反复申请', 'Excessive without good reason'],
  reissue: ['要求确认或者重新出具', 'Asks to confirm or issue again'],
  notClarified: ['逾期不补正,不再处理', 'Not corrected in time'],
  feeUnpaid: ['逾期不缴费,不再处理', 'Fee not paid in time'],
  withdrawn: ['申请人撤回', 'Withdrawn'],
  notGovernmentInformation: ['不属于政府信息', 'Not government information'],
  movedToArchive: ['已移交国家档案馆', 'Moved to an archive'],
  joined: ['并入其他申请办理', 'Joined to another request'],
  recordCorrected: ['更正自身信息', 'Own record corrected'],
  recordNotCorrected: ['不予更正自身信息', 'Own record not corrected'],
  otherEnded: ['其他情形办结', 'Ended otherwise'],
};
export const ENDED = Object.keys(outcomes) as Ended[];

const event = (name: string, when?: Count['when'], add: 1 | -1 = 1): Count => ({
  event: name,
  ...(when ? { when } : {}),
  add,
});
const minus = (counts: readonly Count[]): Count[] =>
  counts.map((count) => ({ ...count, add: count.add === -1 ? 1 : -1 }));

const counts = (laterRound: boolean): boolean => !laterRound || LATER_ROUNDS.counted;

/** Rounds that ended so; one taken up again is taken off. */
const ended = (when: (of: ReturnType<typeof unpackConcluded>) => boolean): Count[] => {
  const matches = (facet: number) => {
    const of = unpackConcluded(facet);
    return counts(of.laterRound) && when(of);
  };
  return [event('RequestConcluded', matches), event('RequestReopened', matches, -1)];
};
/** Ends without a reply, or of which nobody says that there was one. */
const UNANSWERED: readonly Outcome[] = [
  'withdrawn',
  'notClarified',
  'feeUnpaid',
  'joined',
  'otherEnded',
];
const isResult = (outcome: Outcome): boolean => Object.hasOwn(outcomes, outcome);
const isReply = (outcome: Outcome): boolean => isResult(outcome) && !UNANSWERED.includes(outcome);

/** What a correction of the register moves to a kind or channel, or away from it. */
const corrected = (of: 'applicantKind' | 'channel', value: string): Count[] => {
  const moves = (way: 'was' | 'now') => (facet: number) => {
    const change = unpackCorrected(facet);
    if (change.of === 'applicantKind' && !counts(change.laterRound)) return false;
    return change.of === of && change[way] === value;
  };
  return [event('ReceiptCorrected', moves('now')), event('ReceiptCorrected', moves('was'), -1)];
};

/** 新收: received or transferred here, less what went to another agency or was split into its parts. */
const received = (kind: ApplicantKind): Count[] => {
  const of = (facet: number) => unpackApplicant(facet).applicantKind === kind;
  const moved = (facet: number) => of(facet) && counts(unpackTransferred(facet).laterRound);
  return [
    event('RequestReceived', of),
    event('RequestTransferredIn', moved),
    event('RequestTransferredOut', moved, -1),
    ...minus(ended(({ applicantKind, outcome }) => applicantKind === kind && outcome === 'split')),
    ...corrected('applicantKind', kind),
    ...(LATER_ROUNDS.counted ? [event('RoundOpened', of)] : []),
  ];
};

/** The columns of table 3 are kept apart: most offices only ever hear from natural persons. */
const byKind = (kind: ApplicantKind): Indicator[] => {
  const [zh, en] = kinds[kind];
  const common = { unit: cases, sheet: `request.${kind}` };
  const results = ENDED.map((outcome): Indicator => {
    const [outcomeZh, outcomeEn] = outcomes[outcome];
    return {
      ...common,
      id: `request.concluded.${outcome}.${kind}`,
      zh: `办结:${outcomeZh}(${zh})`,
      en: `${outcomeEn} (${en})`,
      kind: 'flow',
      counts: ended((of) => of.applicantKind === kind && of.outcome === outcome),
    };
  });
  return [
    {
      ...common,
      id: `request.new.${kind}`,
      zh: `新收申请数(${zh})`,
      en: `New requests (${en})`,
      kind: 'flow',
      counts: received(kind),
    },
    {
      ...common,
      id: `request.pending.${kind}`,
      zh: `在办申请数(${zh})`,
      en: `Requests pending (${en})`,
      kind: 'stock',
      // What is new and not finished is pending: the identity of table 3, column by column.
      counts: [
        ...received(kind),
        ...minus(ended((of) => of.applicantKind === kind && isResult(of.outcome))),
      ],
    },
    ...results,
  ];
};

const flow = (
  name: string,
  zh: string,
  en: string,
  of: readonly Count[],
  unit = cases,
): Indicator => ({ id: `request.${name}`, zh, en, unit, kind: 'flow', counts: of });

const byChannel = Channel.options.map((channel) =>
  flow(`received.${channel}`, ...channels[channel], [
    // A part of a split request was not handed in by itself.
    event('RequestReceived', (facet) => {
      const of = unpackReceived(facet);
      return of.channel === channel && !of.part;
    }),
    ...corrected('channel', channel),
  ]),
);

const handling: readonly Indicator[] = [
  flow(
    'closed.ordinary',
    '未延期办结数',
    'Ended without an extension',
    ended(({ outcome, extended }) => isResult(outcome) && !extended),
  ),
  flow(
    'closed.extended',
    '延期办结数',
    'Ended after an extension',
    ended(({ outcome, extended }) => isResult(outcome) && extended),
  ),
  flow('parts', '拆分后的申请件数', 'Parts of split requests', [
    event('RequestReceived', (facet) => unpackReceived(facet).part),
  ]),
  flow('transferredOut', '移送其他机关数', 'Transferred to another agency', [
    event('RequestTransferredOut'),
  ]),
  flow('transferredOutside', '移送其他政府数', 'Transferred to another government', [
    event('RequestTransferredOut', (facet) => unpackTransferred(facet).outside),
  ]),
  flow('transferredIn', '移送来的申请数', 'Transferred from another agency', [
    event('RequestTransferredIn'),
  ]),
  flow('accepted', '受理数', 'Accepted', [event('RequestAccepted')]),
  flow('clarificationsAsked', '告知作出更改补充数', 'Told to correct or complete', [
    event('ClarificationRequested'),
  ]),
  flow(
    'clarificationsLate',
    '超过七个工作日告知补正数',
    'Told to correct after seven working days',
    [event('ClarificationRequested', (facet) => unpackLate(facet).late)],
  ),
  flow('extensions', '延长答复期限数', 'Extensions', [event('ExtensionGranted')]),
  flow('repliesGiven', '送达的答复数', 'Replies given', [
    // The end and not the delivery: what came back is delivered again, what was given elsewhere never.
    event('RequestConcluded', (facet) => isReply(unpackConcluded(facet).outcome)),
    event('RequestReopened', (facet) => isReply(unpackConcluded(facet).outcome), -1),
  ]),
  flow('repliesLate', '逾期送达的答复数', 'Replies given late', [
    event('ReplyDelivered', (facet) => unpackLate(facet).late),
    event('OutcomeAttested', (facet) => unpackLate(facet).late),
  ]),
  flow('secrecyRefused', '答复未通过保密审查数', 'Secrecy reviews that refused a reply', [
    event('SecrecyReviewRefused', (facet) => facet === 1),
  ]),
  flow('deadlinesMissed', '逾期未答复数', 'Due days missed', [event('DeadlineMissed')]),
  flow('consultations', '征求意见数', 'Consultations sent', [event('ConsultationSent')], times),
  flow('laterRounds', '重新办理数', 'Rounds opened after a reply was undone', [
    event('RoundOpened'),
  ]),
  flow('laterRoundsEnded', '重新办理办结数', 'Later rounds ended', [
    event('RequestConcluded', (facet) => unpackConcluded(facet).laterRound),
    event('RequestReopened', (facet) => unpackConcluded(facet).laterRound, -1),
  ]),
  flow('feesAsked', '发出收费通知数', 'Fee notices', [event('FeeNoticed')]),
  flow('feesPaid', '缴费数', 'Fees paid', [event('FeePaid')]),
  {
    ...flow(
      'feesCharged',
      '依申请公开收取的费用',
      'Fees charged for disclosure on request',
      portionCounts(MONEY_PORTIONS, 0, { counted: 'FeeCounted' }),
      { zh: '分', en: 'fen' },
    ),
    sheet: 'request.fees',
  },
  flow('suggestions', '建议主动公开数', 'Suggestions to publish', [event('PublicationSuggested')]),
];

export const requestIndicators: readonly Indicator[] = [
  ...byChannel,
  ...handling,
  ...ApplicantKind.options.flatMap(byKind),
];
