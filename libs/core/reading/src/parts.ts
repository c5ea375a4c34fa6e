import { plainText } from './characters.js';
import type { Note } from '@gongkai/figures';
import { placeInWords, type Paper, type PaperBlock, type PaperText } from './paper.js';
import { openingYear, placesIn, titleIn, type Title } from './title.js';

/** One report of a paper. */
export type Part = { title: Title | null; year: number | null; blocks: PaperBlock[] };

/** Parts of a page that belong to no report. */
const FOOTER =
  /(?:地址[:：]|邮编[:：]|公交站|版权所有|ICP备|备案号|技术支持[:：]|网站标识码|主办单位[:：]|扫一扫|政府网站找错|字号[:：])/;
const CHROME =
  /^(?:选择特殊符号|选择搜索类型|请输入搜索|打印|关闭|分享|返回顶部|首页|上一篇|下一篇|附件下载|扫一扫.*|索引号.*|字体.*|来源[:：].*|浏览次数.*)[:：]?$/;
const SNIPPET = /(?:\.{3}|…+)$/;
const LEAST_TEXT = 60;
const FOOTER_LONGEST = 200;
/** A report has a table or at least one paragraph of this length. */
const PARAGRAPH = 80;

export type Split = { parts: Part[]; notes: Note[] };

const left = (block: PaperBlock, what: 'footer' | 'fragment'): Note => {
  const { zh, en } = placeInWords(block.place);
  return {
    code: what === 'footer' ? 'footerLeftOut' : 'fragmentLeftOut',
    zh: what === 'footer' ? '网页的页脚,不属于报告。' : '另一文字的片断,不属于报告。',
    en:
      what === 'footer'
        ? 'The footer of a page, no part of a report.'
        : 'A fragment of another text, no part of a report.',
    where: `${zh} (${en})`,
  };
};

const lengthOf = ({ blocks }: Part): number =>
  blocks.reduce((sum, block) => sum + (block.kind === 'table' ? LEAST_TEXT : block.text.length), 0);

const sameReport = (part: Part, title: Title): boolean => {
  const year = part.title?.year ?? part.year;
  if (title.year !== null && year !== null && title.year !== year) return false;
  const agency = part.title?.agency;
  if (agency === undefined) return part.title === null && lengthOf(part) < LEAST_TEXT;
  if (agency === null || title.agency === null) return true;
  return agency.includes(title.agency) || title.agency.includes(agency);
};

/** Whether a paragraph opens another report than the one it stands in. */
const opensAnother = (part: Part, text: string): number | null => {
  const year = openingYear(text);
  if (year === null) return null;
  const known = part.title?.year ?? part.year;
  return known === null || known === year ? null : year;
};

/** What of a page is no part of a report: its frame, its footer, the teaser of another text. */
const leftOutOf = (printed: string): 'frame' | 'footer' | 'fragment' | null => {
  if (CHROME.test(plainText(printed))) return 'frame';
  if (FOOTER.test(printed) && printed.length < FOOTER_LONGEST)
    return printed.length > 15 ? 'footer' : 'frame';
  return SNIPPET.test(printed) && printed.length > 40 ? 'fragment' : null;
};

/** A title said twice: what the first left open, the second may say. */
const completed = (known: Title | null, again: Title): Title => ({
  text: known?.text ?? again.text,
  agency: known?.agency ?? again.agency,
  year: known?.year ?? again.year,
});

const putText = (parts: Part[], block: PaperText): void => {
  const part = parts.at(-1)!;
  const title = titleIn(block.text.trim());
  if (title) {
    if (sameReport(part, title)) part.title = completed(part.title, title);
    else parts.push({ title, year: title.year, blocks: [] });
    return;
  }
  const another = opensAnother(part, block.text);
  if (another !== null) {
    parts.push({ title: null, year: another, blocks: [block] });
    return;
  }
  part.year ??= openingYear(block.text);
  part.blocks.push(block);
};

/** Splits where a title or a year begins another report; footers and fragments are left out. */
const byTitlesAndYears = (paper: Paper): Split => {
  const notes: Note[] = [];
  const parts: Part[] = [{ title: null, year: null, blocks: [] }];
  for (const block of paper.blocks) {
    if (block.kind === 'table') {
      parts.at(-1)!.blocks.push(block);
      continue;
    }
    const out = leftOutOf(block.text.trim());
    if (out === null) putText(parts, block);
    else if (out !== 'frame') notes.push(left(block, out));
  }
  return { parts, notes };
};

const textOf = (block: PaperBlock): string => (block.kind === 'table' ? '' : block.text);

const isHeading = (block: PaperBlock): boolean =>
  block.kind === 'heading' ||
  (block.kind === 'paragraph' &&
    block.text.trim().length <= 24 &&
    !/[。;；:：,，!?]$/.test(block.text.trim()));

const TIMES = 3;

/** Reports end with what is wanting and what will be done about it. */
const closesBefore = (blocks: readonly PaperBlock[], at: number): boolean =>
  blocks
    .slice(Math.max(0, at - 6), at)
    .filter((block) => /问题|不足|不够|改进|加大|深化|拓展/.test(plainText(textOf(block))))
    .length >= 2;

/** Where a text without a title stops speaking of one place and goes on with another. */
const turn = ({ blocks }: Part): number => {
  const places = blocks.map((block) => placesIn(textOf(block)));
  const total = new Map<string, number>();
  for (const counts of places)
    for (const [name, count] of counts) total.set(name, (total.get(name) ?? 0) + count);
  const usual = [...total].filter(([, count]) => count >= TIMES).map(([name]) => name);
  const first = (name: string) => places.findIndex((counts) => counts.has(name));
  const last = (name: string) => places.findLastIndex((counts) => counts.has(name));
  for (const later of usual.toSorted((a, b) => first(a) - first(b))) {
    // Another place is named before, and never again: the text is of two.
    const earlier = [...total.keys()].filter(
      (name) =>
        name !== later &&
        last(name) < first(later) &&
        !name.includes(later) &&
        !later.includes(name),
    );
    if (earlier.length === 0) continue;
    const end = Math.max(...earlier.map(last));
    const headings = blocks.flatMap((block, i) =>
      i > end && i <= first(later) && isHeading(block) ? [i] : [],
    );
    const named = earlier.reduce((sum, name) => sum + total.get(name)!, 0);
    const closed = headings.find((i) => closesBefore(blocks, i));
    if (closed !== undefined) return closed;
    if (named >= 2) return headings[0] ?? first(later);
  }
  return -1;
};

const byPlaces = (part: Part): Part[] => {
  if (part.title) return [part];
  const at = turn(part);
  if (at <= 0) return [part];
  const rest: Part = { title: null, year: null, blocks: part.blocks.slice(at) };
  return [{ ...part, blocks: part.blocks.slice(0, at) }, ...byPlaces(rest)];
};

const isReport = (part: Part): boolean =>
  part.blocks.some((block) => block.kind === 'table' || block.text.length >= PARAGRAPH) ||
  (lengthOf(part) >= LEAST_TEXT && (part.title !== null || part.year !== null));

/** The reports of a paper, in order. */
export const splitReports = (paper: Paper): Split => {
  const { parts, notes } = byTitlesAndYears(paper);
  const told = parts.flatMap(byPlaces).filter(isReport);
  return { parts: told, notes };
};
