import { createRequire } from 'node:module';
import type * as Gossip from '@eventstore/db-client/generated/gossip_pb.js';
import type * as GossipGrpc from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import type * as Features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type * as FeaturesGrpc from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import type * as Shared from '@eventstore/db-client/generated/shared_pb.js';
import type * as Status from '@eventstore/db-client/generated/status_pb.js';
import type * as Streams from '@eventstore/db-client/generated/streams_pb.js';
import type * as StreamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type * as AnyPb from 'google-protobuf/google/protobuf/any_pb.js';
import type * as EmptyPb from 'google-protobuf/google/protobuf/empty_pb.js';

/**
 * The definitions that the client ships. They register themselves on the global object, so one
 * process may load one client's only: a client of another make wants the peer in its own process.
 */
const load = createRequire(import.meta.url);
const generated = <T>(name: string): T => load(`@eventstore/db-client/generated/${name}`) as T;

export const streams = generated<typeof Streams>('streams_pb');
export const shared = generated<typeof Shared>('shared_pb');
export const status = generated<typeof Status>('status_pb');
export const gossip = generated<typeof Gossip>('gossip_pb');
export const features = generated<typeof Features>('serverfeatures_pb');
export const { StreamsService } = generated<typeof StreamsGrpc>('streams_grpc_pb');
export const { GossipService } = generated<typeof GossipGrpc>('gossip_grpc_pb');
export const { ServerFeaturesService } = generated<typeof FeaturesGrpc>('serverfeatures_grpc_pb');
export const { Any } = load('google-protobuf/google/protobuf/any_pb') as typeof AnyPb;
/** Google's own empty message; the one of the client's `shared` definitions is another class. */
export const { Empty: GoogleEmpty } = load(
  'google-protobuf/google/protobuf/empty_pb',
) as typeof EmptyPb;

export type { Gossip, Features, Shared, Status, Streams };
