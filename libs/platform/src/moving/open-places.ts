import { existsSync, realpathSync } from 'node:fs';
import { Rejection, type Config } from '@gongkai/kernel';
import { masterKeyPath } from '@gongkai/sqlite';
import { rejectMove } from './errors.js';
import { openFolderPlace } from './folder-place.js';
import type { Place } from './place.js';

/** What names the shared stores of the configuration instead of a data folder. */
export const CLUSTER = 'cluster';

export type MovePlaces = {
  /** A data folder, or `cluster`. */
  from: string;
  to: string;
  /** File of the master key of both ends; beside the data folder unless it is named. */
  masterKey?: string;
  config: Config;
};

export type Places = { from: Place; to: Place };

/** Opens both ends, the source first. */
export const openPlaces = async (places: MovePlaces): Promise<Places | Rejection> => {
  if (realOf(places.from) === realOf(places.to))
    return rejectMove('move.samePlace', { place: places.from });
  const from = await opened(places, 'source');
  if (from instanceof Rejection) return from;
  try {
    const to = await opened(places, 'target');
    if (!(to instanceof Rejection)) return { from, to };
    await from.close();
    return to;
  } catch (error) {
    await from.close();
    throw error;
  }
};

const opened = async (places: MovePlaces, as: 'source' | 'target'): Promise<Place | Rejection> => {
  const { from, to } = places;
  const folder = as === 'source' ? from : to;
  // Of two folders the key of the source is that of both.
  const own = from === CLUSTER ? to : from;
  const masterKey = places.masterKey ?? masterKeyPath(own);
  if (folder !== CLUSTER) return openFolderPlace({ folder, masterKey, as });
  const { openConfiguredCluster } = await import('./configured-cluster.js');
  return openConfiguredCluster({ config: places.config, folder: own, masterKey, as });
};

const realOf = (place: string): string =>
  place !== CLUSTER && existsSync(place) ? realpathSync(place) : place;
