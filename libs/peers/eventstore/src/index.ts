export { Authority } from './authority.js';
export type { Fault, Stage } from './faults.js';
export type { ServerTls } from './member.js';
export { EventStorePeer, VERSION, type PeerOptions } from './peer.js';
export type { RemoteOptions } from './remote.js';
export { PeerProcess, startEventStorePeer } from './start-peer.js';
export type { PeerUser } from './wire/rights.js';
