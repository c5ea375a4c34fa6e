import { Rejection, type Day } from '@gongkai/kernel';
import type { Document } from '@gongkai/publication';
import type { Request } from '@gongkai/request';
import type { CommandOf } from './commands.js';
import type { ReconsiderationFacts } from './decider.state.js';
import { reject } from './errors.js';
import type { Challenged } from './events.kinds.js';

/** What is challenged, as its own log has it. */
export type ChallengedAct = {
  respondent: string | null;
  ground: string | null;
  groundArticle: string | null;
  /** Whether a suit had to wait for this (复议法 2023 第二十三条), by the day of the reply. */
  reviewFirst: boolean;
  /** The day of the act; null where nothing was done. */
  actOn: Day | null;
  /** From when the time to file runs; null where the applicant's knowledge is not on record. */
  startsOn: Day | null;
};

const plain = { ground: null, groundArticle: null, reviewFirst: false } as const;

const beforeDecision = (actOn: Day, filedOn: Day): Rejection | undefined =>
  filedOn < actOn
    ? reject('reconsideration.beforeDecision', { actOn, filedOn }, 'filedOn')
    : undefined;

/** Issued and not undone, in the present round. */
export const replyStanding = ({ replies, round }: Request) =>
  replies.find((reply) => reply.round === round && reply.issued && !reply.undone);

const reply = (
  { replyId }: Extract<Challenged, { kind: 'reply' }>,
  request: Request,
  filedOn: Day,
): ChallengedAct | Rejection => {
  if (replyId === null) {
    const ended = request.conclusions.at(-1);
    if (!ended) return reject('reconsideration.noDecision', {}, 'challenged');
    const act = { ...plain, respondent: request.agency, actOn: ended.on, startsOn: ended.on };
    return beforeDecision(ended.on, filedOn) ?? act;
  }
  const found = request.replies.find(({ id }) => id === replyId);
  if (!found) return reject('reconsideration.replyUnknown', {}, 'challenged');
  if (!found.issued) return reject('reconsideration.noDecision', {}, 'challenged');
  const { ground, groundArticle, issued, delivered } = found;
  return (
    beforeDecision(issued.on, filedOn) ?? {
      respondent: request.agency,
      ground,
      groundArticle,
      reviewFirst: issued.remedy === 'reconsiderationFirst',
      actOn: issued.on,
      startsOn: delivered?.givenOn ?? null,
    }
  );
};

/** Silence begins with the end of the time to reply, and only if nothing was said until then. */
const silence = (request: Request, filedOn: Day): ChallengedAct | Rejection => {
  const dueOn = request.clock?.round === request.round ? request.clock.dueOn : null;
  if (dueOn === null || filedOn <= dueOn)
    return reject('reconsideration.periodNotOver', { dueOn: dueOn ?? '—' }, 'filedOn');
  const givenOn =
    replyStanding(request)?.delivered?.givenOn ??
    request.conclusions.find(({ round }) => round === request.round)?.on;
  if (givenOn !== undefined && givenOn <= dueOn)
    return reject('reconsideration.answeredInTime', { givenOn }, 'challenged');
  return { ...plain, respondent: request.agency, actOn: null, startsOn: dueOn };
};

const ended = (request: Request, filedOn: Day): ChallengedAct | Rejection => {
  const { abandoned, agency } = request;
  if (!abandoned) return reject('reconsideration.noDecision', {}, 'challenged');
  const { on } = abandoned;
  const act = { ...plain, respondent: agency, actOn: on, startsOn: on };
  return beforeDecision(on, filedOn) ?? act;
};

const published = (document: Document, filedOn: Day): ChallengedAct | Rejection => {
  const { firstPublishedOn: on, agency } = document;
  if (on === null) return reject('reconsideration.noDecision', {}, 'challenged');
  // Published for everybody: when this applicant came to know of it is not on record.
  const act = { ...plain, respondent: agency, actOn: on, startsOn: null };
  return beforeDecision(on, filedOn) ?? act;
};

/** What is challenged must be there: looked up in the log, and there before the application. */
export const challengedAct = (
  { challenged, filedOn, knownOn }: CommandOf<'file'>,
  { request, document }: Pick<ReconsiderationFacts, 'request' | 'document'>,
): ChallengedAct | Rejection => {
  const act = actOf(challenged, filedOn, request ?? null, document ?? null);
  return act instanceof Rejection ? act : { ...act, startsOn: knownOn ?? act.startsOn };
};

const actOf = (
  challenged: Challenged,
  filedOn: Day,
  request: Request | null,
  document: Document | null,
): ChallengedAct | Rejection => {
  if (challenged.kind === 'publication')
    return document === null
      ? reject('reconsideration.documentUnknown', {}, 'challenged')
      : published(document, filedOn);
  if (request === null) return reject('reconsideration.requestUnknown', {}, 'challenged');
  switch (challenged.kind) {
    case 'reply':
      return reply(challenged, request, filedOn);
    case 'silence':
      return silence(request, filedOn);
    case 'noLongerProcessed':
      return ended(request, filedOn);
  }
};
