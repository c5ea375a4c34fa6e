export { ClusterStoreError, type ClusterStoreReason } from './cluster-store-error.js';
export { parseConnectionString } from './connection-string.js';
export { facetOf, serverId } from './event-id.js';
export { EventStoreDbStore, type EventStoreDbOptions } from './event-store.js';
export type { ClusterHealth } from './health.js';
