import type { Rejection } from '@gongkai/kernel';
import { rejectImport } from './errors.js';

/**
 * What spreadsheets show where a formula failed, and where a number is no day or has no room; what we
 * read where a cell is one with that of the row above, and where a formula was never worked out.
 */
const ERROR =
  /^#(?:N\/A|NAME\?|NULL!|REF!|VALUE!|DIV\/0!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!|UNKNOWN!|EXTERNAL!|PYTHON!|ERROR!|GETTING_DATA|MERGED!|FORMULA!|#+)$/;

/** The refusal of an error that stands where a text is expected: it is no title and no number. */
export const refuseCellError = (
  value: string,
  heading: string,
  field: string,
): Rejection | undefined =>
  value.startsWith('#') && ERROR.test(value)
    ? rejectImport('import.cellError', { heading, value }, field)
    : undefined;
