import {
  addDays,
  CHANNELS,
  deadlineOf,
  dueDayOf,
  nationalCalendar,
  workingDayAfter,
  type ClockFacts,
} from '@gongkai/calendar';
import { seconds, type Bench } from './bench.js';

/** Cases of all channels and years, every third with pauses, a correction and an extension. */
const casesOf = (count: number): ClockFacts[] =>
  Array.from({ length: count }, (_, i) => {
    const received = addDays('2008-05-01', (i * 7) % 6_700);
    const full = i % 3 === 0;
    const pause = (from: number, to: number) => ({
      id: `${from}`,
      from: addDays(received, from),
      to: addDays(received, to),
      cause: 'thirdParty' as const,
    });
    return {
      edition: null,
      channel: CHANNELS[i % CHANNELS.length]!,
      received,
      confirmed: addDays(received, i % 4),
      restarts: full ? [{ on: addDays(received, 9), cause: 'correction' }] : [],
      pauses: full ? [pause(12, 30), pause(20, 41)] : [],
      extension: full ? 20 : null,
      delayedTo: null,
    };
  });

/** Target of requests: a due day with its derivation in under 50 µs. */
export const deadlineBench: Bench = {
  name: 'deadline',
  async run({ flags, measure }) {
    const cases = casesOf(Number(flags['cases'] ?? 20_000));
    const rounds = Number(flags['rounds'] ?? 5);
    const micros = async (work: (facts: ClockFacts) => unknown) => {
      const times: number[] = [];
      for (let round = 0; round < rounds; round++)
        times.push(await seconds(() => cases.forEach(work)));
      return (times.toSorted((a, b) => a - b)[rounds >> 1]! / cases.length) * 1e6;
    };
    const bare = await micros(({ received }) => workingDayAfter(nationalCalendar, received, 20));
    const short = await micros((facts) => dueDayOf(nationalCalendar, facts));
    const full = await micros((facts) => deadlineOf(nationalCalendar, facts));
    const peer = { unit: 'µs', peer: 'twenty working days alone', theirs: bare };
    measure({ what: 'due day', ours: short, ...peer });
    measure({ what: 'due day with derivation', ours: full, ...peer, atMost: 50 });
  },
};
