import type { EventMetadata, Position, Recorded } from '@gongkai/kernel';
import fc from 'fast-check';
import type { ReconsiderationEvent } from './events.js';
import { reconsiderationRows } from './reconsideration-row.projection.js';
import {
  nextDueOn,
  reconsiderationCollection,
  type ReconsiderationRow,
} from './reconsideration-row.js';
import { at, file, run, served, type Step } from './testing.js';

const recorded = (event: ReconsiderationEvent, i: number): Recorded<ReconsiderationEvent> => ({
  ...event,
  meta: { tenant: 'T1', occurredOn: '2026-04-20', origin: 'live' } as EventMetadata,
  position: BigInt(i) as Position,
});
const fold = (events: readonly ReconsiderationEvent[]) =>
  events
    .map(recorded)
    .reduce<ReconsiderationRow | undefined>(
      (row, event) => reconsiderationRows.apply(row, event, 'recon1'),
      undefined,
    );
const rowOf = (...steps: Step[]) => fold(run(...steps).history)!;
const stages = (...steps: Step[]) => rowOf(...steps).stage;

describe('the list of cases', () => {
  it('says how far a case has come, and what presses next', () => {
    expect(rowOf(file())).toMatchObject({
      stage: 'filed',
      agency: 'agency1',
      challenge: 'reply',
      bodyName: '某县人民政府',
      examinationDueOn: '2026-04-27',
      reviewFirst: true,
    });
    expect(stages(file(), at('2026-04-24', 'requestCorrection'))).toBe('correcting');
    expect(stages(file(), at('2026-04-24', 'requestCorrection'), at('2026-05-06', 'correct'))).toBe(
      'filed',
    );
    const answering = rowOf(...served());
    expect(answering).toMatchObject({ stage: 'answering', answerDueOn: '2026-05-13' });
    expect(nextDueOn(answering)).toBe('2026-05-13');
    const answered = rowOf(...served(), at('2026-05-06', 'submitAnswer'));
    expect(answered.stage).toBe('answered');
    expect(nextDueOn(answered)).toBe('2026-06-22');
    const resting = rowOf(...served(), at('2026-05-06', 'suspend', { cause: 'other' }));
    expect(resting.stage).toBe('suspended');
    expect(nextDueOn(resting)).toBeNull();
  });

  it('keeps how it ended, and asks for nothing more', () => {
    const decided = rowOf(
      ...served(),
      at('2026-05-14', 'noteMissedAnswer'),
      at('2026-06-05', 'decide', { outcome: 'revoked', answerAnew: {} }),
    );
    expect(decided).toMatchObject({
      stage: 'decided',
      outcome: 'revoked',
      tableOutcome: 'corrected',
      answerMissed: true,
      endedOn: '2026-06-05',
      order: { opensRound: true },
    });
    expect(nextDueOn(decided)).toBeNull();
    expect(reconsiderationCollection.keys['answerDue']!(decided)).toBeNull();
    expect(stages(file(), at('2026-04-24', 'refuse', { ground: 'other' }))).toBe('refused');
    expect(stages(...served(), at('2026-05-06', 'end', { cause: 'settled' }))).toBe('terminated');
    expect(stages(file(), at('2026-04-21', 'void', { cause: 'duplicate' }))).toBe('voided');
  });

  it('keeps the day a clock runs from, while it runs', () => {
    const { answerFrom, answerDue, decisionFrom, decisionDue, examinationDue } =
      reconsiderationCollection.keys;
    const row = rowOf(...served());
    expect([answerFrom!(row), answerDue!(row)]).toEqual(['2026-04-27', '2026-05-13']);
    expect([decisionFrom!(row), decisionDue!(row)]).toEqual(['2026-04-22', '2026-06-22']);
    expect(examinationDue!(row)).toBeNull();
    expect(answerDue!(rowOf(...served(), at('2026-05-06', 'submitAnswer')))).toBeNull();
  });

  it('is total on any part of a history', () => {
    const { history } = run(
      ...served(),
      at('2026-05-06', 'suspend', { cause: 'other' }),
      at('2026-05-07', 'resume'),
      at('2026-05-14', 'noteMissedAnswer'),
      at('2026-05-15', 'submitAnswer'),
      at('2026-06-05', 'decide', { outcome: 'upheld' }),
      at('2026-06-08', 'serveDecision', { to: 'applicant' }),
    );
    fc.assert(
      fc.property(fc.subarray(history), (part) => {
        const row = fold(part);
        const filed = part.some(({ type }) => type === 'ReconsiderationFiled');
        expect(row !== undefined).toBe(filed);
        if (row) for (const key of Object.values(reconsiderationCollection.keys)) key(row);
      }),
    );
  });
});
