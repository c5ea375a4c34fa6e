import type { Tree } from '@gongkai/directory';
import { accountNameOf, DEMO_PASSWORD } from './accounts.js';
import { drawUpReports } from './annual.js';
import { bringAppeals } from './appeals.js';
import type { Sender } from './calls.js';
import { seedGovernments } from './governments.js';
import { recordMeans } from './means.js';
import { attestItems, demoItemCount, publishReports } from './papers.js';
import { fileRequests } from './requests.js';

export type DemoSummary = {
  governments: number;
  agencies: number;
  items: number;
  requests: number;
  /** Accounts to try, with the one password of the demo data. */
  accounts: readonly string[];
  password: string;
};

/** Enters the demo data through the bus; run again, it changes nothing. */
export const seedDemo = async (
  to: Sender,
  tree: Tree,
  onProgress: (done: number, part: number) => void = () => undefined,
): Promise<DemoSummary> => {
  const governments = await seedGovernments(to, tree);
  await publishReports(to, governments);
  const requests = await fileRequests(to, governments);
  await bringAppeals(to, governments);
  await attestItems(to, governments, (done) => onProgress(done, done / demoItemCount));
  await recordMeans(to, governments);
  await drawUpReports(to, governments);
  const seeded = [...governments.values()];
  return {
    governments: seeded.length,
    agencies: seeded.reduce((sum, { agencies }) => sum + agencies.size, 0),
    items: demoItemCount,
    requests,
    accounts: [
      accountNameOf('hengnan', 'clerk'),
      accountNameOf('hengnan', 'signer'),
      accountNameOf('hengyang', 'supervisor'),
      accountNameOf('tianzhu', 'clerk'),
    ],
    password: DEMO_PASSWORD,
  };
};
