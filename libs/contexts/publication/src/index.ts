import type { Indicator } from '@gongkai/figures';
import type { ContextManifest } from '@gongkai/kernel';
import { gazetteIssueEvents } from './events.after.js';
import { documentClock, documentWatch, openClaims } from './document.process.js';
import { documentRows } from './documents.projection.js';
import { publicationErrors } from './errors.js';
import { publicationEvents } from './events.js';
import { itemRows } from './items.projection.js';
import { publicationPolicy } from './policy.js';
import documentSdl from './document.graphql';
import itemSdl from './item.graphql';
import { publicationIndicators } from './publication.indicators.js';
import { columnUse, gazetteIssueRows, submissionRows } from './registers.projection.js';

export {
  DocumentCommand,
  DocumentCommands,
  GazetteIssueCommand,
  GazetteIssueCommands,
  type DocumentCommandInput,
  type GazetteIssueCommandInput,
} from './commands.js';
export {
  Attachment,
  Attribute,
  attributeDefaultOf,
  Channel,
  channelOfMeans,
  Content,
  Details,
  FormedMark,
  Genre,
  genreDefaults,
  ITEM_KINDS,
  Means,
  type PublicItem,
} from './decider.content.js';
export { publishByOf, PUBLISH_WITHIN_WORKING_DAYS } from './decider.days.js';
export { gazetteIssueAggregate } from './decider.gazette.js';
export { documentAggregate, documentDecider } from './decider.js';
export { mayReachPublic, type Document, type DocumentFacts } from './decider.state.js';
export { placementsOf, publicationsOf } from './decider.stay.js';
export { documentCollection, stageOf, STAGES, type DocumentRow } from './documents.projection.js';
export { documentEvents, publicationEvents, type DocumentEvent } from './events.js';
export { publicItemNode } from './item.resolver.js';
export { itemCollection, type ItemRow } from './items.projection.js';
export { publicationIndicators } from './publication.indicators.js';
export {
  columnUseCollection,
  gazetteIssueCollection,
  submissionCollection,
  type ColumnUseRow,
  type GazetteIssueRow,
  type SubmissionRow,
} from './registers.projection.js';

export const publicationContext: ContextManifest & { indicators: readonly Indicator[] } = {
  name: 'publication',
  // The events of the secrecy review in its streams are declared by the secrecy context.
  events: { ...publicationEvents, ...gazetteIssueEvents },
  projections: [itemRows, documentRows, columnUse, submissionRows, gazetteIssueRows],
  processes: [documentWatch, openClaims],
  policy: publicationPolicy,
  errors: publicationErrors,
  clocks: [documentClock],
  sdl: `${itemSdl}\n${documentSdl}`,
  module: () => import('./publication.module.js').then((m) => m.PublicationModule),
  indicators: publicationIndicators,
};
