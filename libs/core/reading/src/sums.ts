import { clauseAround } from './sentences.js';
import { isChange } from './growth.js';
import { familyOf, type Quantity } from './quantities.js';

/** A total and what it is made of, as one sentence tells it. */
export type Sum = { total: Quantity; parts: readonly Quantity[] };

const PARTS_FOLLOW = /其中|包括|包含|具体为|具体是|分别(?:为|是)|:|\(/g;
/** What begins another subject in the same sentence. */
const ELSEWHERE = /^(?:同时|此外|另外|截至|全年|累计|共计|合计|总计|全部|均|已全部)/;
const SETTLED = /办结|答复|回复|办理/;
const TOTAL_AFTER = /(?:共计|合计|总计|总共|共|总数为?)$/;
/** A list that says itself it is not whole. */
const OPEN_LIST = /主要(?:有|为|是|包括)|等$/;

/** Clauses from a place on, with the group between semicolons each is in. */
const groupedBySemicolon = (
  text: string,
  quantities: readonly Quantity[],
  from: number,
): Quantity[] => {
  const groups: Quantity[][] = [];
  let last = -1;
  for (const quantity of quantities) {
    const group = (text.slice(from, quantity.from).match(/;/g) ?? []).length;
    if (group !== last) groups.push([]);
    last = group;
    groups.at(-1)!.push(quantity);
  }
  const [first = []] = groups;
  return first.length >= 2 ? first : groups.flat();
};

/** How deep in parentheses a place is, counted from another. */
const depthAt = (text: string, from: number, to: number): number => {
  let depth = 0;
  for (let i = from; i < to; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')') depth--;
  }
  return depth;
};

const untilElsewhere = (text: string, parts: readonly Quantity[]): Quantity[] => {
  const clauses = parts.map(({ from, to }) => {
    const at = clauseAround(text, from, to);
    return text.slice(at.from, at.to);
  });
  const settledFirst = SETTLED.test(clauses[0] ?? '');
  const end = clauses.findIndex(
    (clause, i) =>
      i > 0 && (ELSEWHERE.test(clause) || (!settledFirst && SETTLED.test(clause) && i > 1)),
  );
  return end < 0 ? [...parts] : parts.slice(0, end);
};

const added = (parts: readonly Quantity[]): number =>
  Number(parts.reduce((sum, { value }) => sum + value, 0).toPrecision(12));

/** As many of the parts as make up the total, when the first of them do; else all. */
const wholeOf = (total: Quantity, parts: readonly Quantity[]): readonly Quantity[] => {
  for (let count = 2; count < parts.length; count++)
    if (added(parts.slice(0, count)) === total.value) return parts.slice(0, count);
  return parts;
};

const countable = (text: string, quantities: readonly Quantity[]): Quantity[] =>
  quantities.filter((quantity) => !quantity.unit.startsWith('%') && !isChange(text, quantity));

const sumAfter = (
  text: string,
  counts: readonly Quantity[],
  marker: { from: number; to: number; sign: string },
  end: number,
): Sum | undefined => {
  const inside = marker.sign === '(';
  const before = counts.filter(({ to }) => to <= marker.from);
  const close = inside ? text.indexOf(')', marker.to) : -1;
  const limit = close >= 0 ? Math.min(close, end) : end;
  const last = before.at(-1);
  if (!last) return undefined;
  // A colon or a parenthesis belongs to the number right before it.
  if ((inside || marker.sign === ':') && marker.from - last.to > 1) return undefined;
  if (!inside && clauseGap(text, last.to, marker.from) > 1) return undefined;
  const following = counts.filter(
    ({ unit, from, to }) =>
      from >= marker.to &&
      to <= limit &&
      familyOf(unit) === familyOf(last.unit) &&
      depthAt(text, marker.to, from) <= 0,
  );
  const parts = untilElsewhere(text, groupedBySemicolon(text, following, marker.to));
  if (parts.length < 2 || parts.some(({ about }) => about) || last.about) return undefined;
  if (OPEN_LIST.test(text.slice(marker.from, parts[0]!.from))) return undefined;
  return { total: totalOf(before, last, parts), parts: wholeOf(last, parts) };
};

/** How many other statements stand between a total and what begins its parts. */
const clauseGap = (text: string, from: number, to: number): number =>
  (text.slice(from, to).match(/[。;]/g) ?? []).length;

/** The number before the list; an earlier one when that is what the list makes up. */
const totalOf = (
  before: readonly Quantity[],
  last: Quantity,
  parts: readonly Quantity[],
): Quantity => {
  const sum = added(parts);
  if (last.value === sum) return last;
  const earlier = before.findLast(
    ({ value, unit }) => value === sum && familyOf(unit) === familyOf(last.unit),
  );
  return earlier ?? last;
};

/** Parts first, their total at the end: 网站60条,微信40条,共计100条. */
const sumBefore = (text: string, counts: readonly Quantity[]): Sum | undefined => {
  const total = counts.find(
    ({ from }, i) => i >= 2 && TOTAL_AFTER.test(text.slice(Math.max(0, from - 6), from)),
  );
  if (!total) return undefined;
  const parts = counts.filter(({ to, unit }) => to <= total.from && unit === total.unit);
  return parts.length < 2 || parts.some(({ about }) => about) || total.about
    ? undefined
    : { total, parts };
};

/** The sums a sentence tells. */
export const sumsIn = (text: string, quantities: readonly Quantity[]): Sum[] => {
  const counts = countable(text, quantities);
  const markers = [...text.matchAll(PARTS_FOLLOW)].map(({ 0: sign, index }) => ({
    sign,
    from: index,
    to: index + sign.length,
  }));
  const among = markers.filter(({ sign }) => sign === '其中');
  const found: Sum[] = [];
  for (const marker of markers) {
    const next = among.find(({ from }) => from > marker.from);
    const taken = found.some(
      ({ total, parts }) => marker.from < parts.at(-1)!.to && marker.from > total.from,
    );
    if (taken && marker.sign !== '其中' && marker.sign !== '(') continue;
    // What follows a second 其中 is part of the number right before it.
    const sum = sumAfter(text, counts, marker, next?.from ?? text.length);
    if (sum && !found.some(({ total }) => total === sum.total)) found.push(sum);
  }
  const total = found.length === 0 ? sumBefore(text, counts) : undefined;
  return total ? [total] : found;
};
