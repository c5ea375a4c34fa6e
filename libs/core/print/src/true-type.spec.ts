import { create, type Font } from 'fontkit';
import { PrintFonts } from './fonts.js';
import { trueTypeOf, UNITS_PER_EM } from './true-type.js';

type Metrics = { hmtx: { metrics: { get(glyph: number): { advance: number; bearing: number } } } };

describe('a small font', () => {
  it('puts the ink of each character where the large font has it', async () => {
    const glyphs = await new PrintFonts().glyphsFor('\uFF08\uFF09一1', 400);
    const font = create(Buffer.from(trueTypeOf('Spec', glyphs))) as Font & Metrics;
    for (const [point, { advance }] of glyphs) {
      const glyph = font.glyphForCodePoint(point);
      const { bearing } = font.hmtx.metrics.get(glyph.id);
      expect([bearing, glyph.advanceWidth]).toEqual([glyph.bbox.minX, advance]);
    }
    // A full-width bracket that opens stands in the second half of its square.
    expect(font.glyphForCodePoint(0xff08).bbox.minX).toBeGreaterThan(UNITS_PER_EM / 2);
  });
});
