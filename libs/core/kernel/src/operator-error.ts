export type InTwoLanguages = Readonly<{ zh: string; en: string }>;

/**
 * What an operator has to put right before the program can begin or go on, said in both languages.
 * `details` fill the places of the text, `{name}`; they never hold a secret.
 */
export abstract class OperatorError extends Error {
  readonly zh: string;
  readonly en: string;

  constructor(
    /** `<area>.<problem>`, for programs. */
    readonly code: string,
    text: InTwoLanguages,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    const filled = (words: string) =>
      words.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? '—'));
    super(filled(text.en));
    this.name = new.target.name;
    this.zh = filled(text.zh);
    this.en = this.message;
  }
}
