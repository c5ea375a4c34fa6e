import { Rejection, rolesFor, type Day, type Officer, type PolicyTable } from '@gongkai/kernel';
import type { Sealed } from '@gongkai/vault';
import type { CommandOf, RequestCommandData } from './commands.js';
import { requestDecider } from './decider.js';
import { regimeOn } from './decider.fee-rules.js';
import { awaitedFee, replyInForce, type Request, type RequestFacts } from './decider.state.js';
import { rejectForm } from './errors.form.js';
import { requestPolicy } from './policy.js';

export type CaseAction = {
  command: string;
  zh: string;
  en: string;
  allowed: boolean;
  code: string | null;
  whyZh: string | null;
  whyEn: string | null;
  article: string | null;
};

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

/** One command of each kind as it might be given, to ask the decider whether it would be taken. */
const trials = (request: Request, today: Day): RequestCommandData[] => {
  const { id: requestId, round, replies, fees, edition } = request;
  const of = { requestId };
  const draft = replies.findLast((reply) => reply.round === round);
  const replyId = draft?.id ?? none;
  const given = replyInForce(request)?.id ?? draft?.id ?? null;
  const open = Object.values(request.consultations).findLast(({ answer }) => answer === null);
  const consultationId = open?.id ?? Object.keys(request.consultations).at(-1) ?? none;
  const feeId = (awaitedFee(request) ?? fees.at(-1))?.id ?? none;
  const amountFen = awaitedFee(request)?.amountFen ?? 0;
  const suggestion = request.suggestions.findLast(({ decided }) => decided === null);
  const letter = null;
  const part = (n: number) => ({ id: `part${n}`, number: `—${n}`, subject: reason });
  return [
    { type: 'confirmReceipt', ...of, means: 'phone' },
    { type: 'accept', ...of },
    { type: 'setSubject', ...of, subject: `${request.subject ?? ''}—` },
    { type: 'route', ...of, unit: reason, officer: null },
    { type: 'transfer', ...of, agency: null, outside: reason, reason },
    { type: 'split', ...of, parts: [part(1), part(2)], reason },
    { type: 'join', ...of, into: none, reason },
    { type: 'overrideEdition', ...of, edition: edition === '2019' ? '2007' : '2019', reason },
    {
      type: 'correctReceipt',
      ...of,
      change: {
        field: 'applicantKind',
        now: request.applicant.kind === 'natural' ? 'otherOrg' : 'natural',
      },
      reason,
    },
    { type: 'requestClarification', ...of, items: ['content'], text, letter },
    {
      type: 'receiveClarification',
      ...of,
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
    },
    { type: 'grantExtension', ...of, reason, consentedBy: null, letter },
    { type: 'askExcessReasons', ...of, answerBy: null, letter },
    { type: 'receiveExcessReasons', ...of, reasons: text },
    { type: 'decideExcess', ...of, reasonable: false, delayedTo: null, reason },
    {
      type: 'sendConsultation',
      ...of,
      consultationId: 'trial',
      kind: 'thirdParty',
      agency: null,
      name: null,
      addressee: text,
      route: 'post',
      letter,
    },
    { type: 'recordConsultationDelivery', ...of, consultationId },
    { type: 'recordConsultationReturn', ...of, consultationId, reason: 'other' },
    {
      type: 'answerConsultation',
      ...of,
      consultationId,
      answer: 'consents',
      reasonable: null,
      text: null,
    },
    { type: 'noticeOverride', ...of, consultationId, reason: text, letter },
    {
      type: 'draftReply',
      ...of,
      replyId: draft && draft.issued === null ? draft.id : 'trial',
      kind: 'notHeld',
      ground: null,
      article: null,
      text,
      statements: ['searched'],
      contents: [],
      form: null,
    },
    { type: 'requestSecrecy', ...of, replyId },
    { type: 'passSecrecy', ...of, replyId, ground: 'noGroundApplies', remark: '' },
    { type: 'refuseSecrecy', ...of, replyId, ground: 'stateSecret', explanation: reason },
    { type: 'approveReply', ...of, replyId },
    { type: 'issueReply', ...of, replyId, letter },
    { type: 'recordDelivery', ...of, replyId, route: 'handedOver', signedOn: today },
    { type: 'recordReturnedMail', ...of, replyId, reason: 'other' },
    { type: 'noticeFee', ...of, feeId: 'trial', ...feeTrial(today), letter },
    { type: 'recordPayment', ...of, feeId, amountFen },
    { type: 'reduceFee', ...of, feeId, byFen: 1, reason },
    { type: 'withdraw', ...of, text: null },
    {
      type: 'undoReply',
      ...of,
      replyId: given,
      by: 'office',
      reference: reason,
      days: null,
      reason,
    },
    { type: 'suggestPublication', ...of, suggestionId: 'trial', text: null },
    {
      type: 'decideSuggestion',
      ...of,
      suggestionId: suggestion?.id ?? none,
      taken: true,
      reason,
      document: null,
    },
    { type: 'archive', ...of, fileNumber: reason, retention: 'years10' },
  ];
};

/**
 * What this officer may do with a case now, and why not: the policy table and the decider are asked
 * themselves, so that the desk never says anything else than the command would get.
 */
export const actionsOf = (
  request: Request,
  officer: Officer,
  facts: Pick<RequestFacts, 'today' | 'calendar' | 'calendarRevision'>,
  policy: PolicyTable = requestPolicy,
): CaseAction[] =>
  trials(request, facts.today).map((command) => {
    const operation = `request.${command.type}`;
    const { zh, en } = policy[operation]!;
    const roles = rolesFor(policy, operation, officer, request.agency);
    const outcome =
      roles.length === 0
        ? rejectForm('request.noRole')
        : requestDecider.decide(request, command, {
            ...facts,
            actor: { kind: 'officer', id: officer.account, roles },
            agencyActive: true,
            missingFile: null,
            joinTarget: { ...request, id: none },
            requestsInMonth: 1_000,
          });
    const refused = outcome instanceof Rejection ? outcome : null;
    return {
      command: command.type,
      zh,
      en,
      allowed: refused === null,
      code: refused?.code ?? null,
      whyZh: refused?.zh ?? null,
      whyEn: refused?.en ?? null,
      article: refused?.article ?? null,
    };
  });
