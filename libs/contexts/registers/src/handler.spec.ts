import type { Receipt } from '@gongkai/kernel';
import { agencyProjection, Tree, type NodeRow } from '@gongkai/directory';
import { Cursors } from '@gongkai/nest';
import {
  catchUpWith,
  deskFor,
  figuresOf,
  gateOf,
  MemoryReadStore,
  officerWith,
  policyConformance,
} from '@gongkai/testing';
import { RuleListCommand, SiteCommand, SpokespersonCommand, WorkRuleCommand } from './commands.js';
import { registersEvents } from './events.js';
import { registersContext } from './index.js';
import { registersPolicy } from './policy.js';
import {
  RuleListHandler,
  SiteHandler,
  SpokespersonHandler,
  WorkRuleHandler,
} from './registers.handler.js';
import { registersIndicators } from './registers.indicators.js';
import { siteCollection, siteRows } from './registers.projection.js';
import { RegistersResolver } from './registers.resolver.js';
import { STARTER_RULES } from './rule-list.js';

policyConformance('registers', registersPolicy);

const clerk = officerWith('clerk', 'agency1');
const head = officerWith('disclosureHead');

const node = (id: string, tenant: string, name: string, governs: boolean): NodeRow => ({
  id,
  kind: governs ? 'county' : 'department',
  tenant,
  grouping: false,
  government: governs ? { name: `${name}人民政府`, joinedOn: '2008-05-01' } : null,
  revision: 1,
  spans: [{ since: null, code: id, name, parent: null }],
  until: null,
  into: null,
});
const tree = Tree.from([
  node('430422', 'T1', '衡南县', true),
  node('430423', 'T2', '衡山县', true),
  node('agency1', 'T1', '县统计局', false),
]);

const platform = async () => {
  const contexts = [registersContext, { projections: [agencyProjection] }];
  const desk = await deskFor(contexts as never, ({ store, ids, clock }) => [
    [WorkRuleCommand, new WorkRuleHandler(store, ids, clock)],
    [SpokespersonCommand, new SpokespersonHandler(store, ids, clock)],
    [SiteCommand, new SiteHandler(store, ids, clock)],
    [RuleListCommand, new RuleListHandler(store, ids, clock)],
  ]);
  const cursors = new Cursors(new Uint8Array(32));
  const resolver = new RegistersResolver(desk.bus as never, desk.reads, tree, cursors);
  let next = 0;
  type Queries = 'workRules' | 'spokespersons' | 'disclosureSites' | 'publicSites';
  type Mutations = Exclude<
    keyof RegistersResolver,
    'bus' | 'reads' | 'tree' | 'cursors' | 'ruleList' | 'agencyRules' | Queries
  >;
  const send = (mutation: Mutations, who: typeof clerk, input: object) =>
    resolver[mutation](who, { commandId: `c${++next}`, ...input } as never) as Promise<
      Partial<Receipt> & { code?: string }
    >;
  return { ...desk, resolver, send };
};
const rule = {
  agency: 'agency1',
  kind: 'secrecy',
  title: '保密审查办法',
  stage: 'trial',
  inForceFrom: '2019-06-01',
};

describe('the desk of registers', () => {
  it('keeps rules in force, shows those of an agency, and which are missing', async () => {
    const { resolver, send, catchUp } = await platform();
    const { id } = await send('enterWorkRule', clerk, rule);
    const own = { ...rule, agency: null, kind: 'annualReport', stage: 'final' };
    const report = await send('enterWorkRule', head, { ...own, publishedOn: '2019-06-02' });
    await catchUp();
    const list = async (args: Record<string, unknown>) =>
      (await resolver.workRules(clerk, args)).nodes.map((node) => node.id);
    expect(await list({ agency: 'agency1', lasting: true })).toEqual([id]);
    expect(await list({ published: true, stage: 'final' })).toEqual([report.id]);
    const board = async () => (await resolver.agencyRules(clerk, {})).nodes;
    const [government, agency] = await board();
    expect(government).toMatchObject({ agency: null, missing: STARTER_RULES.length - 1 });
    expect(agency).toMatchObject({ agency: 'agency1', name: '县统计局' });
    expect(agency!.standings).toContainEqual({
      ...STARTER_RULES.find(({ kind }) => kind === 'secrecy'),
      missing: false,
      onTrial: true,
      published: false,
      rules: [id],
    });
    await send('endWorkRule', clerk, { id, on: '2021-06-01', reason: '试行期满' });
    await catchUp();
    expect((await board())[1]).toMatchObject({ missing: STARTER_RULES.length });
    expect(await list({ lasting: true })).toEqual([report.id]);
    await send('undoWorkRuleEnd', head, { id, reason: '延长试行' });
    await send('withdrawWorkRule', head, { id: report.id, reason: '误登' });
    await catchUp();
    expect(await list({ lasting: true })).toEqual([id]);
    expect((await board())[0]).toMatchObject({ missing: STARTER_RULES.length });
  });

  it('holds agencies against the list the government adopted', async () => {
    const { resolver, send, catchUp } = await platform();
    const entries = [{ kind: 'patrol', zh: '巡查制度', en: 'Patrols' }];
    expect(await resolver.ruleList(clerk)).toMatchObject({ adoptedOn: null });
    expect(await gateOf(send('adoptRuleList', clerk, { entries }))).toBe('FORBIDDEN');
    await send('adoptRuleList', head, { entries, adoptedOn: '2026-01-05' });
    await catchUp();
    expect(await resolver.ruleList(clerk)).toMatchObject({ entries, adoptedOn: '2026-01-05' });
    expect(await send('enterWorkRule', clerk, rule)).toMatchObject({
      code: 'registers.ruleNotListed',
    });
    expect((await resolver.agencyRules(clerk, { first: 1 })).nodes).toHaveLength(2);
  });

  it('puts rules right by a new version', async () => {
    const { resolver, send, catchUp } = await platform();
    const { id } = await send('enterWorkRule', clerk, rule);
    const { agency: _, ...fields } = rule;
    await send('correctWorkRule', head, {
      ...fields,
      id,
      title: '保密审查规定',
      reason: '题名有误',
    });
    await catchUp();
    const { nodes } = await resolver.workRules(clerk, {});
    expect(nodes).toMatchObject([{ title: '保密审查规定', version: 2, agency: 'agency1' }]);
  });

  it('knows who speaks for whom', async () => {
    const { resolver, send, catchUp } = await platform();
    const value = { agency: 'agency1', name: '某某', post: '副局长', since: '2020-01-01' };
    const { id } = await send('appointSpokesperson', clerk, value);
    await send('releaseSpokesperson', clerk, { id, on: '2024-05-31', reason: '调离' });
    const next = await send('appointSpokesperson', clerk, { ...value, since: '2024-06-01' });
    await catchUp();
    const list = async (args: Record<string, unknown>) =>
      (await resolver.spokespersons(clerk, args)).nodes.map((node) => node.id);
    expect(await list({})).toEqual([next.id, id]);
    expect(await list({ lasting: true, agency: 'agency1' })).toEqual([next.id]);
    const corrected = { id, name: '某某', post: '局长', since: '2020-01-01', reason: '职务有误' };
    await send('correctSpokesperson', head, corrected);
    await send('undoSpokespersonRelease', head, { id, reason: '误登' });
    await send('withdrawSpokesperson', head, { id: next.id, reason: '误登' });
    await catchUp();
    expect(await list({ lasting: true })).toEqual([id]);
  });
});

const site = {
  agency: 'agency1',
  kind: 'subSite',
  name: '县统计局网站',
  address: 'https://tjj.example.invalid/',
  openedOn: '2012-03-01',
};

describe('the register of sites', () => {
  const opened = async () => {
    const desk = await platform();
    const { id } = await desk.send('enterSite', clerk, site);
    const town = { ...site, agency: null, kind: 'townSite', name: '茶市镇网站' };
    const { id: other } = await desk.send('enterSite', head, { ...town, openedOn: '2010-01-01' });
    const openness = {
      ...town,
      kind: 'opennessSite',
      name: '县政府信息公开网',
      openedOn: '2011-01-01',
    };
    const { id: linked } = await desk.send('enterSite', head, openness);
    const list = async (args: Record<string, unknown> = {}) => {
      await desk.catchUp();
      return (await desk.resolver.disclosureSites(clerk, args)).nodes;
    };
    const ids = async (args: Record<string, unknown> = {}) => (await list(args)).map((of) => of.id);
    return { ...desk, id, other, linked, list, ids };
  };

  it('shows what was never checked first, then what was checked longest ago', async () => {
    const { send, ids, list, id, other, linked } = await opened();
    await send('checkSiteLink', clerk, { id, on: '2025-06-30', finding: 'present' });
    expect(await ids()).toEqual([other, id, linked]);
    await send('checkSiteLink', head, { id: other, on: '2025-03-31', finding: 'missing' });
    expect(await ids()).toEqual([other, id, linked]);
    await send('checkSiteLink', head, { id: other, finding: 'broken', remark: '打不开' });
    expect(await ids()).toEqual([id, other, linked]);
    expect((await list())[1]).toMatchObject({
      link: 'broken',
      lastCheck: { check: 2, on: '2026-03-02', finding: 'broken', remark: '打不开' },
      checks: [{ check: 2 }, { check: 1, on: '2025-03-31', remark: null }],
    });
  });

  it('is narrowed by agency, kind, what stands of the link, and whether it is there', async () => {
    const { send, ids, id, other, linked, resolver } = await opened();
    await send('checkSiteLink', clerk, { id, finding: 'missing' });
    expect(await ids({ agency: 'agency1' })).toEqual([id]);
    expect(await ids({ agency: 'own', kind: 'townSite' })).toEqual([other]);
    expect(await ids({ link: 'missing' })).toEqual([id]);
    expect(await ids({ link: 'unchecked' })).toEqual([other]);
    expect(await ids({ link: 'notRequired' })).toEqual([linked]);
    await send('withdrawLinkCheck', head, { id, check: 1, reason: '看错网站' });
    expect(await ids({ link: 'missing' })).toEqual([]);
    await send('closeSite', clerk, { id, on: '2026-01-31', reason: '并入县政府网站' });
    expect(await ids({ lasting: true, link: 'unchecked' })).toEqual([other]);
    const { pageInfo } = await resolver.disclosureSites(clerk, { first: 2 });
    expect(await ids({ first: 2, after: pageInfo.endCursor })).toEqual([linked]);
  });

  it('keeps the checks of a site that is put right, closed and opened again', async () => {
    const { send, list, id, store, reads } = await opened();
    await send('checkSiteLink', clerk, { id, on: '2025-06-30', finding: 'missing' });
    expect(await list({ agency: 'agency1' })).toMatchObject([{ link: 'missing' }]);
    const { agency: _, ...fields } = site;
    await send('closeSite', clerk, { id, on: '2025-12-31', reason: '—' });
    await send('undoSiteClosure', head, { id, reason: '误登' });
    await send('correctSite', head, { ...fields, id, name: '县统计局子站', reason: '名称有误' });
    expect(await list({ agency: 'agency1' })).toMatchObject([
      { name: '县统计局子站', version: 2, endedOn: null, link: 'missing', checks: [{ check: 1 }] },
    ]);
    await send('withdrawSite', head, { id, reason: '误登' });
    expect(await list({ lasting: true, agency: 'agency1' })).toEqual([]);
    const rebuilt = new MemoryReadStore();
    await catchUpWith(store, rebuilt, [siteRows]);
    const all = (from: typeof reads) => from.find(siteCollection, 'T1', { limit: 10 });
    expect(await all(rebuilt)).toEqual(await all(reads));
  });

  it('takes a check from who may enter, and back from who may correct', async () => {
    const { send, id, other } = await opened();
    const found = { id, finding: 'present' };
    expect(await gateOf(send('checkSiteLink', officerWith('drafter'), found))).toBe('FORBIDDEN');
    expect(await gateOf(send('checkSiteLink', clerk, { ...found, id: other }))).toBe('FORBIDDEN');
    expect(await send('checkSiteLink', clerk, found)).not.toHaveProperty('code');
    const back = { id, check: 1, reason: '误登' };
    expect(await gateOf(send('withdrawLinkCheck', clerk, back))).toBe('FORBIDDEN');
    expect(await send('withdrawLinkCheck', head, back)).not.toHaveProperty('code');
  });

  it('takes addresses of the web only', async () => {
    const { send } = await platform();
    for (const address of ['javascript:alert(1)', 'ftp://example.invalid/', '县政府网站'])
      expect(await send('enterSite', clerk, { ...site, address })).toMatchObject({
        code: 'command.invalid',
        field: 'address',
      });
  });

  it('tells the public which sites there are, and not what was seen of them', async () => {
    const { send, resolver, catchUp, id } = await opened();
    await send('checkSiteLink', clerk, { id, finding: 'missing', remark: '首页没有' });
    const shown = async (government: string, args = {}) => {
      await catchUp();
      return (await resolver.publicSites(government, args)).nodes;
    };
    expect((await shown('430422')).map(({ name }) => name)).toEqual([
      '茶市镇网站',
      '县政府信息公开网',
      '县统计局网站',
    ]);
    expect(await shown('430422', { agency: 'agency1' })).toEqual([
      { ...site, agencyName: '县统计局' },
    ]);
    expect(await shown('430422', { kind: 'townSite' })).toMatchObject([
      { agency: null, agencyName: '衡南县人民政府' },
    ]);
    await send('closeSite', clerk, { id, on: '2026-03-02', reason: '—' });
    expect(await shown('430422', { agency: 'agency1', lasting: false })).toEqual([]);
    expect(await shown('430423')).toEqual([]);
    expect(await gateOf(shown('430499'))).toBe('NOT_FOUND');
  });
});

describe('figures of the registers', () => {
  it('are what is in force at the end of a month', () => {
    const figures = figuresOf(registersIndicators, registersEvents);
    const entry = { ...rule, publishedOn: '2019-07-01' };
    const of = { id: 'r', version: 1, entry, by: 'clerk' };
    const history = [
      { type: 'WorkRuleEntered', data: of },
      { type: 'WorkRuleEnded', data: { ...of, on: '2021-06-01', reason: 'r' } },
    ];
    const at = (month: string) => figures(history, month);
    expect(at('2019-05').get('registers.rules') ?? 0).toBe(0);
    expect(at('2020-12').get('registers.rules')).toBe(1);
    expect(at('2020-12').get('registers.rulesTrial')).toBe(1);
    expect(at('2020-12').get('registers.rulesPublished')).toBe(1);
    expect(at('2021-06').get('registers.rules')).toBe(0);
  });
});
