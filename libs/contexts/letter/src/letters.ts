import { Rejection, StateCache, type EventStore } from '@gongkai/kernel';
import { builtInTemplate } from './built-in.js';
import { letterTemplateAggregate, letterTemplateId } from './decider.js';
import { rejectLetter } from './errors.js';
import type { LetterKind, LetterLanguage } from './events.js';
import { fillLetter, type Block, type LetterInput } from './fill.js';
import { letterKinds } from './letter-kinds.js';
import type { Letter, LetterFormat, Letters, TemplateInForce } from './ports.js';

const BOTH: readonly LetterFormat[] = ['pdf', 'docx'];

/** What sets and writes files is large, and loaded with the first letter. */
const openPress = async (fontFiles: readonly string[]) => {
  const [{ GlyphMissing, PrintFonts }, { letterPdf }, { letterDocx }] = await Promise.all([
    import('@gongkai/print'),
    import('./pdf.js'),
    import('./docx.js'),
  ]);
  const fonts = new PrintFonts(fontFiles);
  return { GlyphMissing, fonts, letterPdf, letterDocx };
};

export class LetterWriter implements Letters {
  private readonly templates;
  private press: ReturnType<typeof openPress> | undefined;

  constructor(
    store: EventStore,
    private readonly fontFiles: readonly string[] = [],
  ) {
    this.templates = new StateCache(store, letterTemplateAggregate);
  }

  async template(
    tenant: string,
    kind: LetterKind,
    language: LetterLanguage,
  ): Promise<TemplateInForce> {
    const { state } = await this.templates.get(tenant, letterTemplateId(kind, language));
    const builtIn = builtInTemplate(kind, language);
    return state.source === null
      ? { version: 0, source: builtIn, builtIn }
      : { version: state.version, source: state.source, builtIn };
  }

  async write(
    tenant: string,
    input: LetterInput,
    formats: readonly LetterFormat[] = BOTH,
  ): Promise<Letter | Rejection> {
    const { kind, language } = input;
    const { version, source } = await this.template(tenant, kind, language);
    const blocks = fillLetter(input, source);
    if (blocks instanceof Rejection) return blocks;
    const files = await this.files(blocks, input, formats);
    if (files instanceof Rejection) return files;
    return { kind, language, template: version, title: letterKinds[kind][language], blocks, files };
  }

  private async files(
    blocks: readonly Block[],
    { kind, language, on }: LetterInput,
    formats: readonly LetterFormat[],
  ): Promise<Letter['files'] | Rejection> {
    this.press ??= openPress(this.fontFiles);
    const { GlyphMissing, fonts, letterPdf, letterDocx } = await this.press;
    const meta = { title: letterKinds[kind][language], language, on };
    const files: Partial<Record<LetterFormat, Uint8Array>> = {};
    try {
      if (formats.includes('pdf')) files.pdf = await letterPdf(blocks, meta, fonts);
    } catch (error) {
      if (!(error instanceof GlyphMissing)) throw error;
      return rejectLetter('letter.glyphMissing', { characters: error.characters.join('') });
    }
    if (formats.includes('docx')) files.docx = await letterDocx(blocks, meta);
    return files;
  }
}
