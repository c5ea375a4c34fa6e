import { FACETS, type Count } from './indicator.js';

/**
 * Large numbers in figures. A hot key has ten bits to say what an event stands for, so a number is
 * recorded in round portions, one event each: 2,822,652 = 2,097,152 + 720,896 + 4,096 + 256 + 240 +
 * 12. The portions of a number add up to it exactly, whatever is counted with them.
 */
export type PortionShape = {
  /** Bits of one digit. */
  digitBits: number;
  /** Digits of the largest number. */
  places: number;
};

/** Up to 2^32 − 1, with three bits of the facet left to say of what. */
export const COUNT_PORTIONS: PortionShape = { digitBits: 4, places: 8 };
/** Up to 2^48 − 1 fen, with one bit left. */
export const MONEY_PORTIONS: PortionShape = { digitBits: 6, places: 8 };

export const largestIn = ({ digitBits, places }: PortionShape): number =>
  2 ** (digitBits * places) - 1;

/** The round parts of a number, the largest first; none for 0. */
export const portionsOf = (shape: PortionShape, value: number): number[] => {
  if (!Number.isInteger(value) || value < 0 || value > largestIn(shape))
    throw new RangeError(`no portions for ${value}`);
  const portions: number[] = [];
  let rest = value;
  for (let place = shape.places - 1; place >= 0; place--) {
    const unit = 2 ** (shape.digitBits * place);
    const portion = Math.floor(rest / unit) * unit;
    if (portion > 0) portions.push(portion);
    rest -= portion;
  }
  return portions;
};

/** The facet of a portion: digit, place, and above them of what it is (`kind`). */
export const portionFacet = (
  { digitBits, places }: PortionShape,
  portion: number,
  kind: number,
): number => {
  let place = 0;
  let digit = portion;
  while (digit >= 2 ** digitBits) {
    digit /= 2 ** digitBits;
    place++;
  }
  return digit + 2 ** digitBits * (place + places * kind);
};

/** What a portion is of, and how much, read off its facet. */
export const unpackPortion = (
  { digitBits, places }: PortionShape,
  facet: number,
): { kind: number; portion: number } => {
  const above = Math.floor(facet / 2 ** digitBits);
  return {
    kind: Math.floor(above / places),
    portion: (facet % 2 ** digitBits) * 2 ** (digitBits * (above % places)),
  };
};

/** What each facet of a shape adds or takes off: one function a shape, so that it is looked at once. */
const addsOf = (shape: PortionShape, sign: 1 | -1): ((facet: number) => number) => {
  const adds = Float64Array.from(
    { length: FACETS },
    (_, facet) => sign * unpackPortion(shape, facet).portion + 0,
  );
  return (facet) => adds[facet]!;
};
const SHAPES = new Map(
  [COUNT_PORTIONS, MONEY_PORTIONS].map((shape) => [
    shape,
    { counted: addsOf(shape, 1), uncounted: addsOf(shape, -1) },
  ]),
);

/** How an indicator counts portions of one kind, and takes them off again. */
export const portionCounts = (
  shape: PortionShape,
  kind: number,
  events: { counted: string; uncounted?: string },
): Count[] => {
  const { counted, uncounted } = SHAPES.get(shape)!;
  const when = (facet: number) => unpackPortion(shape, facet).kind === kind;
  const off = events.uncounted;
  return [
    { event: events.counted, when, add: counted },
    ...(off === undefined ? [] : [{ event: off, when, add: uncounted }]),
  ];
};
