export { move, type Moved, type MoveOptions } from './move.js';
export { CLUSTER, openPlaces, type MovePlaces, type Places } from './open-places.js';
export type { MoveStep } from './place.js';
