import { addDays } from '@gongkai/calendar';
import type { Day } from '@gongkai/kernel';
import type { End, Item } from './ledger.js';
import type { PublishedRule } from './mapping.js';

/** A period, and the day up to which ends are seen: the last of the period, if all is as it should be. */
export type View = { from: Day; to: Day; endsBy: Day };
export type Rules = ReadonlyMap<string, PublishedRule>;
export type Totals = Map<string, number>;

type Counted = Pick<Item, 'receivedOn' | 'end'>;

/** Whether something counts under a rule: 1 or 0. */
export const share = (rule: PublishedRule, { receivedOn, end }: Counted, view: View): 0 | 1 => {
  const seen = end !== null && end.on <= view.endsBy ? end : null;
  const inPeriod = seen !== null && seen.on >= view.from;
  const counts = (): boolean => {
    if (typeof rule !== 'string') return inPeriod && rule.includes(seen.outcome);
    switch (rule) {
      case 'pendingStart':
        return receivedOn < view.from && (end === null || end.on >= view.from);
      case 'received':
        return receivedOn >= view.from && receivedOn <= view.to;
      case 'processed':
        return inPeriod;
      case 'pendingEnd':
        return receivedOn <= view.to && seen === null;
    }
  };
  return counts() ? 1 : 0;
};

/** The figures of a period under each rule. */
export const totalsOf = (items: readonly Counted[], view: View, rules: Rules): Totals => {
  const totals: Totals = new Map();
  for (const [key, rule] of rules)
    totals.set(
      key,
      items.reduce((sum, item) => sum + share(rule, item, view), 0),
    );
  return totals;
};

export type Printed = Readonly<Record<string, number>>;

/** How far totals are from the printed ones: keys that differ, then by how much. */
const distance = (totals: Totals, printed: Printed): number => {
  let [keys, sum] = [0, 0];
  for (const [key, total] of totals) {
    const difference = Math.abs(total - printed[key]!);
    if (difference > 0) keys += 1;
    sum += difference;
  }
  return keys * 1e9 + sum;
};

/** A way to count that comes closest to what was printed. */
export type Explanation = {
  view: View;
  /** Counting up to any day until this one gives the same; null: for ever. */
  until: Day | null;
  /** Items whose register can be read in another way, and that way. */
  readings: ReadonlyMap<Item, End>;
  totals: Totals;
};

const moved = (
  totals: Totals,
  rules: Rules,
  [was, before]: [Counted, View],
  [now, after]: [Counted, View],
): Totals =>
  new Map(
    [...totals].map(([key, total]) => {
      const rule = rules.get(key)!;
      return [key, total - share(rule, was, before) + share(rule, now, after)];
    }),
  );

/** The day up to which ends would have to be counted for the totals to come closest. */
const bestCut = (
  items: readonly Item[],
  view: View,
  rules: Rules,
  printed: Printed,
): Omit<Explanation, 'readings'> => {
  const byDay = new Map<Day, Item[]>();
  for (const item of items)
    if (item.end && item.end.on >= view.from && item.receivedOn <= view.to)
      byDay.set(item.end.on, [...(byDay.get(item.end.on) ?? []), item]);
  const days = [...byDay.keys()].sort();
  const later = days.filter((day) => day > view.to);
  const earlier = days.filter((day) => day <= view.to).reverse();
  let best: Omit<Explanation, 'readings'> = {
    view,
    until: null,
    totals: totalsOf(items, view, rules),
  };
  let least = distance(best.totals, printed);
  const walk = (
    order: readonly Day[],
    cutOf: (day: Day) => Day,
    untilOf: (i: number) => Day | null,
  ) => {
    let totals = totalsOf(items, view, rules);
    for (const [i, day] of order.entries()) {
      const cut = { ...view, endsBy: cutOf(day) };
      for (const item of byDay.get(day)!) totals = moved(totals, rules, [item, view], [item, cut]);
      const far = distance(totals, printed);
      if (far >= least) continue;
      least = far;
      best = { view: cut, until: untilOf(i), totals };
    }
  };
  walk(
    later,
    (day) => day,
    (i) => (later[i + 1] === undefined ? null : addDays(later[i + 1]!, -1)),
  );
  walk(
    earlier,
    (day) => addDays(day, -1),
    (i) => addDays(earlier[i]!, -1),
  );
  return best;
};

/** How else an entry that contradicts itself could have been counted. */
const otherReading = ({ of: { attested }, receivedOn, end }: Item, view: View): End | null => {
  if (attested === null) return null;
  const { stated, outcome } = attested;
  if (end !== null)
    return stated.secondOutcome === null ? null : { on: end.on, outcome: stated.secondOutcome };
  const said = stated.endedOn !== null || outcome !== null;
  if (!said || receivedOn > view.to) return null;
  const on = receivedOn > view.from ? receivedOn : view.from;
  return { on, outcome: outcome ?? 'otherEnded' };
};

/** Reads one contradiction after the other in its other way, where that comes closer. */
const withReadings = (
  items: readonly Item[],
  cut: Omit<Explanation, 'readings'>,
  rules: Rules,
  printed: Printed,
): Explanation => {
  const readings = new Map<Item, End>();
  let { totals } = cut;
  for (const item of items) {
    const end = otherReading(item, cut.view);
    if (end === null) continue;
    const read = moved(totals, rules, [item, cut.view], [{ ...item, end }, cut.view]);
    if (distance(read, printed) >= distance(totals, printed)) continue;
    totals = read;
    readings.set(item, end);
  }
  return { ...cut, totals, readings };
};

/** Looks for the way of counting that was probably used; another day only if nothing less will do. */
export const explain = (
  items: readonly Item[],
  view: View,
  rules: Rules,
  printed: Printed,
): Explanation => {
  const uncut = { view, until: null, totals: totalsOf(items, view, rules) };
  const plain = withReadings(items, uncut, rules, printed);
  const cut = withReadings(items, bestCut(items, view, rules, printed), rules, printed);
  return distance(cut.totals, printed) < distance(plain.totals, printed) ? cut : plain;
};
