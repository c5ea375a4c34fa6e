import {
  CLOCK,
  EVENT_STORE,
  IDS,
  READ_STORE,
  type Clock,
  type EventStore,
  type Ids,
  type ReadStore,
} from '@gongkai/kernel';
import { Handler, PROGRESS, type Progress } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { PersonCases } from './person-cases.js';

/** What the handlers of retention work with beside what every handler has. */
export abstract class LedgerHandler extends Handler {
  protected readonly persons: PersonCases;
  constructor(
    @Inject(EVENT_STORE) protected readonly store: EventStore,
    @Inject(IDS) ids: Ids,
    @Inject(CLOCK) clock: Clock,
    @Inject(READ_STORE) protected readonly reads: ReadStore,
    @Inject(PROGRESS) protected readonly progress: Progress,
  ) {
    super(store, ids, clock);
    this.persons = new PersonCases(store, reads, progress);
  }
}
