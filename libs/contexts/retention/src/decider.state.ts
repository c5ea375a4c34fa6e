import type { Day, Rejection } from '@gongkai/kernel';
import { reject } from './errors.js';
import type { CountedFrom, HoldCause, RetentionEvent } from './events.js';
import { keptTo, ownPeriod, type OwnPeriod, type Period } from './periods.js';

export type Schedule = {
  version: number;
  years: number | null;
  counted: CountedFrom;
  legalGround: string;
  decision: string;
  effectiveOn: Day;
};

export type Hold = {
  hold: string;
  caseKind: string;
  caseId: string;
  cause: HoldCause;
  reason: string;
  orderedBy: string;
  placedOn: Day;
};

export type Restriction = {
  person: string;
  on: Day;
  until: Day | null;
  requestedBy: 'person' | 'office';
  reason: string;
};

/** What stands in a government: what was lifted or done is in the log and no longer here. */
export type Retention = {
  /** Kind of case → its schedules, in the order in which they take effect. */
  schedules: Readonly<Record<string, readonly Schedule[]>>;
  holds: Readonly<Record<string, Hold>>;
  restricted: Readonly<Record<string, Restriction>>;
  /** Kind of case → up to which closing day its due cases were noted. */
  noted: Readonly<Record<string, Day>>;
};

export const noRetention: Retention = { schedules: {}, holds: {}, restricted: {}, noted: {} };

/** A case in which a person's data lies, as far as keeping it goes. */
export type HeldCase = { kind: string; id: string; closedOn: Day | null; own: OwnPeriod | null };

const without = <V>(of: Readonly<Record<string, V>>, key: string): Record<string, V> => {
  const { [key]: _, ...rest } = of;
  return rest;
};

export const evolveRetention = (state: Retention, event: RetentionEvent): Retention => {
  switch (event.type) {
    case 'RetentionScheduleAdopted': {
      const { kind, adoptedBy: _, ...schedule } = event.data;
      const known = state.schedules[kind] ?? [];
      return { ...state, schedules: { ...state.schedules, [kind]: [...known, schedule] } };
    }
    case 'HoldPlaced': {
      const { placedBy: _, ...hold } = event.data;
      return { ...state, holds: { ...state.holds, [hold.hold]: hold } };
    }
    case 'HoldLifted':
      return { ...state, holds: without(state.holds, event.data.hold) };
    case 'DataRestricted': {
      const { restrictedBy: _, ...restriction } = event.data;
      const restricted = { ...state.restricted, [restriction.person]: restriction };
      return { ...state, restricted };
    }
    case 'RestrictionLifted':
    case 'PersonErased':
      return { ...state, restricted: without(state.restricted, event.data.person) };
    case 'RetentionDueNoted': {
      const { kind, closedUpTo } = event.data;
      return { ...state, noted: { ...state.noted, [kind]: closedUpTo } };
    }
  }
};

/** The schedule of a kind of case in force on a day; the last one adopted for that day or before. */
export const scheduleOn = (state: Retention, kind: string, day: Day): Schedule | undefined =>
  (state.schedules[kind] ?? []).findLast(({ effectiveOn }) => effectiveOn <= day);

export const periodOf = ({ years, counted }: Pick<Schedule, 'years' | 'counted'>): Period => ({
  years: years ?? Infinity,
  counted,
});

export const holdOn = (state: Retention, { id }: Pick<HeldCase, 'id'>): Hold | undefined =>
  Object.values(state.holds).find(({ caseId }) => caseId === id);

/** The last day a case has to be kept: of its schedule and of the archive's own word, the later. */
export type Kept =
  { kind: 'until'; day: Day } | { kind: 'permanent' } | { kind: 'open' } | { kind: 'noSchedule' };

export const keptCase = (state: Retention, held: HeldCase, today: Day): Kept => {
  if (held.closedOn === null) return { kind: 'open' };
  const schedule = scheduleOn(state, held.kind, today);
  if (!schedule) return { kind: 'noSchedule' };
  const own = ownPeriod(held.own);
  const days = [periodOf(schedule), ...(own ? [own] : [])].map((period) =>
    keptTo(held.closedOn!, period),
  );
  if (days.includes(null)) return { kind: 'permanent' };
  return { kind: 'until', day: (days as Day[]).sort().at(-1)! };
};

/** The case of a person that is held, as a refusal. */
export const heldBack = (state: Retention, cases: readonly HeldCase[]): Rejection | null => {
  for (const { kind, id } of cases) {
    const hold = holdOn(state, { id });
    if (hold) {
      const { reason, placedOn: since, hold: named } = hold;
      return reject('retention.held', { kind, case: id, since, reason, hold: named });
    }
  }
  return null;
};

/** What stands against erasing a person today: the case, and until when; null: nothing. */
export const keptBack = (
  state: Retention,
  cases: readonly HeldCase[],
  ground: 'retentionOver' | 'lawOrders',
  today: Day,
): Rejection | null => {
  const held = heldBack(state, cases);
  if (held || ground === 'lawOrders') return held;
  for (const each of cases) {
    const of = { kind: each.kind, case: each.id };
    const kept = keptCase(state, each, today);
    if (kept.kind === 'open') return reject('retention.caseOpen', of);
    if (kept.kind === 'noSchedule') return reject('retention.noSchedule', of);
    if (kept.kind === 'permanent') return reject('retention.permanent', of);
    // 个人信息保护法第四十七条第二款: until it is over, the last day included.
    if (today <= kept.day) return reject('retention.periodRunning', { ...of, until: kept.day });
  }
  return null;
};

/** The last day any of the cases has to be kept; null: not known, or for ever. */
export const keptUntil = (state: Retention, cases: readonly HeldCase[], today: Day): Day | null => {
  const days = cases.map((each) => keptCase(state, each, today));
  if (days.some(({ kind }) => kind !== 'until')) return null;
  return (
    days
      .map((kept) => (kept.kind === 'until' ? kept.day : ''))
      .sort()
      .at(-1) ?? null
  );
};

/** Whether data of this person in this case may only be kept: not while the case is held. */
export const onlyKept = (state: Retention, person: string, subject: string): boolean =>
  state.restricted[person] !== undefined && holdOn(state, { id: subject }) === undefined;
