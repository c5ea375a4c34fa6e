import type { LetterCode } from './errors.js';
import type { LetterKind } from './events.js';
import { COMPUTED, fieldsOf, FLAGS, letterFields, type FieldUse } from './letter-kinds.js';

/** What a line of a letter is: centred title, heading, flush-left, right-aligned, list item, text. */
export type LineKind = 'title' | 'heading' | 'flush' | 'right' | 'item' | 'paragraph';

export type Placeholder = { field: string; line: number; column: number };
export type Condition = { field: string; holds: boolean };
export type TemplateLine = {
  kind: LineKind;
  parts: readonly (string | Placeholder)[];
  line: number;
  /** Shown only when the field has a value, or has none. */
  when: Condition | null;
};

/** What is wrong with a template; the code is that of a rejection. */
export type TemplateFault = {
  code: LetterCode;
  line: number;
  column: number;
  details: FaultDetails;
};
type FaultDetails = Readonly<Record<string, string | number>>;
type Parsed = { lines: TemplateLine[]; faults: TemplateFault[]; conditions: Placeholder[] };

const MARKS: readonly [string, LineKind][] = [
  ['## ', 'heading'],
  ['# ', 'title'],
  ['> ', 'right'],
  ['| ', 'flush'],
  ['- ', 'item'],
];
const DIRECTIVE = /^\[(if|else|end)(?:\s+([A-Za-z0-9]+))?\]$/;
const NAME = /^[A-Za-z][A-Za-z0-9]*$/;

const SYNTAX = {
  braceOpen: { zh: '“{”没有对应的“}”', en: 'this "{" has no "}"' },
  braceStray: { zh: '“}”没有对应的“{”(要写出括号请重复一次)', en: 'a lone "}" (write it twice)' },
  fieldName: { zh: '项目名称只能用字母和数字', en: 'a field name is letters and digits' },
  directive: { zh: '方括号指令只有 if、else、end', en: 'the directives are if, else and end' },
  ifNested: { zh: '条件段内不能再有条件段', en: 'a conditional section may hold no other' },
  ifNameless: { zh: 'if 之后须有项目名称', en: 'an if needs the name of a field' },
  elseStray: { zh: 'else 之前没有 if', en: 'this else has no if' },
  endStray: { zh: 'end 之前没有 if', en: 'this end has no if' },
  ifOpen: { zh: '条件段没有 end', en: 'this if has no end' },
} as const;

const syntax = (line: number, column: number, what: keyof typeof SYNTAX): TemplateFault => ({
  code: 'letter.templateSyntax',
  line,
  column,
  details: { line, column, ...SYNTAX[what] },
});

/** Characters as people count them, so that a rare one is one. */
const columnOf = (text: string, index: number) => [...text.slice(0, index)].length + 1;

type Inline = { parts: (string | Placeholder)[]; faults: TemplateFault[] };

/** `{field}` is a placeholder, a brace written twice is a brace. */
const inlineOf = (raw: string, from: number, line: number): Inline => {
  const parts: (string | Placeholder)[] = [];
  const faults: TemplateFault[] = [];
  let text = '';
  for (let at = from; at < raw.length; at++) {
    const sign = raw[at]!;
    const column = columnOf(raw, at);
    if ((sign === '{' || sign === '}') && raw[at + 1] === sign) {
      text += sign;
      at += 1;
    } else if (sign === '}') {
      faults.push(syntax(line, column, 'braceStray'));
    } else if (sign === '{') {
      const end = raw.indexOf('}', at);
      if (end < 0) {
        faults.push(syntax(line, column, 'braceOpen'));
        break;
      }
      const field = raw.slice(at + 1, end).trim();
      if (!NAME.test(field)) faults.push(syntax(line, column, 'fieldName'));
      else {
        if (text !== '') parts.push(text);
        text = '';
        parts.push({ field, line, column });
      }
      at = end;
    } else text += sign;
  }
  if (text !== '') parts.push(text);
  return { parts, faults };
};

/** Reads a template; never throws, says what it could not understand. */
export const parseTemplate = (source: string): Parsed => {
  const lines: TemplateLine[] = [];
  const faults: TemplateFault[] = [];
  const conditions: Placeholder[] = [];
  let when: (Condition & { line: number }) | null = null;
  const direct = (text: string, line: number): void => {
    const match = DIRECTIVE.exec(text);
    if (!match) return void faults.push(syntax(line, 1, 'directive'));
    const [, word, field] = match;
    if (word === 'if') {
      if (when) faults.push(syntax(line, 1, 'ifNested'));
      if (field === undefined) return void faults.push(syntax(line, 1, 'ifNameless'));
      conditions.push({ field, line, column: 5 });
      when = { field, holds: true, line };
    } else if (!when) faults.push(syntax(line, 1, word === 'else' ? 'elseStray' : 'endStray'));
    else
      when = word === 'else' ? { ...(when as Condition & { line: number }), holds: false } : null;
  };
  for (const [i, raw] of source.split(/\r?\n/).entries()) {
    const line = i + 1;
    const text = raw.trimEnd();
    if (text.trim() === '') continue;
    if (text.startsWith('[')) {
      direct(text, line);
      continue;
    }
    const [mark = '', kind = 'paragraph' as LineKind] =
      MARKS.find(([sign]) => text.startsWith(sign)) ?? [];
    const inline = inlineOf(text, mark.length, line);
    faults.push(...inline.faults);
    const shown: Condition | null = when && {
      field: (when as Condition).field,
      holds: (when as Condition).holds,
    };
    lines.push({ kind, parts: inline.parts, line, when: shown });
  }
  if (when) faults.push(syntax((when as { line: number }).line, 1, 'ifOpen'));
  return { lines, faults, conditions };
};

const PLACES = {
  list: {
    zh: '列表项目须单独成一行,以“- ”开头',
    en: 'a list stands alone on a line beginning "- "',
  },
  paragraphs: {
    zh: '多段文字只能放在正文或者列表中',
    en: 'text of several paragraphs belongs in the body or a list',
  },
  condition: { zh: '条件只能用项目名称', en: 'a condition names a field' },
} as const;

const misplaced = (at: Placeholder, why: keyof typeof PLACES): TemplateFault => ({
  code: 'letter.fieldMisplaced',
  line: at.line,
  column: at.column,
  details: { ...at, ...PLACES[why] },
});

/** Why this placeholder may not stand in this line of a letter of this kind. */
const faultOf = (
  at: Placeholder,
  line: TemplateLine,
  fields: ReadonlyMap<string, FieldUse>,
): TemplateFault | undefined => {
  const field = fields.get(at.field);
  if (!field) return strange(at);
  if (field.type === 'list' && (line.kind !== 'item' || line.parts.length > 1))
    return misplaced(at, 'list');
  if (field.type === 'paragraphs' && line.kind !== 'paragraph' && line.kind !== 'item')
    return misplaced(at, 'paragraphs');
  return undefined;
};

const strange = (at: Placeholder): TemplateFault => {
  const { line, column, field } = at;
  const known = Object.hasOwn(letterFields, field) ? letterFields[field] : undefined;
  if (known || (COMPUTED as readonly string[]).includes(field))
    return {
      code: 'letter.fieldOfOtherKind',
      line,
      column,
      details: { ...at, zh: known?.zh ?? field, en: known?.en ?? field },
    };
  return { code: 'letter.fieldUnknown', line, column, details: { ...at } };
};

const placeholdersOf = (line: TemplateLine): Placeholder[] =>
  line.parts.filter((part): part is Placeholder => typeof part !== 'string');

/** Outside every section, or in both halves of one. */
const alwaysShown = (uses: readonly TemplateLine[]): boolean =>
  uses.some(
    ({ when }) =>
      when === null ||
      (when.holds && uses.some((other) => other.when?.field === when.field && !other.when.holds)),
  );

/** A required field must stand outside every condition, or the letter may go out without it. */
const missing = (lines: readonly TemplateLine[], fields: Iterable<FieldUse>): TemplateFault[] => {
  const faults: TemplateFault[] = [];
  const last = (lines.at(-1)?.line ?? 0) + 1;
  for (const { name, required, zh, en } of fields) {
    if (!required) continue;
    const uses = lines.filter((line) => placeholdersOf(line).some(({ field }) => field === name));
    if (alwaysShown(uses)) continue;
    const line = uses[0]?.line;
    if (line === undefined)
      faults.push({
        code: 'letter.fieldMissing',
        line: last,
        column: 1,
        details: { field: name, zh, en, line: last, column: 1 },
      });
    else
      faults.push({
        code: 'letter.fieldConditional',
        line,
        column: 1,
        details: { field: name, zh, en, line, column: 1 },
      });
  }
  return faults;
};

/** Everything wrong with a template for letters of a kind, in the order of its lines. */
export const checkTemplate = (kind: LetterKind, source: string): TemplateFault[] => {
  const { lines, faults, conditions } = parseTemplate(source);
  const fields = new Map(fieldsOf(kind).map((field) => [field.name, field]));
  const found = [...faults];
  for (const at of conditions) {
    if ((FLAGS as readonly string[]).includes(at.field) || fields.has(at.field)) continue;
    found.push(strange(at));
  }
  for (const line of lines)
    for (const at of placeholdersOf(line)) {
      const fault = faultOf(at, line, fields);
      if (fault) found.push(fault);
    }
  if (!lines.some((line) => line.kind === 'title' && line.when === null))
    found.push({
      code: 'letter.titleMissing',
      line: 1,
      column: 1,
      details: { line: 1, column: 1 },
    });
  found.push(...missing(lines, fields.values()));
  return found.sort((a, b) => a.line - b.line || a.column - b.column);
};
