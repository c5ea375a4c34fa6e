import type { Appeal, End } from './decider.state.js';
import type { EventNamed, ReconsiderationEvent } from './events.js';

type Evolve = {
  [T in ReconsiderationEvent['type']]: (appeal: Appeal, data: EventNamed<T>['data']) => Appeal;
};

const ended = (appeal: Appeal, end: End): Appeal => ({ ...appeal, status: 'ended', end });

const filing: Pick<
  Evolve,
  | 'ReconsiderationFiled'
  | 'ReconsiderationVoided'
  | 'ReconsiderationCorrectionRequested'
  | 'ReconsiderationCorrected'
  | 'ReconsiderationAccepted'
  | 'ReconsiderationRefused'
> = {
  ReconsiderationFiled: (appeal, data) => ({
    ...appeal,
    id: data.reconsiderationId,
    status: 'filed',
    number: data.number,
    respondent: data.respondent,
    body: data.body,
    edition: data.edition,
    challenged: data.challenged,
    ground: data.ground,
    reviewFirst: data.reviewFirst,
    actOn: data.actOn,
    filedOn: data.filedOn,
    receivedOn: data.receivedOn,
    examinedFrom: data.receivedOn,
    filing: data.filing,
    late: data.late,
    subject: data.subject,
    person: data.person,
  }),
  ReconsiderationVoided: (appeal) => ({ ...appeal, status: 'voided' }),
  // Too late it has no effect: the case stands as accepted.
  ReconsiderationCorrectionRequested: (appeal, { on, respondBy, late }) =>
    late
      ? appeal
      : {
          ...appeal,
          status: 'correcting',
          accepted: null,
          procedure: null,
          correction: { on, respondBy },
          clocks: {},
        },
  ReconsiderationCorrected: (appeal, { on }) => ({
    ...appeal,
    status: 'filed',
    correction: null,
    examinedFrom: on,
  }),
  ReconsiderationAccepted: (appeal, { on, from, deemed, procedure }) => ({
    ...appeal,
    status: 'accepted',
    correction: null,
    accepted: { on, from, deemed },
    procedure,
  }),
  ReconsiderationRefused: (appeal, { on, late, tableOutcome }) =>
    // Refused in time it never counted as accepted, whatever was noted meanwhile.
    ended(late ? appeal : { ...appeal, accepted: null, procedure: null, clocks: {} }, {
      kind: 'refused',
      outcome: null,
      cause: null,
      tableOutcome,
      on,
      late,
    }),
};

const course: Pick<
  Evolve,
  | 'CopyServed'
  | 'ProcedureConverted'
  | 'AnswerSubmitted'
  | 'MaterialSubmitted'
  | 'ReconsiderationExtended'
  | 'ReconsiderationSuspended'
  | 'ReconsiderationResumed'
  | 'MediationHeld'
  | 'ReconsiderationDueSet'
> = {
  CopyServed: (appeal, { on }) => ({ ...appeal, copyOn: on }),
  ProcedureConverted: (appeal, { to }) => ({ ...appeal, procedure: to }),
  AnswerSubmitted: (appeal, { on, late }) => ({ ...appeal, answered: { on, late } }),
  MaterialSubmitted: (appeal, { items }) => ({
    ...appeal,
    materials: appeal.materials + items.length,
  }),
  ReconsiderationExtended: (appeal, { days, on, counts }) =>
    counts ? { ...appeal, extension: { days, on } } : appeal,
  ReconsiderationSuspended: (appeal, { on }) => ({
    ...appeal,
    suspensions: [...appeal.suspensions, { from: on, to: null }],
  }),
  ReconsiderationResumed: (appeal, { on }) => ({
    ...appeal,
    suspensions: appeal.suspensions.map((each) => (each.to === null ? { ...each, to: on } : each)),
  }),
  MediationHeld: (appeal, { result }) => ({ ...appeal, mediated: result === 'agreed' }),
  ReconsiderationDueSet: (appeal, { period, startsOn, dueOn, provisional, calendar, article }) => ({
    ...appeal,
    clocks: { ...appeal.clocks, [period]: { startsOn, dueOn, provisional, calendar, article } },
  }),
};

const ends: Pick<
  Evolve,
  | 'ReconsiderationDecided'
  | 'ReconsiderationDecisionServed'
  | 'ReconsiderationWithdrawn'
  | 'ReconsiderationEnded'
  | 'AnswerMissed'
  | 'AnswerMissLifted'
  | 'DecisionMissed'
> = {
  ReconsiderationDecided: (appeal, { outcome, tableOutcome, on, late, order }) => ({
    ...ended(appeal, { kind: 'decided', outcome, cause: null, tableOutcome, on, late }),
    order,
  }),
  ReconsiderationDecisionServed: (appeal, { to, on }) => ({
    ...appeal,
    servedOn: { ...appeal.servedOn, [to]: on },
  }),
  ReconsiderationWithdrawn: (appeal, { on }) => ({ ...appeal, withdrawnOn: on }),
  ReconsiderationEnded: (appeal, { cause, tableOutcome, on, late }) =>
    ended(appeal, { kind: 'terminated', outcome: null, cause, tableOutcome, on, late }),
  AnswerMissed: (appeal, { dueOn }) => ({ ...appeal, answerMissed: dueOn }),
  AnswerMissLifted: (appeal) => ({ ...appeal, answerMissed: null }),
  DecisionMissed: (appeal, { dueOn }) => ({ ...appeal, decisionMissed: dueOn }),
};

const evolves: Evolve = { ...filing, ...course, ...ends };

export const evolveAppeal = (appeal: Appeal, { type, data }: ReconsiderationEvent): Appeal =>
  (evolves[type] as (appeal: Appeal, data: unknown) => Appeal)(appeal, data);
