import {
  CHANNELS,
  deadlineOf,
  editionOfReceipt,
  editionRules,
  EDITIONS,
  isDay,
  type Calendar,
  type Channel,
  type ClockFacts,
  type Deadline,
  type Edition,
  type Pause,
} from '@gongkai/calendar';
import { Rejection } from '@gongkai/kernel';
import { rejectDeadline } from './errors.js';

/** A question about a due day as somebody types it; nothing in it has been checked. */
export type DeadlineQuestion = {
  received: string;
  channel: string;
  edition?: string;
  confirmed?: string;
  corrected?: string;
  paid?: string;
  /** FROM..TO each: the letter left, the answer came. */
  pauses?: readonly string[];
  /** Working days, or the most the edition allows. */
  extend?: string | 'most';
};

/** Channels as they are typed: `in-person`. */
export const CHANNEL_WORDS: Readonly<Record<string, Channel>> = Object.fromEntries(
  CHANNELS.map((channel) => [channel.replace(/[A-Z]/g, (l) => `-${l.toLowerCase()}`), channel]),
);

const LAST_DAY = '2199-12-31';

const checkDay = (day: string, field: string): Rejection | undefined => {
  if (!isDay(day)) return rejectDeadline('deadline.noSuchDay', { day }, field);
  if (day > LAST_DAY) return rejectDeadline('deadline.dayTooFar', { day, last: LAST_DAY }, field);
  return undefined;
};

const checkDays = (question: DeadlineQuestion): Rejection | undefined => {
  const { received, confirmed, corrected, paid } = question;
  const named = Object.entries({ received, confirmed, corrected, paid });
  for (const [field, day] of named) {
    const wrong = day === undefined ? undefined : checkDay(day, field);
    if (wrong) return wrong;
  }
  if (confirmed !== undefined && confirmed < received)
    return rejectDeadline('deadline.confirmedBeforeReceived', { confirmed, received }, 'confirmed');
  if (corrected !== undefined && corrected < received)
    return rejectDeadline('deadline.correctedBeforeReceived', { corrected, received }, 'corrected');
  if (paid !== undefined && paid < received)
    return rejectDeadline('deadline.paidBeforeReceived', { paid, received }, 'paid');
  return undefined;
};

const editionFor = ({ edition, received }: DeadlineQuestion): Edition | null | Rejection => {
  if (edition !== undefined)
    return (
      EDITIONS.find((known) => known === edition) ??
      rejectDeadline('deadline.unknownEdition', { edition }, 'edition')
    );
  const { inForce } = editionRules['2007'];
  if (received < inForce)
    return rejectDeadline('deadline.beforeRegulations', { received, inForce }, 'received');
  return null;
};

const pauseOf = (pause: string, received: string): Pause | Rejection => {
  const [from, to, ...rest] = pause.split('..');
  if (from === undefined || to === undefined || rest.length > 0)
    return rejectDeadline('deadline.pauseMalformed', { pause }, 'pause');
  const wrong = checkDay(from, 'pause') ?? checkDay(to, 'pause');
  if (wrong) return wrong;
  if (to < from) return rejectDeadline('deadline.pauseReversed', { from, to }, 'pause');
  if (from < received)
    return rejectDeadline('deadline.pauseBeforeReceived', { from, received }, 'pause');
  return { id: pause, from, to, cause: 'thirdParty' };
};

const extensionOf = (
  { extend, received }: DeadlineQuestion,
  edition: Edition | null,
): number | null | Rejection => {
  if (extend === undefined) return null;
  const most = editionRules[edition ?? editionOfReceipt(received)].extension.days;
  if (extend === 'most') return most;
  const days = /^\d{1,4}$/.test(extend) ? Number(extend) : 0;
  if (days >= 1 && days <= most) return days;
  return rejectDeadline('deadline.extensionImpossible', { days: extend, most }, 'extend');
};

/** The facts of a clock from a typed question, or what is impossible about it. */
export const clockFactsOf = (question: DeadlineQuestion): ClockFacts | Rejection => {
  const channel = Object.hasOwn(CHANNEL_WORDS, question.channel)
    ? CHANNEL_WORDS[question.channel]
    : undefined;
  if (channel === undefined) {
    const channels = Object.keys(CHANNEL_WORDS).join(', ');
    const details = { channel: question.channel, channels };
    return rejectDeadline('deadline.unknownChannel', details, 'channel');
  }
  const wrong = checkDays(question);
  if (wrong) return wrong;
  const edition = editionFor(question);
  if (edition instanceof Rejection) return edition;
  const pauses: Pause[] = [];
  for (const text of question.pauses ?? []) {
    const pause = pauseOf(text, question.received);
    if (pause instanceof Rejection) return pause;
    pauses.push(pause);
  }
  const extension = extensionOf(question, edition);
  if (extension instanceof Rejection) return extension;
  const { received, confirmed, corrected, paid } = question;
  return {
    edition,
    channel,
    received,
    confirmed: confirmed ?? null,
    confirmationAssumed: confirmed === undefined,
    restarts: [
      ...(corrected === undefined ? [] : [{ on: corrected, cause: 'correction' as const }]),
      ...(paid === undefined ? [] : [{ on: paid, cause: 'payment' as const }]),
    ],
    pauses,
    extension,
    delayedTo: null,
  };
};

/** Answers a typed question about a due day. */
export const askDeadline = (
  calendar: Calendar,
  question: DeadlineQuestion,
): Deadline | Rejection => {
  const facts = clockFactsOf(question);
  return facts instanceof Rejection ? facts : deadlineOf(calendar, facts);
};
