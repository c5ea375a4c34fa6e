import { periodEnd } from '@gongkai/calendar';
import { Rejection, type Day } from '@gongkai/kernel';
import type { CommandOf } from './commands.js';
import { dueDayOf } from './decider.clock.js';
import { impossible } from './decider.days.js';
import { accepted, type Outcome } from './decider.filing.js';
import {
  countedOf,
  isSuspended,
  onlyDeemed,
  type Appeal,
  type ReconsiderationFacts,
} from './decider.state.js';
import { reject } from './errors.js';
import type { EventNamed, ReconsiderationEvent } from './events.js';
import type { Material } from './events.kinds.js';
import { evolveAppeal } from './decider.evolve.js';
import { procedureRules } from './rules.js';

type Facts = ReconsiderationFacts;

/** Everything after acceptance waits for it. */
export const notAccepted = ({ status }: Appeal): Rejection | undefined =>
  status === 'accepted' ? undefined : reject('reconsideration.notAccepted');

/** The acceptance that a copy shows, where the day of it is told with the copy. */
const shownBy = (
  appeal: Appeal,
  { acceptedOn, procedure }: CommandOf<'serveCopy'>,
  on: Day,
  facts: Facts,
): EventNamed<'ReconsiderationAccepted'>[] | Rejection => {
  if (acceptedOn === null || (appeal.status === 'accepted' && !onlyDeemed(appeal))) return [];
  const asked = procedure ?? 'ordinary';
  if (!procedureRules(appeal.edition, asked))
    return reject('reconsideration.procedureUnknown', { edition: appeal.edition }, 'procedure');
  const refused = impossible(acceptedOn, appeal.examinedFrom, on, 'acceptedOn');
  return refused ?? [accepted(appeal, { on: acceptedOn, procedure: asked, deemed: false }, facts)];
};

export const serveCopy = (
  appeal: Appeal,
  command: CommandOf<'serveCopy'>,
  facts: Facts,
): Outcome => {
  if (appeal.copyOn !== null) return reject('reconsideration.copyServedAlready');
  const on = command.on ?? facts.today;
  const shown = shownBy(appeal, command, on, facts);
  if (shown instanceof Rejection) return shown;
  const standing = shown.reduce(evolveAppeal, appeal);
  const refused = notAccepted(standing);
  if (refused) return refused;
  const { from } = standing.accepted!;
  const { sentOn } = command;
  const day =
    impossible(on, from, facts.today) ??
    (sentOn === null ? undefined : impossible(sentOn, from, on, 'sentOn'));
  if (day) return day;
  const { copy } = procedureRules(standing.edition, standing.procedure!)!;
  const name = { zh: '发送副本期限', en: 'The time to send the copy' };
  const sendBy = periodEnd(facts.calendar, { name, startsOn: from, period: copy }).dueOn;
  return [
    ...shown,
    {
      type: 'CopyServed',
      data: {
        reconsiderationId: appeal.id,
        on,
        sentOn,
        sendBy,
        late: sendBy !== null && (sentOn ?? on) > sendBy,
        recordedBy: facts.actor.id,
      },
    },
  ];
};

/** 复议法 2023 第五十五条: what does not fit the simplified procedure goes on in the ordinary one. */
export const convertProcedure = (
  appeal: Appeal,
  { to, on: given }: CommandOf<'convertProcedure'>,
  facts: Facts,
): Outcome => {
  const refused = notAccepted(appeal);
  if (refused) return refused;
  const from = appeal.procedure!;
  if (from === to) return reject('reconsideration.sameProcedure', {}, 'to');
  if (!procedureRules(appeal.edition, to))
    return reject('reconsideration.procedureUnknown', { edition: appeal.edition }, 'to');
  const on = given ?? facts.today;
  const day = impossible(on, appeal.accepted!.from, facts.today);
  if (day) return day;
  const data = { reconsiderationId: appeal.id, from, to, on, recordedBy: facts.actor.id };
  return [{ type: 'ProcedureConverted', data }];
};

/** 复议法 2023 第四十六条: what was gathered after the act is marked, and proves nothing for it. */
const marked = (appeal: Appeal, items: readonly Omit<Material, 'afterDecision'>[]): Material[] =>
  items.map((item) => ({
    ...item,
    afterDecision: appeal.actOn !== null && item.madeOn !== null && item.madeOn > appeal.actOn,
  }));

const handIn = (appeal: Appeal, given: Day | undefined, facts: Facts): Day | Rejection => {
  if (appeal.copyOn === null) return reject('reconsideration.copyNotServed');
  const on = given ?? facts.today;
  return impossible(on, appeal.copyOn, facts.today) ?? on;
};

const material = (
  appeal: Appeal,
  items: readonly Omit<Material, 'afterDecision'>[],
  on: Day,
  facts: Facts,
): EventNamed<'MaterialSubmitted'> => {
  const dueOn = dueDayOf(appeal, 'answer', facts.calendar);
  return {
    type: 'MaterialSubmitted',
    data: {
      reconsiderationId: appeal.id,
      on,
      dueOn,
      late: dueOn !== null && on > dueOn,
      items: marked(appeal, items),
      recordedBy: facts.actor.id,
    },
  };
};

/** On time or late; that a late answer counts as none is for the body to say (第七十条). */
export const submitAnswer = (
  appeal: Appeal,
  command: CommandOf<'submitAnswer'>,
  facts: Facts,
): Outcome => {
  if (appeal.answered !== null) return reject('reconsideration.alreadyAnswered');
  const on = handIn(appeal, command.on, facts);
  if (on instanceof Rejection) return on;
  const { letter, text, items } = command;
  const dueOn = dueDayOf(appeal, 'answer', facts.calendar);
  const late = dueOn !== null && on > dueOn;
  const answer: ReconsiderationEvent = {
    type: 'AnswerSubmitted',
    data: {
      reconsiderationId: appeal.id,
      ...countedOf(appeal),
      on,
      dueOn,
      late,
      letter,
      text,
      recordedBy: facts.actor.id,
    },
  };
  const lifted = late ? [] : missLifted(appeal, 'answeredInTime', facts);
  const more = items.length === 0 ? [] : [material(appeal, items, on, facts)];
  return [answer, ...more, ...lifted];
};

/** What was noted as missed turns out not to have been. */
export const missLifted = (
  appeal: Appeal,
  cause: EventNamed<'AnswerMissLifted'>['data']['cause'],
  { today }: Facts,
): ReconsiderationEvent[] => {
  const { answerMissed: dueOn, id: reconsiderationId } = appeal;
  if (dueOn === null) return [];
  const data = { reconsiderationId, ...countedOf(appeal), dueOn, cause, notedOn: today };
  return [{ type: 'AnswerMissLifted', data }];
};

export const submitMaterial = (
  appeal: Appeal,
  command: CommandOf<'submitMaterial'>,
  facts: Facts,
): Outcome => {
  const on = handIn(appeal, command.on, facts);
  return on instanceof Rejection ? on : [material(appeal, command.items, on, facts)];
};

/** One extension, before the period is over; any other is noted and moves nothing. */
export const extend = (appeal: Appeal, command: CommandOf<'extend'>, facts: Facts): Outcome => {
  const refused = notAccepted(appeal);
  if (refused) return refused;
  const on = command.on ?? facts.today;
  const day = impossible(on, appeal.accepted!.from, facts.today);
  if (day) return day;
  const { procedure, edition, extension } = appeal;
  const allowed = procedureRules(edition, procedure!)!.extension !== null;
  const from = dueDayOf(appeal, 'decision', facts.calendar);
  const inTime = from === null || on <= from;
  return [
    {
      type: 'ReconsiderationExtended',
      data: {
        reconsiderationId: appeal.id,
        days: command.days,
        from: from ?? on,
        on,
        counts: allowed && inTime && extension === null,
        recordedBy: facts.actor.id,
      },
    },
  ];
};

export const suspend = (appeal: Appeal, command: CommandOf<'suspend'>, facts: Facts): Outcome => {
  const refused = notAccepted(appeal);
  if (refused) return refused;
  if (isSuspended(appeal)) return reject('reconsideration.suspended');
  const on = command.on ?? facts.today;
  const since = appeal.suspensions.at(-1)?.to ?? appeal.accepted!.from;
  const day = impossible(on, since, facts.today);
  if (day) return day;
  const { cause } = command;
  const data = { reconsiderationId: appeal.id, on, cause, recordedBy: facts.actor.id };
  return [{ type: 'ReconsiderationSuspended', data }];
};

export const resume = (appeal: Appeal, command: CommandOf<'resume'>, facts: Facts): Outcome => {
  const last = appeal.suspensions.at(-1);
  if (!last || last.to !== null) return reject('reconsideration.notSuspended');
  const on = command.on ?? facts.today;
  const day = impossible(on, last.from, facts.today);
  if (day) return day;
  const data = { reconsiderationId: appeal.id, on, recordedBy: facts.actor.id };
  return [{ type: 'ReconsiderationResumed', data }];
};

export const holdMediation = (
  appeal: Appeal,
  command: CommandOf<'holdMediation'>,
  facts: Facts,
): Outcome => {
  const refused = notAccepted(appeal);
  if (refused) return refused;
  const on = command.on ?? facts.today;
  const day = impossible(on, appeal.accepted!.from, facts.today);
  if (day) return day;
  const { result } = command;
  const data = { reconsiderationId: appeal.id, on, result, recordedBy: facts.actor.id };
  return [{ type: 'MediationHeld', data }];
};
