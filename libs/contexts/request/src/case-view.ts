import { answerByOf } from '@gongkai/consultation';
import { deadlineOf, type Calendar } from '@gongkai/calendar';
import type { Day } from '@gongkai/kernel';
import { timelineNode } from '@gongkai/nest';
import { inClear } from '@gongkai/vault';
import { lettersOf, letterNames, type CaseFile, type SentLetter } from './case-file.js';
import { clockOf } from './decider.clock.js';
import { isExtended, type Request } from './decider.state.js';
import { rowAfter, type RequestRow } from './request-row.projection.js';

/** A letter or paper as it is offered, with where to fetch it. */
export type Offered = SentLetter & { zh: string; en: string; path: string };
export type PathOf = (digest: string, kind: string) => string;

/** The row of a case as the log has it now, not as the read models have it yet. */
export const rowOf = ({ events }: CaseFile): RequestRow =>
  events.reduce<RequestRow | undefined>(
    (row, event) => rowAfter(row, event, event.meta.occurredOn),
    undefined,
  )!;

/** The deadline of the present round with its derivation, by the calendar it was reckoned with. */
export const deadlineNode = (request: Request, calendarAt: (revision: number) => Calendar) => {
  const { clock, round } = request;
  const revision = clock?.calendar ?? 0;
  const calendar = calendarAt(revision);
  const deadline = deadlineOf(calendar, clockOf(request, calendar));
  return {
    ...deadline,
    // What was recorded stands, also when the tables of this program have been corrected since.
    startsOn: clock?.startsOn ?? deadline.startsOn,
    dueOn: clock === null ? deadline.dueOn : clock.dueOn,
    provisional: clock?.provisional ?? deadline.provisional,
    round,
    calendar: revision,
  };
};

export const clarificationNode = ({ clarification }: Request) =>
  clarification && { ...clarification, receivedOn: clarification.answer?.receivedOn ?? null };

export const feeNodes = ({ fees }: Request) =>
  fees.map(({ id, paid, waivedOn, ...fee }) => ({
    ...fee,
    feeId: id,
    paidOn: paid?.on ?? null,
    waived: waivedOn !== null,
  }));

export const letterNodes = (file: CaseFile, pathOf: PathOf): Offered[] =>
  lettersOf(file.events).map((letter) => ({
    ...letter,
    ...letterNames[letter.kind],
    path: pathOf(letter.digest, letter.kind),
  }));

/** What was given with a reply that has left: the applicant fetches it like a letter. */
export const givenPapers = ({ replies }: Request, pathOf: PathOf) =>
  replies
    .filter(({ issued, delivered }) => issued !== null && delivered !== null)
    .flatMap(({ contents, issued }) =>
      contents.map(({ digest, title }) => ({
        kind: 'content',
        zh: title,
        en: title,
        on: issued!.on,
        digest,
        path: pathOf(digest, 'content'),
      })),
    );

const consultationNodes = ({ consultations, edition }: Request, calendar: Calendar) =>
  Object.values(consultations).map((consultation) => ({
    ...consultation,
    consultationId: consultation.id,
    answerBy: answerByOf(consultation, edition, calendar),
    silence: consultation.silent?.effect ?? null,
    answer: consultation.answer?.answer ?? null,
    reasonable: consultation.answer?.reasonable ?? null,
    answeredOn: consultation.answer?.on ?? null,
    overridden: consultation.overriddenOn !== null,
  }));

const replyNodes = ({ replies }: Request, pathOf: PathOf) =>
  replies.map((reply) => ({
    ...reply,
    replyId: reply.id,
    contents: reply.contents.map((paper) => ({ ...paper, path: pathOf(paper.digest, 'content') })),
    draftedBy: reply.authors[0] ?? '',
    secrecy: reply.secrecy.status,
    approvedBy: reply.approval?.by ?? null,
    approvedOn: reply.approval?.on ?? null,
    issuedOn: reply.issued?.on ?? null,
    remedy: reply.issued?.remedy ?? null,
    givenOn: reply.delivered?.givenOn ?? null,
    late: reply.delivered?.late ?? null,
    undoneOn: reply.undone?.on ?? null,
  }));

const timelineNodes = ({ events }: CaseFile) =>
  events.map((event) => ({
    ...timelineNode(event),
    facts: JSON.stringify(inClear(event.data)),
  }));

/** Open, and the due day has passed. */
export const isOverdue = (
  { outcome, dueOn }: Pick<RequestRow, 'outcome' | 'dueOn'>,
  today: Day,
): boolean => outcome === null && dueOn !== null && dueOn < today;

/** A case as the officers of its government see it; what lies sealed is not in it. */
export const caseNode = (
  file: CaseFile,
  { today, pathOf, calendarAt, replayed = false }: CaseContext,
) => {
  const { request, revision } = file;
  const row = rowOf(file);
  const { applicant: _, description: __, files: ___, clock: ____, ...shown } = request;
  return {
    ...shown,
    file,
    row,
    revision,
    replayed,
    stage: row.stage,
    applicantKind: request.applicant.kind,
    identityKind: request.applicant.identityKind,
    deadline: deadlineNode(request, calendarAt),
    overdue: isOverdue(row, today),
    extended: isExtended(request),
    clarification: clarificationNode(request),
    consultations: consultationNodes(request, calendarAt(request.clock?.calendar ?? 0)),
    replies: replyNodes(request, pathOf),
    fees: feeNodes(request),
    letters: letterNodes(file, pathOf),
    outcome: row.outcome,
    concludedOn: row.concludedOn,
    timeline: timelineNodes(file),
  };
};
export type CaseContext = {
  today: Day;
  /** Shown as of another time: nothing can be done to it there. */
  replayed?: boolean;
  pathOf: PathOf;
  calendarAt: (revision: number) => Calendar;
};
export type CaseNode = ReturnType<typeof caseNode>;

/** A case as its applicant sees it with number and secret. */
export const trackedNode = (file: CaseFile, context: CaseContext) => {
  const { request } = file;
  const row = rowOf(file);
  const { number, subject, receivedOn, confirmedOn, acceptedOn, round, agency } = request;
  const letters = letterNodes(file, context.pathOf).filter(({ toApplicant }) => toApplicant);
  return {
    number,
    agency,
    subject,
    receivedOn,
    confirmedOn,
    acceptedOn,
    round,
    // Secrecy review and approval are the office's own; to the applicant it is being handled.
    stage: INTERNAL.includes(row.stage) ? ('handling' as const) : row.stage,
    deadline: deadlineNode(request, context.calendarAt),
    extended: isExtended(request),
    overdue: isOverdue(row, context.today),
    clarification: clarificationNode(request),
    fees: feeNodes(request),
    letters: [...letters, ...givenPapers(request, context.pathOf)],
    outcome: row.outcome,
    concludedOn: row.concludedOn,
  };
};
const INTERNAL: readonly RequestRow['stage'][] = ['secrecy', 'approval', 'issue'];
