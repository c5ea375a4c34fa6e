import { rejections } from '@gongkai/kernel';

export const { texts: annualErrors, reject } = rejections({
  'annual.unknown': { zh: '没有这份报告。', en: 'There is no such report.' },
  'annual.noRole': {
    zh: '您的职责不包括此操作。',
    en: 'Your role does not include this.',
  },
  'annual.agencyUnknown': {
    zh: '没有这个单位,或者该单位在该期间结束时已停用。',
    en: 'There is no such agency, or it was not active when the period ended.',
  },
  'annual.periodInvalid': {
    zh: '“{period}”不是 {year} 年的月份或季度,请写作 {year}-03 或 {year}-Q1。',
    en: '“{period}” is no month or quarter of {year}; write {year}-03 or {year}-Q1.',
  },
  'annual.periodNotBegun': {
    zh: '期间 {period} 尚未开始。',
    en: 'The period {period} has not begun.',
  },
  'annual.periodNotOver': {
    zh: '期间 {period} 至 {endsOn} 结束,此前不能定数。',
    en: 'The period {period} ends on {endsOn}; its figures cannot be frozen before.',
  },
  'annual.formatUnknown': {
    zh: '没有名为“{format}”的报告格式。',
    en: 'There is no report format “{format}”.',
  },
  'annual.dueDayWithoutBasis': {
    zh: '另定提交日期须写明依据。',
    en: 'A due day of one’s own needs the paper that sets it.',
  },
  'annual.notOpen': {
    zh: '报告处于“{status}”状态,不能改动。',
    en: 'The report is {statusEn} and cannot be changed.',
  },
  'annual.sectionUnknown': {
    zh: '格式 {format} 没有“{section}”这一部分。',
    en: 'The form {format} has no section {section}.',
  },
  'annual.cellUnknown': {
    zh: '格式 {format} 中没有单元格 {cell}。',
    en: 'The form {format} has no cell {cell}.',
  },
  'annual.cellNotMarked': {
    zh: '单元格 {cell} 没有标记,无需恢复。',
    en: 'Cell {cell} is not marked; there is nothing to restore.',
  },
  'annual.figuresNotFrozen': {
    zh: '数字尚未定数,不能提交。',
    en: 'The figures are not frozen; the report cannot be handed in.',
  },
  'annual.findingsOpen': {
    zh: '有 {count} 处硬性核对问题尚无人处理,不能提交。',
    en: '{count} hard findings are undecided; the report cannot be handed in.',
  },
  'annual.findingUnknown': {
    zh: '现有核对结果中没有这一处问题。',
    en: 'The checks do not find this now.',
  },
  'annual.dayImpossible': {
    zh: '提交日期 {on} 不可能:须在期间结束之后,不晚于今天。',
    en: 'The day {on} cannot be: reports are handed in after the period and not in the future.',
  },
  'annual.notHandedIn': {
    zh: '报告处于“{status}”状态,没有已提交而待审的版本。',
    en: 'The report is {statusEn}; nothing handed in waits for a decision.',
  },
  'annual.notApproved': {
    zh: '报告未经批准,不能公布。',
    en: 'The report is not approved and cannot be published.',
  },
  'annual.nothingPublished': {
    zh: '报告{status},没有已登记的公布。',
    en: 'The report is {statusEn}; no publication of it is on record.',
  },
  'annual.notPublishable': {
    zh: '月报、季报只提交,不作为年度报告公布。',
    en: 'Statistics of a month or quarter are handed in, not published as a report.',
  },
  'annual.separationOfDuties': {
    zh: '提交人不能批准自己提交的报告。',
    en: 'Who hands a report in does not approve it.',
  },
  'annual.documentNotPublic': {
    zh: '该文件尚未公开,请先完成公开的各个步骤。',
    en: 'This document is not public; take it through the steps of publication first.',
  },
  'annual.documentOfOther': {
    zh: '该文件属于另一单位。',
    en: 'This document belongs to another agency.',
  },
  'annual.nothingToCorrect': {
    zh: '报告处于“{status}”状态;只有批准或公布之后才需要更正。',
    en: 'The report is {statusEn}; only an approved or published one is corrected.',
  },
});
