import type { RejectionText } from './decider.js';
import type { Catalogue } from './event.js';
import type { PolicyTable } from './policy.js';
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
  /** The Nest module class. */
  module: () => Promise<new () => unknown>;
};
