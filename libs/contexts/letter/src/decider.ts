import type { Aggregate, Decider } from '@gongkai/kernel';
import type { LetterTemplateCommandData } from './commands.js';
import { rejectLetter } from './errors.js';
import { letterEvents, type LetterEvent, type LetterKind, type LetterLanguage } from './events.js';
import { checkTemplate } from './template.js';

export type LetterTemplate = {
  /** Number of the newest version, in force or withdrawn; 0 when there never was one. */
  version: number;
  /** The template in force; null: the built-in one. */
  source: string | null;
};

/** A template is the stream of its kind and language. */
export const letterTemplateId = (kind: LetterKind, language: LetterLanguage): string =>
  `${kind}${language === 'zh' ? 'Zh' : 'En'}`;

export const letterTemplateDecider: Decider<
  LetterTemplateCommandData,
  LetterTemplate,
  LetterEvent
> = {
  initial: { version: 0, source: null },
  decide(template, command) {
    const { kind, language } = command;
    switch (command.type) {
      case 'set': {
        const { source } = command;
        // A missing field shows when the template is written, not when the first letter is due.
        const [fault] = checkTemplate(kind, source);
        if (fault) return rejectLetter(fault.code, fault.details, 'source');
        if (source === template.source) return [];
        const version = template.version + 1;
        return [{ type: 'LetterTemplateSet', data: { kind, language, version, source } }];
      }
      case 'withdraw': {
        if (template.source === null) return rejectLetter('letter.templateNotSet');
        const { reason } = command;
        const { version } = template;
        return [{ type: 'LetterTemplateWithdrawn', data: { kind, language, version, reason } }];
      }
    }
  },
  evolve(template, event) {
    switch (event.type) {
      case 'LetterTemplateSet':
        return { version: event.data.version, source: event.data.source };
      case 'LetterTemplateWithdrawn':
        return { ...template, source: null };
    }
  },
};

export const letterTemplateAggregate: Aggregate<
  LetterTemplateCommandData,
  LetterTemplate,
  LetterEvent
> = {
  name: 'letterTemplate',
  events: letterEvents,
  decider: letterTemplateDecider,
  agencyOf: () => null,
};
