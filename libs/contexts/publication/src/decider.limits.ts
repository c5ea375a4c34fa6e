import { workingDayAfter, type WorkingDay } from '@gongkai/calendar';
import type { Day } from '@gongkai/kernel';
import type { CommandOf } from './commands.js';
import { publishLimit } from './decider.days.js';
import type { Document, DocumentFacts } from './decider.state.js';
import type { Running } from './events.after.js';
import type { DocumentEvent } from './events.js';

type Calendar = DocumentFacts['calendar'];

/** Revised after publication: the public still has the former content. */
export const pendingCorrection = ({ publicDigest, contentDigest }: Document): boolean =>
  publicDigest !== null && publicDigest !== contentDigest;

/**
 * Which limit is running (条例第二十六条): from formation until the item is public for the first time,
 * from a change of the information until the public has it, also where it was withdrawn meanwhile. A
 * change before the first publication does not put that off.
 */
export const runningLimit = (document: Document): 'formation' | 'change' | null => {
  if (document.status !== 'open' || document.ended !== null) return null;
  if (!document.everPublic) return 'formation';
  const { changedOn, publicDigest, contentDigest } = document;
  return changedOn !== null && publicDigest !== contentDigest ? 'change' : null;
};

/**
 * The day the limit that is running began. What was withheld is to be public since it was released on
 * re-evaluation: the Regulations name no period for that (条例第十八条), so it has the same one.
 */
export const limitFrom = (document: Document): Day | null => {
  const { changedOn, releasedOn, content } = document;
  return runningLimit(document) === 'change'
    ? changedOn
    : (releasedOn ?? content?.formedOn ?? null);
};

/** The last day of the limit that is running, as the calendar stands now. */
export const limitOf = (document: Document, calendar: Calendar): WorkingDay | null => {
  const { content, limit } = document;
  if (runningLimit(document) === null || content === null) return null;
  return publishLimit(content, limitFrom(document), limit, calendar);
};

/** What a publication or correction says of the limit; a fact is recorded as late, never refused. */
export const countedAgainst = (
  limit: WorkingDay | null,
  on: string,
): { dueOn: string | null; late: boolean } => ({
  dueOn: limit?.day ?? null,
  late: isOver(limit, on),
});

/** Lateness is a finding, so none is made on a day that a holiday notice may still move. */
const isOver = (limit: WorkingDay | null, on: string): limit is WorkingDay =>
  limit !== null && !limit.provisional && on > limit.day;

/** The limit that is running, as events carry it. */
export const runningOf = (document: Document, calendar: Calendar): Running | null => {
  const of = runningLimit(document);
  if (of === null) return null;
  const attribute = (document.decision ?? document.proposal)?.attribute ?? null;
  const publishBy = limitOf(document, calendar)?.day ?? null;
  return { of, attribute, from: limitFrom(document), publishBy };
};

/** A law sets another limit than was thought; what was found under the former stays on record. */
export const setLimit = (
  document: Document,
  { documentId, limit, reason }: CommandOf<'setLimit'>,
  { calendar, actor }: DocumentFacts,
): DocumentEvent[] => {
  const { workingDays, article } = document.limit ?? {};
  if (workingDays === limit?.workingDays && article === limit?.article) return [];
  const running = runningOf({ ...document, limit }, calendar);
  const data = { documentId, limit, reason, setBy: actor.id, running };
  return [{ type: 'PublicationLimitSet', data }];
};

/** Meant for the public, not there, and the limit is over. */
export const noteLate = (
  document: Document,
  { documentId }: CommandOf<'noteLate'>,
  { today, calendar }: DocumentFacts,
): DocumentEvent[] => {
  const { decision, proposal } = document;
  if ((decision ?? proposal)?.attribute !== 'onInitiative') return [];
  const limit = limitOf(document, calendar);
  if (!isOver(limit, today) || document.lateNotedFor === limit.day) return [];
  const data = { documentId, dueOn: limit.day, notedOn: today };
  return [{ type: 'PublicationLatenessNoted', data }];
};

/** After a notice on the working calendar; what is over keeps the day that was right then. */
export const recalculate = (
  document: Document,
  { documentId, notice, reason }: CommandOf<'recalculate'>,
  { calendar, calendarRevision }: DocumentFacts,
): DocumentEvent[] => {
  const why = { calendar: calendarRevision, notice, reason };
  const events: DocumentEvent[] = [];
  const { publishBy: from } = document;
  const to = limitOf(document, calendar)?.day ?? null;
  if (to !== null && from !== to)
    events.push({ type: 'PublicationDueMoved', data: { documentId, from, to, ...why } });
  for (const [party, asked] of Object.entries(document.coordination)) {
    const { external, askedOn, dueOn, withinDays, answer } = asked;
    if (answer !== 'none' || withinDays === null) continue;
    const day = workingDayAfter(calendar, askedOn, withinDays).day;
    if (day === dueOn) continue;
    const moved = { documentId, party, external, from: dueOn, to: day, ...why };
    events.push({ type: 'CoordinationDueMoved', data: moved });
  }
  return events;
};
