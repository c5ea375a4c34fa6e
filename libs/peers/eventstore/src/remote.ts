import type { EventStorePeer, PeerOptions } from './peer.js';

/** What may be asked of a peer in another process; each is a method of `EventStorePeer`. */
export const REMOTE = [
  'plan',
  'clearFaults',
  'elect',
  'stopMember',
  'startMember',
  'cut',
  'freeze',
  'thaw',
  'state',
] as const;

export type RemoteMethod = (typeof REMOTE)[number];

/** Options that can be sent to another process. */
export type RemoteOptions = Omit<PeerOptions, 'now'>;

export type ToPeer = { id: number; method: RemoteMethod; args: readonly unknown[] };
export type FromPeer =
  | { started: { ports: readonly number[] } }
  | { failed: string }
  | { id: number; result: unknown }
  | { id: number; error: string };

/** Runs what another process asks. */
export const obey = async (
  peer: EventStorePeer,
  { id, method, args }: ToPeer,
): Promise<FromPeer> => {
  try {
    const run = peer[method] as (...args: readonly unknown[]) => unknown;
    return { id, result: await run.call(peer, ...args) };
  } catch (error) {
    return { id, error: (error as Error).message };
  }
};
