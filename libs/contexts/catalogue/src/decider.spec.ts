import { fold } from '@gongkai/kernel';
import { specFor } from '@gongkai/testing';
import fc from 'fast-check';
import { CatalogueCommands, ColumnInput, type CatalogueCommandData } from './commands.js';
import {
  columnOf,
  columnPath,
  columnsFor,
  COLUMN_DEPTH_MAX,
  COLUMNS_MAX,
  templateOf,
} from './decider.columns.js';
import { catalogueAggregate, catalogueDecider } from './decider.js';
import { starterColumns, starterIndexNumber } from './decider.starter.js';
import type { CatalogueEvent } from './events.js';

const today = '2017-03-02';
const { given } = specFor(catalogueDecider, {
  today,
  actor: { kind: 'officer', id: 'officer1' },
  agencies: { finance: 'active', merged: 'inactive' },
});

const adopted = (): CatalogueEvent => ({
  type: 'CatalogueAdopted',
  data: { indexNumber: starterIndexNumber, adoptedOn: '2008-05-01' },
});
type ColumnData = Extract<CatalogueEvent, { type: 'ColumnAdded' }>['data'];
const added = (code: string, change: Partial<ColumnData> = {}): CatalogueEvent => ({
  type: 'ColumnAdded',
  data: {
    code,
    name: `栏目${code}`,
    parent: null,
    class: 'work',
    agencyKinds: [],
    responsibleAgency: null,
    updateMode: 'adHoc',
    updateWithinDays: null,
    addedOn: '2008-05-01',
    ...change,
  },
});
const closed = (code: string): CatalogueEvent => ({
  type: 'ColumnClosed',
  data: { code, reason: '合并', successor: null, closedOn: '2016-01-04' },
});
const column = (code: string, change: Partial<ColumnInput> = {}): ColumnInput =>
  ColumnInput.parse({
    code,
    name: `栏目${code}`,
    class: 'work',
    updateMode: 'adHoc',
    ...change,
  });
const addColumn = (code: string, change: Partial<ColumnInput> = {}): CatalogueCommandData => ({
  type: 'addColumn',
  ...column(code, change),
});
const stateOf = (...events: CatalogueEvent[]) => fold(catalogueDecider, events);

describe('adopting a catalogue', () => {
  const adopt = (columns: readonly ColumnInput[]): CatalogueCommandData => ({
    type: 'adopt',
    columns: [...columns],
    indexNumber: starterIndexNumber,
  });

  it('begins with the starter columns and what townships add', () => {
    const { outcome } = given().when(adopt(starterColumns));
    const state = fold(catalogueDecider, outcome as CatalogueEvent[]);
    expect(Object.keys(state.columns)).toHaveLength(starterColumns.length);
    const names = (kind: 'township' | 'department') =>
      columnsFor(state, kind).map(({ name }) => name);
    expect(names('township')).toEqual(
      expect.arrayContaining(['农村工作', '土地管理', '计划生育', '规范性文件']),
    );
    expect(names('department')).not.toContain('农村工作');
    expect(templateOf(state)).toEqual(starterIndexNumber);
  });

  it('is done once', () =>
    given(adopted()).when(adopt([])).thenRejected('catalogue.alreadyAdopted'));

  it('names the column of the list that is wrong', () =>
    given()
      .when(adopt([column('01'), column('02', { parent: '09' })]))
      .thenRejected('catalogue.columnUnknown', 'columns.1.parent'));

  it('refuses a template without a serial number', () =>
    given()
      .when({ type: 'adopt', columns: [], indexNumber: [{ kind: 'year' }] })
      .thenRejected('catalogue.templateWithoutSerial', 'indexNumber'));

  it('comes before any column', () =>
    given()
      .when({ type: 'renameColumn', code: '01', name: '机构' })
      .thenRejected('catalogue.notAdopted'));

  it('changes the template and keeps the earlier ones', () => {
    const indexNumber = [{ kind: 'serial' as const, width: 8 }];
    given(adopted())
      .when({ type: 'replaceTemplate', indexNumber })
      .then({ type: 'IndexNumberTemplateReplaced', data: { indexNumber, replacedOn: today } });
    given(adopted()).when({ type: 'replaceTemplate', indexNumber: starterIndexNumber }).then();
    given().when({ type: 'replaceTemplate', indexNumber }).thenRejected('catalogue.notAdopted');
    given(adopted())
      .when({ type: 'replaceTemplate', indexNumber: [...indexNumber, ...indexNumber] })
      .thenRejected('catalogue.templateWithoutSerial');
  });
});

describe('adding a column', () => {
  it('gives it a place, a class and a duty', () =>
    given(adopted(), added('04'))
      .when(
        addColumn('0401', {
          parent: '04',
          responsibleAgency: 'finance',
          updateMode: 'regular',
          updateWithinDays: 31,
          agencyKinds: ['department', 'department'],
        }),
      )
      .then(
        added('0401', {
          parent: '04',
          responsibleAgency: 'finance',
          updateMode: 'regular',
          updateWithinDays: 31,
          agencyKinds: ['department'],
          addedOn: today,
        }),
      ));

  it('refuses a code already used, also by a closed column', () => {
    given(adopted(), added('04'))
      .when(addColumn('04'))
      .thenRejected('catalogue.columnExists', 'code');
    given(adopted(), added('04'), closed('04'))
      .when(addColumn('04'))
      .thenRejected('catalogue.columnExists');
  });

  it('refuses a name already there, in whatever composition', () =>
    given(adopted(), added('04', { name: 'Caf\u00E9' }))
      .when(addColumn('05', { name: 'Cafe\u0301' }))
      .thenRejected('catalogue.columnNameTaken', 'name'));

  it('refuses a parent that is closed or unknown', () => {
    given(adopted(), added('04'), closed('04'))
      .when(addColumn('0401', { parent: '04' }))
      .thenRejected('catalogue.columnClosed', 'parent');
    given(adopted())
      .when(addColumn('0401', { parent: '04' }))
      .thenRejected('catalogue.columnUnknown', 'parent');
  });

  it('refuses an agency that is unknown or not active', () => {
    given(adopted())
      .when(addColumn('04', { responsibleAgency: 'nobody' }))
      .thenRejected('catalogue.agencyUnknown', 'responsibleAgency');
    given(adopted())
      .when(addColumn('04', { responsibleAgency: 'constructor' }))
      .thenRejected('catalogue.agencyUnknown', 'responsibleAgency');
    given(adopted())
      .when(addColumn('04', { responsibleAgency: 'merged' }))
      .thenRejected('catalogue.agencyInactive', 'responsibleAgency');
  });

  it('needs a limit for a regular column and has none for a permanent one', () => {
    given(adopted())
      .when(addColumn('04', { updateMode: 'regular' }))
      .thenRejected('catalogue.limitMissing', 'updateWithinDays');
    given(adopted())
      .when(addColumn('04', { updateMode: 'permanent', updateWithinDays: 20 }))
      .thenRejected('catalogue.limitNotWanted', 'updateWithinDays');
  });

  it('stops at the depth and the number a person can still find their way in', () => {
    const deep = ['1', '12', '123', '1234', '12345'].map((code, i, all) =>
      added(code, { parent: i === 0 ? null : all[i - 1]! }),
    );
    expect(deep).toHaveLength(COLUMN_DEPTH_MAX);
    given(adopted(), ...deep)
      .when(addColumn('123456', { parent: '12345' }))
      .thenRejected('catalogue.columnTooDeep', 'parent');
    const many = Array.from({ length: COLUMNS_MAX }, (_, i) => added(`C${String(i)}`));
    given(adopted(), ...many)
      .when(addColumn('D'))
      .thenRejected('catalogue.columnsTooMany');
  });
});

it('belongs to the government itself', () =>
  expect(catalogueAggregate.agencyOf(stateOf(adopted()))).toBeNull());

const code = fc.constantFrom('1', '2', '3', '4', '5', '6');
const anyCommand: fc.Arbitrary<CatalogueCommandData> = fc.oneof(
  fc
    .record({ code, parent: fc.option(code), name: fc.constantFrom('甲', '乙', '丙') })
    .map(({ code: of, ...rest }) => addColumn(of, rest)),
  fc.record({ type: fc.constant('moveColumn' as const), code, parent: fc.option(code) }),
  fc.record({
    type: fc.constant('closeColumn' as const),
    code,
    reason: fc.constant('停用'),
    successor: fc.option(code),
  }),
  fc.record({
    type: fc.constant('renameColumn' as const),
    code,
    name: fc.constantFrom('甲', '乙'),
  }),
);

it('stays a tree of open columns with names apart, whatever the order of commands', () => {
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 40 }), (commands) => {
      const facts = { today, actor: { kind: 'officer' as const, id: 'o' }, agencies: {} };
      let state = stateOf(adopted());
      for (const command of commands) {
        const decided = catalogueDecider.decide(state, command, facts);
        if (Array.isArray(decided)) state = decided.reduce(catalogueDecider.evolve, state);
      }
      const open = Object.values(state.columns).filter(({ closedOn }) => closedOn === null);
      for (const { code: of, parent } of open) {
        const path = columnPath(state, of);
        expect(path.length).toBeLessThanOrEqual(COLUMN_DEPTH_MAX);
        expect(new Set(path).size).toBe(path.length);
        if (parent !== null) expect(columnOf(state, parent)!.closedOn).toBeNull();
      }
      const places = open.map(({ parent, name }) => `${parent ?? ''}/${name}`);
      expect(new Set(places).size).toBe(places.length);
    }),
  );
});

describe('the shape of a command', () => {
  it.each([
    [{ type: 'renameColumn', code: '０１', name: '机构' }, 'code'],
    [{ type: 'renameColumn', code: '__proto__', name: '机构' }, 'code'],
    [{ type: 'renameColumn', code: '01', name: '机\u202E构' }, 'name'],
    [{ type: 'renameColumn', code: { $gt: '' }, name: '机构' }, 'code'],
    [{ type: 'renameColumn', code: '01', name: '长'.repeat(61) }, 'name'],
    [{ type: 'replaceTemplate', indexNumber: [{ kind: 'serial', width: 99 }] }, 'indexNumber'],
    [{ type: 'replaceTemplate', indexNumber: [{ kind: 'literal', text: '\n' }] }, 'indexNumber'],
    [{ type: 'renameColumn', code: '01', name: '机构', tenant: 'x' }, undefined],
  ])('refuses %j', (command, field) => {
    const { error } = CatalogueCommands.safeParse(command);
    expect(error!.issues[0]!.path[0]).toBe(field);
  });
});
