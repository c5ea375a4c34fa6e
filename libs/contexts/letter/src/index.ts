import type { Indicator } from '@gongkai/figures';
import type { ContextManifest } from '@gongkai/kernel';
import { letterErrors } from './errors.js';
import { letterEvents } from './events.js';
import sdl from './letter.graphql';
import { letterPolicy } from './policy.js';
import { letterTemplateRows } from './templates.projection.js';

export { builtInTemplate, sampleFields } from './built-in.js';
export { LetterTemplateCommand } from './commands.js';
export { LetterKind, LetterLanguage } from './events.js';
export { fillLetter, type Block, type LetterInput } from './fill.js';
export {
  articleOf,
  citationOf,
  fieldsOf,
  letterFields,
  letterKindOf,
  letterKinds,
  REMEDY_FIELDS,
  type FieldUse,
  type FieldValue,
  type LetterArticle,
  type LetterEdition,
} from './letter-kinds.js';
export { remedies, remedyOf, remedyText, type Remedy, type RemedyOrder } from './remedies.js';
export { checkTemplate, parseTemplate, type TemplateFault } from './template.js';
export {
  LETTER_FONT_FILES,
  LETTER_MEDIA_TYPES,
  LETTERS,
  type Letter,
  type LetterFormat,
  type Letters,
  type TemplateInForce,
} from './ports.js';

export const letterContext: ContextManifest & { indicators: readonly Indicator[] } = {
  name: 'letter',
  events: letterEvents,
  projections: [letterTemplateRows],
  processes: [],
  policy: letterPolicy,
  errors: letterErrors,
  sdl,
  module: () => import('./letter.module.js').then((m) => m.LetterModule),
  indicators: [],
};
