import { rejections } from '@gongkai/kernel';

/** Refusals of the online form and of the desk; none repeats what somebody wrote. */
export const { texts: formErrors, reject: rejectForm } = rejections({
  'request.identityInvalid': {
    zh: '证件号码有误:{zh}。请对照证件更正后再提交;如暂无法核对,可以当面或者邮寄提出申请,机关会一次性告知补正。',
    en: 'The number of the document is wrong: {en}. Compare it with the document and send the form again; a request may also be handed in at the counter or by post, and is then corrected on notice.',
    article: '条例第二十九条',
  },
  'request.contactMissing': {
    zh: '请至少填写一种联系方式:电话、电子邮箱或者通信地址。',
    en: 'Give at least one way to be reached: telephone, e-mail or postal address.',
    article: '条例第二十九条',
  },
  'request.descriptionTooLong': {
    zh: '所需信息的描述有 {lines} 行、{characters} 字,超过网上申请表的 {linesMax} 行、{charactersMax} 字。请写明信息的名称、文号或者便于查询的其他特征;需要多项信息的,请分别提出;确需长篇说明的,可以当面或者邮寄提交。',
    en: 'The description has {lines} lines and {characters} characters; the online form takes {linesMax} and {charactersMax}. Name the information, its document number or what else helps to find it; ask for several things in several requests; what must be long can be handed in at the counter or by post.',
    article: '条例第二十九条',
  },
  'request.channelNotOnline': {
    zh: '网上申请表只用于网上渠道。',
    en: 'The online form is for the online channel only.',
    article: '条例第三十一条',
  },
  'request.numberTaken': {
    zh: '这个登记编号已被使用。',
    en: 'This registration number is used already.',
  },
  'request.numberTemplateWrong': {
    zh: '编号模板须含且只含一个流水号 {serial} 或者 {serialOf5}(位数 1 至 10),可用 {year}、{yearMonth}、{date},不超过 {most} 字。',
    en: 'A template has exactly one {serial} or {serialOf5} (1 to 10 digits), may have {year}, {yearMonth} and {date}, and is at most {most} characters long.',
  },
  'request.personalInClear': {
    zh: '“{fieldName}”长期以明文留存、不能删去,其中似有{zh}。请改用不含个人信息的表述;必须写明的,写入加密保存的栏目。',
    en: '“{fieldName}” is kept in clear for ever and seems to hold {en}. Put it in words without personal data; what must be said belongs into a field that is sealed.',
  },
  'request.noRole': {
    zh: '您的职责不包括此事项。',
    en: 'Your role does not include this.',
  },
});
