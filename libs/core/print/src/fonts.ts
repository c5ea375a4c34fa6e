import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { create, type Font } from 'fontkit';
import { outlineOf, UNITS_PER_EM, type Glyph, type PathCommand } from './true-type.js';

const require = createRequire(import.meta.url);
const { decompress } = require('wawoff2') as {
  decompress(bytes: Uint8Array): Promise<Uint8Array>;
};

/** Regular for the text, bold for titles and headings. */
export type Weight = 400 | 700;

/** Some characters of a text have no glyph in any font: no box is printed in their place. */
export class GlyphMissing extends Error {
  constructor(readonly characters: readonly string[]) {
    super('some characters have no glyph');
    this.name = 'GlyphMissing';
  }
}

const FACE = /url\("?\.?\/?([0-9a-f]+\.woff2)"?\)[^}]*?unicode-range:\s*([^;}]+)/g;
const GLYPHS_MAX = 20_000;
const SLICES_MAX = 64;

type Variable = Font & { getVariation(axes: Readonly<Record<string, number>>): Font };

/** Source Han Serif in slices of about a hundred characters: which file holds which character. */
const sliceIndex = async (folder: string): Promise<ReadonlyMap<number, string>> => {
  const css = await readFile(join(folder, 'result.css'), 'utf8');
  const slices = new Map<number, string>();
  for (const [, file, ranges] of css.matchAll(FACE))
    for (const range of ranges!.split(',')) {
      const [from, to] = range.trim().slice(2).split('-');
      const last = parseInt(to ?? from!, 16);
      for (let point = parseInt(from!, 16); point <= last; point++) slices.set(point, file!);
    }
  return slices;
};

const glyphOf = (font: Font, point: number): Glyph | undefined => {
  if (!font.hasGlyphForCodePoint(point)) return undefined;
  const glyph = font.glyphForCodePoint(point);
  const scale = UNITS_PER_EM / font.unitsPerEm;
  const commands = glyph.path.commands as readonly PathCommand[];
  return {
    advance: Math.round(glyph.advanceWidth * scale),
    outline: outlineOf(commands, scale),
  };
};

/** Forgets the oldest entry when there are too many. */
const keep = <K, V>(map: Map<K, V>, key: K, value: V, max: number): V => {
  if (map.size >= max) map.delete(map.keys().next().value as K);
  map.set(key, value);
  return value;
};

/**
 * The glyphs texts are set in: Source Han Serif (SIL Open Font Licence), which has every character
 * of the general standard, and after it the font files an operator adds for rare names.
 */
export class PrintFonts {
  private index: Promise<ReadonlyMap<number, string>> | undefined;
  private readonly slices = new Map<string, Promise<Variable>>();
  private readonly glyphs = new Map<string, Glyph>();
  private added: Promise<Font[]> | undefined;

  constructor(private readonly addedFiles: readonly string[] = []) {}

  /** A glyph for each character; throws `GlyphMissing` with those that have none. */
  async glyphsFor(text: string, weight: Weight): Promise<Map<number, Glyph>> {
    const found = new Map<number, Glyph>();
    const missing: string[] = [];
    for (const character of new Set(text)) {
      const point = character.codePointAt(0)!;
      const key = `${String(weight)}.${String(point)}`;
      const glyph = this.glyphs.get(key) ?? (await this.load(point, weight));
      if (!glyph) missing.push(character);
      else {
        if (!this.glyphs.has(key)) keep(this.glyphs, key, glyph, GLYPHS_MAX);
        found.set(point, glyph);
      }
    }
    if (missing.length > 0) throw new GlyphMissing(missing);
    return found;
  }

  private async load(point: number, weight: Weight): Promise<Glyph | undefined> {
    const folder = join(dirname(require.resolve('@chinese-fonts/syst/package.json')), 'dist');
    const face = join(folder, 'SourceHanSerifCN');
    this.index ??= sliceIndex(face);
    const file = (await this.index).get(point);
    if (file !== undefined) {
      const slice = await (this.slices.get(file) ??
        keep(this.slices, file, openSlice(join(face, file)), SLICES_MAX));
      const glyph = glyphOf(slice.getVariation({ wght: weight }), point);
      if (glyph) return glyph;
    }
    this.added ??= Promise.all(this.addedFiles.map(async (path) => open(await readFile(path))));
    for (const font of await this.added) {
      const glyph = glyphOf(font, point);
      if (glyph) return glyph;
    }
    return undefined;
  }
}

const open = (bytes: Buffer): Font => create(bytes) as Font;

const openSlice = async (path: string): Promise<Variable> =>
  open(Buffer.from(await decompress(await readFile(path)))) as Variable;
