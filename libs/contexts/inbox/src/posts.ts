import { pickEvents, type AnyEvent, type Day, type Origin, type Recorded } from '@gongkai/kernel';
import { MessageCommand, type MessageCommandData } from './commands.js';
import { messageIdOf } from './decider.js';
import { messageEvents, type MessageEvent, type Recipient } from './events.js';
import { subjects, type MessageSubject } from './subjects.js';

/** A message that is to be posted on a day. */
export type Post = {
  cause: string;
  subject: MessageSubject;
  to: Recipient;
  dueOn: Day | null;
  on: Day;
};

/** What officers are to be told of one case, what they were told, and what of it is done. */
export type Posts = {
  posts: readonly Post[];
  open: readonly { id: string; subject: MessageSubject }[];
  /** Messages whose matter is done. */
  settling: readonly string[];
};

/** What to post or to settle, and of which origin. */
export type CaseMessage = { data: MessageCommandData; origin: Origin };

/** Of the messages themselves. */
export const own = pickEvents(
  messageEvents,
  'MessagePosted',
  'ReminderScheduled',
  'MessageSettled',
);
export type OwnEvent = Extract<MessageEvent, { type: keyof typeof own }>;
export const isOwn = (event: AnyEvent): event is OwnEvent => Object.hasOwn(own, event.type);

/** The officers of an agency who are told of a subject. */
export const officeOf = (subject: MessageSubject, agency: string | null): Recipient => ({
  kind: 'office',
  roles: [...subjects[subject].roles],
  agency,
});

/** Messages of these subjects are settled, those not posted yet are not posted. */
export const settled = <R extends Posts>(row: R, of: (subject: MessageSubject) => boolean): R => ({
  ...row,
  posts: row.posts.filter(({ subject }) => !of(subject)),
  open: row.open.filter(({ subject }) => !of(subject)),
  settling: [...row.settling, ...row.open.filter(({ subject }) => of(subject)).map(({ id }) => id)],
});

/** After what became of a message. */
export const afterOwn = <R extends Posts>(row: R, event: OwnEvent & Pick<Recorded, 'meta'>): R => {
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

/** The first day on which something is to be said. */
export const firstDue = ({ posts, settling }: Posts): Day | null =>
  settling.length > 0 ? AT_ONCE : (posts.map(({ on }) => on).sort()[0] ?? null);

/** What a process of messages says of a row, and how. */
export const sayings = <R extends Posts & { origin: Origin }>(
  commandOf: (row: R, post: Post) => MessageCommandData,
) => ({
  dueKey: 'due',
  due: (row: R, today: Day): CaseMessage[] => [
    ...row.settling.map((messageId) => ({
      data: { type: 'settle' as const, messageId },
      origin: row.origin,
    })),
    ...row.posts
      .filter(({ on }) => on <= today)
      .map((post) => ({ data: commandOf(row, post), origin: row.origin })),
  ],
  command: (call: ConstructorParameters<typeof MessageCommand>[0], { data, origin }: CaseMessage) =>
    new MessageCommand({ ...call, body: data, origin }, data),
});
