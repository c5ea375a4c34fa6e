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
export type LiveClock<Row = never> = {
  /** Unique across the platform; part of the command id. */
  name: string;
  collection: CollectionSpec<Row>;
  /** The case a row is about. */
  id(row: Row): string;
  /** Key column of the day the clock started, day zero. */
  fromKey: string;
  /** Key column of the due day; make it the first key of an index. */
  dueKey: string;
  /** What the command says, without the call; it is also the body by which a repeat is known. */
  body(id: string, change: ClockChange): Readonly<Record<string, unknown>>;
  /** The bus command that makes the case look at its due day again. */
  command(call: Call, body: Readonly<Record<string, unknown>>): object;
};

/** Why due days are looked at again: id of the event that changed the calendar, and a sentence. */
export type ClockChange = { notice: string; reason: string };
