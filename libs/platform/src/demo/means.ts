import { ActivityCommand, FundsCommand, ResourceCommand } from '@gongkai/capacity';
import type { Day } from '@gongkai/kernel';
import { demoCall, sent, type Sender } from './calls.js';
import type { DemoGovernment } from './governments.js';

const SINCE: Day = '2017-01-01';
/** The report of the township prints numbers and no days: these are made up. */
const HELD: Day = '2017-05-10';

/** Rows 八 and 九 of the township's report of 2017: one office, three people, 20,000 yuan, a meeting, a course. */
const means = [
  [ResourceCommand, { kind: 'office', name: '政务公开办公室(演示)', since: SINCE }],
  [ResourceCommand, { kind: 'fullTime', number: 2, name: '专职人员(演示)', since: SINCE }],
  [ResourceCommand, { kind: 'partTime', number: 1, name: '兼职人员(演示)', since: SINCE }],
  [FundsCommand, { purpose: '政府信息公开专项经费(演示)', on: SINCE, amountFen: 2_000_000 }],
  [ActivityCommand, { kind: 'meeting', title: '政府信息公开工作会议(演示)', on: HELD }],
  [ActivityCommand, { kind: 'course', title: '政府信息公开培训(演示)', on: HELD, people: 52 }],
] as const;

/** What the township worked with in 2017, so that its report can be drawn from records. */
export const recordMeans = async (
  to: Sender,
  governments: ReadonlyMap<string, DemoGovernment>,
): Promise<void> => {
  const { tenant, agencies } = governments.get('hengnan')!;
  for (const [i, [Command, entry]] of means.entries()) {
    const body = { type: 'enter', agency: agencies.get('T001')!, ...entry };
    const call = demoCall(tenant, `means.${i}`, body, { today: HELD });
    await sent(to, new Command(call, body));
  }
};
