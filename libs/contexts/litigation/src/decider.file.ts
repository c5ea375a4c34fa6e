import type { Day, Rejection } from '@gongkai/kernel';
import type { CommandOf } from './commands.js';
import { impossibleDay, type Act, type Earlier, type SuitFacts } from './decider.state.js';
import { reject } from './errors.js';
import type { SuitEvent } from './events.js';
import type { Limit, LimitKind } from './events.kinds.js';
import { editionOn, limitOf, mustGoFirst } from './limits.js';

/** The Regulations are in force from this day (条例第三十八条, edition of 2007). */
const REGULATIONS_FROM = '2008-05-01';

type File = CommandOf<'file'>;

/** Why a suit cannot have been filed so. */
const fileFault = (command: File, filedOn: Day, facts: SuitFacts): Rejection | undefined => {
  const { agency, role, jointWith } = command;
  const day = impossibleDay(filedOn, REGULATIONS_FROM, facts, 'filedOn');
  if (day) return day;
  if (facts.agencyActive === false) return reject('litigation.agencyUnknown', {}, 'agency');
  if (jointWith.length > 0 && role !== 'jointRespondent')
    return reject('litigation.jointOnly', {}, 'jointWith');
  if (facts.wrongNode) {
    const { name, below } = facts.wrongNode;
    return reject(
      below ? 'litigation.countedBelow' : 'litigation.nodeUnknown',
      { name },
      'jointWith',
    );
  }
  const act = facts.act;
  if (act === null) return reject('litigation.nothingToChallenge', {}, 'challenged');
  if (act && role === 'respondent' && act.agency !== agency)
    return reject('litigation.otherAgency', {}, 'agency');
  return dayFault(command, filedOn, facts) ?? earlierFault(command, filedOn, facts);
};

/** Nothing can be sued on before it was known, or before it was made. */
const dayFault = (
  { knownOn, toldOn, decidedOn }: File,
  filedOn: Day,
  { act, today }: SuitFacts,
): Rejection | undefined => {
  const made = act?.decidedOn ?? decidedOn;
  const known = act?.knownOn ?? made;
  if ([made, known].some((on) => on !== null && on !== undefined && on > filedOn))
    return reject('litigation.nothingToChallenge', {}, 'filedOn');
  for (const [field, on] of Object.entries({ knownOn, toldOn })) {
    if (on === null) continue;
    const fault =
      impossibleDay(on, made ?? REGULATIONS_FROM, { today }, field) ??
      (on > filedOn ? reject('litigation.nothingToChallenge', {}, field) : undefined);
    if (fault) return fault;
  }
  return undefined;
};

const earlierFault = (
  { route, reconsiderationId }: File,
  filedOn: Day,
  { earlier }: SuitFacts,
): Rejection | undefined => {
  if (route !== 'afterReconsideration' || reconsiderationId === null) return undefined;
  const field = 'reconsiderationId';
  if (!earlier) return reject('litigation.reconsiderationUnknown', {}, field);
  if (!earlier.sameAct) return reject('litigation.reconsiderationOther', {}, field);
  if (earlier.endedOn === null || earlier.endedOn > filedOn)
    return reject('litigation.reconsiderationOpen', {}, field);
  return undefined;
};

/** From which day the period to sue runs, and which period it is; null: no such day is on record. */
const limitFor = (
  { route, knownOn, told, toldOn, challenged, decidedOn }: File,
  { act, earlier, calendar }: SuitFacts,
): Limit | null => {
  const asked = (kind: LimitKind, from: Day | null) =>
    from === null
      ? null
      : limitOf(calendar, { kind, from, toldOn, decidedOn: act?.decidedOn ?? decidedOn });
  if (route === 'afterReconsideration')
    return asked('afterReconsideration', knownOn ?? receivedOn(earlier));
  if (challenged.kind === 'silence') return asked('silence', act?.knownOn ?? knownOn);
  return asked(told ? 'direct' : 'untold', knownOn ?? act?.knownOn ?? null);
};

const receivedOn = (earlier: Earlier | null | undefined): Day | null =>
  earlier?.receivedOn ?? earlier?.endedOn ?? null;

/** 行政复议法第二十三条: a refusal on grounds of articles 14 to 16 since 2024 goes there first. */
const skipsReview = ({ route, challenged }: File, act: Act | null | undefined): string | null => {
  if (route !== 'direct' || challenged.kind !== 'reply' || !act?.decidedOn) return null;
  return mustGoFirst(act.ground) ? (editionOn(act.decidedOn).reviewFirst?.article ?? null) : null;
};

/**
 * A suit as the agency learns of it. Late, or brought without the reconsideration that had to come
 * first, it is on record with the consequence the law has for it: whether it is heard is the court's.
 */
export const file = (command: File, facts: SuitFacts): SuitEvent[] | Rejection => {
  const filedOn = command.filedOn ?? facts.today;
  const fault = fileFault(command, filedOn, facts);
  if (fault) return fault;
  const { suitId, agency, role, route, jointWith, reconsiderationId } = command;
  const { challenged, court, subject, person, plaintiff } = command;
  const limit = limitFor(command, facts);
  const late = limit !== null && filedOn > limit.lastDay;
  const skipped = skipsReview(command, facts.act);
  const recordedBy = facts.actor.id;
  const filed: SuitEvent = {
    type: 'SuitFiled',
    data: {
      ...{ suitId, agency, route, role, jointWith, reconsiderationId, challenged },
      decidedOn: facts.act?.decidedOn ?? command.decidedOn,
      ...{ court, subject, filedOn, limit, late },
      reviewSkipped: skipped !== null,
      consequenceArticle: skipped ?? (late ? editionOn(filedOn).late.article : null),
      ...{ person, plaintiff, recordedBy },
    },
  };
  if (role !== 'respondent' || !facts.earlier?.upheld) return [filed];
  // The body that upheld the act is a defendant beside the agency (行政诉讼法第二十六条).
  const of = { suitId, kind: 'reviewBody', name: facts.earlier.body, person: null } as const;
  return [filed, { type: 'SuitPartyJoined', data: { ...of, on: filedOn, recordedBy } }];
};
