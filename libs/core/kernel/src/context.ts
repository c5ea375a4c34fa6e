import type { Call } from './call.js';
import type { RejectionText } from './decider.js';
import type { Catalogue } from './event.js';
import type { PolicyTable } from './policy.js';
import type { CollectionSpec } from './ports.js';
import type { Process, Projection } from './projection.js';

/**
 * What a context brings to the platform. The pure parts are loaded by every process and worker;
 * the Nest module only where commands and questions are answered, hence the lazy import.
 */
export type ContextManifest = {
  name: string;
  /** Every event of the context, for decoding, the reference and the type check across contexts. */
  events: Catalogue;
  projections: readonly Projection[];
  processes: readonly Process[];
  policy: PolicyTable;
  errors: Readonly<Record<string, RejectionText>>;
  /** The SDL of the context. */
  sdl: string;
  /** Due days of open cases that move when the calendar of working days changes. */
  clocks?: readonly LiveClock[];
  /** The Nest module class. */
  module: () => Promise<new () => unknown>;
};

/**
 * A due day that depends on the calendar, in rows of open cases: both keys are null or absent when
 * the case has none. A change of the calendar sends the command to every row it touches; the
 * decider says whether the day has moved.
 */
export type LiveClock = {
  /** Unique across the platform; part of the command id. */
  name: string;
  collection: CollectionSpec<never>;
  /** Key column of the day the clock started, day zero. */
  fromKey: string;
  /** Key column of the due day; make it the first key of an index. */
  dueKey: string;
  /** The bus command that makes the case look at its due day again. */
  command(call: Call, id: string): object;
};
