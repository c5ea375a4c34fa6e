import { isInstalled, MONGO_PEERS } from '@gongkai/mongo-peers';
import { killsUnderLoad } from './kills.js';

const kills = Number(process.env['GONGKAI_KILLS'] ?? 50);
const seed = Number(process.env['GONGKAI_SEED'] ?? 20261122);

describe('services that are killed under load', () => {
  if (!MONGO_PEERS.some(isInstalled)) {
    it('were not run: there is no server for the read models here', () => {
      process.stderr.write('kills: NOT RUN; node tools/peers/install.mjs installs what it takes\n');
    });
    return;
  }
  it(`lose nothing and do nothing twice in ${kills} kills`, async () => {
    const report = await killsUnderLoad(kills, seed);
    process.stderr.write(`kills: ${JSON.stringify(report)}\n`);
    expect(report).toMatchObject({
      lost: [],
      doubled: [],
      differing: [],
      unhashed: 0,
      stopped: 0,
    });
    expect(report.accepted).toBeGreaterThan(kills);
    const { api, projector, watcher } = report.kills;
    expect(api + projector + watcher).toBe(kills);
  }, 1_200_000);
});
