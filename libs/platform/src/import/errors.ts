import { rejections } from '@gongkai/kernel';

export const { texts: importErrors, reject: rejectImport } = rejections({
  'import.fileMissing': {
    zh: '找不到文件:{file}',
    en: 'There is no such file: {file}',
  },
  'import.fileEmpty': { zh: '文件是空的。', en: 'The file is empty.' },
  'import.fileTooLarge': {
    zh: '文件超过上限({limit} 字节)。',
    en: 'The file is over the limit ({limit} bytes).',
  },
  'import.fileKind': {
    zh: '文件既不是 CSV 也不是 XLSX({kind})。',
    en: 'The file is neither CSV nor XLSX ({kind}).',
  },
  'import.encoding': {
    zh: '无法识别文字编码:既不是 UTF-8,也不是 GB18030(第 {byte} 字节起)。',
    en: 'The encoding is not known: neither UTF-8 nor GB18030 (from byte {byte} on).',
  },
  'import.encodingDiffers': {
    zh: '对照表声明的编码是 {declared},文件实际是 {found}。',
    en: 'The mapping declares {declared}, the file is {found}.',
  },
  'import.mappingInvalid': {
    zh: '对照表不符合要求,{where}:{issue}',
    en: 'The mapping is not well shaped, {where}: {issueEn}',
  },
  'import.headingMissing': {
    zh: '表头中没有“{heading}”一列(表头:{found})。',
    en: 'The heading has no column “{heading}” (it has: {found}).',
  },
  'import.headingTwice': {
    zh: '表头中“{heading}”出现不止一次。',
    en: 'The heading has “{heading}” more than once.',
  },
  'import.sheetMissing': {
    zh: '工作簿中没有工作表“{sheet}”。',
    en: 'The workbook has no sheet “{sheet}”.',
  },
  'import.workbookBroken': {
    zh: '工作簿已损坏,第 {line} 行之后无法读取;此前各行已照常处理。',
    en: 'The workbook is damaged: nothing after line {line} could be read; the rows up to it were judged as usual.',
  },
  'import.quoteOpen': {
    zh: '引号没有闭合。',
    en: 'A quotation mark is never closed.',
  },
  'import.quoteStray': {
    zh: '引号之后还有文字。',
    en: 'Text follows a closing quotation mark.',
  },
  'import.recordTooLong': {
    zh: '这一行超过 65536 个字符。',
    en: 'The line is over 65,536 characters.',
  },
  'import.cellCount': {
    zh: '应有 {expected} 栏,实有 {found} 栏。',
    en: '{expected} cells were expected, {found} found.',
  },
  'import.valueMissing': {
    zh: '“{heading}”不能为空。',
    en: '“{heading}” may not be empty.',
  },
  'import.valueUnknown': {
    zh: '“{heading}”的值“{value}”不在对照表中。',
    en: 'The mapping has no entry for “{value}” of “{heading}”.',
  },
  'import.dateUnreadable': {
    zh: '“{heading}”的值“{value}”不是约定格式的日期。',
    en: '“{value}” of “{heading}” is not a date in an agreed format.',
  },
  'import.dayImpossible': {
    zh: '“{heading}”的值“{value}”:没有这一天。',
    en: '“{value}” of “{heading}”: there is no such day.',
  },
  'import.garbledText': {
    zh: '“{heading}”含有乱码(文件可能以错误的编码转存过)。',
    en: '“{heading}” is garbled (the file was probably saved in a wrong encoding).',
  },
  'import.cellError': {
    zh: '“{heading}”是“{value}”:表格软件的错误值、与上一行合并的单元格或未算出的公式,不是内容。',
    en: '“{heading}” is “{value}”, an error of the spreadsheet, a cell merged with the row above or a formula never worked out, and no content.',
  },
  'import.agencyUnknown': {
    zh: '{government}没有名为“{value}”的机关。',
    en: '{government} has no agency “{value}”.',
  },
  'import.agencyOtherwise': {
    zh: '{government}在 {on} 和现在都没有名为“{value}”的机关;曾用此名的是 {otherwise}。',
    en: '{government} has no agency “{value}”, neither on {on} nor now; the name was borne by {otherwise}.',
  },
  'import.agencyAmbiguous': {
    zh: '“{value}”在{government}不止一个,请用代码。',
    en: '{government} has more than one “{value}”; use the code.',
  },
  'import.notGoverned': {
    zh: '“{node}”不属于已加入平台的政府。',
    en: '“{node}” belongs to no government on the platform.',
  },
  'import.numberUnreadable': {
    zh: '“{heading}”的值“{value}”不是天数。',
    en: '“{value}” of “{heading}” is not a number of days.',
  },
  'import.countUnreadable': {
    zh: '“{heading}”的值“{value}”不是可以上报的数字。',
    en: '“{value}” of “{heading}” is not a number that can be reported.',
  },
  'import.periodUnreadable': {
    zh: '“{heading}”的值“{value}”不是年、季度或者月。',
    en: '“{value}” of “{heading}” is no year, quarter or month.',
  },
  'import.choiceWithoutReason': {
    zh: '对照表为来源未载明的“{field}”选定了值,须写明理由(reason)。',
    en: 'The mapping chooses “{field}”, which the source does not say; give the reason.',
  },
  'import.calendarDiffers': {
    zh: '该政府 {year} 年的工作日历已有另一内容,导入不予改写。',
    en: 'The government has {year} in its calendar with other days; an import does not change it.',
  },
  'import.calendarNotAdopted': {
    zh: '对照表自带工作日历,须先由平台管理员为该政府采用(或在命令行导入)。',
    en: 'The mapping brings a calendar; an administrator of the platform adopts it first, or the command line.',
  },
  'import.keyTaken': {
    zh: '来源编号“{key}”已用于另一内容;已导入的不会被改写。登记有误的,先撤销登记(voidPublication,或以原文件加 --void),再导入。',
    en: 'The source key “{key}” was used for another content; what is in stays as it is. If it was mistaken, take it back first (voidPublication, or the former file with --void).',
  },
  'import.goneOnSince': {
    zh: '由这一行登记的信息此后已经审查签发,请逐件处理:{id}',
    en: 'What this row brought has been reviewed and approved since; deal with it by itself: {id}',
  },
  'import.takenBack': {
    zh: '由这一行登记的信息已撤销,原样的行不再登记;确需登记的,请更正这一行、改用新的来源编号,或者单独登记(attestDocument)。',
    en: 'What this row brought was taken back, and the same row does not bring it again: correct the row, give it another key, or attest the item by itself (attestDocument).',
  },
  'import.notTakenOver': {
    zh: '没有由这一行登记的信息。无编号列的,须用原来的文件。',
    en: 'No item was taken over from this row. Without a key column it must be the very file.',
  },
  'import.stopped': {
    zh: '导入已停止:已处理 {read} 行,接受 {accepted} 行;再次运行同一命令即可继续。',
    en: 'The import was stopped after {read} rows, {accepted} accepted; run it again to go on.',
  },
});
export type ImportCode = keyof typeof importErrors;
