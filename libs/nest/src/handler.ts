import {
  CLOCK,
  EVENT_STORE,
  GateError,
  IDS,
  type Actor,
  type Caller,
  type Clock,
  type EventStore,
  type HandlerDeps,
  type Ids,
  type Outcome,
  type Sent,
} from '@gongkai/kernel';
import { Inject } from '@nestjs/common';

/** Gives a `@CommandHandler` what every one of them works with; see `handle` of the kernel. */
export abstract class Handler {
  protected readonly deps: HandlerDeps;
  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(IDS) ids: Ids,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.deps = { store, ids, clock };
  }
  abstract execute(sent: Sent): Promise<Outcome>;
}

/** Who gives a command only the platform's own processes (and operators) may give: no role is enough. */
export const processActor = (caller: Caller, operation: string): Actor => {
  if (caller.kind === 'officer' || caller.kind === 'public')
    throw new GateError('FORBIDDEN', { operation });
  return { kind: caller.kind, id: caller.name };
};
