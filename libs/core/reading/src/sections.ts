import type { ReportSection } from '@gongkai/figures';
import { plainText } from './characters.js';
import type { PaperBlock } from './paper.js';

const NUMBERED = /^[一二三四五六七八九十]{1,3}[、.．]/;
const INLINE = /(?:^|(?<=[。;；:：\s]))(?=[一二三四五六七八九十]{1,3}、[^一二三四五六七八九十])/;
const LONGEST_HEADING = 40;

/** A heading of the first level: numbered 一、 or set as one. */
const isTitle = (block: PaperBlock): boolean => {
  if (block.kind === 'table') return false;
  const text = plainText(block.text);
  if (text.length > LONGEST_HEADING || /[。;!?,]$/.test(text)) return false;
  return NUMBERED.test(text) || (block.kind === 'heading' && !/^[(（\d]/.test(text));
};

/** A page turned into one long paragraph has its headings in the middle of the line. */
const unfolded = (block: PaperBlock): PaperBlock[] => {
  if (block.kind === 'table' || block.text.length < 200) return [block];
  const pieces = block.text.split(INLINE).filter((piece) => piece.trim() !== '');
  if (pieces.length < 3) return [block];
  return pieces.flatMap((piece): PaperBlock[] => {
    const cut = /^([一二三四五六七八九十]{1,3}、\S{2,30}?)(?:[。\s]\s*)(.*)$/s.exec(piece.trim());
    if (!cut) return [{ ...block, kind: 'paragraph', text: piece.trim() }];
    const [, title = '', text = ''] = cut;
    const heading: PaperBlock = { ...block, kind: 'heading', text: title };
    return text.trim() === '' ? [heading] : [heading, { ...block, kind: 'paragraph', text }];
  });
};

export type Passage = { section: string | null; text: string };

/** The paragraphs of a report, each with the section it stands in, and the sections whole. */
export const sectionsIn = (
  blocks: readonly PaperBlock[],
): { passages: Passage[]; sections: ReportSection[] } => {
  const passages: Passage[] = [];
  const sections: ReportSection[] = [];
  let title: string | null = null;
  for (const block of blocks.flatMap(unfolded)) {
    if (block.kind === 'table') continue;
    if (isTitle(block)) {
      title = block.text.trim();
      sections.push({ title, text: '' });
      continue;
    }
    passages.push({ section: title, text: block.text });
    const section = sections.at(-1);
    if (section) section.text += `${section.text === '' ? '' : '\n'}${block.text}`;
  }
  return { passages, sections };
};
