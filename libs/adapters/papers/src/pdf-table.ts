import type { PaperCell } from '@gongkai/reading';
import type { Rule } from './pdf-rules.js';

/** A piece of text on a page; `y` grows upwards. */
export type Piece = { text: string; x: number; y: number; width: number; height: number };

export type Ruled = {
  left: number;
  right: number;
  top: number;
  bottom: number;
  grid: PaperCell[][];
};

const NEAR = 3;

/** Positions that differ by less than a stroke are one. */
const positionsOf = (values: readonly number[]): number[] => {
  const sorted = [...values].sort((a, b) => a - b);
  const found: number[] = [];
  for (const value of sorted)
    if (found.length === 0 || value - found.at(-1)! > NEAR) found.push(value);
  return found;
};

const touches = (a: Rule, b: Rule): boolean =>
  a.across === b.across
    ? Math.abs(a.at - b.at) <= NEAR && a.from <= b.to + NEAR && b.from <= a.to + NEAR
    : a.at >= b.from - NEAR && a.at <= b.to + NEAR && b.at >= a.from - NEAR && b.at <= a.to + NEAR;

/** Rules that hang together, each group a possible table. */
const groupsOf = (rules: readonly Rule[]): Rule[][] => {
  const parent = rules.map((_, i) => i);
  const root = (i: number): number => {
    let at = i;
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!;
    return at;
  };
  for (let i = 0; i < rules.length; i++)
    for (let j = i + 1; j < rules.length; j++)
      if (touches(rules[i]!, rules[j]!)) parent[root(j)] = root(i);
  const groups = new Map<number, Rule[]>();
  rules.forEach((rule, i) => {
    const key = root(i);
    groups.set(key, [...(groups.get(key) ?? []), rule]);
  });
  return [...groups.values()];
};

const covers = (rules: readonly Rule[], at: number, middle: number): boolean =>
  rules.some(
    (rule) => Math.abs(rule.at - at) <= NEAR && rule.from <= middle + 1 && rule.to >= middle - 1,
  );

type Frame = { xs: number[]; ys: number[]; across: Rule[]; down: Rule[] };

/** Which field each field of the frame is merged into: where no rule stands between two. */
const fieldsOf = ({ xs, ys, across, down }: Frame): number[] => {
  const [width, height] = [xs.length - 1, ys.length - 1];
  const parent = Array.from({ length: width * height }, (_, i) => i);
  const root = (i: number): number => (parent[i] === i ? i : root(parent[i]!));
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const i = row * width + column;
      const midX = (xs[column]! + xs[column + 1]!) / 2;
      const midY = (ys[row]! + ys[row + 1]!) / 2;
      if (column + 1 < width && !covers(down, xs[column + 1]!, midY)) parent[root(i + 1)] = root(i);
      if (row + 1 < height && !covers(across, ys[row + 1]!, midX))
        parent[root(i + width)] = root(i);
    }
  return parent.map((_, i) => root(i));
};

/** A number too long for its cell goes on in the next line. */
const isBrokenNumber = (above: Piece, below: Piece, width: number): boolean =>
  /[\d０-９,，.．]$/.test(above.text) &&
  /^[\d０-９,，.．]/.test(below.text) &&
  above.width + below.height > width * 0.6;

const linesIn = (pieces: readonly Piece[], width: number): string => {
  const sorted = [...pieces].sort((a, b) => (Math.abs(a.y - b.y) > 3 ? b.y - a.y : a.x - b.x));
  let text = '';
  let last: Piece | undefined;
  for (const piece of sorted) {
    const sameLine = last && Math.abs(last.y - piece.y) <= 3;
    const apart = last && sameLine && piece.x - (last.x + last.width) > piece.height * 0.8;
    const joined = last && !sameLine && isBrokenNumber(last, piece, width);
    if (last && !joined) text += sameLine ? (apart ? ' ' : '') : '\n';
    text += piece.text;
    last = piece;
  }
  return text.trim();
};

const indexIn = (positions: readonly number[], value: number): number => {
  for (let i = 0; i + 1 < positions.length; i++)
    if (value >= positions[i]! && value < positions[i + 1]!) return i;
  return -1;
};

const tableOf = (rules: readonly Rule[], pieces: readonly Piece[]): Ruled | undefined => {
  const across = rules.filter((rule) => rule.across);
  const down = rules.filter((rule) => !rule.across);
  const xs = positionsOf(down.map(({ at }) => at));
  const ys = positionsOf(across.map(({ at }) => at));
  if (xs.length < 3 || ys.length < 3) return undefined;
  // Rows are counted from the top of the page.
  const heights = [...ys].reverse();
  const mirrored = heights.map((y) => -y);
  const frame = {
    xs,
    ys: mirrored,
    across: across.map((rule) => ({ ...rule, at: -rule.at })),
    down: down.map((rule) => ({ ...rule, from: -rule.to, to: -rule.from })),
  };
  const fields = fieldsOf(frame);
  const width = xs.length - 1;
  const texts = new Map<number, Piece[]>();
  for (const piece of pieces) {
    const column = indexIn(xs, piece.x + piece.width / 2);
    const row = indexIn(mirrored, -(piece.y + piece.height / 3));
    if (column < 0 || row < 0) continue;
    const field = fields[row * width + column]!;
    texts.set(field, [...(texts.get(field) ?? []), piece]);
  }
  const cells = new Map<number, PaperCell>();
  fields.forEach((field, i) => {
    const [row, column] = [Math.floor(i / width), i % width];
    const known = cells.get(field);
    if (known) {
      known.rows = Math.max(known.rows, row - known.row + 1);
      known.columns = Math.max(known.columns, column - known.column + 1);
    } else cells.set(field, { text: '', row, column, rows: 1, columns: 1 });
  });
  for (const [field, cell] of cells)
    cell.text = linesIn(texts.get(field) ?? [], xs[cell.column + cell.columns]! - xs[cell.column]!);
  return {
    left: xs[0]!,
    right: xs.at(-1)!,
    top: ys.at(-1)!,
    bottom: ys[0]!,
    grid: heights
      .slice(1)
      .map((_, row) => xs.slice(1).map((__, column) => cells.get(fields[row * width + column]!)!)),
  };
};

const RULES_MAX = 6_000;

/** The tables that rules draw on a page, from the top. */
export const ruledTables = (rules: readonly Rule[], pieces: readonly Piece[]): Ruled[] =>
  rules.length > RULES_MAX
    ? []
    : groupsOf(rules)
        .flatMap((group) => tableOf(group, pieces) ?? [])
        .sort((a, b) => b.top - a.top);
