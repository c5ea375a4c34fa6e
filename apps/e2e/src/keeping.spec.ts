import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, eventually, signIn } from './graphql.js';
import { startProgram, type Running } from './server.js';

const PAGE = join(import.meta.dirname, '../../../docs/guide/keeping.md');
const steps = [...readFileSync(PAGE, 'utf8').matchAll(/^```graphql\n([\s\S]*?)^```/gm)].map(
  ([, query]) => query!,
);

let server: Running;
let head: string;
beforeAll(async () => {
  server = await startProgram();
  head = await signIn(server.url, 'hengnan.head');
});
afterAll(() => server.remove());

const give = async (query: string, variables: object = {}) => {
  const { code, status, data } = await ask(server.url, query, variables, head);
  expect({ query, code, status }).toEqual({ query, code: undefined, status: 200 });
  return data;
};
/** The figures of the county's own office, by indicator or cell. */
const figures = async (period: string, format?: string) => {
  const query = `query Q($period: String!, $format: String) {
    figures(node: "衡南县", period: $period, format: $format, scope: own) {
      ... on FigureTable { cells { id value } }
    }
  }`;
  const { figures: table } = await give(query, { period, format: format ?? null });
  const { cells } = table as { cells: { id: string; value: number | null }[] };
  return Object.fromEntries(cells.map(({ id, value }) => [id, value]));
};

describe('the guide of what is kept besides cases', () => {
  it('is true, step by step, and moves the figures it says', async () => {
    const [article, concern, answer, course, rules, site, check, missing, report, ...rest] = steps;
    expect(rest).toEqual([]);
    const before = { ...(await figures('2026')), ...(await figures('2025', 'cn-2021')) };
    expect(await give(article!)).toMatchObject({ enterInterpretation: { __typename: 'Accepted' } });
    const noted = (await give(concern!)) as { noteConcern: { id: string } };
    expect(await give(answer!, { concern: noted.noteConcern.id })).toMatchObject({
      answerConcern: { __typename: 'Accepted' },
    });
    expect(await give(course!)).toMatchObject({ enterActivity: { __typename: 'Accepted' } });
    const { agencyRules } = await give(rules!);
    expect((agencyRules as { nodes: { missing: number }[] }).nodes[0]!.missing).toBe(16);
    const opened = (await give(site!)) as { enterSite: { id: string } };
    expect(await give(check!, { site: opened.enterSite.id })).toMatchObject({
      checkSiteLink: { __typename: 'Accepted' },
    });
    await eventually(async () => {
      const { disclosureSites } = await give(missing!);
      const { nodes } = disclosureSites as { nodes: { lastCheck: { finding: string } }[] };
      return nodes.some(({ lastCheck }) => lastCheck.finding === 'missing') || undefined;
    });
    const open = await ask(server.url, '{ publicSites(government: "430422") { nodes { name } } }');
    expect(open.data).toEqual({ publicSites: { nodes: [{ name: '衡南县人民政府门户网站' }] } });
    expect(await give(report!)).toMatchObject({ reportReturn: { __typename: 'Accepted' } });
    const moved: Record<string, number> = {
      'interpretation.articles': 1,
      'interpretation.concerns': 1,
      'interpretation.microblog': 1,
      'capacity.courses': 1,
      'capacity.attendances': 121,
      'registers.sites': 1,
      'registers.sitesWithoutLink': 1,
      't2.licences.decisions': 1_808_595,
    };
    await eventually(async () => {
      const after = { ...(await figures('2026')), ...(await figures('2025', 'cn-2021')) };
      const all = Object.entries(moved).every(([id, by]) => after[id] === (before[id] ?? 0) + by);
      return all ? after : undefined;
    });
    expect(await give(report!.replace('"k-5"', '"k-6"').replace('1808595', '1'))).toMatchObject({
      reportReturn: { code: 'returns.alreadyReported' },
    });
  });
});
