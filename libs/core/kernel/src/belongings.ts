/**
 * One thing a store keeps beside the log, as another store takes it over. `value` is a text of a
 * fixed form: equal exactly where the thing is the same.
 */
export type Belonging = { id: string; value: string };

/** Under this tenant lies what belongs to the whole installation. */
export const INSTALLATION = '';

/** What a store gives to another of its kind, and takes over from it, as it lies there. */
export interface Belongings {
  /** The kinds of things it keeps, in the order in which they have to be taken over. */
  readonly kinds: readonly string[];
  /** In order of the ids; meanwhile things may be put and taken away up to the one given last. */
  each(kind: string, tenant: string): AsyncIterable<Belonging>;
  /** In place of what lies under these ids, durably; done again, it changes nothing. */
  put(kind: string, tenant: string, belongings: readonly Belonging[]): Promise<void>;
  /** What cannot be taken away stays. */
  takeAway(kind: string, tenant: string, ids: readonly string[]): Promise<void>;
  close(): Promise<void>;
}
