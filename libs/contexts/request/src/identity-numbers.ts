import type { Day } from '@gongkai/kernel';

/** What a number can be wrong in; a code says it, so that no message has to repeat the number. */
export type NumberFault = 'missing' | 'characters' | 'region' | 'birthday' | 'checkDigit';

export const numberFaults: Record<NumberFault, { zh: string; en: string }> = {
  missing: { zh: '未填写证件号码', en: 'the number is missing' },
  characters: {
    zh: '位数或字符不符合该证件的格式',
    en: 'length or characters do not fit this kind of document',
  },
  region: {
    zh: '开头的地区代码不存在,请核对证件种类',
    en: 'it begins with no known region; check which kind of document it is',
  },
  birthday: { zh: '其中的出生日期不存在', en: 'the birthday inside it does not exist' },
  checkDigit: {
    zh: '最后一位校验码不符,多为抄录错误,请逐位核对',
    en: 'the last character does not fit the others, mostly a slip in copying; compare each one',
  },
};

/** How people write it to how it is compared: half width, capitals, no blanks, hyphens or brackets. */
export const normalNumber = (number: string): string =>
  number
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\-‐-―()]/g, '');

const CARD_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** The 18th character of a citizen number, GB 11643-1999 (ISO 7064 mod 11-2). */
export const cardCheckDigit = (first17: string): string => {
  const sum = CARD_WEIGHTS.reduce((total, weight, i) => total + weight * Number(first17[i]), 0);
  return '10X98765432'[sum % 11]!;
};

const UNIFIED = '0123456789ABCDEFGHJKLMNPQRTUWXY';
/** The 18th character of a unified social credit code, GB 32100-2015 (mod 31). */
export const unifiedCheckDigit = (first17: string): string => {
  let weight = 1;
  let sum = 0;
  for (const character of first17) {
    sum += weight * UNIFIED.indexOf(character);
    weight = (weight * 3) % 31;
  }
  return UNIFIED[(31 - (sum % 31)) % 31]!;
};

/** The ninth character of an organisation code, GB 11714-1997 (mod 11). */
export const organisationCheckDigit = (first8: string): string => {
  const weights = [3, 7, 9, 10, 5, 8, 4, 2];
  const valueOf = (character: string) => Number.parseInt(character, 36);
  const sum = weights.reduce((total, weight, i) => total + weight * valueOf(first8[i]!), 0);
  return '0123456789X0'[11 - (sum % 11)]!;
};

/** The codes of provinces that begin a citizen number, 国籍 and 港澳台 residence permits included. */
export const REGIONS = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|81|82|83|91)/;
/** First-generation cards of 15 digits ended with this day (居民身份证法, as amended in 2011). */
const OLD_CARDS_UNTIL: Day = '2012-12-31';

const isDay = (text: string): boolean => {
  const day = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
};

const cardFault = (number: string, received: Day, regions: RegExp): NumberFault | null => {
  const old = /^\d{15}$/.test(number) && received <= OLD_CARDS_UNTIL;
  if (!old && !/^\d{17}[\dX]$/.test(number)) return 'characters';
  if (!regions.test(number)) return 'region';
  const birthday = old ? `19${number.slice(6, 12)}` : number.slice(6, 14);
  if (birthday.slice(0, 4) < '1850' || !isDay(birthday)) return 'birthday';
  if (birthday > received.replaceAll('-', '')) return 'birthday';
  return old || cardCheckDigit(number.slice(0, 17)) === number[17] ? null : 'checkDigit';
};

const organisationFault = (number: string): NumberFault | null => {
  if (/^[0-9A-Z]{8}[\dX]$/.test(number))
    return organisationCheckDigit(number.slice(0, 8)) === number[8] ? null : 'checkDigit';
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(number)) return 'characters';
  return unifiedCheckDigit(number.slice(0, 17)) === number[17] ? null : 'checkDigit';
};

const fits = (number: string, shape: RegExp): NumberFault | null =>
  shape.test(number) ? null : 'characters';

/**
 * What is wrong with the number of a document on the day a request came in, null when nothing is.
 * Paper is never refused for it: the fault becomes a defect to be asked about. The online form is.
 */
export const numberFault = (kind: string, number: string, received: Day): NumberFault | null => {
  if (kind === 'none') return null;
  const normal = normalNumber(number);
  if (normal === '') return 'missing';
  switch (kind) {
    case 'identityCard':
      return cardFault(normal, received, REGIONS);
    case 'residencePermit':
      // 港澳台居民居住证 have a citizen number; 外国人永久居留证 had three letters and twelve digits.
      return /^[A-Z]{3}/.test(normal)
        ? fits(normal, /^[A-Z]{3}\d{12}$/)
        : cardFault(normal, received, /^(81|82|83|9\d)/);
    case 'hkMacauPermit':
      return fits(normal, /^[HM]\d{8}(\d{2})?$/);
    case 'taiwanPermit':
      return fits(normal, /^(\d{8}|\d{10}[A-Z]?)$/);
    case 'passport':
      return fits(normal, /^(?=.*\d)[A-Z0-9]{5,17}$/);
    case 'organisationCode':
      return organisationFault(normal);
    default:
      return fits(normal, /^.{1,50}$/);
  }
};
