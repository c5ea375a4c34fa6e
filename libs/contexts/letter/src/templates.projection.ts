import type { CollectionSpec, Instant, Projection } from '@gongkai/kernel';
import { letterTemplateId } from './decider.js';
import { letterEvents, type LetterEvent, type LetterKind, type LetterLanguage } from './events.js';

/** One version of a government's own template; all of them are kept. */
export type LetterTemplateRow = {
  id: string;
  template: string;
  kind: LetterKind;
  language: LetterLanguage;
  version: number;
  source: string;
  setAt: Instant;
  setBy: string;
  /** Why it was withdrawn; null while in force or replaced. */
  withdrawnBecause: string | null;
  inForce: boolean;
};

export const letterTemplates: CollectionSpec<LetterTemplateRow> = {
  name: 'letterTemplates',
  version: 1,
  keys: {
    template: (row) => row.template,
    number: (row) => row.version,
    inForce: (row) => (row.inForce ? 1 : 0),
  },
  indexes: [
    ['template', 'number'],
    ['inForce', 'template'],
  ],
};

const rowId = (template: string, version: number) => `${template}.${String(version)}`;

export const letterTemplateRows: Projection<LetterTemplateRow, LetterEvent> = {
  name: 'letterTemplateRows',
  version: 1,
  events: letterEvents,
  collection: letterTemplates,
  key(event) {
    const template = letterTemplateId(event.data.kind, event.data.language);
    const { version } = event.data;
    const own = rowId(template, version);
    return event.type === 'LetterTemplateSet' && version > 1
      ? [own, rowId(template, version - 1)]
      : own;
  },
  apply(row, event, id) {
    const { kind, language, version } = event.data;
    const template = letterTemplateId(kind, language);
    if (event.type === 'LetterTemplateWithdrawn')
      return row && { ...row, inForce: false, withdrawnBecause: event.data.reason };
    if (id !== rowId(template, version)) return row && { ...row, inForce: false };
    const { source } = event.data;
    const { recordedAt: setAt, actor } = event.meta;
    const of = { id, template, kind, language, version, source };
    return { ...of, setAt, setBy: actor.id, withdrawnBecause: null, inForce: true };
  },
};
