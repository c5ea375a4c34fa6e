import { fold, Rejection } from '@gongkai/kernel';
import { specFor } from '@gongkai/testing';
import fc from 'fast-check';
import type { EnquiryCommandData, EnquiryCountCommandData } from './commands.js';
import { enquiryCountDecider } from './decider.count.js';
import { enquiryDecider, type EnquiryFacts } from './decider.js';
import { AskerKind, EnquirySubject, type BulkEvent, type SingleEvent } from './events.js';

const facts: EnquiryFacts = {
  today: '2026-03-04',
  actor: { kind: 'officer', id: 'clerk' },
  agencyActive: true,
};
const { given } = specFor(enquiryDecider, facts);
const enquiryId = 'e1';
const agency = 'agency1';
const of = { enquiryId, agency, askerKind: 'citizen', subject: 'requesting' } as const;
type Log = Extract<EnquiryCommandData, { type: 'log' }>;

const log = (more: Partial<Log> = {}): Log => ({
  type: 'log',
  ...of,
  channel: 'phone',
  askedOn: '2026-03-02',
  answeredOn: null,
  ...more,
});
const logged: SingleEvent = {
  type: 'EnquiryLogged',
  data: { ...of, channel: 'phone', askedOn: '2026-03-02', loggedBy: 'clerk' },
};
const answered: SingleEvent = {
  type: 'EnquiryAnswered',
  data: { ...of, askedOn: '2026-03-02', answeredOn: '2026-03-03', answeredBy: 'clerk' },
};
const voided: SingleEvent = {
  type: 'EnquiryVoided',
  data: {
    ...of,
    channel: 'phone',
    askedOn: '2026-03-02',
    answeredOn: null,
    reason: 'duplicateEntry',
    voidedBy: 'clerk',
  },
};

describe('an enquiry', () => {
  it('is logged on the day it was asked, today unless told', () => {
    given().when(log()).then(logged);
    const { askedOn: _, ...without } = log();
    given()
      .when(without)
      .then({ ...logged, data: { ...logged.data, askedOn: '2026-03-04' } as never });
  });

  it('is logged with its answer when it was answered at once', () =>
    given()
      .when(log({ answeredOn: '2026-03-03' }))
      .then(logged, answered));

  it('is logged once', () => given(logged).when(log()).then());

  it('has no day in the future, before the Regulations, or answered before asked', () => {
    given()
      .when(log({ askedOn: '2026-03-05' }))
      .thenRejected('enquiry.dayImpossible', 'askedOn');
    given()
      .when(log({ askedOn: '2007-04-04' }))
      .thenRejected('enquiry.dayImpossible', 'askedOn');
    given()
      .when(log({ answeredOn: '2026-03-01' }))
      .thenRejected('enquiry.dayImpossible', 'answeredOn');
    given(logged)
      .when({ type: 'answer', enquiryId, answeredOn: '2026-03-01' })
      .thenRejected('enquiry.dayImpossible', 'answeredOn');
  });

  it('belongs to an agency there was on that day', () =>
    given().when(log(), { agencyActive: false }).thenRejected('enquiry.agencyUnknown', 'agency'));

  it('is answered once', () => {
    given(logged).when({ type: 'answer', enquiryId, answeredOn: '2026-03-03' }).then(answered);
    given(logged, answered)
      .when({ type: 'answer', enquiryId })
      .thenRejected('enquiry.alreadyAnswered');
  });

  it('is corrected field by field, and not when nothing differs', () => {
    const reason = 'mistakenEntry' as const;
    const change = { enquiryId, agency, askedOn: '2026-03-02', reason, correctedBy: 'clerk' };
    given(logged)
      .when({ type: 'correct', enquiryId, askerKind: 'media', subject: 'policy', reason })
      .then(
        {
          type: 'EnquiryCorrected',
          data: { ...change, change: { field: 'askerKind', was: 'citizen', now: 'media' } },
        },
        {
          type: 'EnquiryCorrected',
          data: { ...change, change: { field: 'subject', was: 'requesting', now: 'policy' } },
        },
      );
    given(logged).when({ type: 'correct', enquiryId, askerKind: 'citizen', reason }).then();
  });

  it('is voided for good', () => {
    given(logged).when({ type: 'void', enquiryId, reason: 'duplicateEntry' }).then(voided);
    given(logged, voided).when({ type: 'answer', enquiryId }).thenRejected('enquiry.voided');
  });

  it('must exist', () =>
    given().when({ type: 'answer', enquiryId }).thenRejected('enquiry.unknown', 'enquiryId'));

  it('is answered at most once whatever is asked of it', () => {
    const day = fc.constantFrom('2026-03-01', '2026-03-02', '2026-03-03', '2026-03-05');
    const command = fc.oneof(
      fc.record({ askedOn: day, answeredOn: fc.option(day) }).map((more) => log(more)),
      day.map((answeredOn) => ({ type: 'answer' as const, enquiryId, answeredOn })),
      fc.constant({ type: 'void' as const, enquiryId, reason: 'other' as const }),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 8 }), (commands) => {
        const history: SingleEvent[] = [];
        for (const next of commands) {
          const state = fold(enquiryDecider, history);
          const decided = enquiryDecider.decide(state, next, facts);
          if (!(decided instanceof Rejection)) history.push(...decided);
        }
        const many = (type: string) => history.filter((event) => event.type === type).length;
        expect(many('EnquiryLogged')).toBeLessThanOrEqual(1);
        expect(many('EnquiryAnswered')).toBeLessThanOrEqual(1);
        for (const { data } of history)
          if ('answeredOn' in data && data.answeredOn !== null)
            expect(data.answeredOn >= data.askedOn).toBe(true);
      }),
    );
  });
});

describe('enquiries counted together', () => {
  const countId = 'c1';
  const { given: givenCount } = specFor(enquiryCountDecider, facts);
  type CountData = Extract<EnquiryCountCommandData, { type: 'count' }>;
  const entry = { askerKind: 'agency', subject: 'guideAndCatalogue', number: 32 } as const;
  const count = (more: Partial<CountData> = {}): CountData => ({
    type: 'count',
    countId,
    agency: null,
    on: '2008-12-31',
    entries: [entry],
    ...more,
  });
  const countedOf = (number: number): BulkEvent => ({
    type: 'EnquiriesCounted',
    data: { countId, agency: null, on: '2008-12-31', ...entry, number, countedBy: 'clerk' },
  });

  it('become records of fifteen at most, which are as many together', () =>
    givenCount().when(count()).then(countedOf(15), countedOf(15), countedOf(2)));

  it('are counted once', () => givenCount(countedOf(15)).when(count()).then());

  it('are voided record by record, once', () => {
    const off = (number: number): BulkEvent => ({
      type: 'EnquiriesCountVoided',
      data: {
        countId,
        agency: null,
        on: '2008-12-31',
        ...entry,
        number,
        reason: 'other',
        voidedBy: 'clerk',
      },
    });
    const take = { type: 'voidCount', countId, reason: 'other' } as const;
    givenCount(countedOf(15), countedOf(2)).when(take).then(off(15), off(2));
    givenCount(countedOf(15), off(15)).when(take).thenRejected('enquiry.voided');
    givenCount().when(take).thenRejected('enquiry.countUnknown', 'countId');
  });

  it('need a day that can be, an agency, and no more than one command may record', () => {
    givenCount()
      .when(count({ on: '2026-03-05' }))
      .thenRejected('enquiry.dayImpossible', 'on');
    givenCount()
      .when(count(), { agencyActive: false })
      .thenRejected('enquiry.agencyUnknown', 'agency');
    givenCount()
      .when(count({ entries: Array.from({ length: 3 }, () => ({ ...entry, number: 5000 })) }))
      .thenRejected('enquiry.tooMany', 'entries');
  });

  it('add up to the entries, whatever they are', () => {
    const entries = fc.array(
      fc.record({
        askerKind: fc.constantFrom(...AskerKind.options),
        subject: fc.constantFrom(...EnquirySubject.options),
        number: fc.integer({ min: 1, max: 200 }),
      }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(entries, (all) => {
        const { outcome } = givenCount().when(count({ entries: all }));
        const sum = (of: readonly { number: number }[]) =>
          of.reduce((total, { number }) => total + number, 0);
        expect(sum((outcome as BulkEvent[]).map(({ data }) => data))).toBe(sum(all));
      }),
    );
  });
});
