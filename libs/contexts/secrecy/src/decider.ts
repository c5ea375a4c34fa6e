import type { Actor, Day } from '@gongkai/kernel';
import { Rejection } from '@gongkai/kernel';
import type { SecrecyCommand } from './commands.js';
import { articleOf, editionOn, grounds, passGrounds } from './decider.grounds.js';
import { rejectSecrecy as reject } from './errors.js';
import type { GuidanceOutcome, SecrecyEvent, SecrecyHost } from './events.js';

/** One secrecy review (保密审查), always of one content: the digest says which. */
export type Secrecy =
  | { status: 'none' }
  | {
      status: 'requested';
      contentDigest: string;
      requestedOn: Day;
      guidance: { askedOn: Day; outcome: GuidanceOutcome | null } | null;
    }
  | { status: 'passed'; contentDigest: string; by: string; on: Day }
  | { status: 'refused'; contentDigest: string; by: string; on: Day; ground: string };

export const noSecrecy: Secrecy = { status: 'none' };

/** The thing under review, as its own decider knows it. */
export type SecrecySubject = {
  id: string;
  host: SecrecyHost;
  contentDigest: string;
  /** Everybody who wrote the content or proposed its attribute; none of them may review it. */
  authors: readonly string[];
  agency: string | null;
};
export type SecrecyFacts = { today: Day; actor: Actor };

/** Pure sub-decider: the host decider calls it for its secrecy commands. */
export const decideSecrecy = (
  secrecy: Secrecy,
  command: SecrecyCommand,
  subject: SecrecySubject,
  { today, actor }: SecrecyFacts,
): SecrecyEvent[] | Rejection => {
  const on = command.on ?? today;
  if (on > today) return reject('secrecy.dayImpossible', { on }, 'on');
  const of = { subject: subject.id, contentDigest: subject.contentDigest };
  if (command.type === 'requestSecrecy') {
    if (secrecy.status !== 'none' && secrecy.contentDigest === subject.contentDigest)
      return reject(
        secrecy.status === 'requested' ? 'secrecy.alreadyRequested' : 'secrecy.alreadyReviewed',
      );
    return [
      {
        type: 'SecrecyReviewRequested',
        data: { ...of, requestedBy: actor.id, requestedOn: on },
      },
    ];
  }
  const open = openReview(secrecy, subject, on);
  if (open instanceof Rejection) return open;
  const person = reviewer(subject, actor);
  if (person instanceof Rejection) return person;
  switch (command.type) {
    case 'askSecrecyGuidance': {
      const { guidance } = open;
      if (guidance?.outcome === null) return reject('secrecy.guidanceOpen');
      // The answer stands for this content: asking on until another comes would overrule it.
      if (guidance?.outcome === 'mayNotDisclose') return reject('secrecy.guidanceForbids');
      const { department, name, question } = command;
      return [
        {
          type: 'SecrecyGuidanceAsked',
          data: { ...of, department, name, question, askedBy: actor.id, askedOn: on },
        },
      ];
    }
    case 'answerSecrecyGuidance': {
      if (open.guidance === null || open.guidance.outcome !== null)
        return reject('secrecy.guidanceNotAsked');
      if (on < open.guidance.askedOn) return reject('secrecy.dayImpossible', { on }, 'on');
      const { outcome, answer, letter = null } = command;
      return [
        {
          type: 'SecrecyGuidanceAnswered',
          data: { ...of, outcome, answer, letter, answeredOn: on },
        },
      ];
    }
    case 'passSecrecy':
      return pass(open, command, of, person, on);
    case 'refuseSecrecy':
      return refuse(open, command, { ...of, host: subject.host }, person, on);
  }
};

type Open = Extract<Secrecy, { status: 'requested' }>;
type Of = { subject: string; contentDigest: string };
type Reviewer = { reviewedBy: string; borrowedFrom: string | null };

const openReview = (secrecy: Secrecy, subject: SecrecySubject, on: Day): Open | Rejection => {
  if (secrecy.status === 'none') return reject('secrecy.notRequested');
  if (secrecy.contentDigest !== subject.contentDigest) return reject('secrecy.otherContent');
  if (secrecy.status !== 'requested') return reject('secrecy.alreadyReviewed');
  if (on < secrecy.requestedOn) return reject('secrecy.dayImpossible', { on }, 'on');
  return secrecy;
};

/** 条例第十七条: another person, a named one; an office of one borrows the reviewer of another agency. */
const reviewer = (subject: SecrecySubject, actor: Actor): Reviewer | Rejection => {
  if (actor.kind !== 'officer') return reject('secrecy.personNeeded');
  if (subject.authors.includes(actor.id)) return reject('secrecy.separationOfDuties');
  const own = (actor.agency ?? null) === subject.agency;
  return { reviewedBy: actor.id, borrowedFrom: own ? null : (actor.agency ?? 'government') };
};

const pass = (
  open: Open,
  command: Extract<SecrecyCommand, { type: 'passSecrecy' }>,
  of: Of,
  person: Reviewer,
  on: Day,
): SecrecyEvent[] | Rejection => {
  if (open.guidance?.outcome === null) return reject('secrecy.guidanceOpen');
  if (open.guidance?.outcome === 'mayNotDisclose') return reject('secrecy.guidanceForbids');
  if (command.ground === 'asAnswered' && open.guidance === null)
    return reject('secrecy.groundUnfounded', {}, 'ground');
  const edition = editionOn(on);
  const article = articleOf(passGrounds[command.ground], on);
  if (article === undefined) return notInForce(passGrounds[command.ground].zh, on);
  const { ground, remark } = command;
  return [
    {
      type: 'SecrecyReviewPassed',
      data: { ...of, ground, edition, article, remark, ...person, reviewedOn: on },
    },
  ];
};

const refuse = (
  open: Open,
  command: Extract<SecrecyCommand, { type: 'refuseSecrecy' }>,
  of: Of & { host: SecrecyHost },
  person: Reviewer,
  on: Day,
): SecrecyEvent[] | Rejection => {
  if (open.guidance?.outcome === null) return reject('secrecy.guidanceOpen');
  const article = articleOf(grounds[command.ground], on);
  if (article === undefined) return notInForce(grounds[command.ground].zh, on);
  const { ground, explanation } = command;
  return [
    {
      type: 'SecrecyReviewRefused',
      data: {
        ...of,
        ground,
        edition: editionOn(on),
        article,
        explanation,
        ...person,
        reviewedOn: on,
      },
    },
  ];
};

const notInForce = (ground: string, on: Day) =>
  reject('secrecy.groundNotInForce', { ground, on, edition: editionOn(on) }, 'ground');

type Voided = Extract<SecrecyEvent, { type: 'SecrecyReviewVoided' }>['data'];

/**
 * A review is void when the content changes, when what it let pass turns out to be a secret, or when
 * what was withheld is let go on re-evaluation: the grounds of a refusal may be gone by then.
 */
export const voidSecrecy = (
  secrecy: Secrecy,
  subject: Pick<SecrecySubject, 'id'>,
  today: Day,
  reason: Voided['reason'] = 'contentRevised',
): SecrecyEvent[] =>
  secrecy.status === 'none'
    ? []
    : [
        {
          type: 'SecrecyReviewVoided',
          data: {
            subject: subject.id,
            contentDigest: secrecy.contentDigest,
            reason,
            voidedOn: today,
          },
        },
      ];

export const evolveSecrecy = (secrecy: Secrecy, event: SecrecyEvent): Secrecy => {
  const { contentDigest } = event.data;
  switch (event.type) {
    case 'SecrecyReviewRequested':
      return {
        status: 'requested',
        contentDigest,
        requestedOn: event.data.requestedOn,
        guidance: null,
      };
    case 'SecrecyGuidanceAsked':
      return secrecy.status === 'requested'
        ? { ...secrecy, guidance: { askedOn: event.data.askedOn, outcome: null } }
        : secrecy;
    case 'SecrecyGuidanceAnswered':
      return secrecy.status === 'requested' && secrecy.guidance
        ? { ...secrecy, guidance: { ...secrecy.guidance, outcome: event.data.outcome } }
        : secrecy;
    case 'SecrecyReviewPassed':
      return {
        status: 'passed',
        contentDigest,
        by: event.data.reviewedBy,
        on: event.data.reviewedOn,
      };
    case 'SecrecyReviewRefused':
      return {
        status: 'refused',
        contentDigest,
        by: event.data.reviewedBy,
        on: event.data.reviewedOn,
        ground: event.data.ground,
      };
    case 'SecrecyReviewVoided':
      return noSecrecy;
  }
};

/** The one question the host's gate asks: has another person passed exactly this content? */
export const secrecyPassedFor = (secrecy: Secrecy, subject: SecrecySubject): boolean =>
  secrecy.status === 'passed' &&
  secrecy.contentDigest === subject.contentDigest &&
  !subject.authors.includes(secrecy.by);
