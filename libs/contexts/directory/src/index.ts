import type { Indicator } from '@gongkai/figures';
import type { ContextManifest } from '@gongkai/kernel';
import { agencyProjection } from './agency.projection.js';
import {
  openAgencyCodeClaims,
  openDivisionCodeClaims,
  openGovernmentClaims,
} from './code-claims.process.js';
import sdl from './directory.graphql';
import { directoryErrors } from './errors.js';
import { directoryEvents } from './events.js';
import { nodeProjection } from './node.projection.js';
import { directoryPolicy } from './policy.js';

export { agencyProjection, agencyRows, type AgencyRow, type Tenure } from './agency.projection.js';
export { AgencyRegister } from './agency-register.js';
export { AgencyCommand, DivisionCommand, GovernmentCommand } from './commands.js';
export { Agency, agencyAggregate } from './decider.agency.js';
export { divisionAggregate, divisionId, type Division } from './decider.division.js';
export { governmentAggregate, type Government } from './decider.government.js';
export { loadDivisions, type LoadProgress, type LoadResult } from './division-loader.js';
export {
  divisionsByCode,
  NATION_CODE,
  type DivisionChange,
  type DivisionRow,
} from './division-source.js';
export { rejectDirectory } from './errors.js';
export { AgencyKind, directoryEvents, DivisionKind, Post, type DirectoryEvent } from './events.js';
export { nodeProjection, nodeRows, type NodeKind, type NodeRow } from './node.projection.js';
export { overviewOf } from './overview.js';
export {
  agencyNameIn,
  dayNaming,
  daysNaming,
  resolveGovernment,
  resolveNode,
  tenantByCode,
  type Candidate,
} from './resolve.js';
export { Tree, TREE, type TreeNode } from './tree.js';

export const directoryContext: ContextManifest & { indicators: readonly Indicator[] } = {
  name: 'directory',
  events: directoryEvents,
  projections: [nodeProjection, agencyProjection],
  processes: [openAgencyCodeClaims, openDivisionCodeClaims, openGovernmentClaims],
  policy: directoryPolicy,
  errors: directoryErrors,
  sdl,
  module: () => import('./directory.module.js').then((m) => m.DirectoryModule),
  indicators: [],
};
