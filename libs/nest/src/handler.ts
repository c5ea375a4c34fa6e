import {
  CLOCK,
  EVENT_STORE,
  IDS,
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
