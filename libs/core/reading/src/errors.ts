import { rejections, type Rejection } from '@gongkai/kernel';
import { placeInWords, type Place } from './paper.js';

export const { texts: readingErrors, reject: rejectReport } = rejections({
  'report.fileEmpty': { zh: '文件是空的。', en: 'The file is empty.' },
  'report.fileTooLarge': {
    zh: '文件超过上限({limit} 字节)。',
    en: 'The file is over the limit ({limit} bytes).',
  },
  'report.fileKind': {
    zh: '不能读取这种文件({kind});可读 HTML、DOCX、PDF、XLSX 和纯文本。',
    en: 'Files of this kind ({kind}) are not read; HTML, DOCX, PDF, XLSX and plain text are.',
  },
  'report.fileProtected': {
    zh: '文件有密码保护,请先取消密码。',
    en: 'The file is protected by a password; take it off first.',
  },
  'report.fileScanned': {
    zh: '文件是扫描件,没有文字可读({where})。',
    en: 'The file is a scan without text ({whereEn}).',
  },
  'report.fontUnreadable': {
    zh: '{where}的字体不含文字编码,无法读出文字。',
    en: 'The fonts of {whereEn} do not tell which characters they show.',
  },
  'report.fileDamaged': {
    zh: '文件已损坏或不完整({where})。',
    en: 'The file is damaged or cut off ({whereEn}).',
  },
  'report.encodingUnknown': {
    zh: '无法识别文字编码:既不是 UTF-8,也不是 GB18030。',
    en: 'The encoding of the text is neither UTF-8 nor GB18030.',
  },
  'report.tooManyPages': {
    zh: '共 {pages} 页,超过上限 {limit} 页。',
    en: 'There are {pages} pages, over the limit of {limit}.',
  },
  'report.tooDeep': {
    zh: '文件结构嵌套过深(上限 {limit} 层,{where})。',
    en: 'The file is nested too deep ({limit} levels at most, {whereEn}).',
  },
  'report.archiveUnsafe': {
    zh: '压缩内容异常或展开后过大(上限 {limit} 字节)。',
    en: 'What the file unpacks to is not safe or too large ({limit} bytes at most).',
  },
  'report.tableTooLarge': {
    zh: '表格过大(上限 {limit} 格,{where})。',
    en: 'A table is too large ({limit} cells at most, {whereEn}).',
  },
  'report.formulaWithoutValue': {
    zh: '{where}是公式,文件中没有它的计算结果;请在表格软件中打开并保存。',
    en: 'In {whereEn} stands a formula without its result; open the file in a spreadsheet and save it.',
  },
  'report.tableCut': {
    zh: '表格在中间断开:{where}之后缺“{missing}”等 {count} 行。',
    en: 'A table is cut off: after {whereEn} {count} rows are missing, the first of them “{missing}”.',
  },
  'report.columnsCut': {
    zh: '表格缺列:{where}缺“{missing}”等 {count} 列。',
    en: 'A table lacks columns: in {whereEn} {count} are missing, the first of them “{missing}”.',
  },
  'report.cellUnreadable': {
    zh: '单元格 {cell}({where})应为数字、空白或“/”。',
    en: 'Cell {cell} ({whereEn}) takes a number, nothing or “/”.',
  },
  'report.cellNegative': {
    zh: '单元格 {cell}({where})的数字不能为负。',
    en: 'The number in cell {cell} ({whereEn}) cannot be below 0.',
  },
  'report.several': {
    zh: '文件中有 {count} 份报告,请用 --part 指定其一。',
    en: 'The file holds {count} reports; name one with --part.',
  },
  'report.partUnknown': {
    zh: '没有第 {part} 份报告,共 {count} 份。',
    en: 'There is no report {part}; there are {count}.',
  },
  'report.yearUnreadable': {
    zh: '看不出这是哪一年的报告。',
    en: 'Nothing in the file tells the year of the report.',
  },
  'report.notReport': {
    zh: '文件中没有可读的报告文字或表格。',
    en: 'The file has no text or table of a report.',
  },
});

/** A refusal that says where, in both languages and as numbers. */
export const rejectAt = (
  code: keyof typeof readingErrors,
  place: Place,
  details: Readonly<Record<string, unknown>> = {},
): Rejection => {
  const { zh, en } = placeInWords(place);
  return rejectReport(code, { ...details, where: zh, whereEn: en, place });
};
