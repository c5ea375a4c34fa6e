/** A straight rule on a page: across at a height, or down at a place, from one end to the other. */
export type Rule = { across: boolean; at: number; from: number; to: number };

export type Matrix = readonly [number, number, number, number, number, number];

const THIN = 3;
const SHORT = 4;

export const multiplied = (m: Matrix, n: Matrix): Matrix => [
  m[0] * n[0] + m[2] * n[1],
  m[1] * n[0] + m[3] * n[1],
  m[0] * n[2] + m[2] * n[3],
  m[1] * n[2] + m[3] * n[3],
  m[0] * n[4] + m[2] * n[5] + m[4],
  m[1] * n[4] + m[3] * n[5] + m[5],
];

type Point = readonly [x: number, y: number];

const moved = ([a, b, c, d, e, f]: Matrix, x: number, y: number): Point => [
  a * x + c * y + e,
  b * x + d * y + f,
];

const ruleBetween = ([x1, y1]: Point, [x2, y2]: Point): Rule | undefined => {
  const [width, height] = [Math.abs(x2 - x1), Math.abs(y2 - y1)];
  if (height <= 1 && width >= SHORT)
    return { across: true, at: (y1 + y2) / 2, from: Math.min(x1, x2), to: Math.max(x1, x2) };
  if (width <= 1 && height >= SHORT)
    return { across: false, at: (x1 + x2) / 2, from: Math.min(y1, y2), to: Math.max(y1, y2) };
  return undefined;
};

// The coordinates that follow each drawing operation of a path.
const TAKES = [2, 2, 6, 4, 0] as const;
const CURVE = 2;
const CLOSE = 4;

/** The outlines of a path as its corner points; undefined where it is bent. */
const outlinesOf = (path: ArrayLike<number>, matrix: Matrix): (Point[] | undefined)[] => {
  const outlines: (Point[] | undefined)[] = [];
  let points: Point[] | undefined = [];
  const flush = () => {
    if (points === undefined || points.length > 1) outlines.push(points);
  };
  for (let i = 0; i < path.length;) {
    const operation = path[i]!;
    const takes: number = TAKES[operation as 0] ?? 0;
    if (operation === 0) {
      flush();
      points = [];
    }
    if (operation >= CURVE && operation < CLOSE) points = undefined;
    else if (operation === CLOSE) {
      if (points && points[0]) points.push(points[0]);
    } else points?.push(moved(matrix, path[i + 1]!, path[i + 2]!));
    i += 1 + takes;
  }
  flush();
  return outlines;
};

/** A filled sliver is a rule as programs draw them; a filled area is a colour behind a cell. */
const sliverOf = (points: readonly Point[]): Rule[] => {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [left, right, low, high] = [
    Math.min(...xs),
    Math.max(...xs),
    Math.min(...ys),
    Math.max(...ys),
  ];
  const [width, height] = [right - left, high - low];
  if (height <= THIN && width >= SHORT)
    return [{ across: true, at: (low + high) / 2, from: left, to: right }];
  if (width <= THIN && height >= SHORT)
    return [{ across: false, at: (left + right) / 2, from: low, to: high }];
  return [];
};

/** The rules a path draws when it is stroked or filled. */
export const rulesOf = (path: ArrayLike<number>, matrix: Matrix, stroked: boolean): Rule[] =>
  outlinesOf(path, matrix).flatMap((points) => {
    if (!points) return [];
    if (!stroked) return sliverOf(points);
    return points.slice(1).flatMap((point, i) => ruleBetween(points[i]!, point) ?? []);
  });
