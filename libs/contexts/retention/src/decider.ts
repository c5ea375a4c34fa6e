import type { Aggregate, Day, Decider, Facts, Rejection } from '@gongkai/kernel';
import { caseKinds } from './case-kinds.js';
import type { RetentionInput, RetentionNote } from './commands.js';
import type { Erasure } from './decider.erasure.js';
import {
  evolveRetention,
  heldBack,
  keptBack,
  keptUntil,
  noRetention,
  periodOf,
  scheduleOn,
  type HeldCase,
  type Retention,
} from './decider.state.js';
import { reject } from './errors.js';
import { retentionEvents, type RetentionEvent } from './events.js';
import { closedUpTo } from './periods.js';

/** What the case streams hold of a person: counted from the log when the certificate is written. */
export type Found = {
  streams: readonly { prefix: string; ids: readonly string[] }[];
  fields: number;
  files: number;
};

export type RetentionFacts = Facts & {
  /** An id that follows from the command. */
  newId: string;
  /** Whether there is a stream of this case. */
  caseKnown: boolean;
  /** Every case the person's key occurs in; empty: the person is not known. */
  cases: readonly HeldCase[];
  found: Found;
  erasure: Erasure | null;
  /** Cases of the kind closed in (from, to] whose own period is not longer. */
  dueCount: number;
};

/** What nobody but `ErasureCommand` asks, once an erasure is approved. */
export type Erase = { type: 'erase'; erasure: string };
export type RetentionCommandData = RetentionInput | RetentionNote | Erase;
type Of<T extends RetentionCommandData['type']> = Extract<RetentionCommandData, { type: T }>;
type Outcome = RetentionEvent[] | Rejection;

const KINDS = new Set(caseKinds.map(({ kind }) => kind));

const adopt = (state: Retention, command: Of<'adoptSchedule'>, facts: RetentionFacts): Outcome => {
  const { kind, years, counted, legalGround, decision, effectiveOn = facts.today } = command;
  if (!KINDS.has(kind)) return reject('retention.kindUnknown', { kind }, 'kind');
  const known = state.schedules[kind] ?? [];
  const last = known.at(-1);
  if (last && effectiveOn <= last.effectiveOn)
    return reject('retention.effectiveBefore', { last: last.effectiveOn }, 'effectiveOn');
  const version = known.length + 1;
  const of = { kind, version, years, counted, legalGround, decision, effectiveOn };
  return [{ type: 'RetentionScheduleAdopted', data: { ...of, adoptedBy: facts.actor.id } }];
};

const impossible = (day: Day, facts: RetentionFacts, field: string): Rejection | null =>
  day > facts.today ? reject('retention.dayImpossible', { day, today: facts.today }, field) : null;

const placeHold = (command: Of<'placeHold'>, facts: RetentionFacts): Outcome => {
  const { caseKind, caseId, reason, orderedBy, placedOn = facts.today } = command;
  if (!KINDS.has(caseKind)) return reject('retention.kindUnknown', { kind: caseKind }, 'caseKind');
  if (!facts.caseKnown)
    return reject('retention.caseUnknown', { kind: caseKind, case: caseId }, 'caseId');
  const day = impossible(placedOn, facts, 'placedOn');
  if (day) return day;
  const cause = { kind: 'order' as const, id: null };
  const of = { hold: facts.newId, caseKind, caseId, cause, reason, orderedBy, placedOn };
  return [{ type: 'HoldPlaced', data: { ...of, placedBy: facts.actor.id } }];
};

const causeNames = { reconsideration: '行政复议', suit: '行政诉讼', order: '指令' } as const;

/** Once for each case of an appeal, however often the watch asks. */
const holdForAppeal = (
  state: Retention,
  { caseKind, caseId, cause, placedOn }: Of<'holdForAppeal'>,
  facts: RetentionFacts,
): Outcome => {
  const placed = Object.values(state.holds).some(
    (hold) => hold.caseId === caseId && hold.cause.id === cause.id,
  );
  if (placed) return [];
  const reason = `${causeNames[cause.kind]}:${cause.id ?? ''}`;
  const of = { hold: facts.newId, caseKind, caseId, cause, reason, orderedBy: facts.actor.id };
  return [{ type: 'HoldPlaced', data: { ...of, placedOn, placedBy: facts.actor.id } }];
};

const liftHold = (state: Retention, command: Of<'liftHold'>, facts: RetentionFacts): Outcome => {
  const known = state.holds[command.hold];
  if (!known) return reject('retention.holdUnknown', {}, 'hold');
  const on = command.on ?? facts.today;
  const day = impossible(on, facts, 'on');
  if (day) return day;
  const { hold, caseKind, caseId, cause } = known;
  const { reason, orderedBy } = command;
  const of = { hold, caseKind, caseId, cause, reason, orderedBy, on };
  return [{ type: 'HoldLifted', data: { ...of, liftedBy: facts.actor.id } }];
};

/** 个人信息保护法第四十七条第二款; what a dispute needs is not shut away while it lasts. */
const restrict = (state: Retention, command: Of<'restrict'>, facts: RetentionFacts): Outcome => {
  const { person, requestedBy, reason } = command;
  if (facts.cases.length === 0) return reject('retention.personUnknown', {}, 'person');
  if (state.restricted[person]) return reject('retention.restrictedAlready', {}, 'person');
  const held = heldBack(state, facts.cases);
  if (held) return held;
  const until = keptUntil(state, facts.cases, facts.today);
  const of = { person, requestedBy, reason, until, on: facts.today };
  return [{ type: 'DataRestricted', data: { ...of, restrictedBy: facts.actor.id } }];
};

const endRestriction = (
  state: Retention,
  { person, reason }: Of<'endRestriction'>,
  facts: RetentionFacts,
): Outcome => {
  if (!state.restricted[person]) return reject('retention.notRestricted', {}, 'person');
  const of = { person, reason, on: facts.today, liftedBy: facts.actor.id };
  return [{ type: 'RestrictionLifted', data: of }];
};

/** The last look before the keys go: in the stream of the holds, so that none can slip in between. */
const erase = (state: Retention, { erasure: id }: Erase, facts: RetentionFacts): Outcome => {
  const { erasure, cases, found, today } = facts;
  if (!erasure || erasure.status === 'none') return reject('retention.erasureUnknown');
  if (erasure.status !== 'approved')
    return reject('retention.notApproved', { state: erasure.status });
  const { person, ground, legalGround, askedBy, approvedBy } = erasure;
  const kept = keptBack(state, cases, ground, today);
  if (kept) return kept;
  const data = {
    erasure: id,
    person,
    keys: [person],
    streams: found.streams.map(({ prefix, ids }) => ({ prefix, ids: [...ids] })),
    fields: found.fields,
    files: found.files,
    ground,
    legalGround,
    keptTo: keptUntil(state, cases, today),
    askedBy,
    approvedBy: approvedBy!,
    on: today,
  };
  return [{ type: 'PersonErased', data }];
};

const noteDue = (state: Retention, { kind }: Of<'noteDue'>, facts: RetentionFacts): Outcome => {
  const schedule = scheduleOn(state, kind, facts.today);
  if (!schedule || schedule.years === null || facts.dueCount === 0) return [];
  const upTo = closedUpTo(facts.today, periodOf(schedule));
  if (upTo <= (state.noted[kind] ?? '')) return [];
  const data = { kind, cases: facts.dueCount, closedUpTo: upTo, on: facts.today };
  return [{ type: 'RetentionDueNoted', data }];
};

export const retentionDecider: Decider<
  RetentionCommandData,
  Retention,
  RetentionEvent,
  RetentionFacts
> = {
  initial: noRetention,
  decide(state, command, facts) {
    switch (command.type) {
      case 'adoptSchedule':
        return adopt(state, command, facts);
      case 'placeHold':
        return placeHold(command, facts);
      case 'holdForAppeal':
        return holdForAppeal(state, command, facts);
      case 'liftHold':
        return liftHold(state, command, facts);
      case 'restrict':
        return restrict(state, command, facts);
      case 'endRestriction':
        return endRestriction(state, command, facts);
      case 'erase':
        return erase(state, command, facts);
      case 'noteDue':
        return noteDue(state, command, facts);
    }
  },
  evolve: evolveRetention,
};

/** The one stream of a government that schedules, holds, restrictions and certificates lie in. */
export const RETENTION_ID = 'main';

export const retentionAggregate: Aggregate<
  RetentionCommandData,
  Retention,
  RetentionEvent,
  RetentionFacts
> = {
  name: 'retention',
  events: retentionEvents,
  decider: retentionDecider,
  agencyOf: () => null,
};
