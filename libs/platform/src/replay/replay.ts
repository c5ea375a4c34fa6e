import type { Tree } from '@gongkai/directory';
import {
  Rejection,
  replayAggregate,
  type Aggregate,
  type AnyEvent,
  type EventStore,
  type Facts,
  type ReadStore,
  type ReplayBounds,
  type ReplayedAggregate,
} from '@gongkai/kernel';
import type { CountingRules } from '../cells/counting-rules.js';
import type { FigureQuery } from '../figures.js';
import { caseStreams, type CaseStreams } from './case-streams.js';
import type { ReplayLog } from './cut.js';
import { rowDifference, type RowDifference } from './difference.js';
import { rejectReplay } from './errors.js';
import { figureDifference, type FigureDifference } from './figure-difference.js';
import {
  replayStreams,
  type CaseReplay,
  type ReplayedEvent,
  type ReplayQuestion,
} from './replay-case.js';
import { FigureReplay, type ReplayedFigures } from './replay-figures.js';
import { replayRows, type ReplayedRows, type RowsQuestion } from './replay-rows.js';

/** Nest token of the replay. */
export const REPLAY = Symbol('Replay');

export type ReplayParts = CountingRules & {
  store: EventStore;
  reads: ReadStore;
  log: ReplayLog;
  tree: Tree;
  /** Waits until the tree shows everything that is in the log. */
  treeReady: () => Promise<void>;
};

/** A case from two standpoints: what became of its rows, and the events only one of them has. */
export type CaseDifference = {
  from: CaseReplay;
  to: CaseReplay;
  rows: RowDifference;
  /** Within the second bounds and not within the first. */
  gained: readonly ReplayedEvent[];
  /** Within the first bounds and not within the second. */
  lost: readonly ReplayedEvent[];
};

/**
 * Everything as of a legal day, as known at an instant, or both. A replay reads the log and the tree
 * and folds in memory; it has no bus, no clock and no mail, so that nothing it does has an effect.
 */
export class Replay {
  private readonly figuresThen: FigureReplay;

  constructor(private readonly parts: ReplayParts) {
    this.figuresThen = new FigureReplay(parts);
  }

  /** The streams of a case; undefined when the tenant has no such case. */
  streams(tenant: string, id: string): Promise<CaseStreams | undefined> {
    return caseStreams(this.parts, tenant, id);
  }

  /** A case with what is linked to it. Refuses an id the tenant has no case of. */
  async case({ tenant, case: id, ...bounds }: ReplayQuestion): Promise<CaseReplay | Rejection> {
    const found = await this.streams(tenant, id);
    return found ? this.of(found, bounds) : unknownCase(id);
  }

  /** The same of streams found before, e.g. those an officer may read. */
  of(found: CaseStreams, bounds: ReplayBounds): Promise<CaseReplay> {
    return replayStreams(this.parts.store, found, bounds);
  }

  /** One aggregate by its `evolve`, which is total; never by its decider. */
  aggregate<C, S, E extends AnyEvent, F extends Facts>(
    aggregate: Aggregate<C, S, E, F>,
    tenant: string,
    id: string,
    bounds: ReplayBounds,
  ): Promise<ReplayedAggregate<S, E>> {
    return replayAggregate(this.parts.store, aggregate, tenant, id, bounds);
  }

  /** Read models of a whole tenant. */
  rows(question: RowsQuestion): Promise<ReplayedRows | Rejection> {
    return replayRows(this.parts.store, question);
  }

  async figures(query: FigureQuery, bounds: ReplayBounds): Promise<ReplayedFigures | Rejection> {
    await this.parts.treeReady();
    return this.figuresThen.figures(query, bounds);
  }

  async caseDifference(
    { tenant, case: id }: { tenant: string; case: string },
    from: ReplayBounds,
    to: ReplayBounds,
  ): Promise<CaseDifference | Rejection> {
    const found = await this.streams(tenant, id);
    return found ? this.differenceOf(found, from, to) : unknownCase(id);
  }

  async differenceOf(
    found: CaseStreams,
    from: ReplayBounds,
    to: ReplayBounds,
  ): Promise<CaseDifference> {
    const [before, after] = [await this.of(found, from), await this.of(found, to)];
    const notIn = ({ events }: CaseReplay) => {
      const positions = new Set(events.map(({ position }) => position));
      return ({ position }: ReplayedEvent) => !positions.has(position);
    };
    return {
      from: before,
      to: after,
      rows: rowDifference(before.rows, after.rows),
      gained: after.events.filter(notIn(before)),
      lost: before.events.filter(notIn(after)),
    };
  }

  async figureDifference(
    query: Omit<FigureQuery, 'children'>,
    from: ReplayBounds,
    to: ReplayBounds,
  ): Promise<FigureDifference | Rejection> {
    await this.parts.treeReady();
    return figureDifference(this.figuresThen, query, from, to);
  }

  async rowDifference(
    question: Omit<RowsQuestion, 'asOf' | 'asKnownAt'>,
    from: ReplayBounds,
    to: ReplayBounds,
  ): Promise<RowDifference | Rejection> {
    const before = await this.rows({ ...question, ...from });
    if (before instanceof Rejection) return before;
    const after = await this.rows({ ...question, ...to });
    return after instanceof Rejection ? after : rowDifference(before.rows, after.rows);
  }
}

const unknownCase = (id: string): Rejection =>
  rejectReplay('replay.caseUnknown', { case: id.slice(0, 64) }, 'case');
