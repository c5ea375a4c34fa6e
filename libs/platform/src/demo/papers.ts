import { isWorkingDay, nationalCalendar } from '@gongkai/calendar';
import { idForCreate, type Day, type Officer } from '@gongkai/kernel';
import { DocumentCommand } from '@gongkai/publication';
import type { DemoOfficers } from './accounts.js';
import { demoCall, sent, type Sender } from './calls.js';
import type { DemoGovernment } from './governments.js';
import items from './items.data.json' with { type: 'json' };
import reports from './reports.data.json' with { type: 'json' };

type Governments = ReadonlyMap<string, DemoGovernment & { officers: DemoOfficers }>;

/** Column 政府信息公开年度报告 of the starting catalogue. */
const ANNUAL_REPORTS = '0501';

/** The annual reports, each carried through attribute, secrecy review, approval and publication. */
export const publishReports = async (to: Sender, governments: Governments): Promise<void> => {
  for (const [number, report] of reports.entries()) {
    const government = governments.get(report.government)!;
    const { tenant, officers } = government;
    const today = report.publishedOn;
    const commandId = `report.${number}`;
    const documentId = idForCreate({ tenant, commandId: `demo.${commandId}` }, 'document');
    const draft = {
      type: 'draft',
      agency: government.agencies.get(report.agency)!,
      column: ANNUAL_REPORTS,
      title: report.title,
      summary: report.summary,
      genre: 'other',
      formedOn: report.formed.on,
      formedMark: report.formed.mark,
    };
    const place = { channel: 'website', means: report.means };
    const onInitiative = { attribute: 'onInitiative', reason: '年度报告依法应当公开。' };
    const steps: [Officer, object][] = [
      [officers.drafter, { type: 'proposeAttribute', documentId, ...onInitiative }],
      [officers.drafter, { type: 'requestSecrecy', documentId }],
      [officers.reviewer, { type: 'passSecrecy', documentId }],
      [officers.signer, { type: 'decideAttribute', documentId, ...onInitiative }],
      [officers.signer, { type: 'approve', documentId }],
      [officers.clerk, { type: 'publish', documentId, ...place, publishedOn: today }],
    ];
    const first = demoCall(tenant, commandId, draft, { officer: officers.drafter, today });
    await sent(to, new DocumentCommand(first, draft));
    for (const [step, [officer, body]] of steps.entries()) {
      const call = demoCall(tenant, `${commandId}.${step}`, body, { officer, today });
      await sent(to, new DocumentCommand(call, body));
    }
  }
};

export const demoItemCount = items.reduce(
  (sum, { groups }) => sum + groups.reduce((of, group) => of + group.items, 0),
  0,
);

/**
 * The items the reports count, as far as a report bears them: one event each, attested on the report.
 * Titles and days are not printed: the days are spread over the year and marked as assumed; days of
 * formation are unknown, so that none is late.
 */
export const attestItems = async (
  to: Sender,
  governments: Governments,
  onProgress: (done: number) => void,
): Promise<void> => {
  let done = 0;
  for (const { government: key, agency, year, proof, site, groups, ...rest } of items) {
    const government = governments.get(key)!;
    const from = 'from' in rest ? rest.from : `${year}-01-01`;
    const days = workingDays(from, `${year}-12-31`);
    for (const [number, group] of groups.entries()) {
      const { channel, means, column, label } = group;
      const item = async (i: number) => {
        const body = {
          type: 'attest',
          agency: government.agencies.get(agency)!,
          column,
          title: `${year}年${label}之${i + 1}(题名原文未载)`,
          summary: '题名与公开日期原文未载;公开日期为推定,在当年内均匀分布;成文日期不详。',
          publications: [
            {
              channel,
              means,
              ...(site === '' ? {} : { site }),
              publishedOn: days[Math.floor((i * days.length) / group.items)]!,
            },
          ],
          proof: { kind: 'report', reference: proof },
          attestedBy: `${government.name}信息员(演示)`,
        };
        const { clerk: officer } = government.officers;
        const step = `item.${key}.${number}.${i}`;
        const call = demoCall(government.tenant, step, body, {
          officer,
          today: `${year + 1}-03-31`,
        });
        await sent(to, new DocumentCommand(call, body));
        onProgress(++done);
      };
      for (let i = 0; i < group.items; i += AT_ONCE)
        await Promise.all(
          Array.from({ length: Math.min(AT_ONCE, group.items - i) }, (_, j) => item(i + j)),
        );
    }
  }
};

const AT_ONCE = 256;

const workingDays = (from: Day, to: Day): Day[] => {
  const days: Day[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10);
    if (isWorkingDay(nationalCalendar, day)) days.push(day);
  }
  return days;
};
