import { calendarOf } from '@gongkai/calendar';
import {
  accepted,
  answered,
  at,
  dataOf,
  dueOn,
  file,
  last,
  published,
  refusal,
  run,
  sealed,
  served,
  unanswered,
  withReply,
  type Step,
} from './testing.js';

const item = (change: object = {}) => ({
  id: 'material1',
  kind: 'evidence',
  title: sealed(7),
  file: null,
  madeOn: null,
  ...change,
});

describe('the answer', () => {
  it('in time is in time, also when it is recorded later', () => {
    const answer = at('2026-05-20', 'submitAnswer', { on: '2026-05-13' });
    expect(dataOf('AnswerSubmitted', ...served(), answer)).toMatchObject({
      dueOn: '2026-05-13',
      late: false,
    });
  });

  it('after the last day is late, and recorded', () => {
    const late = at('2026-05-14', 'submitAnswer');
    expect(dataOf('AnswerSubmitted', ...served(), late)?.late).toBe(true);
  });

  it('waits for the copy, and comes once', () => {
    expect(last(...accepted(), at('2026-04-23', 'submitAnswer'))).toBe(
      'reconsideration.copyNotServed',
    );
    const answer = at('2026-05-06', 'submitAnswer');
    expect(last(...served(), answer, answer)).toBe('reconsideration.alreadyAnswered');
    expect(refusal(...served(), at('2026-05-06', 'submitAnswer', { on: '2026-04-26' }))).toEqual([
      'reconsideration.dayImpossible',
      'on',
    ]);
  });

  it('comes with its material; what is younger than the act is marked', () => {
    const items = [item({ madeOn: '2026-03-19' }), item({ id: 'm2', madeOn: '2026-04-01' })];
    const answer = at('2026-05-06', 'submitAnswer', { items });
    expect(dataOf('MaterialSubmitted', ...served(), answer)).toMatchObject({
      late: false,
      items: [{ afterDecision: false }, { afterDecision: true }],
    });
    const later = at('2026-05-14', 'submitMaterial', { items: [item()] });
    expect(dataOf('MaterialSubmitted', ...served(), answer, later)).toMatchObject({
      late: true,
      items: [{ afterDecision: false }],
    });
    expect(last(...accepted(), at('2026-04-23', 'submitMaterial', { items: [item()] }))).toBe(
      'reconsideration.copyNotServed',
    );
  });

  it('that did not come is noted once, with what follows', () => {
    const noted = [...served(), at('2026-05-14', 'noteMissedAnswer')];
    expect(dataOf('AnswerMissed', ...noted)).toMatchObject({
      dueOn: '2026-05-13',
      consequence: 'noEvidence',
      article: '行政复议法(2023)第七十条',
    });
    expect(last(...noted, at('2026-05-15', 'noteMissedAnswer'))).toEqual([]);
    expect(last(...served(), at('2026-05-13', 'noteMissedAnswer'))).toEqual([]);
    const inTime = at('2026-05-15', 'submitAnswer', { on: '2026-05-12' });
    expect(dataOf('AnswerMissLifted', ...noted, inTime)?.cause).toBe('answeredInTime');
    expect(last(...noted, at('2026-05-15', 'submitAnswer'))).toEqual(['AnswerSubmitted']);
    const answer = at('2026-05-06', 'submitAnswer');
    expect(last(...served(), answer, at('2026-05-14', 'noteMissedAnswer'))).toEqual([]);
  });

  it('has longer when the procedure changes, so that it is not missed yet', () => {
    const noted = [...served('simplified'), at('2026-05-08', 'noteMissedAnswer')];
    const converted = at('2026-05-11', 'convertProcedure');
    expect(last(...noted, converted)).toEqual([
      'ProcedureConverted',
      'ReconsiderationDueSet',
      'ReconsiderationDueSet',
      'AnswerMissLifted',
    ]);
    expect(dueOn('answer', ...noted, converted)).toBe('2026-05-13');
    expect(last(...served(), at('2026-05-11', 'convertProcedure'))).toBe(
      'reconsideration.sameProcedure',
    );
    expect(last(file(), at('2026-04-21', 'convertProcedure'))).toBe('reconsideration.notAccepted');
    const early = at('2026-05-11', 'convertProcedure', { on: '2026-04-21' });
    expect(last(...served('simplified'), early)).toBe('reconsideration.dayImpossible');
  });
});

describe('the time to decide', () => {
  it('is sixty days, thirty in the simplified procedure', () => {
    expect(dueOn('decision', ...accepted())).toBe('2026-06-22');
    expect(dueOn('decision', ...accepted('simplified'))).toBe('2026-05-22');
  });

  it('is extended once, by thirty days at most, before it is over', () => {
    const extend = (day: string, days = 30) => at(day, 'extend', { days });
    expect(dueOn('decision', ...accepted(), extend('2026-06-01'))).toBe('2026-07-21');
    expect(dueOn('decision', ...accepted(), extend('2026-06-01', 90))).toBe('2026-07-21');
    const twice = [...accepted(), extend('2026-06-01'), extend('2026-07-01')];
    expect(dataOf('ReconsiderationExtended', ...twice)?.counts).toBe(false);
    expect(dueOn('decision', ...twice)).toBe('2026-07-21');
    const late = [...accepted(), extend('2026-06-23')];
    expect(dataOf('ReconsiderationExtended', ...late)?.counts).toBe(false);
    const simplified = [...accepted('simplified'), extend('2026-05-06')];
    expect(dataOf('ReconsiderationExtended', ...simplified)?.counts).toBe(false);
    expect(last(file(), extend('2026-04-21'))).toBe('reconsideration.notAccepted');
    expect(last(...accepted(), at('2026-05-06', 'extend', { on: '2026-04-21' }))).toBe(
      'reconsideration.dayImpossible',
    );
  });

  it('stands still while the case rests', () => {
    const resting = [...accepted(), at('2026-05-06', 'suspend', { cause: 'lawQuestion' })];
    expect(dueOn('decision', ...resting)).toBeNull();
    expect(last(...resting, at('2026-07-01', 'noteMissedDecision'))).toEqual([]);
    expect(dueOn('decision', ...resting, at('2026-05-16', 'resume'))).toBe('2026-07-01');
    expect(last(...resting, at('2026-05-07', 'suspend', { cause: 'other' }))).toBe(
      'reconsideration.suspended',
    );
    expect(last(...accepted(), at('2026-05-06', 'resume'))).toBe('reconsideration.notSuspended');
    expect(last(...resting, at('2026-05-16', 'resume', { on: '2026-05-05' }))).toBe(
      'reconsideration.dayImpossible',
    );
    expect(last(file(), at('2026-04-21', 'suspend', { cause: 'other' }))).toBe(
      'reconsideration.notAccepted',
    );
    const early = at('2026-05-06', 'suspend', { cause: 'other', on: '2026-04-21' });
    expect(last(...accepted(), early)).toBe('reconsideration.dayImpossible');
  });

  it('that passes without a decision opens the way to court', () => {
    const noted = [...accepted(), at('2026-06-23', 'noteMissedDecision')];
    expect(dataOf('DecisionMissed', ...noted)).toMatchObject({
      dueOn: '2026-06-22',
      consequence: 'suitOpen',
      suitBy: { startsOn: '2026-06-22', dueOn: '2026-07-07' },
    });
    expect(last(...noted, at('2026-06-24', 'noteMissedDecision'))).toEqual([]);
  });

  it('moves with the calendar, and says by which notice; what was missed is not any more', () => {
    const off = Object.fromEntries(
      ['04-28', '04-29', '04-30', '05-04', '05-05', '05-06', '05-07', '05-08'].map((day) => [
        day,
        '劳动节',
      ]),
    );
    const calendar = calendarOf({ '2026': { off, work: {} } });
    const missed = [...served(), at('2026-05-14', 'noteMissedAnswer')];
    const changed = { calendar, calendarRevision: 1 };
    const moved = at('2026-05-14', 'recalculate', { notice: 'event1' }, changed);
    expect(last(...missed, moved)).toEqual(['ReconsiderationDueSet', 'AnswerMissLifted']);
    expect(run(...missed, moved).state.clocks.answer).toMatchObject({
      dueOn: '2026-05-21',
      calendar: 1,
    });
    expect(dataOf('ReconsiderationDueSet', ...missed, moved)?.notice).toBe('event1');
    expect(dataOf('AnswerMissLifted', ...missed, moved)?.cause).toBe('dueDayMoved');
    expect(last(...served(), at('2026-05-14', 'recalculate', {}))).toEqual([]);
  });
});

describe('the decision', () => {
  const decide = (data: object = {}, more: object = {}): Step =>
    at('2026-06-05', 'decide', { outcome: 'revoked', ...data }, more);

  it('counts in the column of its outcome, with its article', () => {
    const column = (outcome: string) => {
      const mediated = at('2026-06-01', 'holdMediation', { result: 'agreed' });
      const { tableOutcome, article } = dataOf(
        'ReconsiderationDecided',
        ...served(),
        mediated,
        decide({ outcome }),
      )!;
      return [tableOutcome, article.replace('行政复议法(2023)', '')];
    };
    expect(column('upheld')).toEqual(['upheld', '第六十八条']);
    expect(column('dismissed')).toEqual(['upheld', '第六十九条']);
    expect(column('rejected')).toEqual(['other', '第三十三条']);
    expect(column('changed')).toEqual(['corrected', '第六十三条']);
    expect(column('revoked')).toEqual(['corrected', '第六十四条']);
    expect(column('unlawful')).toEqual(['corrected', '第六十五条']);
    expect(column('ordered')).toEqual(['corrected', '第六十六条']);
    expect(column('invalid')).toEqual(['corrected', '第六十七条']);
    expect(column('mediated')).toEqual(['other', '第七十三条']);
  });

  it('comes after acceptance, and not while the case rests', () => {
    expect(last(file(), at('2026-04-21', 'decide', { outcome: 'upheld' }))).toBe(
      'reconsideration.notAccepted',
    );
    const resting = at('2026-05-06', 'suspend', { cause: 'other' });
    expect(last(...accepted(), resting, decide())).toBe('reconsideration.suspended');
    expect(last(...served(), decide({ on: '2026-04-21' }))).toBe('reconsideration.dayImpossible');
  });

  it('late is late', () => {
    const late = at('2026-06-23', 'decide', { outcome: 'upheld' });
    expect(dataOf('ReconsiderationDecided', ...served(), late)).toMatchObject({
      dueOn: '2026-06-22',
      late: true,
    });
  });

  it('fits the law, what is challenged, and what went before', () => {
    const old = withReply({
      issued: { on: '2023-12-01', remedy: 'reconsiderationOrCourt', letter: null },
      delivered: { route: 'handedOver', givenOn: '2023-12-04', late: false },
    });
    const before = file({ filedOn: '2023-12-20' }, { today: '2023-12-20', request: old });
    expect(
      refusal(
        before,
        at('2023-12-22', 'accept'),
        at('2024-02-01', 'decide', { outcome: 'invalid' }),
      ),
    ).toEqual(['reconsideration.outcomeUnknown', 'outcome']);
    const silent = { challenged: { kind: 'silence', requestId: 'request1' } };
    const request = unanswered();
    expect(
      refusal(file(silent, { request }), at('2026-04-22', 'accept'), decide({}, { request })),
    ).toEqual(['reconsideration.outcomeDoesNotFit', 'outcome']);
    expect(last(...served(), decide({ outcome: 'mediated' }))).toBe('reconsideration.noMediation');
    expect(last(file(), at('2026-04-21', 'holdMediation', { result: 'agreed' }))).toBe(
      'reconsideration.notAccepted',
    );
    const early = at('2026-05-06', 'holdMediation', { result: 'failed', on: '2026-04-01' });
    expect(last(...served(), early)).toBe('reconsideration.dayImpossible');
  });

  it('may order a new answer, which begins a round of the request', () => {
    const order = (answerAnew: object, request = answered()) =>
      dataOf('ReconsiderationDecided', ...served(), decide({ answerAnew }, { request }))?.order;
    expect(order({})).toMatchObject({
      opensRound: true,
      replyId: 'reply1',
      withinDays: null,
      unit: 'working',
      startsOn: '2026-06-05',
      roundDays: null,
    });
    expect(order({ withinDays: 15 })).toMatchObject({ roundDays: 15 });
    // Thirty calendar days from 2026-06-05 hold twenty working days.
    expect(order({ withinDays: 30, unit: 'calendar' })).toMatchObject({
      dueOn: '2026-07-06',
      roundDays: 20,
    });
    // A record of one's own has no statutory period: sixty days.
    const own = answered({ kind: 'ownRecordCorrection' });
    expect(order({}, own)).toMatchObject({ unit: 'calendar', dueOn: '2026-08-04' });
    // Undone meanwhile, another reply in its place, or never given: no round to open.
    const again = { ...withReply({ undone: { by: 'office', on: '2026-05-01' } }), round: 2 };
    expect(order({}, again)?.opensRound).toBe(false);
    expect(order({}, withReply({ id: 'reply2' }))?.opensRound).toBe(false);
    expect(order({}, withReply({ delivered: null }))?.opensRound).toBe(false);
    const later = { route: 'post', givenOn: '2026-06-08', late: false } as const;
    expect(order({}, withReply({ delivered: later }))?.opensRound).toBe(false);
    expect(order({}, unanswered())?.opensRound).toBe(false);
    const withdrawn = {
      round: 1,
      outcome: 'withdrawn',
      extended: false,
      on: '2026-04-01',
    } as const;
    expect(order({}, unanswered({ conclusions: [withdrawn] }))?.opensRound).toBe(false);
  });

  it('orders the answer to silence in the round that is open', () => {
    const silent = { challenged: { kind: 'silence', requestId: 'request1' } };
    const request = unanswered();
    const ordered = decide({ outcome: 'ordered', answerAnew: {} }, { request });
    expect(
      dataOf(
        'ReconsiderationDecided',
        file(silent, { request }),
        at('2026-04-22', 'accept'),
        ordered,
      )?.order,
    ).toMatchObject({ opensRound: false, dueOn: '2026-07-06' });
  });

  it('orders nothing that does not go with it', () => {
    const anew = { answerAnew: {} };
    expect(refusal(...served(), decide({ outcome: 'upheld', ...anew }))).toEqual([
      'reconsideration.orderDoesNotFit',
      'answerAnew',
    ]);
    expect(last(...served(), decide(anew, { request: null }))).toBe(
      'reconsideration.requestUnknown',
    );
    const later = decide({ answerAnew: { startsOn: '2026-06-04' } });
    expect(refusal(...served(), later)).toEqual([
      'reconsideration.dayImpossible',
      'answerAnew.startsOn',
    ]);
    const document = published();
    const open = { challenged: { kind: 'publication', documentId: 'document1' } };
    expect(last(file(open, { document }), at('2026-04-22', 'accept'), decide(anew))).toBe(
      'reconsideration.orderDoesNotFit',
    );
  });

  it('is served, on the applicant with the time to sue', () => {
    const decided = [...served(), decide()];
    const to = (party: string, day = '2026-06-08') => at(day, 'serveDecision', { to: party });
    expect(dataOf('ReconsiderationDecisionServed', ...decided, to('applicant'))).toMatchObject({
      suitBy: { startsOn: '2026-06-08', dueOn: '2026-06-23', article: '行政诉讼法第四十五条' },
    });
    expect(
      dataOf('ReconsiderationDecisionServed', ...decided, to('respondent'))?.suitBy,
    ).toBeNull();
    expect(last(...decided, to('applicant'), to('applicant'))).toBe(
      'reconsideration.servedAlready',
    );
    expect(last(...served(), to('applicant'))).toBe('reconsideration.notDecided');
    const early = at('2026-06-08', 'serveDecision', { to: 'applicant', on: '2026-06-04' });
    expect(last(...decided, early)).toBe('reconsideration.dayImpossible');
    expect(last(...decided, decide())).toBe('reconsideration.ended');
    expect(last(...decided, at('2026-06-30', 'noteMissedDecision'))).toEqual([]);
  });
});

describe('an end without a decision', () => {
  const end = (cause: string, day = '2026-05-20') => at(day, 'end', { cause });

  it('follows a withdrawal at any stage', () => {
    const withdrawn = at('2026-04-21', 'withdraw');
    expect(last(file(), withdrawn, end('withdrawn', '2026-04-22'))).toEqual([
      'ReconsiderationEnded',
    ]);
    expect(last(file(), withdrawn, withdrawn)).toBe('reconsideration.withdrawnAlready');
    expect(last(...served(), end('withdrawn'))).toBe('reconsideration.notWithdrawn');
    expect(last(file(), at('2026-04-21', 'withdraw', { on: '2026-04-19' }))).toBe(
      'reconsideration.dayImpossible',
    );
    expect(
      last(file(), withdrawn, at('2026-04-22', 'end', { cause: 'withdrawn', on: '2026-04-20' })),
    ).toBe('reconsideration.dayImpossible');
  });

  it('for any other cause follows acceptance, for long rest a suspension', () => {
    expect(last(file(), end('settled', '2026-04-21'))).toBe('reconsideration.notAccepted');
    expect(dataOf('ReconsiderationEnded', ...served(), end('settled'))).toMatchObject({
      tableOutcome: 'other',
      late: false,
    });
    expect(refusal(...served(), end('suspendedTooLong'))).toEqual([
      'reconsideration.notSuspended',
      'cause',
    ]);
    const resting = at('2026-05-06', 'suspend', { cause: 'successorAwaited' });
    expect(last(...served(), resting, end('suspendedTooLong', '2026-07-10'))).toEqual([
      'ReconsiderationEnded',
    ]);
  });
});
