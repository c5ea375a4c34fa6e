import { writeFile } from 'node:fs/promises';
import type { ReportFormat } from '@gongkai/figures';
import type { Exportable } from '@gongkai/platform';
import type { PaperLanguage, ReportFileKind } from '@gongkai/print';
import { Option, type Command } from 'commander';
import { accepted, usage } from './failure.js';
import { readFiguresFile, readFormats } from './figures-file.js';
import type { Act } from './program.js';
import { nodeNamed, withPlatform } from './session.js';
import { fromCaller, type Settings } from './settings.js';

type Options = {
  node?: string;
  year?: string;
  scope?: string;
  as: ReportFileKind;
  out: string;
  language: PaperLanguage;
  formats?: string[];
};

const KINDS: readonly ReportFileKind[] = ['html', 'docx', 'pdf', 'xlsx', 'json'];

export const addReportExport = (report: Command, act: Act): void => {
  report
    .command('export')
    .description(
      '把一份报告写成可以公布的文件。Write a report as a file that can be published as it is.',
    )
    .argument(
      '[file]',
      '数字文件(JSON);或用 --node 与 --year。A figures file, or --node and --year.',
    )
    .option('--node <node>', '单位的代码或名称。Code or name of the node.')
    .option('--year <year>', '年度。The year.')
    .option('--scope <scope>', 'own 本机关 · agencies 本级各机关 · all 含下级。Whose events count.')
    .addOption(
      new Option('--as <kind>', '网页、DOCX、PDF、XLSX 或数字文件。The kind of file.')
        .choices(KINDS)
        .makeOptionMandatory(),
    )
    .requiredOption('--out <file>', '写到哪个文件。The file to write.')
    .addOption(
      new Option('--language <language>', '表格与标题的文字。The language of tables and titles.')
        .choices(['zh', 'en'])
        .default('zh'),
    )
    .option('--formats <files...>', '另加的报表格式文件。Files of further report forms.')
    .action(act(exported));
};

const exported = async (settings: Settings, options: Options, [path]: string[]): Promise<void> => {
  const formats = await readFormats(options.formats);
  const source = await (path === undefined
    ? ofNode(settings, options, formats)
    : ofFile(path, options, formats));
  const { PrintFonts, reportFile } = await import('@gongkai/print');
  const { as, language } = options;
  const fonts = new PrintFonts(settings.config.GONGKAI_LETTER_FONTS ?? []);
  const bytes = accepted(
    await reportFile(as, source.file, { language, formats: source.formats, fonts }),
  );
  const out = fromCaller(options.out);
  await writeFile(out, bytes);
  const { agency, year, format } = source.file;
  settings.terminal.result({ file: out, as, bytes: bytes.length, agency, year, format }, [
    `${agency} ${year} ${format} → ${out}`,
  ]);
};

const ofFile = async (
  path: string,
  { node, year, scope }: Options,
  formats: readonly ReportFormat[],
): Promise<Exportable> => {
  if (node !== undefined || year !== undefined || scope !== undefined)
    throw usage(
      '写了数字文件,就不能再写 --node、--year 或 --scope。',
      'With a figures file there is no --node, --year or --scope.',
    );
  return { file: await readFiguresFile(path, formats), formats };
};

const ofNode = async (
  settings: Settings,
  { node, year, scope }: Options,
  formats: readonly ReportFormat[],
): Promise<Exportable> => {
  if (node === undefined || year === undefined || !/^\d{4}$/.test(year))
    throw usage(
      '须写一个数字文件,或 --node 与四位年份的 --year。',
      'Name a figures file, or --node and --year with four digits.',
    );
  const { reportToExport } = await import('@gongkai/platform');
  return withPlatform(settings, 'read', async (platform) => {
    const { id } = await nodeNamed(platform, node, year);
    const asked = scope === undefined ? {} : { scope };
    return accepted(
      await reportToExport(platform, { node: id, year: Number(year), formats, ...asked }),
    );
  });
};
