import { whyImpossible, type EntryFacts } from '@gongkai/entries';
import type { Aggregate, Day, Decider, Rejection } from '@gongkai/kernel';
import type { ConcernCommandData } from './commands.js';
import { reject } from './errors.js';
import {
  concernEvents,
  rowOfChannel,
  type AnswerChannel,
  type AnswerRow,
  type ConcernEvent,
  type ConcernKind,
} from './events.js';

type Answer = {
  answer: number;
  channel: AnswerChannel;
  on: Day;
  first: boolean;
  firstOfRow: boolean;
};

/** A matter of public concern (公众关注热点、重大舆情): counted once, however often it was answered. */
export type Concern = {
  status: 'none' | 'noted' | 'voided';
  agency: string | null;
  subject: { title: string; kind: ConcernKind; arisenOn: Day };
  /** Answers that stand, in the order in which they were recorded. */
  answers: readonly Answer[];
  /** Answers ever recorded. */
  recorded: number;
};

type Of<T extends ConcernCommandData['type']> = Extract<ConcernCommandData, { type: T }>;

const dayRefused = (on: Day, today: Day, field: string, notBefore?: Day): Rejection | undefined => {
  const day = whyImpossible(on, today, notBefore);
  return day && reject('interpretation.dayImpossible', day, field);
};

const note = (
  concern: Concern,
  { concernId, agency, title, kind, arisenOn }: Of<'note'>,
  { today, actor, agencyActive }: EntryFacts,
): ConcernEvent[] | Rejection => {
  if (concern.status !== 'none') return [];
  const day = dayRefused(arisenOn, today, 'arisenOn');
  if (day) return day;
  if (!agencyActive) return reject('interpretation.agencyUnknown', {}, 'agency');
  const data = { concernId, agency, title, kind, arisenOn, notedBy: actor.id };
  return [{ type: 'ConcernNoted', data }];
};

const correct = (
  { agency, subject: was, answers }: Concern,
  { concernId, title, kind, arisenOn, reason }: Of<'correct'>,
  { today, actor }: EntryFacts,
): ConcernEvent[] | Rejection => {
  const now = { title, kind, arisenOn };
  if (JSON.stringify(now) === JSON.stringify(was)) return [];
  const answered = answers.map(({ on }) => on).sort()[0];
  const day = dayRefused(arisenOn, answered ?? today, 'arisenOn');
  if (day) return day;
  const data = { concernId, agency, was, now, reason, correctedBy: actor.id };
  return [{ type: 'ConcernCorrected', data }];
};

const answer = (
  { agency, subject, answers, recorded }: Concern,
  { concernId, channel, address, ...command }: Of<'answer'>,
  { today, actor }: EntryFacts,
): ConcernEvent[] | Rejection => {
  const on = command.on ?? today;
  const day = dayRefused(on, today, 'on', subject.arisenOn);
  if (day) return day;
  const row = rowOfChannel(channel);
  const data = {
    concernId,
    agency,
    answer: recorded + 1,
    channel,
    on,
    first: !answers.some(({ first }) => first),
    firstOfRow: !answers.some((of) => of.firstOfRow && rowOfChannel(of.channel) === row),
    address,
    answeredBy: actor.id,
  };
  return [{ type: 'ConcernAnswered', data }];
};

/** What one answer counted for, another that stands counts for now. */
const heirs = (left: readonly Answer[], gone: Answer, row: AnswerRow): Answer[] => {
  const first = gone.first ? left[0] : undefined;
  const ofRow = gone.firstOfRow
    ? left.find(({ channel }) => rowOfChannel(channel) === row)
    : undefined;
  return left
    .filter((of) => of === first || of === ofRow)
    .map((of) => ({ ...of, first: of === first, firstOfRow: of === ofRow }));
};

const withdrawAnswer = (
  { agency, answers }: Concern,
  { concernId, answer: number, reason }: Of<'withdrawAnswer'>,
  { actor }: EntryFacts,
): ConcernEvent[] | Rejection => {
  const gone = answers.find((of) => of.answer === number);
  if (!gone) return reject('interpretation.answerUnknown', { answer: number }, 'answer');
  const left = answers.filter((of) => of !== gone);
  const of = { concernId, agency };
  return [
    { type: 'ConcernAnswerWithdrawn', data: { ...of, ...gone, reason, withdrawnBy: actor.id } },
    ...heirs(left, gone, rowOfChannel(gone.channel)).map((heir): ConcernEvent => ({
      type: 'ConcernAnswerCounted',
      data: { ...of, ...heir },
    })),
  ];
};

export const concernDecider: Decider<ConcernCommandData, Concern, ConcernEvent, EntryFacts> = {
  initial: {
    status: 'none',
    agency: null,
    subject: { title: '', kind: 'hotTopic', arisenOn: '2008-05-01' },
    answers: [],
    recorded: 0,
  },

  decide(concern, command, facts) {
    if (command.type === 'note') return note(concern, command, facts);
    if (concern.status === 'none') return reject('interpretation.concernUnknown', {}, 'concernId');
    if (concern.status === 'voided') return reject('interpretation.concernVoided', {}, 'concernId');
    switch (command.type) {
      case 'correct':
        return correct(concern, command, facts);
      case 'answer':
        return answer(concern, command, facts);
      case 'withdrawAnswer':
        return withdrawAnswer(concern, command, facts);
      case 'void': {
        const { concernId, reason } = command;
        const { agency, subject, answers } = concern;
        const of = { concernId, agency };
        const { id } = facts.actor;
        return [
          ...answers.map((gone): ConcernEvent => ({
            type: 'ConcernAnswerWithdrawn',
            data: { ...of, ...gone, reason, withdrawnBy: id },
          })),
          {
            type: 'ConcernVoided',
            data: { ...of, arisenOn: subject.arisenOn, reason, voidedBy: id },
          },
        ];
      }
    }
  },

  evolve(concern, event) {
    switch (event.type) {
      case 'ConcernNoted': {
        const { agency, title, kind, arisenOn } = event.data;
        const subject = { title, kind, arisenOn };
        return { status: 'noted', agency, subject, answers: [], recorded: 0 };
      }
      case 'ConcernCorrected':
        return { ...concern, subject: event.data.now };
      case 'ConcernAnswered': {
        const { answer: number, channel, on, first, firstOfRow } = event.data;
        const given = { answer: number, channel, on, first, firstOfRow };
        return { ...concern, answers: [...concern.answers, given], recorded: number };
      }
      case 'ConcernAnswerWithdrawn': {
        const answers = concern.answers.filter((of) => of.answer !== event.data.answer);
        return { ...concern, answers };
      }
      case 'ConcernAnswerCounted': {
        const { answer: number, first, firstOfRow } = event.data;
        const answers = concern.answers.map((of) =>
          of.answer === number
            ? { ...of, first: of.first || first, firstOfRow: of.firstOfRow || firstOfRow }
            : of,
        );
        return { ...concern, answers };
      }
      case 'ConcernVoided':
        return { ...concern, status: 'voided' };
    }
  },
};

export const concernAggregate: Aggregate<ConcernCommandData, Concern, ConcernEvent, EntryFacts> = {
  name: 'concern',
  events: concernEvents,
  decider: concernDecider,
  agencyOf: ({ agency }) => agency,
};
