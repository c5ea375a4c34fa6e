import { Rejection, type Aggregate, type Decider } from '@gongkai/kernel';
import type { CatalogueCommandData, ColumnInput } from './commands.js';
import {
  checkDuty,
  COLUMN_DEPTH_MAX,
  columnOf,
  columnPath,
  COLUMNS_MAX,
  heightOf,
  nameTaken,
  openChildren,
  openColumn,
  templateOf,
  type AgencyFacts,
  type Catalogue,
  type Column,
} from './decider.columns.js';
import { checkTemplate } from './decider.index-number.js';
import { rejectCatalogue } from './errors.js';
import { catalogueEvents, type CatalogueEvent } from './events.js';

type Of<T extends CatalogueCommandData['type']> = Extract<CatalogueCommandData, { type: T }>;
type Decided = CatalogueEvent[] | Rejection;

const addColumn = (
  catalogue: Catalogue,
  input: ColumnInput,
  facts: AgencyFacts,
  prefix = '',
): Decided => {
  const { code, name, parent, class: columnClass, agencyKinds } = input;
  if (columnOf(catalogue, code))
    return rejectCatalogue('catalogue.columnExists', { code }, `${prefix}code`);
  if (Object.keys(catalogue.columns).length >= COLUMNS_MAX)
    return rejectCatalogue('catalogue.columnsTooMany', { max: COLUMNS_MAX }, `${prefix}code`);
  if (parent !== null) {
    const above = openColumn(catalogue, parent, `${prefix}parent`);
    if (above instanceof Rejection) return above;
    if (columnPath(catalogue, parent).length >= COLUMN_DEPTH_MAX)
      return rejectCatalogue(
        'catalogue.columnTooDeep',
        { max: COLUMN_DEPTH_MAX },
        `${prefix}parent`,
      );
  }
  if (nameTaken(catalogue, parent, name, code))
    return rejectCatalogue('catalogue.columnNameTaken', { name }, `${prefix}name`);
  const wrong = checkDuty(input, facts, prefix);
  if (wrong) return wrong;
  const { responsibleAgency, updateMode, updateWithinDays } = input;
  return [
    {
      type: 'ColumnAdded',
      data: {
        code,
        name,
        parent,
        class: columnClass,
        agencyKinds: [...new Set(agencyKinds)],
        responsibleAgency,
        updateMode,
        updateWithinDays,
        addedOn: facts.today,
      },
    },
  ];
};

const adopt = (catalogue: Catalogue, command: Of<'adopt'>, facts: AgencyFacts): Decided => {
  if (catalogue.adopted) return rejectCatalogue('catalogue.alreadyAdopted');
  const wrong = checkTemplate(command.indexNumber);
  if (wrong) return wrong;
  const adopted: CatalogueEvent = {
    type: 'CatalogueAdopted',
    data: { indexNumber: command.indexNumber, adoptedOn: facts.today },
  };
  const events: CatalogueEvent[] = [adopted];
  let state = evolve(catalogue, adopted);
  for (const [i, column] of command.columns.entries()) {
    const added = addColumn(state, column, facts, `columns.${String(i)}.`);
    if (added instanceof Rejection) return added;
    state = added.reduce(evolve, state);
    events.push(...added);
  }
  return events;
};

const replaceTemplate = (
  catalogue: Catalogue,
  { indexNumber }: Of<'replaceTemplate'>,
  { today }: AgencyFacts,
): Decided => {
  if (!catalogue.adopted) return rejectCatalogue('catalogue.notAdopted');
  const wrong = checkTemplate(indexNumber);
  if (wrong) return wrong;
  if (JSON.stringify(templateOf(catalogue)) === JSON.stringify(indexNumber)) return [];
  return [{ type: 'IndexNumberTemplateReplaced', data: { indexNumber, replacedOn: today } }];
};

const renameColumn = (
  catalogue: Catalogue,
  { code, name }: Of<'renameColumn'>,
  { today }: AgencyFacts,
): Decided => {
  const column = openColumn(catalogue, code, 'code');
  if (column instanceof Rejection) return column;
  if (column.name === name) return [];
  if (nameTaken(catalogue, column.parent, name, code))
    return rejectCatalogue('catalogue.columnNameTaken', { name }, 'name');
  return [
    { type: 'ColumnRenamed', data: { code, name, formerName: column.name, renamedOn: today } },
  ];
};

const moveColumn = (
  catalogue: Catalogue,
  { code, parent }: Of<'moveColumn'>,
  { today }: AgencyFacts,
): Decided => {
  const column = openColumn(catalogue, code, 'code');
  if (column instanceof Rejection) return column;
  if (column.parent === parent) return [];
  if (parent !== null) {
    const above = openColumn(catalogue, parent, 'parent');
    if (above instanceof Rejection) return above;
    const path = columnPath(catalogue, parent);
    if (path.includes(code))
      return rejectCatalogue('catalogue.columnUnderItself', { code }, 'parent');
    if (path.length + heightOf(catalogue, code) > COLUMN_DEPTH_MAX)
      return rejectCatalogue('catalogue.columnTooDeep', { max: COLUMN_DEPTH_MAX }, 'parent');
  }
  if (nameTaken(catalogue, parent, column.name, code))
    return rejectCatalogue('catalogue.columnNameTaken', { name: column.name }, 'parent');
  return [
    {
      type: 'ColumnMoved',
      data: { code, parent, formerParent: column.parent, movedOn: today },
    },
  ];
};

const assignDuty = (
  catalogue: Catalogue,
  command: Of<'assignDuty'>,
  facts: AgencyFacts,
): Decided => {
  const column = openColumn(catalogue, command.code, 'code');
  if (column instanceof Rejection) return column;
  const wrong = checkDuty(command, facts);
  if (wrong) return wrong;
  const { code, responsibleAgency, updateMode, updateWithinDays } = command;
  if (
    column.responsibleAgency === responsibleAgency &&
    column.updateMode === updateMode &&
    column.updateWithinDays === updateWithinDays
  )
    return [];
  return [
    {
      type: 'ColumnDutyAssigned',
      data: { code, responsibleAgency, updateMode, updateWithinDays, assignedOn: facts.today },
    },
  ];
};

const closeColumn = (
  catalogue: Catalogue,
  { code, reason, successor }: Of<'closeColumn'>,
  { today }: AgencyFacts,
): Decided => {
  const column = openColumn(catalogue, code, 'code');
  if (column instanceof Rejection) return column;
  const [child] = openChildren(catalogue, code);
  if (child)
    return rejectCatalogue('catalogue.columnHasOpenColumns', { code, child: child.code }, 'code');
  if (successor !== null) {
    const heir = openColumn(catalogue, successor, 'successor');
    if (heir instanceof Rejection || successor === code)
      return rejectCatalogue('catalogue.successorWrong', { successor }, 'successor');
  }
  return [{ type: 'ColumnClosed', data: { code, reason, successor, closedOn: today } }];
};

const changed = (catalogue: Catalogue, code: string, change: Partial<Column>): Catalogue => {
  const column = columnOf(catalogue, code);
  if (!column) return catalogue;
  return { ...catalogue, columns: { ...catalogue.columns, [code]: { ...column, ...change } } };
};

const evolve = (catalogue: Catalogue, event: CatalogueEvent): Catalogue => {
  switch (event.type) {
    case 'CatalogueAdopted':
      return { ...catalogue, adopted: true, templates: [event.data.indexNumber] };
    case 'IndexNumberTemplateReplaced':
      return { ...catalogue, templates: [...catalogue.templates, event.data.indexNumber] };
    case 'ColumnAdded': {
      const { addedOn, ...column } = event.data;
      return {
        ...catalogue,
        columns: {
          ...catalogue.columns,
          [column.code]: { ...column, dutyFrom: addedOn, closedOn: null },
        },
      };
    }
    case 'ColumnRenamed':
      return changed(catalogue, event.data.code, { name: event.data.name });
    case 'ColumnMoved':
      return changed(catalogue, event.data.code, { parent: event.data.parent });
    case 'ColumnDutyAssigned': {
      const { code, assignedOn, ...duty } = event.data;
      return changed(catalogue, code, { ...duty, dutyFrom: assignedOn });
    }
    case 'ColumnClosed':
      return changed(catalogue, event.data.code, { closedOn: event.data.closedOn });
  }
};

export const catalogueDecider: Decider<
  CatalogueCommandData,
  Catalogue,
  CatalogueEvent,
  AgencyFacts
> = {
  initial: { adopted: false, columns: {}, templates: [] },
  decide(catalogue, command, facts) {
    switch (command.type) {
      case 'adopt':
        return adopt(catalogue, command, facts);
      case 'replaceTemplate':
        return replaceTemplate(catalogue, command, facts);
      case 'addColumn':
        return addColumn(catalogue, command, facts);
      case 'renameColumn':
        return renameColumn(catalogue, command, facts);
      case 'moveColumn':
        return moveColumn(catalogue, command, facts);
      case 'assignDuty':
        return assignDuty(catalogue, command, facts);
      case 'closeColumn':
        return closeColumn(catalogue, command, facts);
    }
  },
  evolve,
};

/** The catalogue of a government is one stream per tenant under this id. */
export const CATALOGUE_ID = 'main';

export const catalogueAggregate: Aggregate<
  CatalogueCommandData,
  Catalogue,
  CatalogueEvent,
  AgencyFacts
> = {
  name: 'catalogue',
  events: catalogueEvents,
  decider: catalogueDecider,
  agencyOf: () => null,
};
