import type { Tree } from '@gongkai/directory';
import {
  CountTable,
  formCells,
  lastDayOf,
  layoutOf,
  rejectFigures,
  valuesIn,
  type Cells,
  type CellStore,
  type Generation,
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
import type { CountingRules } from './cells/cell-updater.js';
import { casesBehind, type FigureCase } from './cells/cases.js';
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
  /** Governments below whose figures may lack something: what they recorded is not all understood. */
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
  /** How much it adds to the figure. */
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

/** Answers from cells: one node and year is one block, the same work at a township and the nation. */
export class Figures {
  private table: CountTable | undefined;
  private typesSeen = -1;

  constructor(private readonly deps: FigureDeps) {}

  /** The figures of a node; a tree question is asked as of the last day of the period. */
  async figures(query: FigureQuery): Promise<FigureTable | Rejection> {
    const asked = questionOf(query);
    if (asked instanceof Rejection) return asked;
    const { period, format, scope } = asked;
    const { cells } = this.deps;
    const generation = (await cells.generations()).find(({ live }) => live);
    const day = lastDayOf(period.to);
    const table: FigureTable = {
      node: nodeOn(this.deps.tree, query.node, day),
      period: period.text,
      format: format?.id ?? null,
      scope,
      cells: await this.cellsAt(generation, query.node, asked),
      incomplete: await this.incomplete(generation, query.node, day),
    };
    if (!query.children) return table;
    const children: FigureTable['children'] = [];
    for (const child of this.deps.tree.children(query.node, day))
      children.push({
        node: nodeOn(this.deps.tree, child, day),
        cells: await this.cellsAt(generation, child, asked),
      });
    return { ...table, children };
  }

  /** The events behind one figure, in the order of the log. */
  async events(query: DrillDownQuery): Promise<DrillDown | Rejection> {
    const { limit, after } = query;
    const behind = await this.askedBehind(query);
    if (behind instanceof Rejection) return behind;
    const found = await behind(after, limit + 1);
    const page = found.slice(0, limit);
    const stored = await this.deps.hot.at(page.map(({ position }) => position));
    return {
      events: stored.map((event, i) => summaryOf(event, page[i]!.adds)),
      next: found.length > limit ? (page.at(-1)?.position ?? null) : null,
    };
  }

  /** The things one figure consists of, in the order of their first event. */
  async cases(query: Omit<DrillDownQuery, 'after' | 'limit'>): Promise<FigureCase[] | Rejection> {
    const behind = await this.askedBehind(query);
    if (behind instanceof Rejection) return behind;
    return casesBehind(behind, (positions) => this.deps.hot.at(positions));
  }

  private async askedBehind(
    query: Omit<DrillDownQuery, 'after' | 'limit'>,
  ): Promise<Rejection | AskBehind> {
    const asked = questionOf(query);
    if (asked instanceof Rejection) return asked;
    const borne = this.behind(query.indicator, asked);
    if (!borne)
      return rejectFigures(
        'figures.indicatorUnknown',
        { indicator: query.indicator.slice(0, 60) },
        'indicator',
      );
    const generation = (await this.deps.cells.generations()).find(({ live }) => live);
    if (!generation) return async () => [];
    const of = { node: query.node, scope: asked.scope };
    const table = this.rules();
    return togetherBehind(
      borne.map(
        (part): AskBehind =>
          (after = 0n, limit) =>
            eventsBehind(this.deps, generation, table, { ...of, ...part, after, limit }),
      ),
    );
  }

  /** What bears an indicator or a cell of a form, flows apart from stocks, and its period. */
  private behind(
    id: string,
    { format, period }: Question,
  ): { indicators: readonly string[]; stock: boolean; period: Period }[] | undefined {
    const figure = format ? format.cells.find((cell) => cell.id === id)?.figure : { sum: [id] };
    const stocks = new Map(this.deps.indicators.map((of) => [of.id, of.kind === 'stock']));
    if (!figure || !figure.sum.every((indicator) => stocks.has(indicator))) return undefined;
    const counted = figure.before ? monthBefore(period) : period;
    return [false, true].flatMap((stock) => {
      const indicators = figure.sum.filter((indicator) => stocks.get(indicator) === stock);
      return indicators.length === 0 ? [] : [{ indicators, stock, period: counted }];
    });
  }

  private async cellsAt(
    generation: Generation | undefined,
    node: string,
    { period, format, scope }: Question,
  ): Promise<Cells> {
    const { cells, indicators } = this.deps;
    const layout = generation?.layout ?? layoutOf(indicators);
    const rows = generation
      ? await cells.nodeCells(generation.id, node, Math.floor(period.to / 12))
      : [];
    const values = valuesIn(layout, rows, period, scope);
    if (!format) return Object.fromEntries(values);
    return formCells(format, values, valuesIn(layout, rows, monthBefore(period), scope));
  }

  private async incomplete(
    generation: Generation | undefined,
    node: string,
    day: string,
  ): Promise<string[]> {
    const { tree, cells, reads } = this.deps;
    const tenants = new Set((await reads.parked()).map(({ tenant }) => tenant));
    if (generation)
      for (const leaf of await cells.unknownLeaves(generation.id)) tenants.add(leaf.split('/')[0]!);
    return governmentsAbout(tree, tenants, node, day);
  }

  private rules(): CountTable {
    const { hot, indicators, knownTypes } = this.deps;
    const types = hot.types();
    if (!this.table || types.size !== this.typesSeen) {
      this.table = new CountTable(indicators, types, knownTypes);
      this.typesSeen = types.size;
    }
    return this.table;
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
