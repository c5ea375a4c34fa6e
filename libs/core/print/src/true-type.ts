/** A step of an outline as a font gives it. */
export type PathCommand = { command: string; args: readonly number[] };

/** A glyph ready to be put into a font: its advance, and its outline as a `glyf` record. */
export type Glyph = { advance: number; outline: Uint8Array };

type Point = { x: number; y: number; on: boolean };

const contoursOf = (commands: readonly PathCommand[], scale: number): Point[][] => {
  const contours: Point[][] = [];
  let contour: Point[] = [];
  const at = (x: number, y: number, on: boolean): Point => ({
    x: Math.round(x * scale),
    y: Math.round(y * scale),
    on,
  });
  const close = () => {
    const [first, last] = [contour[0], contour.at(-1)];
    if (contour.length > 1 && last!.on && first!.x === last!.x && first!.y === last!.y)
      contour.pop();
    if (contour.length > 1) contours.push(contour);
    contour = [];
  };
  for (const { command, args } of commands) {
    const [a = 0, b = 0, c = 0, d = 0] = args;
    if (command === 'moveTo') {
      close();
      contour.push(at(a, b, true));
    } else if (command === 'lineTo') contour.push(at(a, b, true));
    else if (command === 'quadraticCurveTo') contour.push(at(a, b, false), at(c, d, true));
    else if (command === 'closePath') close();
    else throw new Error(`outlines of ${command} are not TrueType`);
  }
  close();
  return contours;
};

class Bytes {
  private readonly parts: number[] = [];
  u8 = (value: number) => void this.parts.push(value & 0xff);
  u16 = (value: number) => void this.parts.push((value >> 8) & 0xff, value & 0xff);
  u32 = (value: number) => {
    this.u16(value >>> 16);
    this.u16(value & 0xffff);
  };
  text = (value: string) => {
    for (const sign of value) this.u8(sign.codePointAt(0)!);
  };
  get length(): number {
    return this.parts.length;
  }
  done = (): Uint8Array => Uint8Array.from(this.parts);
}

const SAME_OR_PLUS = { x: 0x10, y: 0x20 } as const;
const SHORT = { x: 0x02, y: 0x04 } as const;

/** One coordinate of every point: a byte where the step is short, none where there is no step. */
const stepsOf = (points: readonly Point[], axis: 'x' | 'y') => {
  const bytes = new Bytes();
  let before = 0;
  const flags = points.map((point) => {
    const step = point[axis] - before;
    before = point[axis];
    if (step === 0) return SAME_OR_PLUS[axis];
    if (Math.abs(step) > 255) {
      bytes.u16(step);
      return 0;
    }
    bytes.u8(Math.abs(step));
    return SHORT[axis] | (step > 0 ? SAME_OR_PLUS[axis] : 0);
  });
  return { bytes: bytes.done(), flags };
};

/** An outline as a simple `glyf` record, scaled to the size of the font it goes into. */
export const outlineOf = (commands: readonly PathCommand[], scale: number): Uint8Array => {
  const contours = contoursOf(commands, scale);
  if (contours.length === 0) return new Uint8Array();
  const points = contours.flat();
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const head = new Bytes();
  head.u16(contours.length);
  for (const value of [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)])
    head.u16(value);
  let end = -1;
  for (const contour of contours) head.u16((end += contour.length));
  head.u16(0);
  const [x, y] = [stepsOf(points, 'x'), stepsOf(points, 'y')];
  points.forEach(({ on }, i) => head.u8((on ? 1 : 0) | x.flags[i]! | y.flags[i]!));
  const length = head.length + x.bytes.length + y.bytes.length;
  const record = new Uint8Array(length + (length % 4 === 0 ? 0 : 4 - (length % 4)));
  record.set(head.done());
  record.set(x.bytes, head.length);
  record.set(y.bytes, head.length + x.bytes.length);
  return record;
};

export const UNITS_PER_EM = 1000;
export const ASCENT = 880;
export const DESCENT = -120;

const table = (write: (bytes: Bytes) => void): Uint8Array => {
  const bytes = new Bytes();
  write(bytes);
  return bytes.done();
};

const concat = (records: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(records.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const record of records) {
    whole.set(record, at);
    at += record.length;
  }
  return whole;
};

const headTable = table((b) => {
  for (const value of [0x00010000, 0x00010000, 0, 0x5f0f3cf5]) b.u32(value);
  b.u16(0);
  b.u16(UNITS_PER_EM);
  for (let i = 0; i < 4; i++) b.u32(0);
  for (const value of [-200, -300, 2000, 1200, 0, 8, 2, 1, 0]) b.u16(value);
});

const nameTable = (name: string): Uint8Array =>
  table((b) => {
    for (const value of [0, 1, 18, 1, 0, 0, 6, name.length, 0]) b.u16(value);
    b.text(name);
  });

const cmapTable = (points: readonly number[]): Uint8Array =>
  table((b) => {
    for (const value of [0, 1, 3, 10]) b.u16(value);
    b.u32(12);
    b.u16(12);
    b.u16(0);
    b.u32(16 + 12 * points.length);
    b.u32(0);
    b.u32(points.length);
    points.forEach((point, i) => {
      b.u32(point);
      b.u32(point);
      b.u32(i + 1);
    });
  });

const hheaTable = (count: number): Uint8Array =>
  table((b) => {
    b.u32(0x00010000);
    for (const value of [ASCENT, DESCENT, 0, 2000, 0, 0, 2000, 1, 0, 0, 0, 0, 0, 0, 0, count])
      b.u16(value);
  });

const maxpTable = (count: number): Uint8Array =>
  table((b) => {
    b.u32(0x00010000);
    b.u16(count);
    for (const value of [4096, 256, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]) b.u16(value);
  });

const locaTable = (outlines: readonly Uint8Array[]): Uint8Array =>
  table((b) => {
    let at = 0;
    b.u32(0);
    for (const { length } of outlines) b.u32((at += length));
  });

/** Where the ink begins; a program that draws the glyph moves it there. */
const leftBearing = (outline: Uint8Array): number =>
  outline.length === 0 ? 0 : (outline[2]! << 8) | outline[3]!;

/**
 * A small TrueType font of just these characters. Texts draw on a font that comes in hundreds
 * of slices; one font per weight keeps a PDF small and its text in one piece.
 */
export const trueTypeOf = (name: string, glyphs: ReadonlyMap<number, Glyph>): Uint8Array => {
  const points = [...glyphs.keys()].sort((a, b) => a - b);
  const all: Glyph[] = [
    { advance: UNITS_PER_EM, outline: new Uint8Array() },
    ...points.map((point) => glyphs.get(point)!),
  ];
  const outlines = all.map(({ outline }) => outline);
  const tables: [string, Uint8Array][] = [
    ['cmap', cmapTable(points)],
    ['glyf', concat(outlines)],
    ['head', headTable],
    ['hhea', hheaTable(all.length)],
    [
      'hmtx',
      table((b) => {
        for (const { advance, outline } of all) {
          b.u16(advance);
          b.u16(leftBearing(outline));
        }
      }),
    ],
    ['loca', locaTable(outlines)],
    ['maxp', maxpTable(all.length)],
    ['name', nameTable(name)],
    [
      'post',
      table((b) => {
        b.u32(0x00030000);
        for (let i = 0; i < 7; i++) b.u32(0);
      }),
    ],
  ];
  return assembled(tables);
};

const assembled = (tables: readonly [string, Uint8Array][]): Uint8Array => {
  const directory = new Bytes();
  directory.u32(0x00010000);
  const power = 2 ** Math.floor(Math.log2(tables.length));
  for (const value of [tables.length, power * 16, Math.log2(power), (tables.length - power) * 16])
    directory.u16(value);
  let at = 12 + 16 * tables.length;
  const padded: Uint8Array[] = [];
  for (const [tag, bytes] of tables) {
    directory.text(tag);
    directory.u32(0);
    directory.u32(at);
    directory.u32(bytes.length);
    const room = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
    room.set(bytes);
    padded.push(room);
    at += room.length;
  }
  return concat([directory.done(), ...padded]);
};
