import { linesOf as linesWithin, widthOf, type Advance, type SetText } from '@gongkai/print';
import type { Block } from './fill.js';
import type { LineKind } from './template.js';

/** Points; the page of GB/T 9704: A4, a text of 28 characters by 22 lines. */
export const PAGE = { width: 595.28, height: 841.89, left: 79, top: 105, bottom: 99 } as const;
const TEXT_WIDTH = 448;

export type Style = {
  size: number;
  lead: number;
  bold: boolean;
  align: 'left' | 'centre' | 'right';
  /** Characters by which the first line is set in. */
  indent: number;
};

const body = { size: 16, lead: 29, bold: false, align: 'left', indent: 2 } as const;
export const STYLES: Readonly<Record<LineKind, Style>> = {
  title: { size: 22, lead: 36, bold: true, align: 'centre', indent: 0 },
  heading: { ...body, bold: true },
  flush: { ...body, indent: 0 },
  right: { ...body, align: 'right', indent: 0 },
  item: body,
  paragraph: body,
};

/** Breaks a block into lines that fit the page. */
export const linesOf = (text: string, style: Style, advance: Advance): string[] =>
  linesWithin(text, style, advance, TEXT_WIDTH);

/** Sets blocks on pages. */
export const pagesOf = (blocks: readonly Block[], advance: Advance): SetText[][] => {
  const pages: SetText[][] = [[]];
  let y: number = PAGE.top;
  for (const { kind, text } of blocks) {
    const style = STYLES[kind];
    for (const [i, line] of linesOf(text, style, advance).entries()) {
      if (y + style.lead > PAGE.height - PAGE.bottom) {
        pages.push([]);
        y = PAGE.top;
      }
      const indent = i === 0 ? style.indent * style.size : 0;
      const free = TEXT_WIDTH - widthOf(line, style, advance);
      const shift = { left: indent, centre: free / 2, right: free }[style.align];
      pages
        .at(-1)!
        .push({ text: line, x: PAGE.left + shift, y, size: style.size, bold: style.bold });
      y += style.lead;
    }
  }
  return pages;
};
