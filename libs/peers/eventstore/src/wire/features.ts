import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { features, type Features, type Shared } from './definitions.js';

const STREAMS = 'event_store.client.streams.streams';

/** ServerFeatures.GetSupportedMethods: what a client asks first, once per connection. */
export const supportedMethods =
  ({ version, batchAppend }: { version: string; batchAppend: boolean }) =>
  (
    _call: ServerUnaryCall<Shared.Empty, Features.SupportedMethods>,
    answer: sendUnaryData<Features.SupportedMethods>,
  ): void => {
    const supported = new features.SupportedMethods();
    supported.setEventStoreServerVersion(version);
    const add = (service: string, method: string, names: string[] = []) => {
      const one = new features.SupportedMethod();
      one.setServiceName(service);
      one.setMethodName(method);
      one.setFeaturesList(names);
      supported.addMethods(one);
    };
    add(STREAMS, 'read', ['position', 'events']);
    for (const method of ['append', 'delete', 'tombstone']) add(STREAMS, method);
    if (batchAppend) add(STREAMS, 'batchappend');
    add('event_store.client.gossip.gossip', 'read');
    add('event_store.client.server_features.serverfeatures', 'getsupportedmethods');
    answer(null, supported);
  };
