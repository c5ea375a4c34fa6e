export { packAppeal, unpackAppeal, type AppealFacet } from './events.facets.js';
export * from './events.kinds.js';
export { reconsiderationEvents, type EventNamed, type ReconsiderationEvent } from './events.js';
