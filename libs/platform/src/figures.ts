import type { Tree } from '@gongkai/directory';
import {
  lastDayOf,
  rejectFigures,
  type Cells,
  type CellStore,
  type CountTable,
  type Figure,
  type Period,
  type Scope,
} from '@gongkai/figures';
import {
  parseAgency,
  parseRecord,
  Rejection,
  type EventMetadata,
  type HotKeys,
  type Parked,
  type Position,
  type StoredEvent,
} from '@gongkai/kernel';
import { CellAnswers } from './cells/answered-cells.js';
import { casesBehind, type FigureCase } from './cells/cases.js';
import { compiledRules, type CountingRules } from './cells/counting-rules.js';
import {
  governmentsAbout,
  monthBefore,
  nodeOn,
  questionOf,
  type Question,
} from './cells/figure-question.js';
import { eventsBehind, togetherBehind, type AskBehind } from './cells/drill-down.js';

/** Nest token of the figures. */
export const FIGURES = Symbol('Figures');

export type FigureNode = { id: string; code: string | null; name: string };

/** Figures of a node in a period, as `gongkai figures --json` prints them. */
export type FigureTable = {
  node: FigureNode;
  period: string;
  format: string | null;
  scope: Scope;
  cells: Cells;
  /**
   * Governments below whose figures may lack something: what they recorded is not all understood; the
   * node itself where that is so of the tree.
   */
  incomplete: string[];
  children?: { node: FigureNode; cells: Cells }[];
};

export type FigureQuery = {
  /** Id of the node. */
  node: string;
  period: string;
  format?: string;
  scope?: Scope;
  children?: boolean;
};

export type DrillDownQuery = {
  node: string;
  /** Id of an indicator, or of a row when a format is named. */
  indicator: string;
  period: string;
  format?: string;
  scope?: Scope;
  after?: Position;
  limit: number;
};

/** One event behind a figure; what it says in full is asked of its aggregate. */
export type EventSummary = {
  position: Position;
  /** How much it adds to the figure, in the unit of that. */
  adds: number;
} & Pick<
  EventMetadata,
  | 'id'
  | 'type'
  | 'tenant'
  | 'agency'
  | 'aggregate'
  | 'aggregateId'
  | 'revision'
  | 'occurredOn'
  | 'recordedAt'
  | 'origin'
>;
export type DrillDown = { events: EventSummary[]; next: Position | null };

export type FigureDeps = CountingRules & {
  cells: CellStore;
  tree: Tree;
  hot: HotKeys & { at(positions: readonly Position[]): Promise<StoredEvent[]> };
  reads: { parked(): Promise<Parked[]> };
};

type BearingPart = { indicators: readonly string[]; stock: boolean; period: Period };

/** The events behind a cell, and how many of what they add make one of it. */
type AskedBehind = { behind: AskBehind; per: number };

/** Answers from cells: one node and year is one block, the same work at a township and the nation. */
export class Figures {
  private readonly rules: () => CountTable;
  private answers: CellAnswers | undefined;

  constructor(private readonly deps: FigureDeps) {
    this.rules = compiledRules(deps, deps.hot);
  }

  /** The figures of a node; a tree question is asked as of the last day of the period. */
  async figures(query: FigureQuery): Promise<FigureTable | Rejection> {
    const asked = questionOf(query);
    if (asked instanceof Rejection) return asked;
    const { period, format, scope } = asked;
    const current = await this.current();
    const day = lastDayOf(period.to);
    const table: FigureTable = {
      node: nodeOn(this.deps.tree, query.node, day),
      period: period.text,
      format: format?.id ?? null,
      scope,
      cells: await current.at(query.node, asked),
      incomplete: await this.incomplete(current.unknown, query.node, day),
    };
    if (!query.children) return table;
    const children: FigureTable['children'] = [];
    for (const child of this.deps.tree.children(query.node, day))
      children.push({
        node: nodeOn(this.deps.tree, child, day),
        cells: await current.at(child, asked),
      });
    return { ...table, children };
  }

  /** The events behind one figure, in the order of the log. */
  async events(query: DrillDownQuery): Promise<DrillDown | Rejection> {
    const { limit, after } = query;
    const asked = await this.askedBehind(query);
    if (asked instanceof Rejection) return asked;
    const found = await asked.behind(after, limit + 1);
    const page = found.slice(0, limit);
    const stored = await this.deps.hot.at(page.map(({ position }) => position));
    return {
      events: stored.map((event, i) => summaryOf(event, page[i]!.adds / asked.per)),
      next: found.length > limit ? (page.at(-1)?.position ?? null) : null,
    };
  }

  /** The things one figure consists of, in the order of their first event. */
  async cases(query: Omit<DrillDownQuery, 'after' | 'limit'>): Promise<FigureCase[] | Rejection> {
    const asked = await this.askedBehind(query);
    if (asked instanceof Rejection) return asked;
    const cases = await casesBehind(asked.behind, (positions) => this.deps.hot.at(positions));
    if (cases instanceof Rejection) return cases;
    return cases.map((each) => ({ ...each, adds: each.adds / asked.per }));
  }

  private async askedBehind(
    query: Omit<DrillDownQuery, 'after' | 'limit'>,
  ): Promise<Rejection | AskedBehind> {
    const asked = questionOf(query);
    if (asked instanceof Rejection) return asked;
    const borne = this.behind(query.indicator, asked);
    if (!borne)
      return rejectFigures(
        'figures.indicatorUnknown',
        { indicator: query.indicator.slice(0, 60) },
        'indicator',
      );
    const { generation } = await this.current();
    const { parts, per } = borne;
    if (!generation) return { behind: async () => [], per };
    const of = { node: query.node, scope: asked.scope };
    const table = this.rules();
    const behind = togetherBehind(
      parts.map(
        (part): AskBehind =>
          (after = 0n, limit) =>
            eventsBehind(this.deps, generation, table, { ...of, ...part, after, limit }),
      ),
    );
    return { behind, per };
  }

  /** What bears an indicator or a cell of a form, flows apart from stocks, and its period and unit. */
  private behind(
    id: string,
    { format, period }: Question,
  ): { parts: BearingPart[]; per: number } | undefined {
    const whole: Figure = { sum: [id] };
    const figure = format ? format.cells.find((cell) => cell.id === id)?.figure : whole;
    const stocks = new Map(this.deps.indicators.map((of) => [of.id, of.kind === 'stock']));
    if (!figure || !figure.sum.every((indicator) => stocks.has(indicator))) return undefined;
    const counted = figure.before ? monthBefore(period) : period;
    const parts = [false, true].flatMap((stock) => {
      const indicators = figure.sum.filter((indicator) => stocks.get(indicator) === stock);
      return indicators.length === 0 ? [] : [{ indicators, stock, period: counted }];
    });
    return { parts, per: figure.per ?? 1 };
  }

  /** The cells as they stand, read anew once they have changed. */
  private async current(): Promise<CellAnswers> {
    const version = this.deps.cells.version();
    if (this.answers?.version !== version) this.answers = await CellAnswers.of(this.deps, version);
    return this.answers;
  }

  private async incomplete(
    unknown: ReadonlySet<string>,
    node: string,
    day: string,
  ): Promise<string[]> {
    const parked = (await this.deps.reads.parked()).map(({ tenant }) => tenant);
    return governmentsAbout(this.deps.tree, new Set([...parked, ...unknown]), node, day);
  }
}

export const summaryOf = ({ position, record }: StoredEvent, adds: number): EventSummary => {
  const { meta } = parseRecord(record);
  const { id, type, tenant, agency, aggregate, aggregateId } = meta;
  const { revision, occurredOn, recordedAt, origin } = meta;
  return {
    position,
    adds,
    id,
    type,
    tenant,
    agency: parseAgency(agency).agency,
    aggregate,
    aggregateId,
    revision,
    occurredOn,
    recordedAt,
    origin,
  };
};
