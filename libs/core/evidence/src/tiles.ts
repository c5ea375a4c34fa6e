import { concatBytes, isBytes, sizeFrom, sizeFromDecimal, type Size } from './bytes.js';
import { fail, guarded, type Outcome } from './reasons.js';

/** Hashes in a full tile, and entries in a full bundle. */
export const TILE_WIDTH = 256;
const HIGHEST_LEVEL = 63;
const LONGEST_ENTRY = 65_535;

/**
 * Which tile it is, C2SP tlog-tiles: `level` 0 holds leaf hashes, each level above the roots of full
 * tiles below; `entries` is the leaves themselves. `width` is 256 unless the tile is the last.
 */
export type TilePlace = { level: number | 'entries'; index: Size; width?: number };

/** `tile/<L>/<N>[.p/<W>]`; an index of 1,234,067 is written x001/x234/067. RangeError when none. */
export const tilePath = ({ level, index, width = TILE_WIDTH }: TilePlace): string => {
  const number = sizeFrom(index);
  const isLevel =
    level === 'entries' || (Number.isInteger(level) && level >= 0 && level <= HIGHEST_LEVEL);
  if (!isLevel || number === undefined) throw new RangeError('not a place of a tile');
  if (!Number.isInteger(width) || width < 1 || width > TILE_WIDTH)
    throw new RangeError('a tile is 1 to 256 wide');
  const decimal = String(number);
  const groups = decimal.padStart(Math.ceil(decimal.length / 3) * 3, '0').match(/.../g)!;
  const last = groups.length - 1;
  const path = groups.map((group, at) => (at < last ? `x${group}` : group)).join('/');
  return `tile/${level}/${path}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
};

/** Reads a path of a tile; only the form {@link tilePath} writes is one. */
export const parseTilePath = (
  text: unknown,
): Outcome<{ level: number | 'entries'; index: bigint; width: number }> =>
  guarded(() => {
    if (typeof text !== 'string') return fail('inputInvalid');
    const found =
      /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/.exec(text);
    if (!found) return fail('tilePathMalformed');
    const level = found[1] === 'entries' ? 'entries' : Number(found[1]);
    const digits = found[2]!.replaceAll(/[x/]/g, '').replace(/^0+(?=[0-9])/, '');
    const index = sizeFromDecimal(digits);
    const width = found[3] === undefined ? TILE_WIDTH : Number(found[3]);
    if (index === undefined || width === 0 || width > TILE_WIDTH || Number(level) > HIGHEST_LEVEL)
      return fail('tilePathMalformed');
    return tilePath({ level, index, width }) === text
      ? { ok: true, level, index, width }
      : fail('tilePathMalformed');
  });

/** The tiles a tree of this size has at each level: how many are full, how wide is the last. */
export const tilesOfSize = (size: Size): { full: bigint; partial: number }[] => {
  const leaves = sizeFrom(size);
  if (leaves === undefined) throw new RangeError('not a size');
  const levels: { full: bigint; partial: number }[] = [];
  for (let count = leaves; count > 0n; count /= 256n)
    levels.push({ full: count / 256n, partial: Number(count % 256n) });
  return levels;
};

/**
 * Entries one behind the other, each with its length before it in two bytes. RangeError when there
 * are more than 256, or one is longer than 65,535 bytes.
 */
export const encodeEntryBundle = (entries: readonly Uint8Array[]): Uint8Array => {
  if (entries.length > TILE_WIDTH || entries.some(({ length }) => length > LONGEST_ENTRY))
    throw new RangeError('a bundle holds 256 entries of up to 65,535 bytes');
  return concatBytes(
    ...entries.flatMap((entry) => [Uint8Array.of(entry.length >> 8, entry.length & 255), entry]),
  );
};

/** Takes a bundle apart; it must end where its last entry does. */
export const decodeEntryBundle = (bundle: unknown): Outcome<{ entries: Uint8Array[] }> =>
  guarded(() => {
    if (!isBytes(bundle)) return fail('inputInvalid');
    const entries: Uint8Array[] = [];
    for (let at = 0; at < bundle.length;) {
      const length = (bundle[at]! << 8) | (bundle[at + 1] ?? 0);
      const end = at + 2 + length;
      if (at + 2 > bundle.length || end > bundle.length || entries.length === TILE_WIDTH)
        return fail('entryBundleMalformed');
      entries.push(bundle.slice(at + 2, end));
      at = end;
    }
    return { ok: true, entries };
  });
