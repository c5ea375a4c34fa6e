import { Tree, type NodeRow } from '@gongkai/directory';
import { GateError, loadState, Rejection, type Officer, type Role } from '@gongkai/kernel';
import { Cursors, joinedSdl } from '@gongkai/nest';
import {
  countingIds,
  deskFor,
  FakeClock,
  policyConformance,
  registerAgency,
} from '@gongkai/testing';
import { buildSchema, type GraphQLEnumType, type GraphQLObjectType } from 'graphql';
import { CatalogueHandler, GuideHandler } from './catalogue.handler.js';
import { CatalogueResolver } from './catalogue.resolver.js';
import { CatalogueCommand, GuideCommand } from './commands.js';
import { catalogueAggregate, CATALOGUE_ID } from './decider.js';
import { starterColumns } from './decider.starter.js';
import {
  ColumnAgencyKind,
  ColumnClass,
  GuideContents,
  GuideEdition,
  UpdateMode,
} from './events.js';
import { GuideResolver } from './guide.resolver.js';
import { catalogueContext } from './index.js';
import { cataloguePolicy } from './policy.js';

policyConformance('catalogue', cataloguePolicy);

const county: NodeRow = {
  id: 'D1',
  kind: 'county',
  tenant: 'T1',
  grouping: false,
  government: { name: '甲县人民政府', joinedOn: '2008-05-01' },
  revision: 1,
  spans: [{ since: null, code: '999901', name: '甲县', parent: null }],
  until: null,
  into: null,
};

const officer = (...roles: Role[]): Officer => ({
  account: 'officer1',
  tenant: 'T1',
  agency: null,
  grants: roles.map((role) => ({ role, agency: null })),
});
const head = officer('disclosureHead');

const platform = async () => {
  const { store, reads, ids, clock, bus, catchUp } = await deskFor(
    [catalogueContext],
    (deps) => [
      [GuideCommand, new GuideHandler(deps.store, deps.ids, deps.clock)],
      [CatalogueCommand, new CatalogueHandler(deps.store, deps.ids, deps.clock)],
    ],
    { agencies: [] },
  );
  const tree = Tree.from([county]);
  const columns = new CatalogueResolver(bus as never, reads, tree);
  const cursors = new Cursors(new Uint8Array(32));
  const guide = new GuideResolver(bus as never, reads, tree, clock, cursors);
  let next = 0;
  const commandId = () => `command${String(++next)}`;
  const register = (id: string) =>
    registerAgency(store, ids, { id, kind: 'township', code: 'T001', name: '乙镇人民政府' });
  const adopt = () => columns.adoptCatalogue(head, { commandId: commandId() });
  return { store, columns, guide, commandId, catchUp, adopt, register, clock };
};

const gateOf = async (attempt: () => Promise<unknown>) => {
  try {
    await attempt();
    return null;
  } catch (error) {
    return error instanceof GateError ? error.code : error;
  }
};

describe('the catalogue of a government', () => {
  it('is adopted with the starter columns and read by anybody as a tree', async () => {
    const { columns, adopt, catchUp } = await platform();
    expect(await adopt()).toMatchObject({ id: CATALOGUE_ID, revision: starterColumns.length + 1 });
    await catchUp();
    const catalogue = (await columns.catalogue('999901'))!;
    expect(catalogue.indexNumberExample).toBe('999901/2026-00001');
    expect(catalogue.columns.map(({ name }) => name)).toEqual([
      '机构职能',
      '政策法规',
      '规划计划',
      '业务工作',
      '其他',
    ]);
    const work = (kind?: ColumnAgencyKind) =>
      columns.catalogue('999901', kind).then((c) => c!.columns[3]!.children.map((b) => b.code));
    expect(await work()).toContain('0451');
    expect(await work('township')).toContain('0451');
    expect(await work('department')).not.toContain('0451');
  });

  it('is not there for a government unknown, not joined or without one', async () => {
    const { columns } = await platform();
    expect(await columns.catalogue('000000')).toBeNull();
    expect(await columns.catalogue('999901')).toBeNull();
  });

  it('is changed by the disclosure office and nobody else', async () => {
    const { columns, adopt, commandId } = await platform();
    await adopt();
    const rename = (who: Officer) =>
      columns.renameColumn(who, { commandId: commandId(), code: '05', name: '其他信息' } as never);
    expect(await gateOf(() => rename(officer('drafter', 'clerk', 'auditor')))).toBe('FORBIDDEN');
    expect(await rename(officer('disclosureOfficer'))).toMatchObject({ __typename: 'Accepted' });
    const replace = {
      commandId: commandId(),
      indexNumber: [{ kind: 'serial', width: 6, text: null, from: null, length: null }],
    };
    expect(
      await gateOf(() => columns.replaceIndexNumberTemplate(officer('disclosureOfficer'), replace)),
    ).toBe('FORBIDDEN');
    expect(await columns.replaceIndexNumberTemplate(head, replace)).toMatchObject({
      __typename: 'Accepted',
    });
  });

  it('gives a column to an agency that exists, looked up in the log', async () => {
    const { columns, adopt, commandId, register, store } = await platform();
    await adopt();
    const assign = (responsibleAgency: string) =>
      columns.assignColumnDuty(head, {
        commandId: commandId(),
        code: '0401',
        responsibleAgency,
        updateMode: 'regular',
        updateWithinDays: 7,
      } as never);
    expect(await assign('A1')).toMatchObject({
      __typename: 'Rejected',
      code: 'catalogue.agencyUnknown',
      field: 'responsibleAgency',
    });
    await register('A1');
    expect(await assign('A1')).toMatchObject({ __typename: 'Accepted' });
    const { state } = await loadState(store, catalogueAggregate, 'T1', CATALOGUE_ID);
    expect(state.columns['0401']).toMatchObject({ responsibleAgency: 'A1', updateWithinDays: 7 });
  });

  it('is moved and closed column by column, closed ones shown when asked for', async () => {
    const { columns, adopt, commandId, catchUp } = await platform();
    await adopt();
    const added = { code: '0503', name: '意见征集', class: 'other', updateMode: 'adHoc' };
    for (const outcome of [
      await columns.addColumn(head, { commandId: commandId(), ...added } as never),
      await columns.moveColumn(head, { commandId: commandId(), code: '0503' } as never),
      await columns.moveColumn(head, {
        commandId: commandId(),
        code: '0503',
        parent: '05',
      } as never),
      await columns.closeColumn(head, {
        commandId: commandId(),
        code: '0503',
        reason: '合并',
      } as never),
    ])
      expect(outcome).toMatchObject({ __typename: 'Accepted' });
    await catchUp();
    const others = async (closed: boolean) =>
      (await columns.catalogue('999901', null, closed))!.columns[4]!.children.map((c) => c.code);
    expect(await others(false)).not.toContain('0503');
    expect(await others(true)).toContain('0503');
  });

  it('names the field that is wrong in a command', async () => {
    const { columns, commandId } = await platform();
    const input = { commandId: commandId(), code: '01', name: '机\u202E构' };
    expect(await columns.renameColumn(head, input as never)).toMatchObject({
      __typename: 'Rejected',
      code: 'command.invalid',
      field: 'name',
    });
  });

  it('gives one receipt for a command sent twice, and none for another body', async () => {
    const { columns, adopt } = await platform();
    await adopt();
    const rename = (name: string) =>
      columns.renameColumn(head, { commandId: 'once', code: '05', name } as never);
    const first = await rename('其他信息');
    expect(await rename('其他信息')).toEqual(first);
    expect(await rename('另外')).toMatchObject({ code: 'command.idReused' });
  });
});

describe('the guide of an agency', () => {
  const contents = Object.fromEntries(
    Object.keys(GuideContents.shape).map((part) => [part, `内容${part}`]),
  );

  it('is drafted, published, read by anybody, and overdue when nobody checks it', async () => {
    const { guide, commandId, catchUp, clock } = await platform();
    const input = () => ({ commandId: commandId(), agency: null });
    await guide.draftGuide(head, {
      ...input(),
      contents: { ...contents, officeFax: null },
    } as never);
    expect(await guide.publishGuide(head, input())).toMatchObject({
      code: 'catalogue.guidePartMissing',
      field: 'contents.officeFax',
    });
    await guide.draftGuide(head, { ...input(), contents } as never);
    expect(await gateOf(() => guide.publishGuide(officer('disclosureOfficer'), input()))).toBe(
      'FORBIDDEN',
    );
    expect(await guide.publishGuide(head, input())).toMatchObject({ __typename: 'Accepted' });
    await catchUp();
    expect(await guide.guide('999901')).toMatchObject({ number: 1, status: 'published' });
    const overdue = async () => (await guide.overdueGuides(head, 12)).nodes.length;
    expect(await overdue()).toBe(0);
    clock.set('2027-03-02T01:00:00.000Z');
    expect(await overdue()).toBe(1);
    await guide.confirmGuide(head, input());
    await catchUp();
    expect(await overdue()).toBe(0);
  });

  it('is drafted by its own agency, not for another', async () => {
    const { guide, commandId, register } = await platform();
    await register('A1');
    const grants = [{ role: 'disclosureOfficer' as const, agency: 'A1' }];
    const clerk: Officer = { ...officer(), agency: 'A1', grants };
    const draft = (agency: string | null) =>
      guide.draftGuide(clerk, { commandId: commandId(), agency, contents } as never);
    expect(await draft('A1')).toMatchObject({ __typename: 'Accepted', id: 'A1' });
    expect(await gateOf(() => draft(null))).toBe('FORBIDDEN');
  });

  it('shows its versions page by page, the newest first', async () => {
    const { guide, commandId, catchUp } = await platform();
    for (let version = 0; version < 3; version++) {
      const input = () => ({ commandId: commandId(), agency: null });
      await guide.draftGuide(head, { ...input(), contents } as never);
      await guide.publishGuide(head, input());
    }
    await catchUp();
    const first = await guide.guideVersions(head, null, 2);
    expect(first.nodes.map(({ number, status }) => [number, status])).toEqual([
      [3, 'published'],
      [2, 'superseded'],
    ]);
    const rest = await guide.guideVersions(head, null, 2, first.pageInfo.endCursor);
    expect(rest.nodes.map(({ number }) => number)).toEqual([1]);
    expect(await gateOf(async () => guide.guideVersions(head, null, 101))).toBe('PAGE_SIZE');
    expect(await gateOf(async () => guide.overdueGuides(head, 0))).toBe('BAD_REQUEST');
  });
});

describe('the schema', () => {
  const schema = buildSchema(joinedSdl([catalogueContext.sdl]));

  it.each([
    ['ColumnClass', ColumnClass.options],
    ['ColumnAgencyKind', ColumnAgencyKind.options],
    ['UpdateMode', UpdateMode.options],
    ['GuideEdition', GuideEdition.options],
  ] as const)('has the words of the events in %s', (name, options) => {
    const values = (schema.getType(name) as GraphQLEnumType).getValues().map((v) => v.name);
    expect(values).toEqual([...options]);
  });

  it('has every part of a guide', () => {
    const fields = (schema.getType('GuideContents') as GraphQLObjectType).getFields();
    expect(Object.keys(fields)).toEqual(Object.keys(GuideContents.shape));
  });
});

it('refuses as values, never as exceptions', async () => {
  const { store } = await platform();
  const handler = new CatalogueHandler(store, countingIds(), new FakeClock());
  const outcome = await handler.execute(
    new CatalogueCommand(
      { tenant: 'T1', caller: { kind: 'operator', name: 'root' }, commandId: 'c', body: {} },
      { type: 'renameColumn', code: '01', name: '机构' },
    ),
  );
  expect(outcome).toBeInstanceOf(Rejection);
});
