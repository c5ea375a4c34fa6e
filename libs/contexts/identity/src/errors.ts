import { rejections } from '@gongkai/kernel';

export const { texts: identityErrors, reject } = rejections({
  'identity.notOpen': {
    zh: '账号不在使用中,不能办理此事。',
    en: 'The account is not in use; this cannot be done.',
  },
  'identity.alreadyOpened': { zh: '账号已经开设。', en: 'The account is already open.' },
  'identity.nameTaken': {
    zh: '账号名“{name}”已被使用。',
    en: 'The account name "{name}" is already used.',
  },
  'identity.nameInvalid': {
    zh: '账号名须为 3 至 64 个字符,由小写字母、数字和 . _ - @ 组成,以字母或数字开头和结尾。',
    en: 'An account name has 3 to 64 characters: lower-case letters, digits and . _ - @, with a letter or digit at both ends.',
  },
  'identity.unknownAgency': {
    zh: '本政府没有编号为“{agency}”的机关。',
    en: 'This government has no agency "{agency}".',
  },
  'identity.alreadyGranted': {
    zh: '此账号已有该职责。',
    en: 'The account already has this role.',
  },
  'identity.notGranted': { zh: '此账号没有该职责。', en: 'The account does not have this role.' },
  'identity.roleNotInPlatform': {
    zh: '平台账号只能有平台管理员或审计员的职责,且不属于某个机关。',
    en: 'An account of the platform is an administrator or an auditor only, and of no agency.',
  },
  'identity.incompatibleRoles': {
    zh: '同一账号不得既管理账号又审计(职责分离)。',
    en: 'One account may not both administer and audit.',
  },
  'identity.separationOfDuties': {
    zh: '本人账号的职责和状态须由另一名管理员变更。',
    en: 'Another administrator changes the rights and the state of your own account.',
  },
  'identity.delegationDaysReversed': {
    zh: '代理的止日早于起日。',
    en: 'The delegation ends before it begins.',
  },
  'identity.delegationToSelf': {
    zh: '不能由本人代理本人。',
    en: 'Nobody acts for themselves.',
  },
  'identity.principalNeeded': {
    zh: '代理须写明代理何人。',
    en: 'An acting deputy acts for a named account.',
  },
  'identity.principalLacksRole': {
    zh: '被代理人没有该职责。',
    en: 'The principal does not have this role.',
  },
  'identity.alreadyDelegated': {
    zh: '该职责在此期间已有代理或借用。',
    en: 'This role is already delegated for some of these days.',
  },
  'identity.unknownDelegation': {
    zh: '没有这项代理,或代理已经结束。',
    en: 'There is no such delegation, or it has ended.',
  },
  'identity.onlySecrecyReviewerBorrowed': {
    zh: '只有保密审查员可以向上级机关借用。',
    en: 'Only a secrecy reviewer is borrowed from the agency above.',
    article: '条例第十七条',
  },
  'identity.lenderLacksRole': {
    zh: '借出的人员在本机关不是保密审查员。',
    en: 'The person lent is not a secrecy reviewer in the lending agency.',
    article: '条例第十七条',
  },
  'identity.lenderNotAbove': {
    zh: '借出的机关不是借用机关的上级。',
    en: 'The lending agency is not above the borrowing one.',
    article: '条例第十七条',
  },
  'identity.passwordTooShort': {
    zh: '口令至少 10 个字,且至少有 4 个不同的字。',
    en: 'A password has at least 10 characters, 4 of them different.',
  },
  'identity.passwordTooLong': {
    zh: '口令不得超过 1024 字节。',
    en: 'A password has at most 1,024 bytes.',
  },
  'identity.passwordMalformed': {
    zh: '口令中含有控制字符或不完整的字符。',
    en: 'The password holds a control character or half a character.',
  },
  'identity.passwordIsName': {
    zh: '口令不得包含账号名。',
    en: 'The password may not contain the account name.',
  },
  'identity.oldPasswordWrong': {
    zh: '原口令不正确。',
    en: 'The old password is not right.',
  },
});
