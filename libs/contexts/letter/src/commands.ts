import { Line, Text, type Call } from '@gongkai/kernel';
import { z } from 'zod';
import { LetterKind, LetterLanguage } from './events.js';

/** A template of twenty thousand characters is a book; a letter has a page or two. */
export const TemplateSource = Text(20_000);

const of = { kind: LetterKind, language: LetterLanguage };

export const LetterTemplateCommands = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('set'), ...of, source: TemplateSource }),
  z.strictObject({ type: z.literal('withdraw'), ...of, reason: Line(200) }),
]);
export type LetterTemplateCommandData = z.infer<typeof LetterTemplateCommands>;

/** A command to a letter template of the caller's government. */
export class LetterTemplateCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}
