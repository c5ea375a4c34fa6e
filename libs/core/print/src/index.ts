export { GlyphMissing, PrintFonts, type Weight } from './fonts.js';
export { linesOf, widthOf, type Advance, type LineStyle } from './lines.js';
export { settledZip } from './settled-zip.js';
export { ASCENT, trueTypeOf, UNITS_PER_EM, type Glyph } from './true-type.js';
