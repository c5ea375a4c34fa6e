import { Parser } from 'htmlparser2';
import type { Paper } from '@gongkai/reading';
import { Flow } from './flow.js';

const BLOCKS = new Set(
  'br p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd section article header footer main center hr pre blockquote form fieldset caption'.split(
    ' ',
  ),
);
const UNSEEN = new Set(
  'script style template noscript select button textarea iframe svg head'.split(' '),
);
const HEADINGS = /^h[1-6]$/;
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));

const span = (value: string | undefined): number => {
  const number = Number.parseInt(value ?? '1', 10);
  return Number.isFinite(number) && number > 0 ? Math.min(number, 10_000) : 1;
};

/** The title content systems of governments write into the head, else that of the window. */
const titleOf = (meta: string | null, window: string): string | null =>
  meta ?? (window.trim() === '' ? null : window.trim());

class Page {
  readonly flow = new Flow();
  meta: string | null = null;
  window = '';
  private unseen = 0;
  private inTitle = false;

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (!VOID.has(name)) this.flow.enter();
    if (name === 'meta' && /^articletitle$/i.test(attributes['name'] ?? ''))
      this.meta = attributes['content']?.trim() || null;
    if (name === 'title') this.inTitle = true;
    if (UNSEEN.has(name)) this.unseen++;
    if (name === 'body') this.unseen = 0;
    if (this.unseen > 0) return;
    if (name === 'table') this.flow.openTable();
    else if (name === 'tr') this.flow.openRow();
    else if (name === 'td' || name === 'th')
      this.flow.openCell(span(attributes['rowspan']), span(attributes['colspan']));
    else if (BLOCKS.has(name)) this.flow.end();
  }

  text(text: string): void {
    if (this.inTitle) this.window += text;
    if (this.unseen === 0) this.flow.text(text.replace(/[ \t\r\n\f\u200b\ufeff]+/g, ' '));
  }

  close(name: string): void {
    if (!VOID.has(name)) this.flow.leave();
    if (name === 'title') this.inTitle = false;
    if (UNSEEN.has(name)) this.unseen = Math.max(0, this.unseen - 1);
    if (this.unseen > 0) return;
    if (name === 'table') this.flow.closeTable();
    else if (name === 'td' || name === 'th') this.flow.closeCell();
    else if (HEADINGS.test(name)) this.flow.end('heading');
    else if (BLOCKS.has(name)) this.flow.end();
  }
}

export const readHtml = (markup: string): Paper => {
  const page = new Page();
  const parser = new Parser({
    onopentag: (name, attributes) => page.open(name, attributes),
    ontext: (text) => page.text(text),
    onclosetag: (name) => page.close(name),
  });
  parser.end(markup);
  return {
    kind: 'html',
    title: titleOf(page.meta, page.window),
    blocks: page.flow.finish(),
    gaps: [],
  };
};
