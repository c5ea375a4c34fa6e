import { buildBundle } from '../../libs/platform/src/bundle/build-bundle.js';
import { zipBundle } from '../../libs/platform/src/bundle/bundle-zip.js';
import { exampleCase } from '../../libs/platform/src/bundle/testing.js';
import {
  pageVerifier,
  programVerifier,
  type Verifier,
} from '../../libs/platform/src/bundle/verifiers.js';
import { seconds, type Bench } from './bench.js';

/** Target of evidence: a bundle of 10,000 events verified in 5 s on one core, by either verifier. */
export const verifyBench: Bench = {
  name: 'verify',
  async run({ flags, measure, note }) {
    const events = Number(flags['events'] ?? 10_000);
    let zip: Uint8Array = new Uint8Array();
    const making = await seconds(async () => {
      const { log, input } = exampleCase(events / 2, events / 2, { domestic: false });
      zip = zipBundle(await buildBundle(input, (text) => log.sign(text)));
    });
    const count = events.toLocaleString('en');
    note(`${count} events in ${zip.length} bytes, made in ${making.toFixed(0)} s`);
    const processor = (verifier: Verifier): number => {
      const from = process.cpuUsage();
      const { verdict } = verifier(zip);
      const { user, system } = process.cpuUsage(from);
      if (verdict !== 'OK') throw new Error(`the bundle is not right: ${verdict}`);
      return (user + system) / 1e6;
    };
    const what = `${count} events verified, seconds of processor`;
    const program = processor(await programVerifier());
    measure({ what: `${what}, verify.mjs`, unit: 's', ours: program, atMost: 5 });
    const peer = { peer: 'verify.mjs', theirs: program };
    measure({
      what: `${what}, verify.html`,
      unit: 's',
      ours: processor(pageVerifier()),
      ...peer,
      atMost: 5,
    });
  },
};
