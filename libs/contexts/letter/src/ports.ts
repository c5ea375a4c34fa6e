import type { Rejection } from '@gongkai/kernel';
import type { LetterKind, LetterLanguage } from './events.js';
import type { Block, LetterInput } from './fill.js';

export const LETTER_MEDIA_TYPES = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
} as const;
export type LetterFormat = keyof typeof LETTER_MEDIA_TYPES;

/** A finished letter. It holds personal data: whoever asked for it seals it and keeps nothing plain. */
export type Letter = {
  kind: LetterKind;
  language: LetterLanguage;
  /** Version of the government's own template; 0 for the built-in one. */
  template: number;
  title: string;
  blocks: readonly Block[];
  files: Readonly<Partial<Record<LetterFormat, Uint8Array>>>;
};

export type TemplateInForce = {
  /** Version of the government's own template; 0 for the built-in one. */
  version: number;
  source: string;
  builtIn: string;
};

/** Writes letters by the template in force in a government, else by the built-in one. */
export interface Letters {
  /** The template letters of a kind are written by now. */
  template(tenant: string, kind: LetterKind, language: LetterLanguage): Promise<TemplateInForce>;
  /**
   * The letter in the formats asked for (both when absent), or the rejection that says what it
   * lacks. Nothing of it is logged or kept.
   */
  write(
    tenant: string,
    input: LetterInput,
    formats?: readonly LetterFormat[],
  ): Promise<Letter | Rejection>;
}

/** Nest token of the letters of the platform. */
export const LETTERS = Symbol('Letters');
/** Nest token of further font files, for names the built-in font has no glyph for. */
export const LETTER_FONT_FILES = Symbol('LetterFontFiles');
