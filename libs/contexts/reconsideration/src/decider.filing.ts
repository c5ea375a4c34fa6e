import { periodEnd } from '@gongkai/calendar';
import { Rejection, type Day } from '@gongkai/kernel';
import type { CommandOf } from './commands.js';
import { challengedAct } from './decider.challenged.js';
import { dueDayOf } from './decider.clock.js';
import { impossible } from './decider.days.js';
import { countedOf, onlyDeemed, type Appeal, type ReconsiderationFacts } from './decider.state.js';
import { reject } from './errors.js';
import type { EventNamed, ReconsiderationEvent } from './events.js';
import type { Procedure, Reckoned } from './events.kinds.js';
import { bodyNames } from './names.js';
import { bodiesByLaw, editionOfFiling, editions, procedureRules } from './rules.js';

export type Outcome = ReconsiderationEvent[] | Rejection;
type Facts = ReconsiderationFacts;

const FILING = { zh: '申请复议期限', en: 'The time to apply for reconsideration' };

const reckonedFiling = (
  { edition, remedyTold }: { edition: Appeal['edition']; remedyTold: boolean },
  startsOn: Day | null,
  { calendar }: Facts,
): Reckoned | null => {
  if (startsOn === null) return null;
  const { filing, filingUntold } = editions[edition];
  const period = remedyTold ? filing : filingUntold;
  const { dueOn, provisional } = periodEnd(calendar, { name: FILING, startsOn, period });
  return { startsOn, dueOn: dueOn!, article: period.article!, provisional };
};

const filedDays = (command: CommandOf<'file'>, { today }: Facts): Rejection | undefined => {
  const { filedOn, receivedOn = filedOn, knownOn } = command;
  return (
    impossible(filedOn, editions['2017'].from, today, 'filedOn') ??
    impossible(receivedOn, filedOn, today, 'receivedOn') ??
    (knownOn === null ? undefined : impossible(knownOn, '1990-01-01', filedOn, 'knownOn'))
  );
};

/** As it came in, on time or late; only a challenge of what does not exist is refused. */
export const file = (appeal: Appeal, command: CommandOf<'file'>, facts: Facts): Outcome => {
  if (appeal.status !== 'none') return reject('reconsideration.exists');
  const refused = filedDays(command, facts);
  if (refused) return refused;
  const act = challengedAct(command, facts);
  if (act instanceof Rejection) return act;
  const { type: _, vertical, receivedOn, ...given } = command;
  const byFiling = editionOfFiling(given.filedOn);
  const edition = given.edition ?? byFiling;
  if (edition !== byFiling && given.editionReason === null)
    return reject('reconsideration.editionReason', { edition: byFiling }, 'editionReason');
  const { bodies } = bodiesByLaw(edition, facts.respondentKind ?? '', vertical);
  const differs = bodies.length > 0 && !bodies.includes(given.body.kind);
  if (differs && given.bodyReason === null)
    return reject(
      'reconsideration.bodyReason',
      { bodies: bodies.map((kind) => bodyNames[kind].zh).join('、'), kinds: bodies },
      'bodyReason',
    );
  const { startsOn, ...of } = act;
  const filing = reckonedFiling({ edition, remedyTold: given.remedyTold }, startsOn, facts);
  return [
    {
      type: 'ReconsiderationFiled',
      data: {
        ...given,
        ...of,
        edition,
        editionReason: edition === byFiling ? null : given.editionReason,
        bodiesByLaw: [...bodies],
        bodyReason: differs ? given.bodyReason : null,
        receivedOn: receivedOn ?? given.filedOn,
        filing,
        late: filing !== null && given.filedOn > filing.dueOn,
        recordedBy: facts.actor.id,
      },
    },
  ];
};

export const voidCase = (appeal: Appeal, { cause }: CommandOf<'void'>, facts: Facts): Outcome => [
  {
    type: 'ReconsiderationVoided',
    data: {
      reconsiderationId: appeal.id,
      ...countedOf(appeal),
      procedure: null,
      late: appeal.late,
      cause,
      recordedBy: facts.actor.id,
    },
  },
];

/** The last day of the examination, whatever has become of the case since. */
const examinedBy = (appeal: Appeal, { calendar }: Facts): Day | null =>
  dueDayOf(appeal, 'examination', calendar);

/** Whether what the body says now can still be the answer to the application. */
const examinable = (appeal: Appeal): Rejection | undefined =>
  appeal.status === 'accepted' && !onlyDeemed(appeal)
    ? reject('reconsideration.alreadyAccepted')
    : undefined;

export const requestCorrection = (
  appeal: Appeal,
  command: CommandOf<'requestCorrection'>,
  facts: Facts,
): Outcome => {
  const on = command.on ?? facts.today;
  const refused = examinable(appeal) ?? impossible(on, appeal.examinedFrom, facts.today);
  if (refused) return refused;
  const rules = editions[appeal.edition];
  const notice = periodEnd(facts.calendar, {
    name: { zh: '补正通知期限', en: 'The time to ask for corrections' },
    startsOn: appeal.examinedFrom,
    period: rules.correctionNotice,
  });
  const allowed =
    rules.correction &&
    periodEnd(facts.calendar, {
      name: { zh: '补正期限', en: 'The time to correct' },
      startsOn: on,
      period: rules.correction,
    });
  return [
    {
      type: 'ReconsiderationCorrectionRequested',
      data: {
        reconsiderationId: appeal.id,
        on,
        respondBy: command.respondBy ?? allowed?.dueOn ?? null,
        dueOn: notice.dueOn,
        late: notice.dueOn !== null && on > notice.dueOn,
        recordedBy: facts.actor.id,
      },
    },
  ];
};

export const correct = (appeal: Appeal, command: CommandOf<'correct'>, facts: Facts): Outcome => {
  const { correction } = appeal;
  if (!correction) return reject('reconsideration.notCorrecting');
  const on = command.on ?? facts.today;
  const refused = impossible(on, correction.on, facts.today);
  if (refused) return refused;
  const { respondBy } = correction;
  return [
    {
      type: 'ReconsiderationCorrected',
      data: {
        reconsiderationId: appeal.id,
        on,
        late: respondBy !== null && on > respondBy,
        files: command.files,
        recordedBy: facts.actor.id,
      },
    },
  ];
};

/** Since when it counts as accepted: by the law of 2017 from receipt, whatever is said later. */
const countsFrom = (appeal: Appeal, on: Day, facts: Facts): Day => {
  const { examinedFrom, edition } = appeal;
  if (editions[edition].accepted.from === 'receipt') return examinedFrom;
  const expiry = examinedBy(appeal, facts);
  return expiry !== null && on > expiry ? expiry : on;
};

export const accepted = (
  appeal: Appeal,
  { on, procedure, deemed }: { on: Day; procedure: Procedure; deemed: boolean },
  facts: Facts,
): EventNamed<'ReconsiderationAccepted'> => {
  const expiry = examinedBy(appeal, facts);
  return {
    type: 'ReconsiderationAccepted',
    data: {
      reconsiderationId: appeal.id,
      on,
      from: countsFrom(appeal, on, facts),
      procedure,
      deemed,
      late: expiry !== null && on > expiry,
      recordedBy: facts.actor.id,
    },
  };
};

export const accept = (appeal: Appeal, command: CommandOf<'accept'>, facts: Facts): Outcome => {
  const { procedure } = command;
  const on = command.on ?? facts.today;
  const refused = examinable(appeal) ?? impossible(on, appeal.examinedFrom, facts.today);
  if (refused) return refused;
  if (!procedureRules(appeal.edition, procedure))
    return reject('reconsideration.procedureUnknown', { edition: appeal.edition }, 'procedure');
  return [accepted(appeal, { on, procedure, deemed: false }, facts)];
};

export const refuse = (appeal: Appeal, command: CommandOf<'refuse'>, facts: Facts): Outcome => {
  const on = command.on ?? facts.today;
  const refused = examinable(appeal) ?? impossible(on, appeal.examinedFrom, facts.today);
  if (refused) return refused;
  const expiry = examinedBy(appeal, facts);
  return [
    {
      type: 'ReconsiderationRefused',
      data: {
        reconsiderationId: appeal.id,
        ...countedOf(appeal),
        procedure: null,
        ground: command.ground,
        on,
        late: expiry !== null && on > expiry,
        tableOutcome: 'other',
        recordedBy: facts.actor.id,
      },
    },
  ];
};

/** Silence of the body accepts (复议法 2023 第三十条), on the last day of the examination. */
export const acceptanceDue = (appeal: Appeal, facts: Facts, day: Day): ReconsiderationEvent[] => {
  if (appeal.status !== 'filed') return [];
  const expiry = examinedBy(appeal, facts);
  if (expiry === null || day <= expiry) return [];
  return [accepted(appeal, { on: expiry, procedure: 'ordinary', deemed: true }, facts)];
};
