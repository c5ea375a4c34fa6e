export * from './installed.js';
export * from './peer.js';
export * from './peers.js';
