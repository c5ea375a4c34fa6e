import type { ReportFormat } from '../format.js';
import type { Bilingual } from '../indicator.js';
import { checkCitations, checkLeftovers } from './check-wording.js';
import type { FiguresFile } from './figures-file.js';
import type { CheckName } from './check-names.js';
import type { Ledger } from './finding.js';
import { plain } from './plain-text.js';

const NO_TEXT: Bilingual = {
  zh: '没有读入报告正文。',
  en: 'The text of the report was not read.',
};

type Said = Bilingual & { printed: unknown; expected: unknown; statement?: string };

const found = (ledger: Ledger, said: Said, check: CheckName = 'form'): void =>
  ledger.found({ check, severity: 'soft', cells: [], ...said });

/** The required sections and what belongs into them. */
const checkSections = (format: ReportFormat, report: FiguresFile, ledger: Ledger): void => {
  const { sections = [] } = report;
  const read = sections.map(({ title, text }) => ({ title: plain(title), text: plain(text) }));
  for (const { zh, en, words, contents, anywhere = false } of format.sections) {
    ledger.tried('soft');
    const telling = (text: string) => words.some((word) => text.includes(word));
    const section = read.filter(({ title, text }) => telling(title) || (anywhere && telling(text)));
    if (section.length === 0) {
      found(ledger, {
        printed: null,
        expected: zh,
        zh: `缺少“${zh}”部分。`,
        en: `The section “${en}” is missing.`,
      });
      continue;
    }
    const text = section.map((part) => part.title + part.text).join('');
    const lacking = contents.filter((subject) =>
      subject.words.every((word) => !text.includes(word)),
    );
    // A section with sections of its own below shows its text there.
    if (lacking.length === 0 || section.every((part) => part.text === '')) continue;
    found(ledger, {
      printed: null,
      expected: lacking.map((subject) => subject.zh),
      zh: `“${zh}”没有写到:${lacking.map((subject) => subject.zh).join('、')}。`,
      en: `“${en}” does not treat: ${lacking.map((subject) => subject.en).join(', ')}.`,
    });
  }
};

const PERIOD =
  /(\d{4})年(\d{1,2})月(\d{1,2})日起?[\s,]*(?:至|到|[-—~])[\s,]*(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日/g;
const ABOUT_PERIOD = /统计|期限|期间|数据|截至|时间范围|本报告/;

/** The period of the report is its whole year. */
const checkPeriod = (texts: readonly string[], year: number, ledger: Ledger): void => {
  for (const text of texts)
    for (const match of text.matchAll(PERIOD)) {
      const before = text.slice(Math.max(0, match.index - 40), match.index);
      if (!ABOUT_PERIOD.test(before)) continue;
      ledger.tried('soft');
      const [printed, y1, m1, d1, y2 = y1, m2, d2] = match;
      const days = [m1, d1, m2, d2].map(Number).join('.');
      const wholeYear = days === '1.1.12.31' && y1 === y2;
      if (wholeYear && Number(y1) === year) continue;
      const expected = `${year}年1月1日至${year}年12月31日`;
      found(
        ledger,
        {
          printed,
          expected,
          statement: printed,
          zh: wholeYear
            ? `统计期写为“${printed}”,是其他年度的。`
            : `统计期写为“${printed}”,应为“${expected}”。`,
          en: wholeYear
            ? `The period “${printed}” is of another year.`
            : `The period “${printed}” is not the whole year ${year}.`,
        },
        wholeYear ? 'form' : 'plausibility',
      );
    }
};

const TITLE = /(\d{4})年(?:度)?[^。;,]{0,20}(?:年度报告|年报)/;

const checkTitle = (report: FiguresFile, ledger: Ledger): void => {
  const match = TITLE.exec(plain(report.title ?? ''));
  if (!match) return;
  ledger.tried('soft');
  const [printed, year] = match;
  if (Number(year) === report.year) return;
  found(ledger, {
    printed: Number(year),
    expected: report.year,
    statement: printed,
    zh: `标题写的是 ${year} 年,报告是 ${report.year} 年的。`,
    en: `The title says ${year}, the report is for ${report.year}.`,
  });
};

const OPENING = /(?:^|[。\n])\s*(\d{4})年(?:度)?,?(?:我|全|本)/g;

/** A section that speaks of another year as its own. */
const checkOtherYear = (report: FiguresFile, ledger: Ledger): void => {
  for (const { title, text } of report.sections ?? []) {
    const said = plain(text);
    const years = [...said.matchAll(OPENING)].map(([, year]) => Number(year));
    if (years.length === 0) continue;
    ledger.tried('soft');
    // A later year is a plan.
    const other = years.find((year) => year < report.year);
    if (other === undefined || said.includes(`${report.year}年`)) continue;
    found(ledger, {
      printed: other,
      expected: report.year,
      statement: title,
      zh: `“${title}”写的是 ${other} 年,没有提到 ${report.year} 年。`,
      en: `“${title}” speaks of ${other} and never of ${report.year}.`,
    });
  }
};

const LONG = 60;
const masked = (text: string): string => plain(text).replace(/\d+/g, '#').replace(/\s+/g, '');

const paragraphsOf = ({ sections = [] }: FiguresFile): string[] =>
  sections
    .flatMap(({ text }) => text.split(/\n+/))
    .map(masked)
    .filter((text) => text.length >= LONG);

/** More than half of the text is last year's. */
const checkCopiedText = (
  report: FiguresFile,
  previous: FiguresFile | undefined,
  ledger: Ledger,
): void => {
  if (previous === undefined) return;
  const before = new Set(paragraphsOf(previous));
  const now = paragraphsOf(report);
  if (before.size === 0 || now.length < 2) return;
  ledger.tried('soft');
  const same = now.filter((text) => before.has(text)).length;
  if (same * 2 <= now.length) return;
  found(ledger, {
    printed: same,
    expected: null,
    zh: `${now.length} 段中有 ${same} 段与 ${previous.year} 年报告相同。`,
    en: `${same} of ${now.length} paragraphs are those of the report for ${previous.year}.`,
  });
};

/** What the text shows of the form: sections, year, period, words of a template, citations. */
export const checkFormText = (
  format: ReportFormat,
  report: FiguresFile,
  previous: FiguresFile | undefined,
  ledger: Ledger,
): void => {
  const { sections = [], statements, title = '' } = report;
  checkTitle(report, ledger);
  const texts = [
    title,
    ...sections.flatMap((section) => [section.title, section.text]),
    ...(sections.length === 0 ? statements.map(({ text }) => text) : []),
  ].map(plain);
  checkPeriod(texts, report.year, ledger);
  checkLeftovers(texts, ledger);
  checkCitations(texts, report.year, ledger);
  if (sections.length === 0) return ledger.skip('form', NO_TEXT);
  checkSections(format, report, ledger);
  checkOtherYear(report, ledger);
  checkCopiedText(report, previous, ledger);
};
