import type {
  AnyEvent,
  Catalogue,
  CollectionSpec,
  Day,
  Origin,
  Process,
  Recorded,
} from '@gongkai/kernel';
import { MessageCommand, type MessageCommandData } from './commands.js';
import { messageIdOf } from './decider.js';
import { messageEvents, type About, type MessageEvent, type Recipient } from './events.js';
import { subjects, type MessageSubject } from './subjects.js';

/** A message that is to be posted on a day. */
type Post = { cause: string; subject: MessageSubject; to: Recipient; dueOn: Day | null; on: Day };

/** What an event of a case means to those who handle it. */
export type CaseNews = {
  /** Whose case it is from now on; absent: as before. */
  agency?: string | null;
  number?: string | null;
  /** Done, or asked no longer. */
  settles?: readonly MessageSubject[];
  tells?: readonly MessageSubject[];
  /** A reminder of a last day, in the place of the one before; null: there is no last day any more. */
  reminds?: { subject: MessageSubject; dueOn: Day | null };
};

/** One case, with what its officers are to be told. */
export type MessagesRow = {
  id: string;
  origin: Origin;
  agency: string | null;
  number: string | null;
  posts: readonly Post[];
  open: readonly { id: string; subject: MessageSubject }[];
  /** Messages whose matter is done. */
  settling: readonly string[];
  due: Day | null;
};
type Bare = Omit<MessagesRow, 'due'>;

const { MessagePosted, ReminderScheduled, MessageSettled } = messageEvents;
const own = { MessagePosted, ReminderScheduled, MessageSettled };
type OwnEvent = Extract<MessageEvent, { type: keyof typeof own }>;

/** Settled, or not posted any more. */
const settled = (row: Bare, done: readonly MessageSubject[]): Bare => {
  const of = ({ subject }: { subject: MessageSubject }) => done.includes(subject);
  return {
    ...row,
    posts: row.posts.filter((post) => !of(post)),
    open: row.open.filter((message) => !of(message)),
    settling: [...row.settling, ...row.open.filter(of).map(({ id }) => id)],
  };
};

const told = (
  row: Bare,
  subject: MessageSubject,
  { id, occurredOn }: { id: string; occurredOn: Day },
  dueOn: Day | null,
): Bare => {
  const to: Recipient = { kind: 'office', roles: [...subjects[subject].roles], agency: row.agency };
  // Each subject of one event is a message of its own, though they go to the same officers.
  const post = { cause: `${id}.${subject}`, subject, to, dueOn, on: occurredOn };
  return { ...row, posts: [...row.posts, post] };
};

const afterCase = (row: Bare, news: CaseNews, { meta }: Recorded): Bare => {
  const { agency = row.agency, number = row.number, settles = [], tells = [], reminds } = news;
  const stale = reminds ? [...settles, reminds.subject] : settles;
  let next = settled({ ...row, agency, number }, stale);
  for (const subject of tells) next = told(next, subject, meta, reminds?.dueOn ?? null);
  if (!reminds?.dueOn) return next;
  return told(next, reminds.subject, meta, reminds.dueOn);
};

const afterOwn = (row: Bare, event: OwnEvent & Pick<Recorded, 'meta'>): Bare => {
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

type Kind<E extends AnyEvent> = {
  /** Name of the process and of its rows. */
  name: string;
  about: About['kind'];
  /** The subject that reminds of a last day before it has come. */
  reminder: MessageSubject;
  events: Catalogue;
  idOf(event: E): string;
  /** What an event means; undefined: nothing. */
  news(event: E): CaseNews | undefined;
};

/** What to post or to settle, and of which origin. */
export type CaseMessage = { data: MessageCommandData; origin: Origin };

/**
 * Tells the officers of a kind of case what has come, what is due and what has passed, once per
 * cause, and settles what is done. What an event means is all a context has to say.
 */
export const messagesOf = <E extends AnyEvent>({
  name,
  about: kind,
  reminder,
  events,
  idOf,
  news,
}: Kind<E>): Process<MessagesRow, CaseMessage> => {
  const isOwn = (event: AnyEvent): event is OwnEvent => Object.hasOwn(own, event.type);
  const collection: CollectionSpec<MessagesRow> = {
    name,
    version: 1,
    keys: { due: (row) => row.due },
    indexes: [['due']],
  };
  const commandOf = ({ id, number }: MessagesRow, post: Post): MessageCommandData => {
    const { cause, subject, to, dueOn } = post;
    const of = { messageId: messageIdOf(cause, to), cause, to, subject };
    const about: About = { kind, id, number };
    return subject === reminder && dueOn !== null
      ? { type: 'remind', ...of, about, dueOn }
      : { type: 'post', ...of, about, dueOn };
  };
  return {
    name,
    version: 1,
    events: { ...events, ...own },
    collection,
    key(event) {
      if (isOwn(event)) return 'about' in event.data ? event.data.about.id : undefined;
      const { origin } = event.meta;
      // Nobody is to act on a log of past years, or on a simulation.
      return origin === 'imported' || origin === 'simulated' ? undefined : idOf(event as never);
    },
    apply(known, event, id) {
      // A message about another kind of case.
      if (!known && isOwn(event)) return undefined;
      const { due: _, ...row } = known ?? {
        ...{ id, origin: event.meta.origin, agency: null, number: null },
        ...{ posts: [], open: [], settling: [], due: null },
      };
      const next = isOwn(event)
        ? afterOwn(row, event as OwnEvent & Pick<Recorded, 'meta'>)
        : afterCase(row, news(event as never) ?? {}, event);
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
};
