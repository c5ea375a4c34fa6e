import type { Paper } from '@gongkai/reading';
import { Flow } from './flow.js';
import { refuse } from './limits.js';
import { partsOf, walkXml } from './package-parts.js';

const DOCUMENT = 'word/document.xml';
const STYLES = 'word/styles.xml';
/** Not shown: deleted text, field codes, and the second form of a drawing for older programs. */
const UNSEEN = new Set(['del', 'instrText', 'Fallback', 'delText']);

/** The styles of headings, by their id. */
const headingStyles = (bytes: Uint8Array | undefined): ReadonlySet<string> => {
  const found = new Set<string>();
  if (!bytes) return found;
  let style = '';
  walkXml(bytes, {
    open: (name, attributes) => {
      if (name === 'style') style = attributes['w:styleId'] ?? '';
      if (name === 'name' && /^(heading \d|title|标题)/i.test(attributes['w:val'] ?? ''))
        found.add(style);
    },
  });
  return found;
};

type Span = { columns: number; merge: 'restart' | 'continue' | null };

/** A vertical merge is told cell by cell; what continues is taken off and the first made longer. */
class Merges {
  private readonly tables: { ends: Map<number, () => void>; column: number }[] = [];

  openTable(): void {
    this.tables.push({ ends: new Map(), column: 0 });
  }
  closeTable(): void {
    this.tables.pop();
  }
  openRow(): void {
    if (this.tables.length > 0) this.tables.at(-1)!.column = 0;
  }
  skip(columns: number): void {
    if (this.tables.length > 0) this.tables.at(-1)!.column += columns;
  }
  /** Whether the cell only continues the one above it. */
  cell({ columns, merge }: Span, lengthen: () => void): boolean {
    const table = this.tables.at(-1);
    if (!table) return false;
    const at = table.column;
    table.column += columns;
    if (merge === 'restart') table.ends.set(at, lengthen);
    else if (merge === null) table.ends.delete(at);
    if (merge !== 'continue') return false;
    const above = table.ends.get(at);
    above?.();
    return above !== undefined;
  }
}

class Document {
  readonly flow = new Flow();
  private readonly merges = new Merges();
  private unseen = 0;
  private inText = false;
  private heading = false;
  private span: Span | null = null;

  constructor(private readonly headings: ReadonlySet<string>) {
    this.flow.page = 1;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const { flow, merges } = this;
    if (UNSEEN.has(name)) this.unseen++;
    const value = attributes['w:val'];
    if (name === 'tbl') {
      flow.openTable();
      merges.openTable();
    } else if (name === 'tr') {
      flow.openRow();
      merges.openRow();
    } else if (name === 'tc') {
      flow.openCell(1, 1);
      this.span = { columns: 1, merge: null };
    } else if (name === 'gridSpan') this.spans({ columns: Math.max(1, Number(value) || 1) });
    else if (name === 'vMerge') this.spans({ merge: value === 'restart' ? 'restart' : 'continue' });
    else if (name === 'gridBefore') this.before(Number(value) || 0);
    else this.inline(name, attributes);
  }

  text(text: string): void {
    if (this.inText && this.unseen === 0) this.flow.text(text);
  }

  close(name: string): void {
    if (UNSEEN.has(name)) this.unseen--;
    if (name === 't') this.inText = false;
    else if (name === 'p') {
      this.flow.end(this.heading ? 'heading' : 'paragraph');
      this.heading = false;
    } else if (name === 'tc') {
      this.spanKnown();
      this.flow.closeCell();
    } else if (name === 'tbl') {
      this.flow.closeTable();
      this.merges.closeTable();
    }
  }

  private inline(name: string, attributes: Readonly<Record<string, string>>): void {
    const value = attributes['w:val'];
    if (name === 'p') this.spanKnown();
    if (name === 't') this.inText = true;
    else if (name === 'tab') this.flow.text('\t');
    else if (name === 'pStyle' && value && this.headings.has(value)) this.heading = true;
    else if (name === 'outlineLvl' && Number(value) < 9) this.heading = true;
    else if (name === 'lastRenderedPageBreak') this.flow.page = (this.flow.page ?? 1) + 1;
    else if (name === 'br' || name === 'cr') this.flow.end(this.heading ? 'heading' : 'paragraph');
  }

  private before(columns: number): void {
    for (let i = 0; i < Math.min(columns, 64); i++) {
      this.flow.openCell(1, 1);
      this.flow.closeCell();
    }
    this.merges.skip(columns);
  }

  private spans(change: Partial<Span>): void {
    if (this.span) this.span = { ...this.span, ...change };
  }

  /** The properties of a cell stand before its first paragraph. */
  private spanKnown(): void {
    const { span } = this;
    this.span = null;
    if (!span) return;
    this.flow.amendCell({ columns: span.columns });
    const lengthen = this.flow.lengthener();
    if (this.merges.cell(span, lengthen)) this.flow.dropCell();
  }
}

export const readDocx = (bytes: Uint8Array): Paper => {
  const { parts } = partsOf(bytes, (name) => name === DOCUMENT || name === STYLES);
  const main = parts.get(DOCUMENT);
  if (!main) throw refuse('report.fileDamaged');
  const document = new Document(headingStyles(parts.get(STYLES)));
  walkXml(main, {
    open: (name, attributes) => document.open(name, attributes),
    text: (text) => document.text(text),
    close: (name) => document.close(name),
  });
  return { kind: 'docx', title: null, blocks: document.flow.finish(), gaps: [] };
};
