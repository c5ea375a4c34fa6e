import type { Day, Officer, PolicyTable } from '@gongkai/kernel';
import { allowedActions } from '@gongkai/nest';
import type { Sealed } from '@gongkai/vault';
import type { CommandOf, RequestCommandData } from './commands.js';
import { requestDecider } from './decider.js';
import { regimeOn } from './decider.fee-rules.js';
import { awaitedFee, replyInForce, type Request, type RequestFacts } from './decider.state.js';
import { rejectForm } from './errors.form.js';
import { requestPolicy } from './policy.js';

const text: Sealed = { key: '—', nonce: '—', ciphertext: '—', commitment: '—' };
const reason = '—';
const none = '0';

/** The fee that could be asked on a day, by the first basis that is in force. */
const feeTrial = (
  today: Day,
): Pick<
  CommandOf<'noticeFee'>,
  'basis' | 'quantity' | 'costFen' | 'reductionFen' | 'receivedOn'
> => {
  const [basis = 'perVolume'] = regimeOn(today)?.bases ?? [];
  const costFen = basis === 'cost' ? 100 : null;
  return { basis, quantity: 1000, costFen, reductionFen: 0, receivedOn: null };
};

type Trial = RequestCommandData;
const letter = null;

const intakeTrials = ({ id: requestId, subject, edition, applicant }: Request): Trial[] => {
  const of = { requestId };
  const part = (n: number) => ({ id: `part${n}`, number: `—${n}`, subject: reason });
  const now = applicant.kind === 'natural' ? 'otherOrg' : 'natural';
  return [
    { type: 'confirmReceipt', ...of, means: 'phone' },
    { type: 'accept', ...of },
    { type: 'setSubject', ...of, subject: `${subject ?? ''}—` },
    { type: 'route', ...of, unit: reason, officer: null },
    { type: 'transfer', ...of, agency: null, outside: reason, reason },
    { type: 'split', ...of, parts: [part(1), part(2)], reason },
    { type: 'join', ...of, into: none, reason },
    { type: 'overrideEdition', ...of, edition: edition === '2019' ? '2007' : '2019', reason },
    { type: 'correctReceipt', ...of, change: { field: 'applicantKind', now }, reason },
    { type: 'withdraw', ...of, text: null },
    { type: 'archive', ...of, fileNumber: reason, retention: 'years10' },
  ];
};

const clarificationTrial = {
  type: 'receiveClarification',
  goodReason: null,
  description: text,
  applicant: null,
  contact: null,
  agent: null,
  identityKind: null,
  identityMac: null,
  files: [],
  supply: null,
  defects: [],
} as const;

const courseTrials = ({ id: requestId, consultations }: Request): Trial[] => {
  const of = { requestId };
  const open = Object.values(consultations).findLast(({ answer }) => answer === null);
  const consultationId = open?.id ?? Object.keys(consultations).at(-1) ?? none;
  const asked = { ...of, consultationId };
  const sent = { kind: 'thirdParty', agency: null, name: null, addressee: text } as const;
  return [
    { type: 'requestClarification', ...of, items: ['content'], text, letter },
    { ...clarificationTrial, ...of, files: [], defects: [] },
    { type: 'grantExtension', ...of, reason, consentedBy: null, letter },
    { type: 'askExcessReasons', ...of, answerBy: null, letter },
    { type: 'receiveExcessReasons', ...of, reasons: text },
    { type: 'decideExcess', ...of, reasonable: false, delayedTo: null, reason },
    { type: 'sendConsultation', ...of, ...sent, consultationId: 'trial', route: 'post', letter },
    { type: 'recordConsultationDelivery', ...asked },
    { type: 'recordConsultationReturn', ...asked, reason: 'other' },
    { type: 'answerConsultation', ...asked, answer: 'consents', reasonable: null, text: null },
    { type: 'noticeOverride', ...asked, reason: text, letter },
  ];
};

const replyTrials = (request: Request, today: Day): Trial[] => {
  const of = { requestId: request.id };
  const draft = request.replies.findLast(({ round }) => round === request.round);
  const given = replyInForce(request)?.id ?? draft?.id ?? null;
  const on = { ...of, replyId: draft?.id ?? none };
  const draftId = draft && draft.issued === null ? draft.id : 'trial';
  const held = { kind: 'notHeld', ground: null, article: null, form: null } as const;
  const undone = { by: 'office', reference: reason, days: null, reason } as const;
  return [
    {
      type: 'draftReply',
      ...of,
      ...held,
      replyId: draftId,
      text,
      statements: ['searched'],
      contents: [],
    },
    { type: 'requestSecrecy', ...on },
    { type: 'passSecrecy', ...on, ground: 'noGroundApplies', remark: '' },
    { type: 'refuseSecrecy', ...on, ground: 'stateSecret', explanation: reason },
    { type: 'approveReply', ...on },
    { type: 'issueReply', ...on, letter },
    { type: 'recordDelivery', ...on, route: 'handedOver', signedOn: today },
    { type: 'recordReturnedMail', ...on, reason: 'other' },
    { type: 'undoReply', ...of, ...undone, replyId: given },
  ];
};

const feeTrials = (request: Request, today: Day): Trial[] => {
  const of = { requestId: request.id };
  const { fees, suggestions } = request;
  const feeId = (awaitedFee(request) ?? fees.at(-1))?.id ?? none;
  const suggestionId = suggestions.findLast(({ decided }) => decided === null)?.id ?? none;
  return [
    { type: 'noticeFee', ...of, feeId: 'trial', ...feeTrial(today), letter },
    { type: 'recordPayment', ...of, feeId, amountFen: awaitedFee(request)?.amountFen ?? 0 },
    { type: 'reduceFee', ...of, feeId, byFen: 1, reason },
    { type: 'suggestPublication', ...of, suggestionId: 'trial', text: null },
    { type: 'decideSuggestion', ...of, suggestionId, taken: true, reason, document: null },
  ];
};

/** One command of each kind as it might be given, to ask the decider whether it would be taken. */
const trials = (request: Request, today: Day): Trial[] => [
  ...intakeTrials(request),
  ...courseTrials(request),
  ...replyTrials(request, today),
  ...feeTrials(request, today),
];

/** What this officer may do with a case now, and why not. */
export const actionsOf = (
  request: Request,
  officer: Officer,
  facts: Pick<RequestFacts, 'today' | 'calendar' | 'calendarRevision'>,
  policy: PolicyTable = requestPolicy,
) =>
  allowedActions(trials(request, facts.today), {
    policy,
    operation: ({ type }) => `request.${type}`,
    officer,
    agencies: [request.agency],
    noRole: rejectForm('request.noRole'),
    decide: (command, actor) =>
      requestDecider.decide(request, command, {
        ...facts,
        actor,
        agencyActive: true,
        missingFile: null,
        joinTarget: { ...request, id: none },
        requestsInMonth: 1_000,
      }),
  });
