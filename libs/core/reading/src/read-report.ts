import type { FiguresFile, Note } from '@gongkai/figures';
import { Rejection } from '@gongkai/kernel';
import { plainText } from './characters.js';
import { rejectReport } from './errors.js';
import { placeInWords, type Paper, type PaperBlock, type PaperTable } from './paper.js';
import { splitReports, type Part } from './parts.js';
import { readTables } from './read-tables.js';
import { sectionsIn } from './sections.js';
import { statementsOf } from './statements.js';
import { agencyInText, fullName, periodYear, signerIn, titleIn, usualYear } from './title.js';

/** A report of a file that holds several. */
export type PartNamed = {
  part: number;
  agency: string | null;
  year: number | null;
  title: string | null;
};

/** What stands for the agency of a report that names none. */
export const UNNAMED_AGENCY = '未载明';

const MAX_SECTION = 100_000;
const MAX_NOTES = 5_000;

const textOf = (blocks: readonly PaperBlock[]): string =>
  blocks
    .flatMap((block) =>
      block.kind === 'table'
        ? block.grid
            .flat()
            .slice(0, 12)
            .map(({ text }) => text)
        : [block.text],
    )
    .join('。\n');

const yearOf = (part: Part, text: string): number | null => {
  const bare = plainText(text);
  return part.title?.year ?? periodYear(bare) ?? part.year ?? usualYear(bare);
};

const agencyOf = (part: Part, text: string): string | null => {
  const named = part.title?.agency ?? null;
  if (named !== null) return fullName(named, text);
  const lines = part.blocks.flatMap((block) => (block.kind === 'table' ? [] : [block.text]));
  return signerIn(lines) ?? agencyInText(text);
};

const named = (part: Part, index: number): PartNamed => {
  const text = textOf(part.blocks);
  return {
    part: index + 1,
    agency: agencyOf(part, text),
    year: yearOf(part, text),
    title: part.title?.text ?? null,
  };
};

/** A title the file gives itself counts where the text has none. */
const withFileTitle = (parts: readonly Part[], paper: Paper): Part[] => {
  const [first, second] = parts;
  if (!first || second || first.title) return [...parts];
  const title = paper.title === null ? null : titleIn(paper.title.split(/[-_|]/)[0]!.trim());
  return [{ ...first, title: title ?? first.title }];
};

const gapsOf = ({ gaps }: Paper): Note[] =>
  gaps.map(({ zh, en, place }) => {
    const words = placeInWords(place);
    return { code: 'unread', zh, en, where: `${words.zh} (${words.en})` };
  });

const unnamed: Note = {
  code: 'agencyUnnamed',
  zh: '文中没有写明是哪个机关的报告。',
  en: 'The report does not say whose it is.',
};

const readPart = (part: Part, notes: readonly Note[]): FiguresFile | Rejection => {
  const tables = part.blocks.filter((block): block is PaperTable => block.kind === 'table');
  const read = readTables(tables);
  if (read instanceof Rejection) return read;
  const text = textOf(part.blocks);
  const year = yearOf(part, text);
  if (year === null) return rejectReport('report.yearUnreadable');
  const agency = agencyOf(part, text);
  const { passages, sections } = sectionsIn(part.blocks);
  const statements = passages.flatMap(({ section, text: paragraph }) =>
    statementsOf(paragraph, { format: read.format, section, has: (cell) => cell in read.cells }),
  );
  if (
    part.title === null &&
    statements.length === 0 &&
    Object.keys(read.cells).length === 0 &&
    read.local.length === 0 &&
    sections.length === 0
  )
    return rejectReport('report.notReport');
  return {
    format: read.format,
    agency: agency ?? UNNAMED_AGENCY,
    year,
    scope: null,
    cells: read.cells,
    notes: [...(agency === null ? [unnamed] : []), ...notes, ...read.notes].slice(0, MAX_NOTES),
    statements: statements.slice(0, 10_000),
    ...(part.title === null ? {} : { title: part.title.text }),
    ...(sections.length === 0
      ? {}
      : {
          sections: sections
            .slice(0, 500)
            .map(({ title, text: body }) => ({ title, text: body.slice(0, MAX_SECTION) })),
        }),
    ...(read.local.length === 0 ? {} : { tables: read.local.slice(0, 200) }),
  };
};

/**
 * Reads the figures of a report from a paper: cells of the form it recognises, and the numbers of
 * its text. What could not be read is told in notes. A paper of several reports is read part by part.
 */
export const readReport = (
  paper: Paper,
  { part }: { part?: number } = {},
): FiguresFile | Rejection => {
  const split = splitReports(paper);
  const parts = withFileTitle(split.parts, paper);
  const count = parts.length;
  if (count === 0) return rejectReport('report.notReport');
  if (part !== undefined && (!Number.isInteger(part) || part < 1 || part > count))
    return rejectReport('report.partUnknown', { part, count }, 'part');
  if (part === undefined && count > 1)
    return rejectReport(
      'report.several',
      { count, parts: parts.map(named), leftOut: split.notes },
      'part',
    );
  return readPart(parts[(part ?? 1) - 1]!, [...gapsOf(paper), ...split.notes]);
};
