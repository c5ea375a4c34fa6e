import type {
  AnyEvent,
  Catalogue,
  CollectionSpec,
  Day,
  Projection,
  Recorded,
} from '@gongkai/kernel';
import type { Ended, Entered, EntryNames, EntryValue, Withdrawn } from './entry.js';

/** An entry as lists show it, in its latest version. */
export type EntryRow<V> = V & {
  id: string;
  version: number;
  /** Of what lasts: the day it ended. */
  endedOn: Day | null;
  /** Why it was taken back; null: it stands. */
  withdrawnBecause: string | null;
};

/** Keys by which lists of entries are narrowed: agency, whether it stands, whether it lasts. */
export const entryKeys = {
  agency: (row: EntryRow<EntryValue>) => row.agency ?? '',
  standing: (row: EntryRow<EntryValue>) => Number(row.withdrawnBecause === null),
  lasting: (row: EntryRow<EntryValue>) =>
    Number(row.withdrawnBecause === null && row.endedOn === null),
};

/** One row an entry. */
export const entryRows = <V extends EntryValue, E extends AnyEvent>(
  collection: CollectionSpec<EntryRow<V>>,
  events: Catalogue,
  names: EntryNames,
): Projection<EntryRow<V>, E> => {
  const read = Object.values(names).filter((name) => name !== undefined);
  return {
    name: collection.name,
    version: collection.version,
    events: Object.fromEntries(read.map((name) => [name, events[name]!])),
    collection,
    key: ({ data }) => (data as Entered<V>).id,
    apply: (row, event, id) => applied(names, row, event, id),
  };
};

const applied = <V extends EntryValue>(
  names: EntryNames,
  row: EntryRow<V> | undefined,
  { type, data }: Recorded,
  id: string,
): EntryRow<V> | undefined => {
  if (type === names.entered) {
    const { entry, version } = data as Entered<V>;
    return { ...entry, id, version, endedOn: null, withdrawnBecause: null };
  }
  if (!row) return undefined;
  if (type === names.withdrawn) return { ...row, withdrawnBecause: (data as Withdrawn<V>).reason };
  return { ...row, endedOn: type === names.ended ? (data as Ended<V>).on : null };
};
