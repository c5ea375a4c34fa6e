import { TREE, type Tree } from '@gongkai/directory';
import {
  CLOCK,
  EVENT_STORE,
  READ_STORE,
  type Clock,
  type EventStore,
  type ReadStore,
} from '@gongkai/kernel';
import { CURSORS, type Cursors } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { REPORT_FIGURES, type ReportFigures } from './ports.js';
import { ReportDesk } from './report-desk.js';

/** What both sides look at reports with: those who write them, and those who collect them. */
export abstract class AnnualResolver {
  protected readonly desk: ReportDesk;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(READ_STORE) readonly reads: ReadStore,
    @Inject(TREE) protected readonly tree: Tree,
    @Inject(CLOCK) protected readonly clock: Clock,
    @Inject(CURSORS) readonly cursors: Cursors,
    @Inject(REPORT_FIGURES) figures: ReportFigures,
  ) {
    this.desk = new ReportDesk(store, tree, figures);
  }
}
