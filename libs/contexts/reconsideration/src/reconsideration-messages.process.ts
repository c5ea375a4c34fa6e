import {
  MessageCommand,
  messageEvents,
  messageIdOf,
  subjects,
  type About,
  type MessageEvent,
  type MessageSubject,
  type Recipient,
} from '@gongkai/inbox';
import type { CollectionSpec, Day, Origin, Process, Recorded } from '@gongkai/kernel';
import { reconsiderationEvents, type EventNamed } from './events.js';

/** A message that is to be posted on a day. */
type Post = { cause: string; subject: MessageSubject; to: Recipient; dueOn: Day | null; on: Day };

/** One case, with what the officers of the respondent are to be told. */
export type AppealMessagesRow = {
  id: string;
  origin: Origin;
  agency: string | null;
  number: string | null;
  closed: boolean;
  posts: readonly Post[];
  open: readonly { id: string; subject: MessageSubject }[];
  /** Messages whose matter is done. */
  settling: readonly string[];
  due: Day | null;
};
type Bare = Omit<AppealMessagesRow, 'due'>;

const {
  ReconsiderationFiled,
  ReconsiderationVoided,
  CopyServed,
  AnswerSubmitted,
  AnswerMissed,
  AnswerMissLifted,
  ReconsiderationDueSet,
  ReconsiderationRefused,
  ReconsiderationDecided,
  ReconsiderationEnded,
} = reconsiderationEvents;
const { MessagePosted, ReminderScheduled, MessageSettled } = messageEvents;
const cases = {
  ReconsiderationFiled,
  ReconsiderationVoided,
  CopyServed,
  AnswerSubmitted,
  AnswerMissed,
  AnswerMissLifted,
  ReconsiderationDueSet,
  ReconsiderationRefused,
  ReconsiderationDecided,
  ReconsiderationEnded,
};
const own = { MessagePosted, ReminderScheduled, MessageSettled };
type CaseEvent = EventNamed<keyof typeof cases>;
type OwnEvent = Extract<MessageEvent, { type: keyof typeof own }>;
type Followed = CaseEvent | OwnEvent;

const isOwn = (event: Followed): event is OwnEvent => Object.hasOwn(own, event.type);

const told = (
  row: Bare,
  subject: MessageSubject,
  { meta }: Recorded<CaseEvent>,
  dueOn: Day | null = null,
): Bare => {
  const to: Recipient = { kind: 'office', roles: [...subjects[subject].roles], agency: row.agency };
  // Each subject of one event is a message of its own, though they go to the same officers.
  const post = { cause: `${meta.id}.${subject}`, subject, to, dueOn, on: meta.occurredOn };
  return { ...row, posts: [...row.posts, post] };
};

/** Messages of these subjects are settled, those not posted yet are not posted. */
const settled = (row: Bare, done: readonly MessageSubject[]): Bare => {
  const of = ({ subject }: { subject: MessageSubject }) => done.includes(subject);
  return {
    ...row,
    posts: row.posts.filter((post) => !of(post)),
    open: row.open.filter((message) => !of(message)),
    settling: [...row.settling, ...row.open.filter(of).map(({ id }) => id)],
  };
};
const WORK = ['appealServed', 'appealAnswerDueSoon', 'appealAnswerOverdue'] as const;

const afterCase = (row: Bare, event: Recorded<CaseEvent>): Bare => {
  switch (event.type) {
    case 'ReconsiderationFiled': {
      const { respondent: agency, number } = event.data;
      return { ...row, agency, number };
    }
    case 'CopyServed':
      return told(row, 'appealServed', event);
    case 'ReconsiderationDueSet': {
      const { period, dueOn } = event.data;
      if (period !== 'answer' || row.closed) return row;
      const before = settled(row, ['appealAnswerDueSoon']);
      return dueOn === null ? before : told(before, 'appealAnswerDueSoon', event, dueOn);
    }
    case 'AnswerMissed':
      return told(
        settled(row, ['appealAnswerDueSoon']),
        'appealAnswerOverdue',
        event,
        event.data.dueOn,
      );
    case 'AnswerMissLifted':
      return settled(row, ['appealAnswerOverdue']);
    case 'AnswerSubmitted':
      return settled(row, WORK);
    case 'ReconsiderationVoided':
      return { ...settled(row, WORK), closed: true };
    case 'ReconsiderationRefused':
    case 'ReconsiderationDecided':
    case 'ReconsiderationEnded':
      return { ...told(settled(row, WORK), 'appealDecided', event), closed: true };
  }
};

const afterOwn = (row: Bare, event: Recorded<OwnEvent>): Bare => {
  const id = event.meta.aggregateId;
  const isIt = ({ cause, to }: Post) => messageIdOf(cause, to) === id;
  switch (event.type) {
    case 'MessagePosted': {
      const { subject } = event.data;
      const posts = row.posts.filter((post) => !isIt(post));
      if (subjects[subject].news) return { ...row, posts };
      // Settled while it was on its way.
      if (!row.posts.some(isIt)) return { ...row, settling: [...row.settling, id] };
      return { ...row, posts, open: [...row.open, { id, subject }] };
    }
    case 'ReminderScheduled': {
      const on = event.data.remindOn;
      return { ...row, posts: row.posts.map((post) => (isIt(post) ? { ...post, on } : post)) };
    }
    case 'MessageSettled':
      return {
        ...row,
        open: row.open.filter((message) => message.id !== id),
        settling: row.settling.filter((message) => message !== id),
      };
  }
};

/** Before every day: what is settled is said at once. */
const AT_ONCE = '0001-01-01';

const firstDue = ({ posts, settling }: Bare): Day | null =>
  settling.length > 0 ? AT_ONCE : (posts.map(({ on }) => on).sort()[0] ?? null);

const keyOf = (event: Recorded<Followed>): string | undefined => {
  if (isOwn(event)) return 'about' in event.data ? event.data.about.id : undefined;
  const { origin } = event.meta;
  // Nobody is to act on a log of past years, or on a simulation.
  return origin === 'imported' || origin === 'simulated' ? undefined : event.data.reconsiderationId;
};

const fresh = (id: string, origin: Origin): Bare => ({
  id,
  origin,
  agency: null,
  number: null,
  closed: false,
  posts: [],
  open: [],
  settling: [],
});

type Told =
  | {
      type: 'post' | 'remind';
      messageId: string;
      cause: string;
      to: Recipient;
      subject: MessageSubject;
      about: About;
      dueOn: Day | null;
    }
  | { type: 'settle'; messageId: string };
export type PostedCommand = { data: Told; origin: Origin };

const commandOf = ({ id, number }: AppealMessagesRow, post: Post): Told => {
  const { cause, subject, to, dueOn } = post;
  const about: About = { kind: 'reconsideration', id, number };
  const type = subject === 'appealAnswerDueSoon' ? 'remind' : 'post';
  return { type, messageId: messageIdOf(cause, to), cause, to, subject, about, dueOn };
};

const collection: CollectionSpec<AppealMessagesRow> = {
  name: 'reconsiderationMessages',
  version: 1,
  keys: { due: (row) => row.due },
  indexes: [['due']],
};

/** Tells the legal officer what has come, what is due, and what has passed; settles what is done. */
export const reconsiderationMessages: Process<AppealMessagesRow, PostedCommand, Followed> = {
  name: 'reconsiderationMessages',
  version: 1,
  events: { ...cases, ...own },
  collection,
  key: keyOf,
  apply(known, event, id) {
    // A message about another kind of case.
    if (!known && isOwn(event)) return undefined;
    const { due: _, ...row } = known ?? { ...fresh(id, event.meta.origin), due: null };
    const next = isOwn(event)
      ? afterOwn(row, event as Recorded<OwnEvent>)
      : afterCase(row, event as Recorded<CaseEvent>);
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
