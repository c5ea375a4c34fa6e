/** Where in a paper something stands; what the container does not tell is left out. */
export type Place = {
  sheet?: number;
  page?: number;
  line?: number;
  table?: number;
  row?: number;
  column?: number;
};

/** A cell of a table. A merged cell stands at every position it covers, as the same object. */
export type PaperCell = {
  text: string;
  /** Where it begins, from 0. */
  row: number;
  column: number;
  rows: number;
  columns: number;
  /** The formula its value was computed by, in a workbook. */
  formula?: string;
};

/** A table with its merged cells resolved: `grid[row][column]`, every row as wide as the table. */
export type PaperTable = {
  kind: 'table';
  grid: readonly (readonly PaperCell[])[];
  place: Place;
};

export type PaperText = { kind: 'heading' | 'paragraph'; text: string; place: Place };

export type PaperBlock = PaperText | PaperTable;

/** Something the reader of the container could not take over, for people to look at. */
export type PaperGap = { zh: string; en: string; place: Place };

/** What a person sees of a file, without its looks: headings, paragraphs and tables in order. */
export type Paper = {
  kind: 'html' | 'docx' | 'pdf' | 'text' | 'xlsx';
  /** The title the file gives itself outside of its text. */
  title: string | null;
  blocks: readonly PaperBlock[];
  gaps: readonly PaperGap[];
};

const PARTS: readonly (readonly [keyof Place, string, string, string])[] = [
  ['sheet', '第', '个工作表', 'sheet'],
  ['page', '第', '页', 'page'],
  ['line', '第', '行文字', 'line'],
  ['table', '第', '个表', 'table'],
  ['row', '第', '行', 'row'],
  ['column', '第', '列', 'column'],
];

/** A place in both languages. */
export const placeInWords = (place: Place): { zh: string; en: string } => {
  const told = PARTS.filter(([part]) => place[part] !== undefined);
  if (told.length === 0) return { zh: '文件', en: 'the file' };
  return {
    zh: told.map(([part, before, after]) => `${before}${place[part]}${after}`).join(''),
    en: told.map(([part, , , name]) => `${name} ${place[part]}`).join(', '),
  };
};
