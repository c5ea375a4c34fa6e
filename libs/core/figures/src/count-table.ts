import { addOf, FACETS, type Count, type Indicator } from './indicator.js';
import { columnsOf, layoutOf, limbsOf, type Place } from './layout.js';

const TYPES = 1024;
/** Marks events of a type this program does not know; they are noted on the first sheet. */
export const UNKNOWN_GROUP = 1;

/** The arrays of a table: all that counting needs, and may be sent to another thread. */
export type CountRules = Pick<
  CountTable,
  'groups' | 'parts' | 'sheets' | 'starts' | 'columns' | 'deltas'
>;

type Move = Place & { id: string; delta: number; adds: number };

/**
 * What each (type, facet) adds to which indicators, worked out once: `groups` is indexed by the low
 * twenty bits of a hot key. Group g has the parts parts[g]…parts[g+1), one for each sheet it moves;
 * part p moves, on sheet sheets[p], columns[starts[p]…starts[p+1]) by the deltas there. Group 0
 * moves nothing, group 1 is the unknown.
 */
export class CountTable {
  readonly groups = new Uint16Array(TYPES * FACETS);
  readonly parts: Uint32Array;
  readonly sheets: Uint8Array;
  readonly starts: Uint32Array;
  readonly columns: Uint16Array;
  readonly deltas: Int16Array;
  private readonly types: readonly number[];
  private readonly members: readonly (readonly Move[])[];

  /** `types` is the dictionary of the log, `known` every event type this program declares. */
  constructor(
    indicators: readonly Indicator[],
    types: ReadonlyMap<number, string>,
    known: ReadonlySet<string>,
  ) {
    const { members, byEvent } = groupsOf(indicators);
    this.types = [...types.keys()];
    this.members = members;
    for (const [type, name] of types) {
      const base = type * FACETS;
      const ofEvent = byEvent.get(name);
      if (!known.has(name)) this.groups.fill(UNKNOWN_GROUP, base, base + FACETS);
      else if (ofEvent) this.groups.set(ofEvent, base);
    }
    const parts = members.map((moves, group) => partsOf(moves, group === UNKNOWN_GROUP));
    const flat = parts.flat();
    this.parts = offsets(parts);
    this.sheets = Uint8Array.from(flat, ([sheet]) => sheet);
    this.starts = offsets(flat.map(([, moves]) => moves));
    const moves = flat.flatMap(([, ofPart]) => ofPart);
    this.columns = Uint16Array.from(moves, ({ column }) => column);
    this.deltas = Int16Array.from(moves, ({ delta }) => delta);
  }

  /** What the low twenty bits of a hot key add, by indicator. */
  addsOf(code: number): ReadonlyMap<string, number> {
    const adds = new Map<string, number>();
    for (const { id, adds: more } of this.members[this.groups[code]!]!)
      adds.set(id, (adds.get(id) ?? 0) + more);
    return adds;
  }

  /** For drill-down: what a (type, facet) adds to the indicators together. */
  adding(ids: readonly string[]): Float64Array {
    const wanted = new Set(ids);
    const adding = new Float64Array(TYPES * FACETS);
    const groups = this.members.map((moves) =>
      moves.reduce((sum, { id, adds }) => (wanted.has(id) ? sum + adds : sum), 0),
    );
    for (const type of this.types)
      for (let i = type * FACETS; i < (type + 1) * FACETS; i++)
        adding[i] = groups[this.groups[i]!]!;
    return adding;
  }
}

type Groups = { members: Move[][]; byEvent: Map<string, Uint16Array> };

/** The truth tables of the indicators: the types of the log change, these do not. */
const compiled = new WeakMap<readonly Indicator[], Groups>();

const groupsOf = (indicators: readonly Indicator[]): Groups => {
  let groups = compiled.get(indicators);
  if (!groups) compiled.set(indicators, (groups = compile(indicators)));
  return groups;
};

const compile = (indicators: readonly Indicator[]): Groups => {
  const members: Move[][] = [[], []];
  const numbers = new Map<string, number>([['', 0]]);
  const byEvent = new Map<string, Uint16Array>();
  for (const [event, rules] of rulesByEvent(indicators)) {
    const ofEvent = new Uint16Array(FACETS);
    for (let facet = 0; facet < FACETS; facet++) {
      const moved: Move[] = [];
      for (const rule of rules) addMoves(moved, rule, facet);
      const key = moved.map(({ id, column, delta }) => `${id}.${column}:${delta}`).join();
      let group = numbers.get(key);
      if (group === undefined) {
        group = members.length;
        members.push(moved);
        numbers.set(key, group);
      }
      ofEvent[facet] = group;
    }
    byEvent.set(event, ofEvent);
  }
  return { members, byEvent };
};

const offsets = (lists: readonly (readonly unknown[])[]): Uint32Array => {
  const starts = new Uint32Array(lists.length + 1);
  lists.forEach((list, i) => (starts[i + 1] = starts[i]! + list.length));
  return starts;
};

/** What a group moves, by sheet; the unknown moves nothing and is still noted somewhere. */
const partsOf = (moves: readonly Move[], unknown: boolean): [number, Move[]][] => {
  const bySheet = new Map<number, Move[]>(unknown ? [[0, []]] : []);
  for (const move of moves) bySheet.set(move.sheet, [...(bySheet.get(move.sheet) ?? []), move]);
  return [...bySheet];
};

type Rule = { id: string; places: readonly Place[]; count: Count };

/** A rule moves as many columns as its number needs; the whole number is told by the first. */
const addMoves = (moves: Move[], { id, places, count }: Rule, facet: number): void => {
  if (count.when && !count.when(facet)) return;
  const adds = addOf(count, facet);
  if (adds === 0) return;
  if (places.length === 1) {
    moves.push({ ...places[0]!, id, delta: adds, adds });
    return;
  }
  for (const [i, delta] of limbsOf(adds, places.length).entries())
    if (delta !== 0 || i === 0) moves.push({ ...places[i]!, id, delta, adds: i === 0 ? adds : 0 });
};

const rulesByEvent = (indicators: readonly Indicator[]): Map<string, Rule[]> => {
  const places = columnsOf(layoutOf(indicators));
  const rules = new Map<string, Rule[]>();
  for (const { id, counts } of indicators)
    for (const count of counts) {
      const ofEvent = rules.get(count.event) ?? [];
      rules.set(count.event, ofEvent);
      ofEvent.push({ id, places: places.get(id)!, count });
    }
  return rules;
};
