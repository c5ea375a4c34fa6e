export * from './allowed.js';
export * from './graphql/graphql.module.js';
export * from './handler.js';
export {
  BUNDLE_PRESS,
  type BundleOrder,
  type BundlePress,
  type GivenBundle,
} from './http/bundles.js';
export * from './http/disposition.js';
export { FILE_INTAKE, type FileIntake } from './http/files.js';
export { parseJson } from './http/json-door.js';
export { logRoutes, PUBLIC_LOG, type PublicLog } from './http/public-log.js';
export {
  REPORT_PRESS,
  type PrintedReport,
  type ReportPress,
  type ReportQuestion,
} from './http/reports.js';
export { REPLICA_DIFFERS } from './http/health.js';
export * from './http/rim.js';
export { openStatusDoor, type StatusDoor } from './http/status-door.js';
export * from './listing.js';
export * from './mutations.js';
export * from './paging.js';
export * from './replaying.js';
export * from './result.js';
export * from './status.js';
export * from './timeline.js';
export * from './usage.js';
export * from './viewer.js';
