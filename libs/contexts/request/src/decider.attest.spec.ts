import { calendarWith, type Calendar } from '@gongkai/calendar';
import { fold, Rejection } from '@gongkai/kernel';
import fc from 'fast-check';
import type { AttestCommand } from './commands.attest.js';
import { attestedDefectNames } from './attested-defects.js';
import { requestDecider } from './decider.js';
import type { RequestFacts } from './decider.state.js';
import type { AttestedDefect } from './events.attest.js';
import { Outcome } from './events.kinds.js';
import { commandOf, facts, sealed } from './testing.js';

const bare: Calendar = { years: new Set([2022, 2023]), exceptions: new Map(), foreign: true };
/** A calendar under another law, with one holiday. */
const calendar = calendarWith(
  bare,
  [{ year: 2023, off: [{ day: '2023-05-29', name: 'Memorial Day' }], work: [] }],
  { replacing: false },
);
const known: RequestFacts = {
  ...facts,
  today: '2024-01-10',
  calendar,
  calendarRevision: 2_000_000,
};

type Change = Partial<Omit<AttestCommand, 'stated'>> & {
  stated?: Partial<AttestCommand['stated']>;
};
const entry = ({ stated, ...change }: Change = {}): AttestCommand => ({
  type: 'attest',
  requestId: 'request1',
  number: '2023-08',
  agency: 'agency1',
  kind: 'disclosure',
  channel: 'signedPost',
  applicantKind: 'natural',
  receivedOn: '2023-05-08',
  outcome: 'partlyGranted',
  daysAllowed: 20,
  subject: null,
  assumed: [],
  daysColumn: 'read',
  proof: { kind: 'report', reference: 'log of 2023' },
  attestedBy: 'records office',
  person: 'person1',
  applicant: sealed(1),
  contact: sealed(2),
  description: sealed(3),
  ...change,
  stated: {
    number: '2023-08',
    confirmedOn: null,
    endedOn: '2023-07-10',
    days: '44',
    daysTolled: null,
    disposition: 'Partial Grant',
    secondDisposition: null,
    secondOutcome: null,
    ...stated,
  },
});
const attest = (change: Change = {}, more: Partial<RequestFacts> = {}) => {
  const events = requestDecider.decide(requestDecider.initial, entry(change), {
    ...known,
    ...more,
  });
  if (events instanceof Rejection) throw new Error(events.code);
  return events;
};
const refusal = (change: Change, more: Partial<RequestFacts> = {}) => {
  const outcome = requestDecider.decide(requestDecider.initial, entry(change), {
    ...known,
    ...more,
  });
  return outcome instanceof Rejection ? [outcome.code, outcome.field] : outcome;
};
const dataOf = (change: Change, type: string) =>
  attest(change).find((event) => event.type === type)?.data as Record<string, unknown> | undefined;
const defectsOf = (change: Change) => dataOf(change, 'RequestAttested')!['defects'];

describe('a case handled elsewhere', () => {
  it('is taken over received and ended on the days of its register, with nothing made up between', () => {
    expect(attest().map(({ type }) => type)).toEqual([
      'RequestReceived',
      'RequestAttested',
      'DeadlineSet',
      'OutcomeAttested',
      'RequestConcluded',
    ]);
    const state = fold(requestDecider, attest());
    expect(state).toMatchObject({ status: 'concluded', defects: [], confirmedOn: null });
    expect(state.conclusions).toEqual([
      { round: 1, outcome: 'partlyGranted', extended: false, on: '2023-07-10' },
    ]);
  });

  it('is late by the days its own law allowed and the calendar of its tenant', () => {
    // Twenty weekdays after 8 May, one of them a holiday: 6 June.
    expect(dataOf({}, 'DeadlineSet')).toMatchObject({ dueOn: '2023-06-06', calendar: 2_000_000 });
    expect(dataOf({}, 'OutcomeAttested')).toMatchObject({ dueOn: '2023-06-06', late: true });
    expect(dataOf({ daysAllowed: 60 }, 'OutcomeAttested')).toMatchObject({ late: false });
    const tolled = { stated: { daysTolled: 30 } };
    expect(dataOf(tolled, 'RequestAttested')).toMatchObject({ daysAllowed: 50, daysCounted: 14 });
    expect(dataOf(tolled, 'OutcomeAttested')).toMatchObject({ late: false });
  });

  it('without a period of its own has that of the Regulations', () => {
    const [received, attested, deadline] = attest({ daysAllowed: null });
    expect(received!.data).toMatchObject({ edition: '2019', defects: [], identityKind: 'none' });
    expect(attested!.data).toMatchObject({ daysAllowed: null });
    expect(deadline!.data).toMatchObject({ dueOn: '2023-06-06' });
  });

  it('stays open when its register does not say that it ended, and can then be worked on', () => {
    const events = attest({ outcome: null, stated: { endedOn: null, disposition: null } });
    expect(events.map(({ type }) => type)).toEqual([
      'RequestReceived',
      'RequestAttested',
      'DeadlineSet',
    ]);
    const open = fold(requestDecider, events);
    expect(open).toMatchObject({ status: 'open', daysAllowed: 20 });
    const recalculate = commandOf({ type: 'recalculate', requestId: 'request1' });
    expect(requestDecider.decide(open, recalculate, known)).toEqual([]);
  });

  it('counts from the day it was confirmed, where the register has one', () => {
    const confirmed = {
      channel: 'email',
      stated: { confirmedOn: '2023-05-10', days: '42' },
    } as const;
    expect(defectsOf(confirmed)).toEqual([]);
    expect(dataOf(confirmed, 'RequestReceived')).toMatchObject({ confirmedOn: '2023-05-10' });
    expect(dataOf(confirmed, 'DeadlineSet')).toMatchObject({ startsOn: '2023-05-10' });
  });

  it('is refused where a day cannot be, the agency is unknown, or it is on record', () => {
    expect(refusal({ receivedOn: '2024-02-01' })).toEqual(['request.dayImpossible', 'receivedOn']);
    expect(refusal({ stated: { endedOn: '2024-02-01' } })).toEqual([
      'request.dayImpossible',
      'endedOn',
    ]);
    expect(refusal({ receivedOn: '2007-02-01', daysAllowed: null })[0]).toBe(
      'request.dayImpossible',
    );
    expect(refusal({}, { agencyActive: false })).toEqual(['request.agencyUnknown', 'agency']);
    const again = requestDecider.decide(fold(requestDecider, attest()), entry(), known);
    expect((again as Rejection).code).toBe('request.alreadyReceived');
  });

  it('under another law may be older than the Regulations', () => {
    expect(dataOf({ receivedOn: '2005-03-01' }, 'RequestReceived')).toBeDefined();
  });
});

describe('what does not agree within an entry', () => {
  const days = (text: string | null, daysColumn: AttestCommand['daysColumn'] = 'read') => ({
    daysColumn,
    stated: { days: text },
  });
  it.each<[AttestedDefect, Change]>([
    ['numberTwice', { number: '2023-08#2' }],
    ['twoDispositions', { stated: { secondOutcome: 'refusedByLaw' } }],
    ['dispositionMissing', { outcome: null }],
    ['endMissing', { stated: { endedOn: null } }],
    ['endBeforeReceipt', { stated: { endedOn: '2023-05-05' } }],
    ['confirmedBeforeReceipt', { stated: { confirmedOn: '2023-05-05' } }],
    ['daysMissing', days(null, 'empty')],
    ['daysUnreadable', days(null, 'unreadable')],
    ['daysDiffer', days('17')],
  ])('%s is named and kept', (defect, change) => {
    expect(defectsOf(change)).toEqual([defect]);
    expect(attestedDefectNames[defect].zh).not.toBe('');
  });

  it('is nothing where the stated days are the counted ones, also those below one', () => {
    expect(defectsOf({})).toEqual([]);
    const sameDay = { stated: { endedOn: '2023-05-08', days: '<1' } };
    expect(defectsOf(sameDay)).toEqual([]);
    expect(dataOf(sameDay, 'RequestAttested')).toMatchObject({ daysCounted: 0 });
  });

  it('leaves a case open that is said to have ended before it came', () => {
    const types = attest({ stated: { endedOn: '2023-05-05' } }).map(({ type }) => type);
    expect(types).not.toContain('RequestConcluded');
  });

  it('counts an end that nobody described as ended otherwise', () => {
    expect(dataOf({ outcome: null }, 'RequestConcluded')).toMatchObject({ outcome: 'otherEnded' });
  });

  it('never ends a case twice, before its receipt, or in the future, whatever is in the entry', () => {
    const day = fc
      .integer({ min: 0, max: 700 })
      .map((n) => new Date(Date.UTC(2022, 9, 1) + n * 86_400_000).toISOString().slice(0, 10));
    const outcome = fc.constantFrom(...Outcome.options);
    fc.assert(
      fc.property(day, fc.option(day), fc.option(day), fc.option(outcome), (on, end, also, how) => {
        const change = {
          receivedOn: on,
          outcome: how as AttestCommand['outcome'],
          stated: { endedOn: end, confirmedOn: also },
        };
        const decided = requestDecider.decide(requestDecider.initial, entry(change), known);
        if (decided instanceof Rejection) return decided.code === 'request.dayImpossible';
        const ends = decided.filter(({ type }) => type === 'RequestConcluded');
        const receivable = end !== null && end >= on;
        const state = fold(requestDecider, decided);
        return (
          ends.length === Number(receivable) &&
          state.conclusions.every((each) => each.on >= on && each.on <= known.today) &&
          state.status === (receivable ? 'concluded' : 'open')
        );
      }),
    );
  });
});
