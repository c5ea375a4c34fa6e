import type { Receipt } from '@gongkai/kernel';
import { agencyProjection } from '@gongkai/directory';
import { Cursors } from '@gongkai/nest';
import { deskFor, figuresOf, gateOf, officerWith, policyConformance } from '@gongkai/testing';
import { RuleListCommand, SpokespersonCommand, WorkRuleCommand } from './commands.js';
import { registersEvents } from './events.js';
import { registersContext } from './index.js';
import { registersPolicy } from './policy.js';
import { RuleListHandler, SpokespersonHandler, WorkRuleHandler } from './registers.handler.js';
import { registersIndicators } from './registers.indicators.js';
import { RegistersResolver } from './registers.resolver.js';
import { STARTER_RULES } from './rule-list.js';

policyConformance('registers', registersPolicy);

const clerk = officerWith('clerk', 'agency1');
const head = officerWith('disclosureHead');

const platform = async () => {
  const contexts = [registersContext, { projections: [agencyProjection] }];
  const desk = await deskFor(contexts as never, ({ store, ids, clock }) => [
    [WorkRuleCommand, new WorkRuleHandler(store, ids, clock)],
    [SpokespersonCommand, new SpokespersonHandler(store, ids, clock)],
    [RuleListCommand, new RuleListHandler(store, ids, clock)],
  ]);
  const cursors = new Cursors(new Uint8Array(32));
  const resolver = new RegistersResolver(desk.bus as never, desk.reads, cursors);
  let next = 0;
  type Mutations = Exclude<
    keyof RegistersResolver,
    'bus' | 'reads' | 'cursors' | 'workRules' | 'spokespersons' | 'ruleList' | 'agencyRules'
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
