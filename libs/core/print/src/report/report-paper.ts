import type {
  FiguresFile,
  FormatSection,
  FormatTable,
  LocalTable,
  ReportFormat,
  ReportSection,
} from '@gongkai/figures';
import { labelText, SIGNED_BY } from './official-forms.js';
import {
  headCell,
  labelCell,
  strokeCell,
  valueText,
  type PaperLanguage,
  type PaperPart,
  type PaperTable,
  type ReportPaper,
} from './paper.js';
import { paperTable } from './table-shapes.js';

// What no office file may hold: control characters but tab and line feed, halves of characters.
const UNPRINTABLE =
  /[\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const printable = (text: string): string =>
  text.replaceAll('\r\n', '\n').replaceAll('\r', '\n').replace(UNPRINTABLE, '');

const folded = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '');

/** The part of the form a heading of the text is, told by its words; each once, in any order. */
const matched = (
  sections: readonly ReportSection[],
  { sections: form }: ReportFormat,
): (FormatSection | null)[] => {
  const free = new Set(form);
  const take = (found: FormatSection | undefined): FormatSection | null => {
    if (found) free.delete(found);
    return found ?? null;
  };
  const exact = sections.map(({ title }) =>
    take([...free].find(({ zh, en }) => [zh, en].some((name) => folded(name) === folded(title)))),
  );
  return sections.map(
    ({ title }, i) =>
      exact[i] ??
      take([...free].find(({ words }) => words.some((word) => folded(title).includes(word)))),
  );
};

type Entry = { section: FormatSection | null; text: ReportSection | null };

/** The text in its order, and the parts that bear a table even where nobody wrote about it. */
const entriesOf = (file: FiguresFile, format: ReportFormat): Entry[] => {
  const texts = file.sections ?? [];
  const of = matched(texts, format);
  const entries: Entry[] = texts.map((text, i) => ({ section: of[i]!, text }));
  const order = (section: FormatSection) => format.sections.indexOf(section);
  for (const section of format.sections) {
    if (tablesOf(section, format).length === 0 || of.includes(section)) continue;
    const after = entries.findIndex(
      (entry) => entry.section !== null && order(entry.section) > order(section),
    );
    entries.splice(after === -1 ? entries.length : after, 0, { section, text: null });
  }
  return entries;
};

/** A table belongs to the part of the same heading; the others are annexes. */
const tablesOf = ({ zh }: FormatSection, { tables }: ReportFormat): FormatTable[] =>
  tables.filter((table) => table.zh === zh);

const paragraphs = (text: string): PaperPart[] =>
  printable(text)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => ({ kind: 'paragraph', text: line }));

const localTable = (table: LocalTable, id: string): PaperTable => {
  const width = Math.max(
    table.columns.length,
    ...table.rows.map(({ values }) => values.length + 1),
  );
  // Columns may be named with or without the one of the labels.
  const names =
    table.columns.length === width ? table.columns : ['', ...table.columns.slice(0, width - 1)];
  const padded = [...names, ...Array.from({ length: width - names.length }, () => '')];
  return {
    id,
    caption: printable(table.title ?? ''),
    widths: Array.from({ length: width }, (_, i) => (i === 0 ? 2 : 1)),
    heads: table.columns.length === 0 ? 0 : 1,
    rows: [
      ...(table.columns.length === 0 ? [] : [padded.map((name) => headCell(printable(name)))]),
      ...table.rows.map(({ label, values }) => [
        labelCell(printable(label)),
        ...Array.from({ length: width - 1 }, (_, i) => {
          const value = values[i] ?? null;
          return { ...strokeCell(valueText(value)), value };
        }),
      ]),
    ],
  };
};

const SCOPE_NOTES = {
  own: { zh: '本机关', en: 'the office alone' },
  agencies: { zh: '本机关及本级各机关', en: 'the office and the agencies of its government' },
  all: {
    zh: '本机关、本级各机关及下级政府',
    en: 'the office, the agencies of its government and the governments below',
  },
} as const;

const scopeLine = (scope: FiguresFile['scope'], language: PaperLanguage): PaperPart[] =>
  scope === null
    ? []
    : [
        {
          kind: 'line',
          text:
            language === 'zh'
              ? `注\uFF1A本报告数据的统计范围为${SCOPE_NOTES[scope].zh}。`
              : `Note: the figures of this report cover ${SCOPE_NOTES[scope].en}.`,
        },
      ];

const titleOf = ({ title, agency, year }: FiguresFile, language: PaperLanguage): string =>
  printable(
    title ??
      (language === 'zh'
        ? `${agency}${year}年政府信息公开工作年度报告`
        : `${agency}: annual report on government information disclosure, ${year}`),
  );

/** A table that stands alone: its name, the year, who filled it in and who signs. */
const annex = (
  table: PaperTable,
  { agency, year }: FiguresFile,
  language: PaperLanguage,
): PaperPart[] => [
  { kind: 'heading', text: table.caption },
  {
    kind: 'line',
    text:
      language === 'zh'
        ? `填报单位\uFF1A${printable(agency)}　　　　\uFF08${year}年度\uFF09`
        : `Filled in by: ${printable(agency)}    (year ${year})`,
  },
  { kind: 'table', table },
  { kind: 'line', text: SIGNED_BY[language] },
];

/** Lays a report out as its form prescribes. */
export const reportPaper = (
  file: FiguresFile,
  format: ReportFormat,
  language: PaperLanguage = 'zh',
): ReportPaper => {
  const drawn = (table: FormatTable) => paperTable(format, table, file.cells, language);
  const within = new Set<FormatTable>();
  const parts: PaperPart[] = entriesOf(file, format).flatMap(({ section, text }): PaperPart[] => {
    const tables = section === null ? [] : tablesOf(section, format);
    for (const table of tables) within.add(table);
    const heading = text?.title ?? labelText(section!, language);
    return [
      ...(heading.trim() === '' ? [] : [{ kind: 'heading' as const, text: printable(heading) }]),
      ...paragraphs(text?.text ?? ''),
      ...tables.map((table) => ({ kind: 'table' as const, table: drawn(table) })),
    ];
  });
  for (const table of format.tables)
    if (!within.has(table)) parts.push(...annex(drawn(table), file, language));
  for (const [i, table] of (file.tables ?? []).entries()) {
    const local = localTable(table, `local${i + 1}`);
    if (local.caption !== '') parts.push({ kind: 'heading', text: local.caption });
    parts.push({ kind: 'table', table: local });
  }
  parts.push(...scopeLine(file.scope, language));
  const { agency, year } = file;
  return { title: titleOf(file, language), language, agency: printable(agency), year, parts };
};
