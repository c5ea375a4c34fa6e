import { z } from 'zod';
import type { GateCode } from './errors.js';

/** What is wrong with a text; nothing is ever repaired silently, the bytes sent are the bytes kept. */
export type TextFault =
  | 'blank'
  | 'tooLong'
  | 'controlCharacter'
  | 'lineBreak'
  | 'notWellFormed'
  | 'hiddenCharacter'
  | 'fullWidth';

type Words = { zh: string; en: string };
type Details = Readonly<Record<string, unknown>>;

/** C0, DEL and C1 without tab and line ends, and the code points that are never characters. */
const CONTROL = /[^\P{Cc}\t\n\r]|\p{Noncharacter_Code_Point}/u;
const LINE_BREAK = /[\t\n\r\u2028\u2029]/u;
const LONE_SURROGATE = /\p{Surrogate}/u;
/**
 * Characters that reorder or hide what a reader sees: bidirectional controls, zero-width characters,
 * tags. The Mongolian vowel separator (U+180E) and variation selectors are spelling and stay.
 */
const HIDDEN =
  /[\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0001}\u{E0020}-\u{E007F}]/u;
const FULL_WIDTH = /[\uFF01-\uFF5E\u3000]/u;
const BLANK = /^[\s\u200B\u3000]*$/u;

const hex = (point: number) => `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
const firstOf = (pattern: RegExp, value: string): Details => {
  const found = pattern.exec(value)!;
  return {
    character: hex(found[0].codePointAt(0)!),
    at: [...value.slice(0, found.index)].length + 1,
  };
};

const words: Record<TextFault, (details: Details) => Words> = {
  blank: () => ({ zh: '不能为空', en: 'may not be blank' }),
  tooLong: ({ max }) => ({
    zh: `超过 ${String(max)} 个字`,
    en: `is longer than ${String(max)} characters`,
  }),
  controlCharacter: ({ character, at }) => ({
    zh: `第 ${String(at)} 个字是控制字符(${String(character)})`,
    en: `has a control character (${String(character)}) at ${String(at)}`,
  }),
  lineBreak: ({ at }) => ({
    zh: `第 ${String(at)} 个字是换行或制表符`,
    en: `has a line break or tab at ${String(at)}`,
  }),
  notWellFormed: ({ at }) => ({
    zh: `第 ${String(at)} 个字不完整`,
    en: `has half a character at ${String(at)}`,
  }),
  hiddenCharacter: ({ character, at }) => ({
    zh: `第 ${String(at)} 个字是不可见或改变方向的字符(${String(character)})`,
    en: `has an invisible or direction-changing character (${String(character)}) at ${String(at)}`,
  }),
  fullWidth: ({ hint }) => ({
    zh: `含有全角字符,应为“${String(hint)}”`,
    en: `has full-width characters; write "${String(hint)}"`,
  }),
};

/** Length as people count: one per code point, so that 𠮷 is one. */
export const lengthOf = (value: string): number => {
  let length = 0;
  for (const _ of value) length++;
  return length;
};

/** The half-width form of full-width digits, letters and signs: a hint, never applied silently. */
export const halfWidth = (value: string): string =>
  value.replace(/[\uFF01-\uFF5E\u3000]/gu, (sign) =>
    sign === '\u3000' ? ' ' : String.fromCodePoint(sign.codePointAt(0)! - 0xfee0),
  );

/** The form under which names are compared and claimed; the text as sent is what is stored. */
export const nameKey = (value: string): string => value.normalize('NFC');

/** What no text may hold wherever it stands, as the gate refuses it before a command is looked at. */
export const gateOfText = (value: string): GateCode | undefined => {
  if (LONE_SURROGATE.test(value)) return 'TEXT_NOT_WELLFORMED';
  if (CONTROL.test(value)) return 'TEXT_CONTROL_CHAR';
  return undefined;
};

type Shape = { max: number; lines: boolean; blank: boolean; ascii: boolean };
type Found = { fault: TextFault; details: Details };

const FAULTS: readonly [TextFault, RegExp, (shape: Shape) => boolean][] = [
  ['notWellFormed', LONE_SURROGATE, () => true],
  ['controlCharacter', CONTROL, () => true],
  ['hiddenCharacter', HIDDEN, () => true],
  ['lineBreak', LINE_BREAK, (shape) => !shape.lines],
];

const faultOf = (value: string, shape: Shape): Found | undefined => {
  const tooLong: Found = { fault: 'tooLong', details: { max: shape.max } };
  // A code point is at most two units: a text of megabytes is refused without walking through it.
  if (value.length > shape.max * 2 || lengthOf(value) > shape.max) return tooLong;
  for (const [fault, pattern, applies] of FAULTS)
    if (applies(shape) && pattern.test(value)) return { fault, details: firstOf(pattern, value) };
  if (!shape.blank && BLANK.test(value)) return { fault: 'blank', details: {} };
  if (shape.ascii && FULL_WIDTH.test(value))
    return { fault: 'fullWidth', details: { hint: halfWidth(value) } };
  return undefined;
};

const builder = (shape: Shape) =>
  z
    .string()
    .superRefine((value, context) => {
      const found = faultOf(value, shape);
      if (!found) return;
      const { zh, en } = words[found.fault](found.details);
      context.addIssue({
        code: 'custom',
        message: `${zh} · ${en}`,
        params: { fault: found.fault, zh, en, ...found.details },
      });
    })
    .meta({ maxLength: shape.max });

/**
 * One line of text of at most `max` characters (code points), not blank: titles, names, grounds.
 * For commands; events keep plain strings, so that a rule made stricter never unsays the past.
 */
export const Line = (max: number) => builder({ max, lines: false, blank: false, ascii: false });

/** Text of several lines, not blank, at most `max` characters. */
export const Text = (max: number) => builder({ max, lines: true, blank: false, ascii: false });

/** Text that may be left empty. */
export const BlankText = (max: number) => builder({ max, lines: true, blank: true, ascii: false });

/** A code, number or account name: one line without full-width signs, the half-width form as hint. */
export const Code = (max: number) => builder({ max, lines: false, blank: false, ascii: true });
