import { FACETS, type Indicator } from './indicator.js';

const TYPES = 1024;
/** Marks events of a type this program does not know. */
export const UNKNOWN_GROUP = 1;

/** The arrays of a table: all that counting needs, and may be sent to another thread. */
export type CountRules = Pick<CountTable, 'groups' | 'starts' | 'ordinals' | 'deltas'>;

/**
 * What each (type, facet) adds to which indicators, worked out once: `groups` is indexed by the low
 * twenty bits of a hot key; group g moves ordinals[starts[g]…starts[g+1]) by the deltas there.
 * Group 0 moves nothing, group 1 is the unknown.
 */
export class CountTable {
  readonly groups = new Uint16Array(TYPES * FACETS);
  readonly starts: Uint32Array;
  readonly ordinals: Uint16Array;
  readonly deltas: Int8Array;
  private readonly types: readonly number[];
  private readonly touched = new Map<number, Uint8Array>();

  /** `types` is the dictionary of the log, `known` every event type this program declares. */
  constructor(
    indicators: readonly Indicator[],
    types: ReadonlyMap<number, string>,
    known: ReadonlySet<string>,
  ) {
    const rules = rulesByEvent(indicators);
    this.types = [...types.keys()];
    const numbers = new Map<string, number>([['', 0]]);
    const members: { ordinal: number; delta: number }[][] = [[], []];
    for (const [type, name] of types) {
      const base = type * FACETS;
      if (!known.has(name)) {
        this.groups.fill(UNKNOWN_GROUP, base, base + FACETS);
        continue;
      }
      for (let facet = 0; facet < FACETS; facet++) {
        const moved = (rules.get(name) ?? []).filter(({ when }) => !when || when(facet));
        const key = moved.map(({ ordinal, delta }) => `${ordinal}:${delta}`).join();
        let group = numbers.get(key);
        if (group === undefined) {
          group = members.length;
          members.push(moved);
          numbers.set(key, group);
        }
        this.groups[base + facet] = group;
      }
    }
    const flat = members.flat();
    this.starts = new Uint32Array(members.length + 1);
    members.forEach((group, g) => (this.starts[g + 1] = this.starts[g]! + group.length));
    this.ordinals = Uint16Array.from(flat, ({ ordinal }) => ordinal);
    this.deltas = Int8Array.from(flat, ({ delta }) => delta);
  }

  /** For drill-down: 1 where a (type, facet) moves the indicator. */
  touching(ordinal: number): Uint8Array {
    let touched = this.touched.get(ordinal);
    if (!touched) this.touched.set(ordinal, (touched = this.touchingNow(ordinal)));
    return touched;
  }

  private touchingNow(ordinal: number): Uint8Array {
    const touched = new Uint8Array(TYPES * FACETS);
    const groups = new Set<number>();
    for (let group = 0; group + 1 < this.starts.length; group++)
      for (let i = this.starts[group]!; i < this.starts[group + 1]!; i++)
        if (this.ordinals[i] === ordinal) groups.add(group);
    for (const type of this.types)
      for (let i = type * FACETS; i < (type + 1) * FACETS; i++)
        if (groups.has(this.groups[i]!)) touched[i] = 1;
    return touched;
  }
}

type Rule = { ordinal: number; delta: 1 | -1; when: ((facet: number) => boolean) | undefined };

const rulesByEvent = (indicators: readonly Indicator[]): Map<string, Rule[]> => {
  const rules = new Map<string, Rule[]>();
  indicators.forEach(({ counts }, ordinal) => {
    for (const { event, when, add = 1 } of counts)
      rules.set(event, [...(rules.get(event) ?? []), { ordinal, delta: add, when }]);
  });
  return rules;
};
