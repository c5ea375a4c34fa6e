import { AnnualReportCommand } from '@gongkai/annual';
import { idForCreate, type Day } from '@gongkai/kernel';
import type { DemoOfficers, DemoPost } from './accounts.js';
import reports from './annual.data.json' with { type: 'json' };
import { demoCall, sent, type Sender } from './calls.js';
import type { DemoGovernment } from './governments.js';

type Governments = ReadonlyMap<string, DemoGovernment & { officers: DemoOfficers }>;
type DemoReport = {
  key: string;
  government: string;
  agency: string | null;
  year: number;
  sections: Readonly<Record<string, string>>;
  steps: readonly [DemoPost, Day, { type: string }][];
  /** The demo step that drafted the document it was published as. */
  document?: string;
  publishedOn?: Day;
  returned?: { by: string; on: Day; government: string; remarks: string };
};

/** Annual reports of 2017: published, returned by the prefecture, late, and being drafted. */
export const drawUpReports = async (to: Sender, governments: Governments): Promise<void> => {
  for (const report of reports as unknown as readonly DemoReport[]) {
    const { tenant, officers, agencies } = governments.get(report.government)!;
    const begun: Day = `${report.year + 1}-03-15`;
    const step = `annual.${report.key}`;
    const give = (at: string, post: DemoPost, today: Day, body: object) => {
      const call = demoCall(tenant, `${step}.${at}`, body, { officer: officers[post], today });
      return sent(to, new AnnualReportCommand(call, body));
    };
    const agency = report.agency === null ? null : agencies.get(report.agency)!;
    const open = { type: 'open', agency, year: report.year };
    const { id: reportId } = await give('open', 'clerk', begun, open);
    for (const [section, text] of Object.entries(report.sections))
      await give(section, 'clerk', begun, { type: 'writeSection', reportId, section, text });
    for (const [i, [post, today, command]] of report.steps.entries())
      await give(String(i), post, today, { ...command, reportId });
    const { document, publishedOn = begun, returned } = report;
    if (document !== undefined) {
      const documentId = idForCreate({ tenant, commandId: `demo.${document}` }, 'document');
      await give('publish', 'clerk', publishedOn, { type: 'publish', reportId, documentId });
    }
    if (returned) {
      const above = governments.get(returned.by)!;
      const { government, remarks } = returned;
      const body = { type: 'return', reportId, remarks, government };
      const by = { officer: above.officers.supervisor, today: returned.on };
      await sent(
        to,
        new AnnualReportCommand(demoCall(above.tenant, `${step}.return`, body, by), body),
      );
    }
  }
};
