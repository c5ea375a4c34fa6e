import { rejections } from '@gongkai/kernel';

const DUTY = '条例第十二条';

export const { texts: catalogueErrors, reject: rejectCatalogue } = rejections({
  'catalogue.notAdopted': {
    zh: '尚未建立公开目录。',
    en: 'This government has not adopted a catalogue.',
    article: DUTY,
  },
  'catalogue.alreadyAdopted': {
    zh: '公开目录已经建立。',
    en: 'The catalogue has been adopted already.',
  },
  'catalogue.columnExists': {
    zh: '栏目代码“{code}”已被使用。',
    en: 'The column code "{code}" is already used.',
  },
  'catalogue.columnNameTaken': {
    zh: '同一上级栏目下已有“{name}”。',
    en: 'There is already a column "{name}" at this place.',
  },
  'catalogue.columnUnknown': {
    zh: '没有代码为“{code}”的栏目。',
    en: 'There is no column "{code}".',
  },
  'catalogue.columnClosed': {
    zh: '栏目“{code}”已于 {closedOn} 停用。',
    en: 'The column "{code}" was closed on {closedOn}.',
  },
  'catalogue.columnNotForAgency': {
    zh: '栏目“{code}”不适用于此类机构({agencyKind})。',
    en: 'The column "{code}" is not for agencies of this kind ({agencyKind}).',
  },
  'catalogue.columnUnderItself': {
    zh: '栏目“{code}”不能移到自己或其下级栏目之下。',
    en: 'The column "{code}" cannot move under itself or a column below it.',
  },
  'catalogue.columnTooDeep': {
    zh: '栏目层级不得超过 {max} 层。',
    en: 'Columns may not be nested deeper than {max} levels.',
  },
  'catalogue.columnsTooMany': {
    zh: '栏目不得超过 {max} 个。',
    en: 'A catalogue holds at most {max} columns.',
  },
  'catalogue.columnHasOpenColumns': {
    zh: '栏目“{code}”下仍有在用栏目(如“{child}”),请先停用或移走。',
    en: 'There are open columns below "{code}" (such as "{child}"); close or move them first.',
  },
  'catalogue.successorWrong': {
    zh: '承接栏目须是另一个在用栏目。',
    en: 'The successor must be another open column.',
  },
  'catalogue.limitMissing': {
    zh: '定期更新的栏目须有更新时限(天)。',
    en: 'A column updated regularly needs a limit in days.',
  },
  'catalogue.limitNotWanted': {
    zh: '长期公开的栏目没有更新时限。',
    en: 'A permanent column has no update limit.',
  },
  'catalogue.agencyUnknown': {
    zh: '没有编号为“{agency}”的机构。',
    en: 'There is no agency "{agency}".',
  },
  'catalogue.agencyInactive': {
    zh: '机构“{agency}”已撤销或尚未启用。',
    en: 'The agency "{agency}" is not active.',
  },
  'catalogue.agencyCodeMissing': {
    zh: '索引号含机构代码,而该机构没有代码。',
    en: 'The index number has an agency code and the agency has none.',
  },
  'catalogue.templateWithoutSerial': {
    zh: '索引号模板须有且只有一个流水号。',
    en: 'An index number template needs exactly one serial number.',
  },
  'catalogue.templateRepeatsPart': {
    zh: '索引号模板中“{part}”重复。',
    en: 'The index number template has "{part}" more than once.',
  },
  'catalogue.templateAmbiguous': {
    zh: '索引号模板中“{first}”与“{second}”之间须有分隔符或定长部分。',
    en: 'In the index number template "{first}" and "{second}" need a separator between them.',
  },
  'catalogue.guidePartMissing': {
    zh: '公开指南缺少必备内容:{part}。',
    en: 'The guide lacks a required part: {partEn}.',
    article: '条例第十二条第二款(2007 年版第十九条)',
  },
  'catalogue.guideNoDraft': {
    zh: '没有待发布的指南草稿。',
    en: 'There is no draft of the guide to publish.',
  },
  'catalogue.guideNotPublished': {
    zh: '指南尚未发布。',
    en: 'The guide has not been published.',
  },
  'catalogue.dateInFuture': {
    zh: '日期 {date} 晚于今天。',
    en: 'The day {date} is after today.',
  },
  'catalogue.dateBeforeLast': {
    zh: '日期 {date} 早于上一次发布或核对({last})。',
    en: 'The day {date} is before the last publication or check ({last}).',
  },
});
