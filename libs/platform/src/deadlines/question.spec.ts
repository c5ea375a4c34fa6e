import fc from 'fast-check';
import { isDay, nationalCalendar, type Deadline } from '@gongkai/calendar';
import { Rejection } from '@gongkai/kernel';
import { askDeadline, CHANNEL_WORDS, type DeadlineQuestion } from './question.js';

const ask = (more: Partial<DeadlineQuestion> = {}): Deadline | Rejection =>
  askDeadline(nationalCalendar, { received: '2022-09-30', channel: 'signed-post', ...more });
const codeOf = (more: Partial<DeadlineQuestion>) => {
  const answer = ask(more);
  return answer instanceof Rejection ? [answer.code, answer.field] : answer;
};
const answer = (more: Partial<DeadlineQuestion> = {}): Deadline => {
  const found = ask(more);
  if (found instanceof Rejection) throw new Error(found.en);
  return found;
};

describe('a typed question about a due day', () => {
  it('is answered with edition, start, due day and steps', () =>
    expect(answer()).toMatchObject({
      edition: '2019',
      startsOn: '2022-09-30',
      dueOn: '2022-11-02',
      provisional: false,
    }));
  it('knows the seven channels as they are typed', () =>
    expect(Object.keys(CHANNEL_WORDS)).toEqual([
      'in-person',
      'signed-post',
      'mail',
      'online',
      'email',
      'fax',
      'oral',
    ]));
  it('takes ordinary mail as confirmed the same day when nothing is said, and says so', () => {
    const found = answer({ channel: 'mail' });
    expect(found.dueOn).toBe('2022-11-02');
    expect(found.steps.map(({ kind }) => kind)).toContain('confirmationAssumed');
    expect(answer({ channel: 'fax', confirmed: '2022-10-10' }).startsOn).toBe('2022-10-10');
  });
  it('gives the most the edition allows, or the days named', () => {
    expect(answer({ extend: 'most' }).dueOn).toBe('2022-11-30');
    expect(answer({ extend: '5' }).dueOn).toBe('2022-11-09');
    const days = (received: string) =>
      answer({ received, extend: 'most' }).steps.find(({ kind }) => kind === 'extension')?.days;
    expect([days('2018-03-01'), days('2022-09-30')]).toEqual([15, 20]);
  });
  it('takes several pauses as their union', () =>
    expect(answer({ pauses: ['2022-10-10..2022-10-14', '2022-10-12..2022-10-14'] }).dueOn).toBe(
      answer({ pauses: ['2022-10-10..2022-10-14'] }).dueOn,
    ));
  it('begins anew with the correction and with the payment', () => {
    expect(answer({ corrected: '2022-10-12' }).startsOn).toBe('2022-10-12');
    expect(answer({ paid: '2022-10-20', corrected: '2022-10-12' }).startsOn).toBe('2022-10-20');
  });
  it('takes the edition named, and computes for days before the Regulations only then', () => {
    expect(answer({ edition: '2007' })).toMatchObject({ edition: '2007' });
    expect(answer({ received: '2008-04-01', edition: '2007' }).edition).toBe('2007');
    expect(codeOf({ received: '2008-04-30' })).toEqual(['deadline.beforeRegulations', 'received']);
  });
});

describe('what is impossible is refused with its field', () => {
  const cases: readonly [string, string, Partial<DeadlineQuestion>][] = [
    ['deadline.noSuchDay', 'received', { received: '2023-02-29' }],
    ['deadline.noSuchDay', 'confirmed', { confirmed: 'tomorrow' }],
    ['deadline.noSuchDay', 'corrected', { corrected: '2023-1-1' }],
    ['deadline.noSuchDay', 'paid', { paid: '' }],
    ['deadline.noSuchDay', 'pause', { pauses: ['2022-10-10..2022-13-01'] }],
    ['deadline.dayTooFar', 'received', { received: '9999-12-31' }],
    ['deadline.unknownChannel', 'channel', { channel: 'pigeon' }],
    ['deadline.unknownChannel', 'channel', { channel: 'constructor' }],
    ['deadline.unknownEdition', 'edition', { edition: '2015' }],
    ['deadline.confirmedBeforeReceived', 'confirmed', { confirmed: '2022-09-29' }],
    ['deadline.correctedBeforeReceived', 'corrected', { corrected: '2022-09-29' }],
    ['deadline.paidBeforeReceived', 'paid', { paid: '2022-09-29' }],
    ['deadline.pauseMalformed', 'pause', { pauses: ['2022-10-10'] }],
    ['deadline.pauseReversed', 'pause', { pauses: ['2022-10-14..2022-10-10'] }],
    ['deadline.pauseBeforeReceived', 'pause', { pauses: ['2022-09-29..2022-10-10'] }],
    ['deadline.extensionImpossible', 'extend', { extend: '21' }],
    ['deadline.extensionImpossible', 'extend', { extend: '0' }],
    ['deadline.extensionImpossible', 'extend', { extend: '-3' }],
    ['deadline.extensionImpossible', 'extend', { extend: '16', edition: '2007' }],
  ];
  it.each(cases)('%s at %s', (code, field, question) =>
    expect(codeOf(question)).toEqual([code, field]),
  );

  it('never throws, whatever is typed', () =>
    fc.assert(
      fc.property(
        fc.record(
          {
            received: fc.oneof(fc.string(), fc.constantFrom('2022-09-30', '2199-12-31')),
            channel: fc.oneof(fc.string(), fc.constantFrom(...Object.keys(CHANNEL_WORDS))),
            confirmed: fc.string(),
            pauses: fc.array(fc.oneof(fc.string(), fc.constant('2022-10-01..2199-12-31'))),
            extend: fc.string(),
          },
          { requiredKeys: ['received', 'channel'] },
        ),
        (question) => {
          const found = askDeadline(nationalCalendar, question);
          if (found instanceof Rejection) expect(found.field).not.toBeNull();
          else expect(isDay(found.dueOn!)).toBe(true);
        },
      ),
    ));
});
