import type { CommandOf } from './commands.js';
import { dueAfter, dueDayOf, periodOf } from './decider.clock.js';
import { missLifted } from './decider.course.js';
import { suitBy } from './decider.ends.js';
import { evolveAppeal } from './decider.evolve.js';
import { acceptanceDue } from './decider.filing.js';
import { countedOf, type Appeal, type ReconsiderationFacts } from './decider.state.js';
import type { ReconsiderationEvent } from './events.js';
import { editions } from './rules.js';

type Facts = ReconsiderationFacts;

/** Nobody acted is also an event; asked twice, nothing is said the second time. */
export const noteAcceptance = (
  appeal: Appeal,
  _command: CommandOf<'noteAcceptance'>,
  facts: Facts,
): ReconsiderationEvent[] => acceptanceDue(appeal, facts, facts.today);

/** No answer in time: none of the evidence there may be (复议法 2023 第七十条). */
export const noteMissedAnswer = (
  appeal: Appeal,
  _command: CommandOf<'noteMissedAnswer'>,
  facts: Facts,
): ReconsiderationEvent[] => {
  const { answered, answerMissed, id: reconsiderationId } = appeal;
  const dueOn = dueDayOf(appeal, 'answer', facts.calendar);
  if (answered !== null || dueOn === null || facts.today <= dueOn || answerMissed === dueOn)
    return [];
  const { article } = editions[appeal.edition].answerMissed;
  return [
    {
      type: 'AnswerMissed',
      data: {
        reconsiderationId,
        ...countedOf(appeal),
        dueOn,
        consequence: 'noEvidence',
        article,
        notedOn: facts.today,
      },
    },
  ];
};

/** No decision in time: the applicant may sue from then on (行政诉讼法第四十五条). */
export const noteMissedDecision = (
  appeal: Appeal,
  _command: CommandOf<'noteMissedDecision'>,
  facts: Facts,
): ReconsiderationEvent[] => {
  const { decisionMissed, id: reconsiderationId } = appeal;
  const period = periodOf(appeal, 'decision', facts.calendar);
  const dueOn = period?.dueOn ?? null;
  if (!period || dueOn === null || facts.today <= dueOn || decisionMissed === dueOn) return [];
  return [
    {
      type: 'DecisionMissed',
      data: {
        reconsiderationId,
        ...countedOf(appeal),
        dueOn,
        consequence: 'suitOpen',
        suitBy: suitBy(dueOn, facts),
        article: period.article ?? '',
        notedOn: facts.today,
      },
    },
  ];
};

/** An answer whose due day has moved on is not missed any more. */
export const liftedByMove = (appeal: Appeal, facts: Facts): ReconsiderationEvent[] => {
  const dueOn = dueDayOf(appeal, 'answer', facts.calendar);
  const { answerMissed, answered } = appeal;
  if (answerMissed === null || answered !== null || dueOn === null || dueOn <= answerMissed)
    return [];
  return missLifted(appeal, 'dueDayMoved', facts);
};

/** After a notice on the working calendar; a case that has ended keeps the days that were right. */
export const recalculate = (
  appeal: Appeal,
  { notice }: CommandOf<'recalculate'>,
  facts: Facts,
): ReconsiderationEvent[] => {
  const moved = dueAfter(appeal, facts, facts.today, notice);
  return [...moved, ...liftedByMove(moved.reduce(evolveAppeal, appeal), facts)];
};
