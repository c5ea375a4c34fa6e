import { fold } from '@gongkai/kernel';
import { specFor } from '@gongkai/testing';
import type { CatalogueCommandData } from './commands.js';
import { columnOf, columnPath, columnToPublishIn } from './decider.columns.js';
import { catalogueDecider } from './decider.js';
import { starterIndexNumber } from './decider.starter.js';
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
const stateOf = (...events: CatalogueEvent[]) => fold(catalogueDecider, events);

describe('changing a column', () => {
  const tree = [adopted(), added('04'), added('0401', { parent: '04' }), added('05')];

  it('renames it and remembers the name before', () => {
    given(...tree)
      .when({ type: 'renameColumn', code: '05', name: '其他' })
      .then({
        type: 'ColumnRenamed',
        data: { code: '05', name: '其他', formerName: '栏目05', renamedOn: today },
      });
    given(...tree)
      .when({ type: 'renameColumn', code: '05', name: '栏目05' })
      .then();
    given(...tree)
      .when({ type: 'renameColumn', code: '05', name: '栏目04' })
      .thenRejected('catalogue.columnNameTaken');
    given(...tree)
      .when({ type: 'renameColumn', code: '99', name: '其他' })
      .thenRejected('catalogue.columnUnknown', 'code');
  });

  it('moves it, never under itself', () => {
    given(...tree)
      .when({ type: 'moveColumn', code: '0401', parent: '05' })
      .then({
        type: 'ColumnMoved',
        data: { code: '0401', parent: '05', formerParent: '04', movedOn: today },
      });
    given(...tree)
      .when({ type: 'moveColumn', code: '0401', parent: '04' })
      .then();
    given(...tree)
      .when({ type: 'moveColumn', code: '04', parent: '0401' })
      .thenRejected('catalogue.columnUnderItself', 'parent');
    given(...tree)
      .when({ type: 'moveColumn', code: '99', parent: null })
      .thenRejected('catalogue.columnUnknown', 'code');
    given(...tree)
      .when({ type: 'moveColumn', code: '0401', parent: '99' })
      .thenRejected('catalogue.columnUnknown', 'parent');
    given(...tree, added('06', { name: '栏目0401' }))
      .when({ type: 'moveColumn', code: '0401', parent: null })
      .thenRejected('catalogue.columnNameTaken', 'parent');
  });

  it('moves it with all below it, or not at all when that gets too deep', () => {
    const chain = ['a', 'b', 'c', 'd'].map((code, i, all) =>
      added(code, { parent: i === 0 ? null : all[i - 1]! }),
    );
    given(...tree, ...chain)
      .when({ type: 'moveColumn', code: '04', parent: 'd' })
      .thenRejected('catalogue.columnTooDeep', 'parent');
  });

  it('assigns the duty anew, from today', () => {
    const duty = {
      responsibleAgency: 'finance',
      updateMode: 'regular',
      updateWithinDays: 7,
    } as const;
    const assigned: CatalogueEvent = {
      type: 'ColumnDutyAssigned',
      data: { code: '05', ...duty, assignedOn: today },
    };
    given(...tree)
      .when({ type: 'assignDuty', code: '05', ...duty })
      .then(assigned);
    given(...tree, assigned)
      .when({ type: 'assignDuty', code: '05', ...duty })
      .then();
    expect(columnOf(stateOf(...tree, assigned), '05')).toMatchObject({ ...duty, dutyFrom: today });
    given(...tree)
      .when({ type: 'assignDuty', code: '05', ...duty, responsibleAgency: 'nobody' })
      .thenRejected('catalogue.agencyUnknown');
    given(...tree)
      .when({ type: 'assignDuty', code: '99', ...duty })
      .thenRejected('catalogue.columnUnknown');
  });

  it('closes it when nothing open is below it', () => {
    const close = (code: string, successor: string | null = null): CatalogueCommandData => ({
      type: 'closeColumn',
      code,
      reason: '合并',
      successor,
    });
    given(...tree)
      .when(close('05', '04'))
      .then({
        type: 'ColumnClosed',
        data: { code: '05', reason: '合并', successor: '04', closedOn: today },
      });
    given(...tree)
      .when(close('04'))
      .thenRejected('catalogue.columnHasOpenColumns', 'code');
    given(...tree)
      .when(close('05', '05'))
      .thenRejected('catalogue.successorWrong', 'successor');
    given(...tree)
      .when(close('05', '99'))
      .thenRejected('catalogue.successorWrong', 'successor');
    given(...tree, closed('05'))
      .when(close('05'))
      .thenRejected('catalogue.columnClosed', 'code');
  });
});

describe('a column to publish in', () => {
  const state = stateOf(
    adopted(),
    added('04'),
    added('0451', { parent: '04', agencyKinds: ['township'] }),
    added('0452', { parent: '0451' }),
    added('09'),
    closed('09'),
  );

  it('is open and for that kind of agency, and so is every column above it', () => {
    expect(columnToPublishIn(state, '0452', 'township')).toMatchObject({ code: '0452' });
    expect(columnToPublishIn(state, '0452', 'department')).toMatchObject({
      code: 'catalogue.columnNotForAgency',
      field: 'columnCode',
    });
    expect(columnToPublishIn(state, '09', 'township')).toMatchObject({
      code: 'catalogue.columnClosed',
    });
    expect(columnToPublishIn(state, 'constructor', 'township')).toMatchObject({
      code: 'catalogue.columnUnknown',
    });
    expect(columnPath(state, '0452')).toEqual(['04', '0451', '0452']);
  });
});
