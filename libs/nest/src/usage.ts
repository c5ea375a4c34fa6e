import type { Viewer } from './viewer.js';

/** How often something public was opened, and its files fetched. */
export type Uses = { views: number; downloads: number };

/** A published item: whose, and its id. */
export type UsedItem = { tenant: string; agency: string | null; id: string };

/** Counts what the public reads; who read it is kept nowhere. */
export interface Usage {
  /** An officer's look does not count, nor a robot's, nor the same reader's again at once. */
  count(use: keyof Uses, item: UsedItem, viewer: Viewer): void;
  /** What was counted of these items and is in no event yet, by item. */
  unrecorded(tenant: string, ids: readonly string[]): ReadonlyMap<string, Uses>;
}
/** Nest token of the count; the platform provides it. */
export const USAGE = Symbol('Usage');
