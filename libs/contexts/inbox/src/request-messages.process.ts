import { addDays, dayNumber } from '@gongkai/calendar';
import type { CollectionSpec, Day, Origin, Process, Recorded } from '@gongkai/kernel';
import { cases, SETTLES, TELLS, type CaseEvent, type Followed } from './case-events.js';
import type { MessageCommandData } from './commands.js';
import { messageIdOf } from './decider.js';
import type { Recipient } from './events.js';
import {
  afterOwn,
  firstDue,
  isOwn,
  officeOf,
  own,
  sayings,
  settled,
  type CaseMessage,
  type Post,
  type Posts,
} from './posts.js';
import { subjects, type MessageSubject } from './subjects.js';

/** One case (or one change of the calendar in an agency), with what its officers are to be told. */
export type CaseMessagesRow = Posts & {
  id: string;
  kind: 'request' | 'calendar';
  origin: Origin;
  agency: string | null;
  number: string | null;
  round: number;
  dueOn: Day | null;
  closed: boolean;
  due: Day | null;
};
type Bare = Omit<CaseMessagesRow, 'due'>;

const told = (
  row: Bare,
  subject: MessageSubject,
  event: Recorded<CaseEvent>,
  to: Recipient = officeOf(subject, row.agency),
): Bare => {
  const post = { cause: event.meta.id, subject, to, dueOn: row.dueOn, on: event.meta.occurredOn };
  return { ...row, posts: [...row.posts, post] };
};

const isWork = (subject: MessageSubject) =>
  !subjects[subject].news && subject !== 'publicationSuggested';

const isDue = (subject: MessageSubject) => subject === 'dueSoon' || subject === 'overdue';

/**
 * A due day that is new is reminded of anew, and what was said of the old one is settled. A reminder
 * nobody has had yet only moves with it, so that a notice that moves many cases asks for nothing now.
 */
const dueOn = (row: Bare, day: Day | null, event: Recorded<CaseEvent>): Bare => {
  const reminder = row.posts.find(({ subject }) => subject === 'dueSoon');
  const posted = row.open.some(({ subject }) => subject === 'dueSoon');
  if (day === row.dueOn && (reminder || posted)) return row;
  const stale = settled({ ...row, dueOn: day }, isDue);
  if (day === null || row.closed) return stale;
  if (!reminder || row.dueOn === null) return told(stale, 'dueSoon', event);
  const earlier = Math.min(0, dayNumber(day) - dayNumber(row.dueOn));
  const moved = { ...reminder, on: addDays(reminder.on, earlier) };
  return { ...stale, posts: [...stale.posts, moved] };
};

const afterCase = (row: Bare, event: Recorded<CaseEvent>): Bare => {
  switch (event.type) {
    case 'RequestReceived': {
      const { agency, number } = event.data;
      return { ...row, agency, number };
    }
    case 'RequestTransferredOut':
      return settled(row, isWork);
    case 'RequestTransferredIn': {
      const here = { ...row, agency: event.data.to };
      return row.dueOn === null ? here : told(here, 'dueSoon', event);
    }
    case 'RequestRouted': {
      const { officer } = event.data;
      if (officer === null) return row;
      return told(row, 'requestRouted', event, { kind: 'officer', account: officer });
    }
    case 'DeadlineSet':
      return dueOn({ ...row, round: event.data.round }, event.data.dueOn, event);
    case 'DeadlineMoved':
      return dueOn({ ...row, round: event.data.round }, event.data.to, event);
    case 'RoundOpened':
      return { ...row, closed: false, round: event.data.round, dueOn: null };
    case 'RequestReopened':
      return { ...row, closed: false, dueOn: null };
    case 'RequestConcluded':
      return { ...settled(row, isWork), closed: true };
    case 'RequestArchived':
      return settled(row, () => true);
    default:
      return row;
  }
};

const after = (row: Bare, event: Recorded<Followed>): Bare => {
  if (isOwn(event)) return afterOwn(row, event);
  const of = event as Recorded<CaseEvent>;
  const done = SETTLES[of.type];
  const before = done ? settled(row, (subject) => done.includes(subject)) : row;
  const next = afterCase(before, of);
  const subject = TELLS[of.type];
  return subject === undefined ? next : told(next, subject, of);
};

/** A change of the calendar is told once to an agency, however many of its cases it moves. */
const movedId = (agency: string | null, calendar: number): string =>
  `moved.${agency ?? ''}.${String(calendar)}`;

const moved = (row: Bare, event: Recorded<Followed>): Bare => {
  if (isOwn(event)) return afterOwn(row, event);
  if (row.posts.length > 0 || row.closed) return row;
  const on = event.meta.occurredOn;
  const to = officeOf('deadlineMoved', row.agency);
  const post: Post = { cause: row.id, subject: 'deadlineMoved', to, dueOn: null, on };
  return { ...row, closed: true, posts: [post] };
};

const fresh = (id: string, event: Recorded<Followed>): Bare => ({
  id,
  kind: id.startsWith('moved.') ? 'calendar' : 'request',
  origin: event.meta.origin,
  agency: event.meta.agency,
  number: null,
  round: 1,
  dueOn: null,
  closed: false,
  posts: [],
  open: [],
  settling: [],
});

const keyOf = (event: Recorded<Followed>): string | string[] | undefined => {
  if (isOwn(event)) return 'about' in event.data ? event.data.about.id : undefined;
  const { aggregate, aggregateId, origin, agency } = event.meta;
  // Nobody is to act on a log of past years, or on a simulation.
  if (aggregate !== 'request' || origin === 'imported' || origin === 'simulated') return undefined;
  return event.type === 'DeadlineMoved'
    ? [aggregateId, movedId(agency, event.data.calendar)]
    : aggregateId;
};

const collection: CollectionSpec<CaseMessagesRow> = {
  name: 'caseMessages',
  version: 1,
  keys: { due: (row) => row.due },
  indexes: [['due']],
};

const commandOf = (row: CaseMessagesRow, post: Post): MessageCommandData => {
  const { cause, subject, to } = post;
  const about = { kind: row.kind, id: row.id, number: row.number };
  const of = { messageId: messageIdOf(cause, to), cause, to, subject, about };
  return subject === 'dueSoon' && row.dueOn !== null
    ? { type: 'remind', ...of, dueOn: row.dueOn }
    : { type: 'post', ...of, dueOn: row.kind === 'calendar' ? null : row.dueOn };
};

/** Tells officers what has happened to their cases, once per cause, and settles what is done. */
export const requestMessages: Process<CaseMessagesRow, CaseMessage, Followed> = {
  name: 'requestMessages',
  version: 1,
  events: { ...cases, ...own },
  collection,
  key: keyOf,
  apply(known, event, id) {
    const { due: _, ...row } = known ?? { ...fresh(id, event), due: null };
    // A message about no case that is followed.
    if (!known && isOwn(event)) return undefined;
    const next = row.kind === 'calendar' ? moved(row, event) : after(row, event);
    return { ...next, due: firstDue(next) };
  },
  ...sayings(commandOf),
};
