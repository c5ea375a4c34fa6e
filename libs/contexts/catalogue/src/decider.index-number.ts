import type { Day, Rejection } from '@gongkai/kernel';
import { rejectCatalogue } from './errors.js';
import type { IndexNumberPart, IndexNumberTemplate } from './events.js';

/** What an index number is made from. */
export type IndexNumberFields = {
  /** Code of the agency that makes the item; null when it has none. */
  agencyCode: string | null;
  /** Code of the column the item stands in. */
  column: string;
  /** The day the template's year, month or date is taken from: when the item was formed. */
  day: Day;
  serial: number;
};

/** What an index number says about itself, as far as its template tells. */
export type IndexNumberReading = {
  serial: number;
  agencyCode?: string;
  column?: string;
  year?: number;
  month?: number;
  day?: number;
};

/** The parts of which one template may have one only, by what they are called in a refusal. */
const ONCE = ['agencyCode', 'year', 'yearMonth', 'date'] as const;

const isSliced = (part: IndexNumberPart) => part.kind === 'columnCode' && part.length !== undefined;
const isVariable = (part: IndexNumberPart) =>
  part.kind === 'agencyCode' ||
  part.kind === 'serial' ||
  (part.kind === 'columnCode' && !isSliced(part));
/** Codes are letters and digits, so any other sign in a literal keeps its neighbours apart. */
const separates = (part: IndexNumberPart) =>
  part.kind === 'literal' && /[^A-Za-z0-9]/.test(part.text);

/**
 * A template is usable when it has one serial number and what it makes can be read back: between
 * two separators at most one part may vary in length.
 */
export const checkTemplate = (template: IndexNumberTemplate): Rejection | undefined => {
  if (template.filter(({ kind }) => kind === 'serial').length !== 1)
    return rejectCatalogue('catalogue.templateWithoutSerial', {}, 'indexNumber');
  for (const kind of ONCE)
    if (template.filter((part) => part.kind === kind).length > 1)
      return rejectCatalogue('catalogue.templateRepeatsPart', { part: kind }, 'indexNumber');
  if (template.filter((part) => part.kind === 'columnCode' && !isSliced(part)).length > 1)
    return rejectCatalogue('catalogue.templateRepeatsPart', { part: 'columnCode' }, 'indexNumber');
  let variable: IndexNumberPart | undefined;
  for (const part of template) {
    if (separates(part)) variable = undefined;
    if (!isVariable(part)) continue;
    if (variable)
      return rejectCatalogue(
        'catalogue.templateAmbiguous',
        { first: variable.kind, second: part.kind },
        'indexNumber',
      );
    variable = part;
  }
  return undefined;
};

const sliced = (code: string, from: number, length: number) =>
  code.slice(from - 1, from - 1 + length).padEnd(length, '0');

const render = (part: IndexNumberPart, fields: IndexNumberFields, serial: string): string => {
  switch (part.kind) {
    case 'literal':
      return part.text;
    case 'agencyCode':
      return fields.agencyCode ?? '';
    case 'columnCode':
      return part.length === undefined
        ? fields.column
        : sliced(fields.column, part.from ?? 1, part.length);
    case 'year':
      return fields.day.slice(0, 4);
    case 'yearMonth':
      return fields.day.slice(0, 7).replace('-', '');
    case 'date':
      return fields.day.replaceAll('-', '');
    case 'serial':
      return serial.padStart(part.width, '0');
  }
};

const needsAgencyCode = (template: IndexNumberTemplate, fields: { agencyCode: string | null }) =>
  template.some(({ kind }) => kind === 'agencyCode') && !fields.agencyCode;

/** The index number (索引号) of an item; refused when it needs an agency code and there is none. */
export const indexNumber = (
  template: IndexNumberTemplate,
  fields: IndexNumberFields,
): string | Rejection =>
  needsAgencyCode(template, fields)
    ? rejectCatalogue('catalogue.agencyCodeMissing', {}, 'agency')
    : template.map((part) => render(part, fields, String(fields.serial))).join('');

/** The series a serial number counts in: all the rest of the number. Numbers start at 1 in each. */
export const indexNumberSeries = (
  template: IndexNumberTemplate,
  fields: Omit<IndexNumberFields, 'serial'>,
): string | Rejection =>
  needsAgencyCode(template, fields)
    ? rejectCatalogue('catalogue.agencyCodeMissing', {}, 'agency')
    : template
        .map((part) => (part.kind === 'serial' ? '*' : render(part, { ...fields, serial: 0 }, '')))
        .join('');

const patternOf = (part: IndexNumberPart): string => {
  switch (part.kind) {
    case 'literal':
      return part.text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
    case 'agencyCode':
      return '(?<agencyCode>[A-Za-z0-9]+)';
    case 'columnCode':
      return part.length === undefined
        ? '(?<column>[A-Za-z0-9]+)'
        : `[A-Za-z0-9]{${String(part.length)}}`;
    case 'year':
      return '(?<year>\\d{4})';
    case 'yearMonth':
      return '(?<yearMonth>\\d{4}(?:0[1-9]|1[0-2]))';
    case 'date':
      return '(?<date>\\d{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01]))';
    case 'serial':
      // Wider than the template only without a leading zero: one number, one way to write it.
      return `(?<serial>\\d{${String(part.width)}}|[1-9]\\d{${String(part.width)},15})`;
  }
};

/** Reads an index number back; undefined when the template did not make it. */
export const parseIndexNumber = (
  template: IndexNumberTemplate,
  text: string,
): IndexNumberReading | undefined => {
  if (text.length > 200) return undefined;
  const groups = new RegExp(`^${template.map(patternOf).join('')}$`).exec(text)?.groups;
  if (!groups) return undefined;
  const serial = Number(groups['serial']);
  if (!Number.isSafeInteger(serial) || serial < 1) return undefined;
  const day = groups['date'] ?? groups['yearMonth'] ?? groups['year'];
  return {
    serial,
    ...(groups['agencyCode'] === undefined ? {} : { agencyCode: groups['agencyCode'] }),
    ...(groups['column'] === undefined ? {} : { column: groups['column'] }),
    ...(day === undefined ? {} : { year: Number(day.slice(0, 4)) }),
    ...(day === undefined || day.length < 6 ? {} : { month: Number(day.slice(4, 6)) }),
    ...(day === undefined || day.length < 8 ? {} : { day: Number(day.slice(6, 8)) }),
  };
};
