import { z } from 'zod';
import english from './built-in.en.data.json' with { type: 'json' };
import chinese from './built-in.zh.data.json' with { type: 'json' };
import { LetterKind, type LetterLanguage } from './events.js';
import { fieldsOf, letterFields, REMEDY_FIELDS, type FieldValue } from './letter-kinds.js';

const Texts = z.record(LetterKind, z.array(z.string()));
const texts = { zh: Texts.parse(chinese), en: Texts.parse(english) };

/** The template that stands where a government has none of its own. */
export const builtInTemplate = (kind: LetterKind, language: LetterLanguage): string =>
  texts[language][kind].join('\n');

/** Values for a preview: one for every field a letter of the kind may have. */
export const sampleFields = (
  kind: LetterKind,
  language: LetterLanguage,
): Record<string, FieldValue> =>
  Object.fromEntries(
    [
      ...fieldsOf(kind)
        .filter(({ computed, name }) => !computed && name !== 'issuedOn')
        .map(({ name }) => name),
      ...REMEDY_FIELDS,
    ].map((name) => [name, letterFields[name]!.sample[language]]),
  );
