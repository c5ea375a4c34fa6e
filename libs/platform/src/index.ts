import type { Rejection } from '@gongkai/kernel';
import type { Role } from './cluster/service.js';
import type { Moved, MoveOptions, MovePlaces, Places } from './moving/index.js';
import type { Server, ServerOptions } from './server.js';

export { reportToExport, type Exportable } from './export-report.js';
export { programVerifier, type Held, type Verified } from './bundle/verifiers.js';
export type { BundleKind } from './bundle/bundle-input.js';
export type { CaseBundle, ListedCase } from './bundle/case-bundle.js';
export { bundlesOf, takeBundle } from './bundle/platform-bundles.js';
export { buildReport, type BuildQuestion } from './build-report.js';
export { CellUpdater, type CellDeps } from './cells/cell-updater.js';
export * from './contexts.js';
export { EMBEDDED_BATCHES } from './keeping/projector.js';
export { askDeadline, CHANNEL_WORDS, type DeadlineQuestion } from './deadlines/question.js';
export { figureLabels } from './figure-labels.js';
export { LOG_READER, type LogCheckpoint, type LogReader } from './evidence/log-reader.js';
export { rejectEvidenceLog } from './evidence/errors.js';
export type { EvidencePart } from './evidence/evidence-part.js';
export type { EvidenceProblem, EvidenceReport } from './evidence/verify-evidence.js';
export * from './figures.js';
export * from './import/import-publications.js';
export { importReturns } from './returns-file/import-returns.js';
export { importRequests, type DefectiveRow } from './request-log/import-requests.js';
export { readLogMapping } from './request-log/mapping.js';
export { reconcileRequests, type Reconciliation } from './request-log/reconcile.js';
export { demoDivisions } from './demo/divisions.js';
export { initialise, openAdministrator, type Founded } from './initialise.js';
export type { PlatformOptions } from './parts.js';
export { rowsReached } from './cluster/remote-rows.js';
export { openConfiguredStores, rotateConfiguredKey } from './cluster/configured-stores.js';
export { Replica, runsOf } from './cluster/replica.js';
export type { Moved, MoveStep } from './moving/index.js';
export { Platform } from './platform.js';
export { sameRows } from './rebuild.js';
export { caseKinds, type CaseKind, type CaseKindName, type CaseRef } from './replay/case-kinds.js';
export type { CaseStream, CaseStreams } from './replay/case-streams.js';
export type { ChangedRow, FieldChange, RowDifference } from './replay/difference.js';
export type { CellDifference, FigureDifference } from './replay/figure-difference.js';
export {
  replayCase,
  replayStreams,
  type CaseReplay,
  type ReplayedEvent,
  type ReplayedRow,
  type ReplayQuestion,
} from './replay/replay-case.js';
export { FigureReplay, type ReplayedFigures } from './replay/replay-figures.js';
export type { ReplayedRows, RowsQuestion } from './replay/replay-rows.js';
export { Replay, REPLAY, type CaseDifference } from './replay/replay.js';
export * from './replay/shown.js';
export { simulate, type Simulation, type SimulationResult } from './simulate.js';
export type { Server, ServerOptions } from './server.js';
export { VERSION } from './version.js';

/** Runs everything in one process, or one service of a cluster; loads what it needs only then. */
export const runService = async (role: Role): Promise<number> =>
  (await import('./cluster/service.js')).runService(role);

/** Opens the platform, serves it and closes both in order; loads the server only when it is asked for. */
export const startServer = async (options: ServerOptions): Promise<Server> =>
  (await import('./server.js')).startServer(options);

/** Moving house; loads what it needs only then. */
export const move = async (options: MoveOptions): Promise<Moved | Rejection> =>
  (await import('./moving/index.js')).move(options);
export const openPlaces = async (places: MovePlaces): Promise<Places | Rejection> =>
  (await import('./moving/index.js')).openPlaces(places);
