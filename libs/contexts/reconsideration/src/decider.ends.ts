import { editionRules, periodEnd, workingDaysBetween, type Period } from '@gongkai/calendar';
import { Rejection, type Day } from '@gongkai/kernel';
import type { Request } from '@gongkai/request';
import type { CommandOf } from './commands.js';
import { replyStanding } from './decider.challenged.js';
import { dueDayOf } from './decider.clock.js';
import { notAccepted } from './decider.course.js';
import { impossible } from './decider.days.js';
import type { Outcome } from './decider.filing.js';
import { countedOf, isSuspended, type Appeal, type ReconsiderationFacts } from './decider.state.js';
import { reject } from './errors.js';
import type { DecisionOutcome, Order, Reckoned } from './events.kinds.js';
import { challengeNames } from './names.js';
import { editions, outcomes, suitPeriod } from './rules.js';

type Facts = ReconsiderationFacts;

/** Where nothing was done, there is nothing to change, revoke or find void. */
const NEEDS_AN_ACT: readonly DecisionOutcome[] = ['changed', 'revoked', 'invalid'];
/** With these the respondent may be told to answer anew. */
const WITH_ORDER: readonly DecisionOutcome[] = ['revoked', 'unlawful', 'ordered'];
/** Ends of a round that leave nothing to answer: the applicant wanted it so, or it goes on elsewhere. */
const NOT_REOPENED: readonly string[] = ['withdrawn', 'transferred', 'split'];

const outcomeFault = (
  appeal: Appeal,
  { outcome, answerAnew }: CommandOf<'decide'>,
): Rejection | undefined => {
  const { edition, challenged, mediated } = appeal;
  const { kind } = challenged!;
  const { zh, en, articles } = outcomes[outcome];
  if (articles[edition] === undefined)
    return reject('reconsideration.outcomeUnknown', { edition }, 'outcome');
  if (kind === 'silence' && NEEDS_AN_ACT.includes(outcome)) {
    const of = challengeNames[kind];
    return reject(
      'reconsideration.outcomeDoesNotFit',
      { outcome: zh, outcomeEn: en, challenge: of.zh, challengeEn: of.en },
      'outcome',
    );
  }
  if (outcome === 'mediated' && !mediated) return reject('reconsideration.noMediation');
  const fits = WITH_ORDER.includes(outcome) && kind !== 'publication';
  return answerAnew !== null && !fits
    ? reject('reconsideration.orderDoesNotFit', {}, 'answerAnew')
    : undefined;
};

/** Whether the round was over on that day in a way the order undoes, and by which reply. */
const undone = (
  appeal: Appeal,
  request: Request,
  on: Day,
): { opensRound: boolean; replyId: string | null } => {
  const challenged = appeal.challenged!;
  const none = { opensRound: false, replyId: null };
  // An open round goes on, and a reply given meanwhile is not what was challenged.
  if (challenged.kind === 'silence') return none;
  const reply = replyStanding(request);
  if (reply) {
    const other = challenged.kind === 'reply' && challenged.replyId !== reply.id;
    const given = reply.delivered !== null && reply.delivered.givenOn <= on;
    return given && !other ? { opensRound: true, replyId: reply.id } : none;
  }
  const ended = request.conclusions.find(({ round }) => round === request.round);
  const over = ended !== undefined && ended.on <= on && !NOT_REOPENED.includes(ended.outcome);
  return { opensRound: over, replyId: null };
};

/**
 * How long a new answer may take: the days of the decision, else the statutory period of the request,
 * else sixty days (实施条例第四十九条): a demand to correct one's own record has no period of its own.
 */
const anewPeriod = (
  { withinDays, unit }: { withinDays: number | null; unit: 'working' | 'calendar' },
  appeal: Appeal,
  { edition, kind }: Request,
): Period => {
  const { anew } = editions[appeal.edition];
  if (withinDays !== null) return { ...anew, length: withinDays, unit };
  if (kind === 'ownRecordCorrection') return anew;
  const { reply } = editionRules[edition];
  return { ...reply, length: reply.days, unit: 'working' };
};

const orderOf = (
  appeal: Appeal,
  { answerAnew }: CommandOf<'decide'>,
  on: Day,
  facts: Facts,
): Order | Rejection | null => {
  if (answerAnew === null) return null;
  const request = facts.request ?? null;
  if (request === null) return reject('reconsideration.requestUnknown', {}, 'answerAnew');
  const startsOn = answerAnew.startsOn ?? on;
  const day = impossible(startsOn, on, facts.today, 'answerAnew.startsOn');
  if (day) return day;
  const { calendar } = facts;
  const period = anewPeriod(answerAnew, appeal, request);
  const name = { zh: '重新答复期限', en: 'The time to answer anew' };
  const dueOn = periodEnd(calendar, { name, startsOn, period }).dueOn!;
  const statutory = answerAnew.withinDays === null && period.unit === 'working';
  // The clock of a request counts working days, whatever the decision counts in.
  const within =
    period.unit === 'working' ? period.length : workingDaysBetween(calendar, startsOn, dueOn).days;
  return {
    kind: 'answerAnew',
    withinDays: answerAnew.withinDays,
    unit: period.unit === 'working' ? 'working' : 'calendar',
    requestId: request.id,
    ...undone(appeal, request, on),
    startsOn,
    dueOn,
    roundDays: statutory ? null : Math.max(1, within),
  };
};

export const decide = (appeal: Appeal, command: CommandOf<'decide'>, facts: Facts): Outcome => {
  const refused = notAccepted(appeal);
  if (refused) return refused;
  if (isSuspended(appeal)) return reject('reconsideration.suspended');
  const on = command.on ?? facts.today;
  const since = appeal.suspensions.at(-1)?.to ?? appeal.accepted!.from;
  const fault = impossible(on, since, facts.today) ?? outcomeFault(appeal, command);
  if (fault) return fault;
  const order = orderOf(appeal, command, on, facts);
  if (order instanceof Rejection) return order;
  const { outcome, inPart, decisionNumber, letter } = command;
  const { column, articles } = outcomes[outcome];
  const dueOn = dueDayOf(appeal, 'decision', facts.calendar);
  return [
    {
      type: 'ReconsiderationDecided',
      data: {
        reconsiderationId: appeal.id,
        ...countedOf(appeal),
        decisionNumber,
        outcome,
        inPart,
        tableOutcome: column,
        rule: outcome,
        article: articles[appeal.edition]!,
        challenged: appeal.challenged!,
        order,
        on,
        dueOn,
        late: dueOn !== null && on > dueOn,
        letter,
        recordedBy: facts.actor.id,
      },
    },
  ];
};

/** Until when the applicant may sue (行政诉讼法第四十五条). */
export const suitBy = (startsOn: Day, { calendar }: Facts): Reckoned => {
  const name = { zh: '起诉期限', en: 'The time to sue' };
  const { dueOn, provisional } = periodEnd(calendar, { name, startsOn, period: suitPeriod });
  return { startsOn, dueOn: dueOn!, article: suitPeriod.article!, provisional };
};

/** Served is a decision, or the refusal to take the case (复议法 2023 第三十四条). */
export const serveDecision = (
  appeal: Appeal,
  command: CommandOf<'serveDecision'>,
  facts: Facts,
): Outcome => {
  const { end, servedOn } = appeal;
  if (!end || end.kind === 'terminated') return reject('reconsideration.notDecided');
  const { to } = command;
  if (servedOn[to] !== undefined) return reject('reconsideration.servedAlready', {}, 'to');
  const on = command.on ?? facts.today;
  const day = impossible(on, end.on, facts.today);
  if (day) return day;
  return [
    {
      type: 'ReconsiderationDecisionServed',
      data: {
        reconsiderationId: appeal.id,
        to,
        on,
        suitBy: to === 'applicant' ? suitBy(on, facts) : null,
        recordedBy: facts.actor.id,
      },
    },
  ];
};

export const withdraw = (appeal: Appeal, command: CommandOf<'withdraw'>, facts: Facts): Outcome => {
  if (appeal.withdrawnOn !== null) return reject('reconsideration.withdrawnAlready');
  const on = command.on ?? facts.today;
  const day = impossible(on, appeal.filedOn, facts.today);
  if (day) return day;
  const { reason } = command;
  const data = { reconsiderationId: appeal.id, on, reason, recordedBy: facts.actor.id };
  return [{ type: 'ReconsiderationWithdrawn', data }];
};

export const end = (appeal: Appeal, command: CommandOf<'end'>, facts: Facts): Outcome => {
  const { withdrawnOn } = appeal;
  const { cause } = command;
  if (cause === 'withdrawn' && withdrawnOn === null) return reject('reconsideration.notWithdrawn');
  // What was withdrawn ends at any stage, everything else only after acceptance.
  const refused = cause === 'withdrawn' ? undefined : notAccepted(appeal);
  if (refused) return refused;
  if (cause === 'suspendedTooLong' && !isSuspended(appeal))
    return reject('reconsideration.notSuspended', {}, 'cause');
  const on = command.on ?? facts.today;
  const since = cause === 'withdrawn' ? withdrawnOn! : appeal.accepted!.from;
  const day = impossible(on, since, facts.today);
  if (day) return day;
  const dueOn = dueDayOf(appeal, 'decision', facts.calendar);
  return [
    {
      type: 'ReconsiderationEnded',
      data: {
        reconsiderationId: appeal.id,
        ...countedOf(appeal),
        cause,
        on,
        late: dueOn !== null && on > dueOn,
        tableOutcome: 'other',
        recordedBy: facts.actor.id,
      },
    },
  ];
};
