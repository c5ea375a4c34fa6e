import {
  canonicalJson,
  event,
  type Aggregate,
  type AnyEvent,
  type Catalogue,
  type Day,
  type Decider,
  type EventSpec,
  type Facts,
  type Rejection,
} from '@gongkai/kernel';
import { z } from 'zod';
import { whyImpossible } from './texts.js';

/** What is entered belongs to an agency, or to the government's own office (null). */
export type EntryValue = { agency: string | null };

/**
 * A line of a register: entered, put right, taken back. Nothing is overwritten: putting right takes
 * the version before back on the day it counted on and enters the new one on its own day, so that
 * the figures of both days are right and both versions stay on record.
 */
export type Entry<V> = {
  value: V | null;
  /** 0: nothing was entered. */
  version: number;
  withdrawn: boolean;
  /** Of what lasts: the day it ended. */
  endedOn: Day | null;
};
export const noEntry = { value: null, version: 0, withdrawn: false, endedOn: null } as const;

/** Whether what lasts was there on a day, its last day included. */
export const stoodOn = <V extends { since: Day }>(
  { value, withdrawn, endedOn }: Entry<V>,
  day: Day,
): boolean =>
  value !== null && !withdrawn && value.since <= day && (endedOn === null || day <= endedOn);

export type EntryCommand<V> =
  | { type: 'enter'; id: string; value: V }
  | { type: 'correct'; id: string; value: V; reason: string }
  | { type: 'withdraw'; id: string; reason: string }
  | { type: 'end'; id: string; on: Day; reason: string }
  | { type: 'resume'; id: string; reason: string };

/** Whether the agency of an entry was there on its day; the government's own office always is. */
export type EntryFacts = Facts & { agencyActive: boolean };

type Of<V> = { id: string; version: number; entry: V };
export type Entered<V> = Of<V> & { by: string };
export type Withdrawn<V> = Of<V> & { reason: string; by: string };
export type Ended<V> = Of<V> & { on: Day; reason: string; by: string };

type Counting<V> = {
  /** The day an entry counts on; of what lasts, the day it began. */
  on(entry: V): Day;
  facet?(entry: V): number;
};

const id = z.string().min(1);
const version = z.int().min(1);
const by = z.string().min(1);
const reason = z.string();

/** The events of entries of one kind; a context gives them their names. */
export const entryEvents = <V>(entry: z.ZodType<V>, { on, facet }: Counting<V>) => {
  const options = {
    occurredOn: (data: Of<V>) => on(data.entry),
    ...(facet ? { facet: (data: Of<V>) => facet(data.entry) } : {}),
  };
  const entered = z.strictObject({ id, version, entry, by }) as unknown as z.ZodType<Entered<V>>;
  const withdrawn = z.strictObject({ id, version, entry, reason, by }) as unknown as z.ZodType<
    Withdrawn<V>
  >;
  return { entered: event(entered, options), withdrawn: event(withdrawn, options) };
};

/** The same of what lasts until it ends: what is withdrawn was never there, what ended was. */
export const lastingEvents = <V>(entry: z.ZodType<V>, counting: Counting<V>) => {
  const { facet } = counting;
  const ended = z.strictObject({ id, version, entry, on: z.iso.date(), reason, by });
  const options = {
    occurredOn: (data: Ended<V>) => data.on,
    ...(facet ? { facet: (data: Ended<V>) => facet(data.entry) } : {}),
  };
  const shape = ended as unknown as z.ZodType<Ended<V>>;
  return {
    ...entryEvents(entry, counting),
    ended: event(shape, options),
    /** Ended by mistake: `on` is the day it was said to have ended. */
    resumed: event(shape, options),
  };
};

export type EntryNames = { entered: string; withdrawn: string; ended?: string; resumed?: string };

/** What a kind of entry is called, and what cannot be entered. */
export type EntryRules<V, E, F> = {
  /** Name in the stream. */
  name: string;
  events: Catalogue;
  names: EntryNames;
  reject: EntryReject;
  on(entry: V): Day;
  /** The field a wrong day is told by; `on` when absent. */
  dayField?: string;
  /** The first day there could be one; that of the Regulations when absent. */
  notBefore?: Day;
  /** Why it cannot be so, beyond days and agencies. */
  refuse?(entry: V, facts: F): Rejection | undefined;
  /** Events that bear the numbers of an entry in figures, with 1 when it counts and −1 when not any more. */
  numbers?(of: Of<V>, sign: 1 | -1): E[];
};
export type EntryReject = (
  reason: 'unknown' | 'withdrawn' | 'ended' | 'notEnded' | 'agencyUnknown' | 'dayImpossible',
  details: Readonly<Record<string, unknown>>,
  field: string | null,
) => Rejection;

/** An aggregate of one entry: every kind of entry follows the same few rules. */
export const entryAggregate = <V extends EntryValue, E extends AnyEvent, F extends EntryFacts>(
  rules: EntryRules<V, E, F>,
): Aggregate<EntryCommand<V>, Entry<V>, E, F> => ({
  name: rules.name,
  events: rules.events as Record<string, EventSpec>,
  decider: { initial: noEntry, decide: decideBy(rules), evolve: evolveBy(rules.names) },
  agencyOf: ({ value }) => value?.agency ?? null,
});

type Decide<V, E, F extends Facts> = Decider<EntryCommand<V>, Entry<V>, E, F>['decide'];

const decideBy =
  <V extends EntryValue, E extends AnyEvent, F extends EntryFacts>(
    rules: EntryRules<V, E, F>,
  ): Decide<V, E, F> =>
  (state, command, facts) => {
    const { value, version, endedOn } = state;
    if (command.type === 'enter') {
      if (value !== null) return [];
      const first = { id: command.id, version: 1, entry: command.value };
      return refusal(rules, command.value, facts) ?? entered(rules, first, facts);
    }
    if (value === null) return rules.reject('unknown', {}, 'id');
    if (state.withdrawn) return rules.reject('withdrawn', {}, 'id');
    const of = { id: command.id, version, entry: value };
    const { names, reject } = rules;
    switch (command.type) {
      case 'withdraw':
        return takenBack(rules, of, endedOn, command.reason, facts);
      case 'correct':
        return corrected(rules, of, endedOn, command, facts);
      case 'end': {
        if (endedOn !== null) return reject('ended', { on: endedOn }, 'id');
        const refused = endRefused(rules, value, command.on, facts);
        return refused ?? atEnd(names.ended, of, command.on, command.reason, facts);
      }
      case 'resume':
        if (endedOn === null) return reject('notEnded', {}, 'id');
        return atEnd(names.resumed, of, endedOn, command.reason, facts);
    }
  };

const made = <E>(type: string | undefined, data: object): E => ({ type, data }) as unknown as E;

const entered = <V extends EntryValue, E extends AnyEvent, F extends EntryFacts>(
  { names, numbers = () => [] }: EntryRules<V, E, F>,
  of: Of<V>,
  { actor }: F,
): E[] => [made(names.entered, { ...of, by: actor.id }), ...numbers(of, 1)];

const atEnd = <V, E>(
  type: string | undefined,
  of: Of<V>,
  on: Day | null,
  why: string,
  { actor }: Facts,
): E[] => (on === null ? [] : [made(type, { ...of, on, reason: why, by: actor.id })]);

/** What has ended goes on first, so that it is taken off one day only. */
const takenBack = <V extends EntryValue, E extends AnyEvent, F extends EntryFacts>(
  { names, numbers = () => [] }: EntryRules<V, E, F>,
  of: Of<V>,
  endedOn: Day | null,
  why: string,
  facts: F,
): E[] => [
  ...atEnd<V, E>(names.resumed, of, endedOn, why, facts),
  made(names.withdrawn, { ...of, reason: why, by: facts.actor.id }),
  ...numbers(of, -1),
];

/** The version before is taken back, the next is entered, and the end is put on it again. */
const corrected = <V extends EntryValue, E extends AnyEvent, F extends EntryFacts>(
  rules: EntryRules<V, E, F>,
  of: Of<V>,
  endedOn: Day | null,
  { value, reason: why }: Extract<EntryCommand<V>, { type: 'correct' }>,
  facts: F,
): E[] | Rejection => {
  if (canonicalJson(value) === canonicalJson(of.entry)) return [];
  const refused = refusal(rules, value, facts) ?? endRefused(rules, value, endedOn, facts);
  if (refused) return refused;
  const next = { ...of, version: of.version + 1, entry: value };
  return [
    ...takenBack(rules, of, endedOn, why, facts),
    ...entered(rules, next, facts),
    ...atEnd<V, E>(rules.names.ended, next, endedOn, why, facts),
  ];
};

const refusal = <V extends EntryValue, E extends AnyEvent, F extends EntryFacts>(
  { reject, on, dayField = 'on', notBefore, refuse }: EntryRules<V, E, F>,
  entry: V,
  facts: F,
): Rejection | undefined => {
  const day = whyImpossible(on(entry), facts.today, notBefore);
  if (day) return reject('dayImpossible', day, dayField);
  if (!facts.agencyActive) return reject('agencyUnknown', {}, 'agency');
  return refuse?.(entry, facts);
};

/** Nothing ends before it began. */
const endRefused = <V extends EntryValue, E extends AnyEvent, F extends EntryFacts>(
  { reject, on }: EntryRules<V, E, F>,
  entry: V,
  endedOn: Day | null,
  { today }: F,
): Rejection | undefined => {
  const day = endedOn === null ? undefined : whyImpossible(endedOn, today, on(entry));
  return day && reject('dayImpossible', day, 'on');
};

const evolveBy =
  (names: EntryNames) =>
  <V, E extends AnyEvent>(state: Entry<V>, { type, data }: E): Entry<V> => {
    switch (type) {
      case names.entered: {
        const { entry, version } = data as Entered<V>;
        return { value: entry, version, withdrawn: false, endedOn: null };
      }
      case names.withdrawn:
        return { ...state, withdrawn: true };
      case names.ended:
        return { ...state, endedOn: (data as Ended<V>).on };
      case names.resumed:
        return { ...state, endedOn: null };
      default:
        // Numbers of an entry say nothing that the entry does not say itself.
        return state;
    }
  };
