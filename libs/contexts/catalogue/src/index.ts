import type { ContextManifest } from '@gongkai/kernel';
import type { Indicator } from '@gongkai/figures';
import sdl from './catalogue.graphql';
import { catalogueRows, columnRows } from './column.projection.js';
import { catalogueErrors } from './errors.js';
import { catalogueEvents, guideEvents } from './events.js';
import { guideRows } from './guide.projection.js';
import { cataloguePolicy } from './policy.js';

export { CatalogueCommand, GuideCommand, type ColumnInput } from './commands.js';
export {
  columnCollection,
  catalogueCollection,
  type CatalogueRow,
  type ColumnRow,
} from './column.projection.js';
export {
  columnOf,
  columnPath,
  columnsFor,
  columnToPublishIn,
  templateOf,
  type Catalogue,
  type Column,
} from './decider.columns.js';
export { catalogueAggregate, CATALOGUE_ID } from './decider.js';
export {
  dutiesOf,
  freshnessKey,
  freshnessOf,
  overdueOf,
  type ColumnDuty,
  type ColumnFreshness,
  type Freshness,
} from './decider.freshness.js';
export { guideAggregate, guideId } from './decider.guide.js';
export {
  indexNumber,
  indexNumberSeries,
  parseIndexNumber,
  type IndexNumberFields,
  type IndexNumberReading,
} from './decider.index-number.js';
export { starterColumns, starterIndexNumber } from './decider.starter.js';
export { rejectCatalogue } from './errors.js';
export {
  ColumnAgencyKind,
  catalogueEvents,
  ColumnClass,
  guideEvents,
  IndexNumberTemplate,
  UpdateMode,
} from './events.js';

export const catalogueContext: ContextManifest & { indicators: readonly Indicator[] } = {
  name: 'catalogue',
  events: { ...catalogueEvents, ...guideEvents },
  projections: [columnRows, catalogueRows, guideRows],
  processes: [],
  policy: cataloguePolicy,
  errors: catalogueErrors,
  sdl,
  module: () => import('./catalogue.module.js').then((m) => m.CatalogueModule),
  indicators: [],
};
