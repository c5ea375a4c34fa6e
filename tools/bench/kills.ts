import { killsUnderLoad } from '../../apps/e2e/src/kills.js';
import type { Bench } from './bench.js';

/** Random kills of services under load: what must hold is that all four come to nothing. */
export const killsBench: Bench = {
  name: 'kills',
  async run({ flags, measure, note }) {
    const kills = Number(flags['kills'] ?? 1_000);
    const seed = Number(flags['seed'] ?? 1);
    const report = await killsUnderLoad(kills, seed, (done, service) => {
      if (done % 50 === 0) note(`${done} kills, the last of ${service}`);
    });
    note(
      `seed ${seed}: ${JSON.stringify(report.kills)}, ${report.accepted} commands accepted, ` +
        `${report.repeats} sent again, ${report.events} events`,
    );
    const nothing = { unit: '', atMost: 0 };
    measure({ what: 'accepted commands lost', ours: report.lost.length, ...nothing });
    measure({ what: 'commands with two effects', ours: report.doubled.length, ...nothing });
    measure({ what: 'read models that differ', ours: report.differing.length, ...nothing });
    measure({ what: 'events not hashed', ours: report.unhashed + report.stopped, ...nothing });
  },
};
