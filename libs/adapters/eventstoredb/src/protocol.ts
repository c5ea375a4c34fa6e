import { createRequire } from 'node:module';
import type * as Gossip from '@eventstore/db-client/generated/gossip_pb.js';
import type * as GossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import type * as Features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type * as FeaturesService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import type * as Shared from '@eventstore/db-client/generated/shared_pb.js';
import type * as Streams from '@eventstore/db-client/generated/streams_pb.js';
import type * as StreamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';

/**
 * The protocol as the client package ships it. Its generated files are CommonJS whose exports cannot
 * be named in an import; and they register themselves globally, so no second copy may be loaded.
 */
const load = createRequire(import.meta.url);
const generated = '@eventstore/db-client/generated';

export const streams = load(`${generated}/streams_pb.js`) as typeof Streams;
export const shared = load(`${generated}/shared_pb.js`) as typeof Shared;
export const gossip = load(`${generated}/gossip_pb.js`) as typeof Gossip;
export const { StreamsClient } = load(`${generated}/streams_grpc_pb.js`) as typeof StreamsService;
export const { GossipClient } = load(`${generated}/gossip_grpc_pb.js`) as typeof GossipService;
export const { ServerFeaturesClient } = load(
  `${generated}/serverfeatures_grpc_pb.js`,
) as typeof FeaturesService;

export type ReadReq = Streams.ReadReq;
export type ReadResp = Streams.ReadResp;
export type RecordedEvent = Streams.ReadResp.ReadEvent.RecordedEvent;
export type BatchAppendReq = Streams.BatchAppendReq;
export type BatchAppendResp = Streams.BatchAppendResp;
export type SupportedMethods = Features.SupportedMethods;
export type ClusterInfo = Gossip.ClusterInfo;
