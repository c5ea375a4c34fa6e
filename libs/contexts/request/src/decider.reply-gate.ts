import { standingOf, type Standing } from '@gongkai/consultation';
import { Rejection } from '@gongkai/kernel';
import { secrecyPassedFor, type SecrecySubject } from '@gongkai/secrecy';
import { replyInForce, type Reply, type Request, type RequestFacts } from './decider.state.js';
import { rejectReply as reject } from './errors.reply.js';
import { basisOf, replyGrounds, replyKinds, statementNames } from './reply-kinds.js';
import type { ReplyBasis, ReplyFault, ReplyStep } from './reply-kinds.js';

type Asked = Pick<Reply, 'kind' | 'ground' | 'statements'> & { article: string | null };

/** On what a reply stands, or the refusal that says what is missing. */
export const basisIn = (request: Request, asked: Asked): ReplyBasis | Rejection => {
  const { kind, ground, article } = asked;
  const { edition } = request;
  const ownRecord = request.kind === 'ownRecordCorrection';
  const basis = basisOf({ edition, ownRecord, kind, ground, article });
  if ('fault' in basis) return faulty(basis, asked, edition);
  const unsaid = basis.states.find((statement) => !asked.statements.includes(statement));
  if (unsaid === undefined) return basis;
  const { zh: statement, en: statementEn } = statementNames[unsaid];
  return reject('request.statementMissing', { ...names(asked), statement, statementEn }, 'text');
};

const names = ({ kind, ground }: Asked) => ({
  kind: replyKinds[kind].zh,
  kindEn: replyKinds[kind].en,
  ...(ground === null
    ? {}
    : { ground: replyGrounds[ground].zh, groundEn: replyGrounds[ground].en }),
});

const faulty = (fault: ReplyFault, asked: Asked, edition: string): Rejection => {
  const details = { ...names(asked), edition };
  switch (fault.fault) {
    case 'kindNotInEdition':
      return reject('request.replyKindNotInEdition', details, 'kind');
    case 'ownRecordOnly':
      return reject('request.replyOwnRecordOnly', details, 'kind');
    case 'disclosureOnly':
      return reject('request.replyDisclosureOnly', details, 'kind');
    case 'groundMissing':
      return reject('request.groundMissing', details, 'ground');
    case 'groundNotOfKind':
      return reject('request.groundNotOfKind', details, 'ground');
    case 'groundNotInEdition':
      return reject('request.groundNotInEdition', details, 'ground');
    case 'articleOfOther':
      return reject('request.articleOfOther', { ...details, right: fault.right }, 'article');
  }
};

type StepFacts = Pick<RequestFacts, 'today' | 'calendar'>;

/** The parties asked in this or an earlier round whose word counts, as each of them stands. */
const standings = (request: Request, facts: StepFacts, kinds: readonly string[]): Standing[] =>
  Object.values(request.consultations)
    .filter(({ kind }) => kinds.includes(kind))
    .map((consultation) => standingOf(consultation, request, facts));

/** What leaves touches those who were asked: their word is awaited, and a founded refusal binds. */
const settled = (request: Request, whole: boolean, facts: StepFacts): Rejection | undefined => {
  const found = standings(request, facts, ['thirdParty', 'jointMaker']);
  if (found.includes('open')) return reject('request.consultationOpen');
  // Who objects to a part is heard by keeping that part back.
  const objects = found.includes('refused') || found.includes('refusedInPart');
  return whole && objects ? reject('request.thirdPartyObjects') : undefined;
};

/**
 * 条例第三十二条: whoever withholds for the sake of a third party has asked it, and was not told that it
 * consents. Under 2007 nothing ends the silence of a third party; without its consent it is withheld.
 */
const consulted = (request: Request, facts: StepFacts): Rejection | undefined => {
  const found = standings(request, facts, ['thirdParty']);
  if (found.length === 0) return reject('request.thirdPartyNotConsulted', {}, 'ground');
  if (request.edition === '2019' && found.includes('open'))
    return reject('request.consultationOpen', {}, 'ground');
  return found.every((standing) => standing === 'agreed' || standing === 'overridden')
    ? reject('request.thirdPartyConsents', {}, 'ground')
    : undefined;
};

const missing = (
  step: ReplyStep,
  request: Request,
  kind: Reply['kind'],
  facts: StepFacts,
): Rejection | undefined => {
  const { clarification, excess } = request;
  switch (step) {
    case 'consultationSettled':
      return settled(request, kind === 'granted', facts);
    case 'thirdPartyConsulted':
      return consulted(request, facts);
    case 'clarificationAnswered':
      // 2007 第二十一条第四项 answers by telling the applicant what to change; nothing need come back.
      return clarification === null || (request.edition === '2019' && clarification.answer === null)
        ? reject('request.clarificationMissing', {}, 'kind')
        : undefined;
    case 'needAsked':
      return clarification?.items.includes('specialNeeds')
        ? undefined
        : reject('request.needNotAsked', {}, 'ground');
    case 'excessUnreasonable':
      return excess?.decided?.reasonable === false
        ? undefined
        : reject('request.excessNotFound', {}, 'kind');
  }
};

/** The first thing that must still happen in the case before such a reply can be made. */
export const missingStep = (
  request: Request,
  kind: Reply['kind'],
  basis: ReplyBasis,
  facts: StepFacts,
): Rejection | undefined => {
  for (const step of basis.requires) {
    const refused = missing(step, request, kind, facts);
    if (refused) return refused;
  }
  return undefined;
};

/** Whether anything leaves with it but the letter itself; then another person reviews it first. */
export const leaves = ({ kind, contents }: Pick<Reply, 'kind' | 'contents'>): boolean =>
  replyKinds[kind].leaves || contents.length > 0;

/** What the secrecy review of a reply is about, and who may not do it. */
export const replySubject = (request: Request, reply: Reply): SecrecySubject => ({
  id: reply.id,
  host: 'reply',
  contentDigest: reply.contentDigest,
  authors: reply.authors,
  agency: request.agency,
});

export const secrecyMissing = (request: Request, reply: Reply): Rejection | undefined =>
  leaves(reply) && !secrecyPassedFor(reply.secrecy, replySubject(request, reply))
    ? reject('request.secrecyMissing')
    : undefined;

/**
 * The one way out of the office. Exactly this content stands on an article of the edition of the case,
 * whoever had to be asked was asked, another person has passed it for secrecy when anything leaves with
 * it, a person who did not write it has approved it, and no other reply of the round is in force.
 */
export const mayBeIssued = (
  request: Request,
  reply: Reply,
  facts: StepFacts,
): ReplyBasis | Rejection => {
  const basis = basisIn(request, { ...reply, article: null });
  if (basis instanceof Rejection) return basis;
  const { approval, contentDigest, authors } = reply;
  const refused = missingStep(request, reply.kind, basis, facts) ?? secrecyMissing(request, reply);
  if (refused) return refused;
  if (approval === null || approval.contentDigest !== contentDigest)
    return reject('request.replyNotApproved');
  if (authors.includes(approval.by)) return reject('request.separationOfDuties');
  return replyInForce(request) === null ? basis : reject('request.replyInForce');
};
