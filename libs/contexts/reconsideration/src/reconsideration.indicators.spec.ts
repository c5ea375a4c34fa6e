import { reconsiderationEvents, type ReconsiderationEvent } from './events.js';
import { reconsiderationIndicators } from './reconsideration.indicators.js';
import { at, file, run, served, type Step } from './testing.js';

const facet = ({ type, data }: ReconsiderationEvent): number =>
  (reconsiderationEvents[type].facet as ((of: unknown) => number) | undefined)?.(data) ?? 0;

/** Every indicator that is not nought after a history, without its context. */
const counted = (...steps: Step[]): Record<string, number> => {
  const { history } = run(...steps);
  const values: Record<string, number> = {};
  for (const { id, counts } of reconsiderationIndicators)
    for (const event of history)
      for (const { event: type, when, add } of counts)
        if (type === event.type && (when?.(facet(event)) ?? true)) {
          const name = id.replace('reconsideration.', '');
          values[name] = (values[name] ?? 0) + Number(add ?? 1);
        }
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== 0));
};
const decide = (outcome: string, day = '2026-06-05') => at(day, 'decide', { outcome });
const filed = { filed: 1, first: 1, 'edition.2023': 1, 'challenge.reply': 1 };

describe('the figures of reconsiderations', () => {
  it('count what came in, and what is not decided yet', () => {
    expect(counted(file())).toEqual({ ...filed, pending: 1 });
    expect(counted(file(), at('2026-04-21', 'void', { cause: 'duplicate' }))).toEqual({});
  });

  it('count each end in its column, and nothing is pending then', () => {
    expect(counted(...served(), decide('upheld'))).toEqual({ ...filed, ended: 1, upheld: 1 });
    expect(counted(...served('simplified'), decide('revoked', '2026-05-20'))).toEqual({
      ...filed,
      ended: 1,
      corrected: 1,
      simplified: 1,
    });
    expect(counted(...served(), at('2026-05-06', 'end', { cause: 'settled' }))).toEqual({
      ...filed,
      ended: 1,
      other: 1,
    });
    expect(counted(file(), at('2026-04-24', 'refuse', { ground: 'tooLate' }))).toEqual({
      ...filed,
      ended: 1,
      other: 1,
    });
  });

  it('tell what was carried over from an earlier year', () => {
    expect(counted(...served(), decide('upheld', '2027-01-05'))).toEqual({
      ...filed,
      ended: 1,
      upheld: 1,
      'carriedOver.upheld': 1,
      endedLate: 1,
    });
  });

  it('tell what was late, and take back what was not', () => {
    const late = file({ filedOn: '2026-05-25' }, { today: '2026-05-25' });
    expect(counted(late)).toMatchObject({ filedLate: 1 });
    const missed = [...served(), at('2026-05-14', 'noteMissedAnswer')];
    expect(counted(...missed)).toMatchObject({ answerMissed: 1 });
    expect(counted(...missed, at('2026-05-15', 'submitAnswer'))).toMatchObject({
      answerMissed: 1,
      answerLate: 1,
    });
    const inTime = at('2026-05-15', 'submitAnswer', { on: '2026-05-13' });
    expect(counted(...missed, inTime)).toEqual({ ...filed, pending: 1 });
  });
});
