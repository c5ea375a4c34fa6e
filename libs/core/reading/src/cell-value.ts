import { numberFrom } from './numerals.js';
import { plainText } from './characters.js';

/** What a cell holds; undefined when it is neither number, nothing nor stroke. */
export type Held = number | null | '/' | undefined;

const STROKE = /^(?:[/\\]|[-—–─一ー‐‑−]{1,3})$/;
const NUMBER = /^(-|−)?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)$/;
const UNIT = /^(.*?\d)\s*(条|件|次|篇|个|人次|人|项|份|期|起|宗|万元|元)$/;

/** A number as tables print it: full width, separators, its unit behind it. */
export const heldIn = (printed: string): { value: Held; unit: string | null } => {
  const text = plainText(printed);
  if (text === '') return { value: null, unit: null };
  if (STROKE.test(text)) return { value: '/', unit: null };
  const [, digits = text, unit = null] = UNIT.exec(text) ?? [];
  const found = NUMBER.exec(digits);
  if (!found) return { value: undefined, unit: null };
  const [, sign, number = ''] = found;
  const value = numberFrom(number);
  return { value: sign === undefined || value === 0 ? value : -value, unit };
};

/** An amount in the unit of the form: 万元 where the paper says 元, and the other way round. */
export const inUnitOf = (value: number, printed: string | null, form: string | null): number => {
  if (printed === null || form === null || printed === form) return value;
  if (printed === '元' && form === '万元') return Number((value / 10_000).toPrecision(12));
  if (printed === '万元' && form === '元') return Number((value * 10_000).toPrecision(12));
  return value;
};

export const isUnit = (printed: string): boolean =>
  /^(?:\(?单位:?)?(?:条|件|次|篇|个|人次|人|项|份|期|起|宗|万元|元)\)?$/.test(plainText(printed));
