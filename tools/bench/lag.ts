import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Rejection, type Call, type Position, type Receipt } from '@gongkai/kernel';
import { initialise, Platform } from '@gongkai/platform';
import { DocumentCommand } from '@gongkai/publication';
import { quantile, type Bench } from './bench.js';

const PER_SECOND = 1_000;
const SECONDS = 20;
const WARM_UP = 2;
const TICK_MS = 10;

/**
 * Target 8: commands come at a fixed rate, whether the ones before are answered or not; the lag of
 * each is the time from its receipt until every read model has it.
 */
export const lagBench: Bench = {
  name: 'lag',
  async run({ folder, flags, measure, note }) {
    const data = join(folder, 'data');
    const platform = await Platform.open({ data, access: 'write' });
    const founded = await initialise(platform, { folder: data, demo: true });
    if (founded instanceof Rejection) throw new Error(founded.en);
    await platform.waitFor((await platform.events.head())!);
    const rate = Number(flags['rate'] ?? PER_SECOND);
    const tenant = platform.tree.find('衡南县')[0]!.tenant!;
    const lags: number[] = [];
    const working: Promise<void>[] = [];
    const began = performance.now();
    let given = 0;
    const elapsed = () => (performance.now() - began) / 1000;
    while (elapsed() < SECONDS) {
      while (given < elapsed() * rate) {
        const counts = given++ >= WARM_UP * rate;
        working.push(
          one(platform, tenant).then((lag) => {
            if (counts) lags.push(lag);
          }),
        );
      }
      await new Promise((next) => setTimeout(next, TICK_MS));
    }
    await Promise.all(working);
    await platform.close();
    lags.sort((a, b) => a - b);
    note(
      `${rate} commands per second for ${SECONDS} s, in process; p50 ${quantile(lags, 0.5).toFixed(0)} ms`,
    );
    measure({
      what: 'lag of the read models, p99',
      unit: 'ms',
      ours: quantile(lags, 0.99),
      atMost: 250,
    });
  },
};

const one = async (platform: Platform, tenant: string): Promise<number> => {
  const body = {
    type: 'draft',
    agency: null,
    column: '0202',
    title: '关于进一步做好政府信息公开工作的通知',
    formedOn: '2017-03-02',
  };
  const call: Call = {
    tenant,
    caller: { kind: 'operator', name: 'bench' },
    commandId: randomUUID().replaceAll('-', ''),
    body,
  };
  const receipt = await platform.send(new DocumentCommand(call, body));
  if (receipt instanceof Rejection) throw new Error(receipt.en);
  const answered = performance.now();
  await platform.waitFor((receipt as Receipt).position as Position);
  return performance.now() - answered;
};
