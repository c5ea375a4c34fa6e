import { calendarOf, nationalCalendar } from '@gongkai/calendar';
import {
  at,
  clock,
  dataOf,
  dueOn,
  last,
  officer,
  receive,
  refusal,
  run,
  sealed,
  watch,
} from './testing.js';

const head = { actor: officer('head') };
const extend = (today = '2023-03-20', more = {}) =>
  at(today, 'grantExtension', { reason: '涉及材料较多', ...more }, head);

describe('an extension (条例第三十三条第二款)', () => {
  it('is as long as the law allows unless it is shorter, and names who consented', () => {
    expect(last(receive(), extend())).toEqual(['ExtensionGranted', 'DeadlineSet']);
    expect(dueOn(receive(), extend())).toBe('2023-04-26');
    expect(dueOn(receive(), extend('2023-03-20', { days: 5 }))).toBe('2023-04-06');
    expect(dataOf('ExtensionGranted', receive(), extend())).toMatchObject({
      days: 20,
      consentedBy: 'head',
      noticedOn: '2023-03-20',
      late: false,
    });
    const old = receive({ receivedOn: '2017-03-01' }, { today: '2017-03-01' });
    expect(dataOf('ExtensionGranted', old, extend('2017-03-20'))?.days).toBe(15);
    expect(last(old, extend('2017-03-20', { days: 16 }))).toBe('request.extensionTooLong');
  });
  it('is refused beyond what the law allows, twice, and before the clock runs', () => {
    expect(refusal(receive(), extend('2023-03-20', { days: 21 }))).toEqual([
      'request.extensionTooLong',
      'days',
    ]);
    expect(last(receive(), extend(), extend('2023-03-21'))).toBe('request.alreadyExtended');
    expect(last(receive({ channel: 'mail' }), extend())).toBe('request.clockNotRunning');
  });
  it('told after the end is on record as late and moves nothing', () => {
    const late = [receive(), extend('2023-03-30', { on: '2023-03-29', noticedOn: '2023-03-30' })];
    expect(last(...late)).toEqual(['ExtensionGranted']);
    expect(dataOf('ExtensionGranted', ...late)?.late).toBe(true);
    expect(dueOn(...late)).toBe('2023-03-29');
    const closed = [...late, at('2023-03-31', 'withdraw')];
    expect(dataOf('RequestConcluded', ...closed)?.extended).toBe(false);
    expect(dueOn(receive(), extend('2023-03-30', { on: '2023-03-29' }))).toBe('2023-04-26');
  });
  it('is told on a day that can be', () => {
    expect(refusal(receive(), extend('2023-03-20', { noticedOn: '2023-03-17' }))).toEqual([
      'request.dayImpossible',
      'noticedOn',
    ]);
    expect(refusal(receive(), extend('2023-03-20', { on: '2023-02-17' }))).toEqual([
      'request.dayImpossible',
      'on',
    ]);
  });
  it('is consented to by a person; the command line says by whom', () => {
    const operator = { actor: { kind: 'operator', id: 'import' } as const };
    const input = { reason: '量大' };
    expect(refusal(receive(), at('2023-03-20', 'grantExtension', input, operator))).toEqual([
      'request.personNeeded',
      'consentedBy',
    ]);
    const named = at('2023-03-20', 'grantExtension', { ...input, consentedBy: '张主任' }, operator);
    expect(dataOf('ExtensionGranted', receive(), named)?.consentedBy).toBe('张主任');
  });
});

describe('number or frequency beyond reason (条例第三十五条)', () => {
  const ask = (more = {}) => at('2023-03-06', 'askExcessReasons', more);
  const give = at('2023-03-10', 'receiveExcessReasons', { reasons: sealed(7) });
  const decide = (more: object, today = '2023-03-13') =>
    at(today, 'decideExcess', { reason: '认定', ...more }, head);

  it('reasonable: a delayed period, which the due day follows', () => {
    const steps = [receive(), ask(), give, decide({ reasonable: true, delayedTo: '2023-06-30' })];
    expect(last(...steps)).toEqual(['ExcessDecided', 'DeadlineSet']);
    expect(dueOn(...steps)).toBe('2023-06-30');
    expect(dueOn(receive(), ask(), give, decide({ reasonable: true }))).toBe('2023-03-29');
  });
  it('unreasonable: no delay, and the period goes on', () => {
    expect(dueOn(receive(), ask(), give, decide({ reasonable: false }))).toBe('2023-03-29');
    expect(
      refusal(receive(), ask(), give, decide({ reasonable: false, delayedTo: '2023-06-30' })),
    ).toEqual(['request.delayNeedsReason', 'delayedTo']);
    expect(
      refusal(receive(), ask(), give, decide({ reasonable: true, delayedTo: '2023-03-13' })),
    ).toEqual(['request.delayImpossible', 'delayedTo']);
  });
  it('waits for the reasons, or for their last day', () => {
    expect(last(receive(), ask(), decide({ reasonable: false }))).toBe(
      'request.excessReasonsAwaited',
    );
    const until = ask({ answerBy: '2023-03-10' });
    expect(last(receive(), until, decide({ reasonable: false }, '2023-03-10'))).toBe(
      'request.excessReasonsAwaited',
    );
    expect(last(receive(), until, decide({ reasonable: false }))).toEqual(['ExcessDecided']);
    expect(refusal(receive(), ask({ answerBy: '2023-03-06' }))).toEqual([
      'request.answerByImpossible',
      'answerBy',
    ]);
  });
  it('is asked once, answered once and decided once, by a person', () => {
    expect(last(receive(), ask(), ask())).toBe('request.excessAlreadyAsked');
    expect(last(receive(), give)).toBe('request.excessNotAsked');
    expect(last(receive(), ask(), give, give)).toBe('request.excessReasonsGiven');
    expect(last(receive(), decide({ reasonable: true }))).toBe('request.excessNotAsked');
    const decided = [receive(), ask(), give, decide({ reasonable: true })];
    expect(last(...decided, decide({ reasonable: true }))).toBe('request.excessNotAsked');
    const program = at(
      '2023-03-13',
      'decideExcess',
      { reasonable: true, reason: '-' },
      { actor: watch },
    );
    expect(last(receive(), ask(), give, program)).toBe('request.personNeeded');
    expect(last(receive(), ask({ on: '2023-02-28' }))).toBe('request.dayImpossible');
    expect(
      last(
        receive(),
        ask(),
        at('2023-03-10', 'receiveExcessReasons', { reasons: sealed(7), on: '2023-03-03' }),
      ),
    ).toBe('request.dayImpossible');
    expect(last(receive(), ask(), give, decide({ reasonable: true, on: '2023-03-09' }))).toBe(
      'request.dayImpossible',
    );
  });
  it('is unknown to the edition of 2007', () => {
    const old = receive({ receivedOn: '2017-03-01' }, { today: '2017-03-01' });
    expect(last(old, at('2017-03-06', 'askExcessReasons'))).toBe('request.excessNotInEdition');
  });
});

describe('the watch', () => {
  const missed = (today: string) => at(today, 'noteMissedDeadline', {}, { actor: watch });
  it('notes a due day that passed once, whenever it comes by', () => {
    expect(last(receive(), missed('2023-03-29'))).toEqual([]);
    const noted = [receive(), missed('2023-04-04')];
    expect(last(...noted)).toEqual(['DeadlineMissed']);
    expect(dataOf('DeadlineMissed', ...noted)).toMatchObject({
      round: 1,
      dueOn: '2023-03-29',
      notedOn: '2023-04-04',
    });
    expect(last(...noted, missed('2023-04-05'))).toEqual([]);
  });
  it('notes a due day again when it has moved and passed again', () => {
    const moved = [
      receive(),
      missed('2023-03-30'),
      at('2023-04-03', 'correctReceipt', {
        change: { field: 'receivedOn', now: '2023-02-28' },
        reason: '误录',
      }),
    ];
    expect(last(...moved, missed('2023-04-04'))).toEqual(['DeadlineMissed']);
  });
  it('says nothing of a clock that stands still, nor of a closed case', () => {
    expect(last(receive({ channel: 'fax' }), missed('2023-09-01'))).toEqual([]);
    const closed = [receive(), at('2023-03-20', 'withdraw')];
    expect(last(...closed, missed('2023-04-01'))).toEqual([]);
    const silence = { consultationId: 'c1' };
    expect(last(...closed, at('2023-04-01', 'noteConsultationSilence', silence))).toEqual([]);
  });
});

describe('a change of the working calendar', () => {
  const years = { '2023': { off: {}, work: {} } };
  const calendar = calendarOf({ ...years, '2023': { off: { '03-15': '临时放假' }, work: {} } });
  const recalculate = (more = {}) =>
    at(
      '2023-03-10',
      'recalculate',
      { notice: 'notice1' },
      { calendar, calendarRevision: 1, ...more },
    );

  it('moves the due day of an open case and says from where to where', () => {
    expect(last(receive(), recalculate())).toEqual(['DeadlineMoved']);
    expect(dataOf('DeadlineMoved', receive(), recalculate())).toMatchObject({
      from: '2023-03-29',
      to: '2023-03-30',
      calendar: 1,
      notice: 'notice1',
    });
    expect(clock(receive(), recalculate())).toMatchObject({ dueOn: '2023-03-30', calendar: 1 });
    expect(last(receive(), recalculate(), recalculate())).toEqual([]);
  });
  it('is taken back in the same way', () => {
    const back = recalculate({ calendar: nationalCalendar, calendarRevision: 2 });
    expect(dueOn(receive(), recalculate(), back)).toBe('2023-03-29');
  });
  it('leaves a closed case the day that was right when it closed', () => {
    const closed = [receive(), at('2023-03-09', 'withdraw')];
    expect(last(...closed, recalculate())).toEqual([]);
    expect(dueOn(...closed, recalculate())).toBe('2023-03-29');
  });
  it('settles a provisional day, also when it does not move', () => {
    const received = receive({ receivedOn: '2026-12-25' }, { today: '2026-12-25' });
    const settled = calendarOf({
      '2026': years['2023'],
      '2027': { off: { '01-01': '元旦' }, work: {} },
    });
    const steps = [
      received,
      at('2026-12-28', 'recalculate', {}, { calendar: settled, calendarRevision: 3 }),
    ];
    expect(dataOf('DeadlineMoved', ...steps)).toMatchObject({
      from: '2027-01-25',
      to: '2027-01-25',
      provisional: false,
    });
  });
  it('is not taken for a fact of the case by what happens after it', () => {
    const routed = at('2023-03-10', 'route', { unit: '预算科' }, { calendar, calendarRevision: 1 });
    expect(last(receive(), routed)).toEqual(['RequestRouted']);
    const extended = at(
      '2023-03-10',
      'grantExtension',
      { reason: '量大', days: 1 },
      { ...head, calendar, calendarRevision: 1 },
    );
    expect(run(receive(), extended).state.clock).toMatchObject({
      dueOn: '2023-03-31',
      calendar: 1,
    });
  });
});
