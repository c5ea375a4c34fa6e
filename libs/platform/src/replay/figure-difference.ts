import {
  type CountTable,
  type FormatCell,
  type LeafPath,
  type Period,
  type Scope,
} from '@gongkai/figures';
import { Rejection, type ReplayBounds } from '@gongkai/kernel';
import { monthBefore, questionOf, type Question } from '../cells/figure-question.js';
import { reaches } from '../cells/drill-down.js';
import { summaryOf, type EventSummary, type FigureNode, type FigureQuery } from '../figures.js';
import { inSlices, maskOf } from './bounded-count.js';
import { daysAt, placeIn, type Cut } from './cut.js';
import type { FigureReplay, Standpoint } from './replay-figures.js';

/** One cell that differs, with the events that made it. */
export type CellDifference = {
  id: string;
  from: number | null;
  to: number | null;
  /** Events that count on one side only, or for this node on one side only. */
  count: number;
  /** The first of them in the order of the log; `adds` is what each changed the cell by. */
  events: readonly EventSummary[];
};

export type FigureDifference = {
  node: FigureNode;
  period: string;
  format: string | null;
  scope: Scope;
  from: ReplayBounds;
  to: ReplayBounds;
  /** The cells that differ; the others are equal. */
  cells: readonly CellDifference[];
};

/** Events named for one cell; the rest is counted. */
const EVENTS_MAX = 100;
const LOW = 2 ** 32;
const CODE = 0xfffff;

/** Compares the figures of a node from two standpoints, cell by cell. */
export const figureDifference = async (
  replay: FigureReplay,
  query: Omit<FigureQuery, 'children'>,
  from: ReplayBounds,
  to: ReplayBounds,
): Promise<FigureDifference | Rejection> => {
  const before = await replay.figures(query, from);
  if (before instanceof Rejection) return before;
  const after = await replay.figures(query, to);
  const asked = questionOf(query);
  if (after instanceof Rejection) return after;
  if (asked instanceof Rejection) return asked;
  const ids = Object.keys(after.cells).filter((id) => before.cells[id] !== after.cells[id]);
  const sides = [
    await replay.standpoint(query.node, from),
    await replay.standpoint(query.node, to),
  ] as const;
  const made = await eventsBetween(replay, query.node, asked, ids, sides);
  return {
    node: after.node,
    period: after.period,
    format: after.format,
    scope: after.scope,
    from,
    to,
    cells: ids.map((id) => ({
      id,
      from: before.cells[id] ?? null,
      to: after.cells[id] ?? null,
      ...made.get(id)!,
    })),
  };
};

/** What bears a cell: indicators, whether they are stocks, the months counted. */
type Bearing = { id: string; stock: boolean; period: Period; per: number; sum: readonly string[] };

const bearingsOf = (replay: FigureReplay, asked: Question, ids: readonly string[]): Bearing[] => {
  const kinds = new Map(replay.deps.indicators.map(({ id, kind }) => [id, kind]));
  const figureOf = (id: string): FormatCell['figure'] =>
    asked.format
      ? (asked.format.cells.find((cell) => cell.id === id)?.figure ?? null)
      : { sum: [id] };
  return ids.flatMap((id) => {
    const figure = figureOf(id);
    if (!figure) return [];
    const stock = kinds.get(figure.sum[0]!) === 'stock';
    const period = figure.before ? monthBefore(asked.period) : asked.period;
    return [{ id, stock, period, per: figure.per ?? 1, sum: figure.sum }];
  });
};

type Candidate = { position: number; key: number; within: readonly [boolean, boolean] };
type Made = { count: number; events: EventSummary[] };

const eventsBetween = async (
  replay: FigureReplay,
  node: string,
  asked: Question,
  ids: readonly string[],
  sides: readonly [Standpoint, Standpoint],
): Promise<Map<string, Made>> => {
  const bearings = bearingsOf(replay, asked, ids);
  const found = new Map(ids.map((id) => [id, [] as { position: number; adds: number }[]]));
  const effects = new Effects(replay.rules(), bearings, node, asked.scope);
  for (const { position, key, within } of await candidates(replay, asked, sides)) {
    const month = (key >>> 0) >>> 20;
    const agency = (key / LOW) | 0;
    const paths = sides.map(({ leaves }, i) => (within[i] ? leaves.paths.get(agency) : undefined));
    for (const { bearing, adds } of effects.of((key >>> 0) & CODE)) {
      const counts = paths.map((path) => Number(effects.counts(bearing, path, month)));
      const change = (adds * (counts[1]! - counts[0]!)) / bearing.per;
      if (change !== 0) found.get(bearing.id)!.push({ position, adds: change });
    }
  }
  const made = new Map<string, Made>();
  for (const [id, events] of found)
    made.set(id, { count: events.length, events: await named(replay, events) });
  return made;
};

const named = async (
  { deps: { log } }: FigureReplay,
  events: readonly { position: number; adds: number }[],
): Promise<EventSummary[]> => {
  const first = events.slice(0, EVENTS_MAX);
  const stored = await log.at(first.map(({ position }) => BigInt(position)));
  return stored.map((event, i) => summaryOf(event, first[i]!.adds));
};

/** What each kind of event does to the cells that differ, worked out once for each kind. */
class Effects {
  private readonly known = new Map<number, { bearing: Bearing; adds: number }[]>();

  constructor(
    private readonly table: CountTable,
    private readonly bearings: readonly Bearing[],
    private readonly node: string,
    private readonly scope: Scope,
  ) {}

  of(code: number): { bearing: Bearing; adds: number }[] {
    let effects = this.known.get(code);
    if (!effects) {
      const moved = this.table.addsOf(code);
      effects = this.bearings
        .map((bearing) => ({
          bearing,
          adds: bearing.sum.reduce((sum, id) => sum + (moved.get(id) ?? 0), 0),
        }))
        .filter(({ adds }) => adds !== 0);
      this.known.set(code, effects);
    }
    return effects;
  }

  /** Whether an event of a leaf in a month counts for the node in a cell. */
  counts({ stock, period }: Bearing, path: LeafPath | undefined, month: number): boolean {
    if (!path || month > period.to || (!stock && month < period.from)) return false;
    return reaches(path, stock ? period.to : month, this.node, this.scope);
  }
}

/** Events within one of the bounds only, or whose agency stands elsewhere on the other side. */
const candidates = async (
  replay: FigureReplay,
  { period }: Question,
  sides: readonly [Standpoint, Standpoint],
): Promise<Candidate[]> => {
  const { log } = replay.deps;
  const { groups } = replay.rules();
  const [a, b] = sides;
  const mask = maskOf([...a.leaves.paths.keys(), ...b.leaves.paths.keys()]);
  const moved = movedLeaves(sides);
  const open: { position: number; key: number; places: readonly ReturnType<typeof placeIn>[] }[] =
    [];
  const upTo = a.cut.upTo > b.cut.upTo ? a.cut.upTo : b.cut.upTo;
  let position = 0;
  await inSlices(0n, upTo, (after, end) =>
    log.scan(after, end, (keys, count) => {
      for (let i = 0; i < count; i++) {
        position++;
        const key = keys[i]!;
        const agency = (key / LOW) | 0;
        const low = key >>> 0;
        const month = low >>> 20;
        if (mask[agency] !== 1 || month > period.to || groups[low & CODE] === 0) continue;
        const places = [placeIn(a.cut, position, month), placeIn(b.cut, position, month)] as const;
        const same = places[0] === places[1] && places[0] !== 'look';
        if (!same || (moved.has(agency) && places[0] === 'in'))
          open.push({ position, key, places });
      }
    }),
  );
  return settled(log, open, [a.cut, b.cut], moved);
};

const settled = async (
  log: FigureReplay['deps']['log'],
  open: readonly {
    position: number;
    key: number;
    places: readonly ReturnType<typeof placeIn>[];
  }[],
  cuts: readonly [Cut, Cut],
  moved: ReadonlySet<number>,
): Promise<Candidate[]> => {
  const look = open.filter(({ places }) => places.includes('look'));
  const days = await daysAt(
    log,
    look.map(({ position }) => position),
  );
  return open.flatMap(({ position, key, places }) => {
    const isIn = (side: 0 | 1) =>
      places[side] === 'in' || (places[side] === 'look' && days.get(position)! <= cuts[side].day!);
    const within = [isIn(0), isIn(1)] as const;
    const elsewhere = within[0] && within[1] && moved.has((key / LOW) | 0);
    return within[0] !== within[1] || elsewhere ? [{ position, key, within }] : [];
  });
};

/** Agencies that stand elsewhere in the tree of the other side. */
const movedLeaves = ([a, b]: readonly [Standpoint, Standpoint]): Set<number> => {
  if (a.tree === b.tree) return new Set();
  const numbers = new Set([...a.leaves.paths.keys(), ...b.leaves.paths.keys()]);
  const textOf = ({ leaves }: Standpoint, number: number) => {
    const path = leaves.paths.get(number);
    return path === undefined ? '' : JSON.stringify(path);
  };
  return new Set([...numbers].filter((number) => textOf(a, number) !== textOf(b, number)));
};
