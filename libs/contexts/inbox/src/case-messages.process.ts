import type {
  AnyEvent,
  Catalogue,
  CollectionSpec,
  Day,
  Origin,
  Process,
  Recorded,
} from '@gongkai/kernel';
import type { MessageCommandData } from './commands.js';
import { messageIdOf } from './decider.js';
import type { About } from './events.js';
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
import type { MessageSubject } from './subjects.js';

/** What an event of a case means to those who handle it. */
export type CaseNews = {
  /** Whose case it is from now on; absent: as before. */
  agency?: string | null;
  number?: string | null;
  /** Done, or asked no longer. */
  settles?: readonly MessageSubject[];
  tells?: readonly MessageSubject[];
  /** Another agency is asked for something, by a day. */
  asks?: { agency: string; subject: MessageSubject; dueOn: Day };
  /** A reminder of a last day, in the place of the one before; null: there is no last day any more. */
  reminds?: { subject: MessageSubject; dueOn: Day | null };
};

/** One case, with what its officers are to be told. */
export type MessagesRow = Posts & {
  id: string;
  origin: Origin;
  agency: string | null;
  number: string | null;
  due: Day | null;
};
type Bare = Omit<MessagesRow, 'due'>;

const told = (
  row: Bare,
  subject: MessageSubject,
  { id, occurredOn }: { id: string; occurredOn: Day },
  dueOn: Day | null,
  agency = row.agency,
): Bare => {
  const to = officeOf(subject, agency);
  // Each subject of one event is a message of its own, though they go to the same officers.
  const post = { cause: `${id}.${subject}`, subject, to, dueOn, on: occurredOn };
  return { ...row, posts: [...row.posts, post] };
};

const afterCase = (row: Bare, news: CaseNews, { meta }: Recorded): Bare => {
  const { agency = row.agency, number = row.number, settles = [], tells = [] } = news;
  const { asks, reminds } = news;
  const stale = reminds ? [...settles, reminds.subject] : settles;
  let next = settled({ ...row, agency, number }, (subject) => stale.includes(subject));
  for (const subject of tells) next = told(next, subject, meta, reminds?.dueOn ?? null);
  if (asks) next = told(next, asks.subject, meta, asks.dueOn, asks.agency);
  if (!reminds?.dueOn) return next;
  return told(next, reminds.subject, meta, reminds.dueOn);
};

type Kind<E extends AnyEvent> = {
  /** Name of the process and of its rows. */
  name: string;
  about: About['kind'];
  /** The subject that reminds of a last day before it has come, where there is one. */
  reminder?: MessageSubject;
  events: Catalogue;
  /** The case an event is about; undefined: none of this kind. */
  idOf(event: Recorded<E>): string | undefined;
  /** What an event means; undefined: nothing. */
  news(event: Recorded<E>): CaseNews | undefined;
};

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
        ? afterOwn(row, event)
        : afterCase(row, news(event as never) ?? {}, event);
      return { ...next, due: firstDue(next) };
    },
    ...sayings(commandOf),
  };
};
