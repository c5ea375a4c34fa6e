import bundleSdl from './bundle/bundle.graphql';
import { bundlePolicy } from './bundle/policy.js';
import { evidenceLogErrors } from './evidence/errors.js';
import evidenceSdl from './evidence/evidence.graphql';
import { evidencePolicy } from './evidence/policy.js';
import figuresSdl from './figures.graphql';
import importSdl from './import/import.graphql';
import replaySdl from './replay/replay.graphql';
import { annualContext } from '@gongkai/annual';
import { capacityContext } from '@gongkai/capacity';
import { catalogueContext } from '@gongkai/catalogue';
import { complaintContext } from '@gongkai/complaint';
import { directoryContext } from '@gongkai/directory';
import { enquiryContext } from '@gongkai/enquiry';
import { identityContext } from '@gongkai/identity';
import {
  claimErrors,
  claimEvents,
  commandErrors,
  mergeCatalogues,
  replayErrors as boundErrors,
  type ContextManifest,
  type LiveClock,
  type PolicyTable,
  type RejectionText,
} from '@gongkai/kernel';
import { holidayContext } from '@gongkai/holiday';
import { inboxContext } from '@gongkai/inbox';
import { interpretationContext } from '@gongkai/interpretation';
import { letterContext } from '@gongkai/letter';
import { litigationContext } from '@gongkai/litigation';
import { publicationContext } from '@gongkai/publication';
import { registersContext } from '@gongkai/registers';
import { figuresErrors } from '@gongkai/figures';
import { readingErrors } from '@gongkai/reading';
import { consultationContext } from '@gongkai/consultation';
import { reconsiderationContext } from '@gongkai/reconsideration';
import { requestContext } from '@gongkai/request';
import { retentionOver } from '@gongkai/retention';
import { returnsContext } from '@gongkai/returns';
import { secrecyContext } from '@gongkai/secrecy';
import { usageContext } from '@gongkai/usage';
import { bundleErrors } from './bundle/errors.js';
import { deadlineErrors } from './deadlines/errors.js';
import { initialiseErrors, simulationErrors } from './errors.js';
import { importErrors } from './import/errors.js';
import { moveErrors } from './moving/errors.js';
import { replayErrors } from './replay/errors.js';
import { reconcileErrors } from './request-log/errors.js';

/** Every context but the one that looks at all others; adding one here is all its wiring takes. */
const own = [
  directoryContext,
  identityContext,
  catalogueContext,
  secrecyContext,
  holidayContext,
  publicationContext,
  consultationContext,
  letterContext,
  requestContext,
  inboxContext,
  reconsiderationContext,
  litigationContext,
  complaintContext,
  enquiryContext,
  usageContext,
  registersContext,
  interpretationContext,
  returnsContext,
  capacityContext,
  annualContext,
] as const;

/** Every context of the platform. */
export const contexts = [...own, retentionOver(own)] as const;

/** Every event type the platform knows. */
export const allEvents = mergeCatalogues(claimEvents, ...contexts.map(({ events }) => events));

export const allProjections = contexts.flatMap(({ projections, processes }) => [
  ...projections,
  ...processes,
]);

export const allProcesses = contexts.flatMap(({ processes }) => processes);

/** Due days of open cases that follow the calendar of working days. */
export const allClocks: readonly LiveClock[] = contexts.flatMap(
  (context) => (context as ContextManifest).clocks ?? [],
);

export const allIndicators = contexts.flatMap(({ indicators }) => indicators);

/** Every rejection code with its texts. */
export const allErrors: Readonly<Record<string, RejectionText>> = Object.assign(
  {},
  commandErrors,
  claimErrors,
  initialiseErrors,
  evidenceLogErrors,
  simulationErrors,
  importErrors,
  reconcileErrors,
  deadlineErrors,
  moveErrors,
  boundErrors,
  replayErrors,
  bundleErrors,
  figuresErrors,
  readingErrors,
  ...contexts.map(({ errors }) => errors),
) as Readonly<Record<string, RejectionText>>;

/** Who may do what: the table of each context, and those of the platform itself. */
export const allPolicies: readonly PolicyTable[] = [
  ...contexts.map(({ policy }) => policy),
  evidencePolicy,
  bundlePolicy,
];

/** The SDL of everything the platform answers, without the base of the rim. */
export const allSdl: readonly string[] = [
  ...contexts.map(({ sdl }) => sdl),
  figuresSdl,
  importSdl,
  evidenceSdl,
  replaySdl,
  bundleSdl,
];
