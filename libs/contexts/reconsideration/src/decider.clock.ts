import { periodEnd, type Calendar, type PeriodEnd, type PeriodFacts } from '@gongkai/calendar';
import type { Day } from '@gongkai/kernel';
import type { Appeal, PeriodName, ReconsiderationFacts } from './decider.state.js';
import type { ReconsiderationEvent } from './events.js';
import { editions, procedureRules } from './rules.js';

/** What the periods are called in a derivation. */
export const periodNames: Readonly<Record<PeriodName, { zh: string; en: string }>> = {
  examination: { zh: '受理审查期限', en: 'The time to examine the application' },
  answer: { zh: '提交答复书期限', en: 'The time to hand in the answer' },
  decision: { zh: '作出复议决定期限', en: 'The time to decide' },
};

const examinationFacts = (appeal: Appeal): PeriodFacts | null =>
  appeal.status === 'none' || appeal.status === 'correcting'
    ? null
    : {
        name: periodNames.examination,
        startsOn: appeal.examinedFrom,
        period: editions[appeal.edition].examination,
      };

const answerFacts = ({ copyOn, procedure, edition }: Appeal): PeriodFacts | null => {
  const rules = procedure && procedureRules(edition, procedure);
  return copyOn !== null && rules
    ? { name: periodNames.answer, startsOn: copyOn, period: rules.answer }
    : null;
};

const decisionFacts = (appeal: Appeal): PeriodFacts | null => {
  const { accepted, procedure, edition, suspensions, extension } = appeal;
  const rules = procedure && procedureRules(edition, procedure);
  if (!accepted || !rules) return null;
  const allowed = rules.extension;
  return {
    name: periodNames.decision,
    startsOn: accepted.from,
    period: rules.decision,
    pauses: suspensions,
    extension:
      extension && allowed
        ? { ...allowed, length: Math.min(extension.days, allowed.length) }
        : null,
  };
};

const factsOf: Readonly<Record<PeriodName, (appeal: Appeal) => PeriodFacts | null>> = {
  examination: examinationFacts,
  answer: answerFacts,
  decision: decisionFacts,
};

/** When a period of the case ends, with its derivation; null when it has not begun. */
export const periodOf = (
  appeal: Appeal,
  period: PeriodName,
  calendar: Calendar,
): PeriodEnd | null => {
  const facts = factsOf[period](appeal);
  return facts && periodEnd(calendar, facts);
};

/** The last day of a period; null when it has not begun or stands still. */
export const dueDayOf = (appeal: Appeal, period: PeriodName, calendar: Calendar): Day | null =>
  periodOf(appeal, period, calendar)?.dueOn ?? null;

/** The periods that are running: examination ends with acceptance, the answer with being handed in. */
const running = (appeal: Appeal): PeriodName[] => {
  switch (appeal.status) {
    case 'filed':
      return ['examination'];
    case 'accepted':
      return appeal.answered === null && appeal.copyOn !== null
        ? ['answer', 'decision']
        : ['decision'];
    default:
      return [];
  }
};

/** Due days that are new or have moved. It follows from the case alone, never from when it is asked. */
export const dueAfter = (
  appeal: Appeal,
  { calendar, calendarRevision }: ReconsiderationFacts,
  on: Day,
  notice: string | null = null,
): ReconsiderationEvent[] =>
  running(appeal).flatMap((period): ReconsiderationEvent[] => {
    const end = periodOf(appeal, period, calendar);
    if (!end) return [];
    const { startsOn, dueOn, provisional } = end;
    const known = appeal.clocks[period];
    const same =
      known?.startsOn === startsOn && known.dueOn === dueOn && known.provisional === provisional;
    if (same) return [];
    const article = end.article ?? '';
    return [
      {
        type: 'ReconsiderationDueSet',
        data: {
          reconsiderationId: appeal.id,
          period,
          startsOn,
          dueOn,
          article,
          provisional,
          calendar: calendarRevision,
          notice,
          on,
        },
      },
    ];
  });
