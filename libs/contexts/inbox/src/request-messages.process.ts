import { addDays, dayNumber } from '@gongkai/calendar';
import type { CollectionSpec, Day, Origin, Process, Recorded } from '@gongkai/kernel';
import {
  cases,
  own,
  SETTLES,
  TELLS,
  type CaseEvent,
  type Followed,
  type OwnEvent,
} from './case-events.js';
import { MessageCommand, type MessageCommandData } from './commands.js';
import { messageIdOf } from './decider.js';
import type { Recipient } from './events.js';
import { subjects, type MessageSubject } from './subjects.js';

/** A message that is to be posted on a day. */
type Post = { cause: string; subject: MessageSubject; to: Recipient; dueOn: Day | null; on: Day };

/** One case (or one change of the calendar in an agency), with what its officers are to be told. */
export type CaseMessagesRow = {
  id: string;
  kind: 'request' | 'calendar';
  origin: Origin;
  agency: string | null;
  number: string | null;
  round: number;
  dueOn: Day | null;
  closed: boolean;
  posts: readonly Post[];
  open: readonly { id: string; subject: MessageSubject }[];
  /** Messages whose matter is done. */
  settling: readonly string[];
  due: Day | null;
};
type Bare = Omit<CaseMessagesRow, 'due'>;

const isOwn = (event: Followed): event is OwnEvent => Object.hasOwn(own, event.type);

const officeOf = (subject: MessageSubject, agency: string | null): Recipient => ({
  kind: 'office',
  roles: [...subjects[subject].roles],
  agency,
});

const told = (
  row: Bare,
  subject: MessageSubject,
  event: Recorded<CaseEvent>,
  to: Recipient = officeOf(subject, row.agency),
): Bare => {
  const post = { cause: event.meta.id, subject, to, dueOn: row.dueOn, on: event.meta.occurredOn };
  return { ...row, posts: [...row.posts, post] };
};

/** Messages of these subjects are settled, those not posted yet are not posted. */
const settled = (row: Bare, of: (subject: MessageSubject) => boolean): Bare => ({
  ...row,
  posts: row.posts.filter(({ subject }) => !of(subject)),
  open: row.open.filter(({ subject }) => !of(subject)),
  settling: [...row.settling, ...row.open.filter(({ subject }) => of(subject)).map(({ id }) => id)],
});

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

const afterOwn = (row: Bare, event: Recorded<OwnEvent>): Bare => {
  const id = event.meta.aggregateId;
  switch (event.type) {
    case 'MessagePosted': {
      const { cause, subject, to } = event.data;
      const wanted = row.posts.some(
        (post) => post.cause === cause && messageIdOf(cause, to) === id,
      );
      const posts = row.posts.filter((post) => messageIdOf(post.cause, post.to) !== id);
      if (subjects[subject].news) return { ...row, posts };
      // Settled while it was on its way.
      if (!wanted) return { ...row, posts, settling: [...row.settling, id] };
      return { ...row, posts, open: [...row.open, { id, subject }] };
    }
    case 'ReminderScheduled': {
      const on = event.data.remindOn;
      const later = (post: Post) =>
        messageIdOf(post.cause, post.to) === id ? { ...post, on } : post;
      return { ...row, posts: row.posts.map(later) };
    }
    case 'MessageSettled':
      return {
        ...row,
        open: row.open.filter((message) => message.id !== id),
        settling: row.settling.filter((message) => message !== id),
      };
  }
};

const after = (row: Bare, event: Recorded<Followed>): Bare => {
  if (isOwn(event)) return afterOwn(row, event as Recorded<OwnEvent>);
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
  if (isOwn(event)) return afterOwn(row, event as Recorded<OwnEvent>);
  if (row.posts.length > 0 || row.closed) return row;
  const on = event.meta.occurredOn;
  const to = officeOf('deadlineMoved', row.agency);
  const post: Post = { cause: row.id, subject: 'deadlineMoved', to, dueOn: null, on };
  return { ...row, closed: true, posts: [post] };
};

/** Before every day: what is settled is said at once. */
const AT_ONCE = '0001-01-01';

const firstDue = ({ posts, settling }: Bare): Day | null =>
  settling.length > 0 ? AT_ONCE : (posts.map(({ on }) => on).sort()[0] ?? null);

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

export type PostedCommand = { data: MessageCommandData; origin: Origin };

const commandOf = (row: CaseMessagesRow, post: Post): MessageCommandData => {
  const { cause, subject, to } = post;
  const about = { kind: row.kind, id: row.id, number: row.number };
  const of = { messageId: messageIdOf(cause, to), cause, to, subject, about };
  return subject === 'dueSoon' && row.dueOn !== null
    ? { type: 'remind', ...of, dueOn: row.dueOn }
    : { type: 'post', ...of, dueOn: row.kind === 'calendar' ? null : row.dueOn };
};

/** Tells officers what has happened to their cases, once per cause, and settles what is done. */
export const requestMessages: Process<CaseMessagesRow, PostedCommand, Followed> = {
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
  dueKey: 'due',
  due: (row, today) => [
    ...row.settling.map((messageId) => ({
      data: { type: 'settle' as const, messageId },
      origin: row.origin,
    })),
    ...row.posts
      .filter(({ on }) => on <= today)
      .map((post) => ({ data: commandOf(row, post), origin: row.origin })),
  ],
  command: (call, { data, origin }) => new MessageCommand({ ...call, body: data, origin }, data),
};
