import { GateError, type Rejection } from '@gongkai/kernel';
import { rejectForm } from './errors.form.js';
import { cardCheckDigit, normalNumber, REGIONS } from './identity-numbers.js';

/** What of a person stands in a text that the log would keep in clear. */
export type PersonalKind =
  'identityCard' | 'phone' | 'email' | 'travelDocument' | 'ownName' | 'ownData';

const kindNames: Record<PersonalKind, { zh: string; en: string }> = {
  identityCard: { zh: '居民身份证号码', en: 'the number of an identity card' },
  phone: { zh: '电话号码', en: 'a telephone number' },
  email: { zh: '电子邮箱地址', en: 'an e-mail address' },
  travelDocument: { zh: '护照、通行证等证件号码', en: 'the number of a passport or permit' },
  ownName: { zh: '当事人的姓名', en: 'the name of a person of this case' },
  ownData: {
    zh: '当事人的证件号码、联系方式',
    en: 'the number or the address of a person of this case',
  },
};

/** What the handler knows of the people of a case; never kept. */
export type KnownPersons = { names: readonly string[]; data: readonly string[] };
export const nobodyKnown: KnownPersons = { names: [], data: [] };

/** What a command says in clear of one person. */
export const knownAs = (
  who: { name: string; identity: { number: string } | null; contact: string | null } | null,
): KnownPersons =>
  who === null
    ? nobodyKnown
    : {
        names: [who.name],
        data: [who.identity?.number, who.contact].filter((text) => typeof text === 'string'),
      };

/**
 * Registers and archives number as they like: in these only what cannot be anything else counts, so
 * that no number of a register kept elsewhere is taken for a telephone.
 */
const NUMBERS: readonly string[] = ['number', 'fileNumber', 'disposition', 'secondDisposition'];
/** Made here, or a digest: no words of anybody. */
const MADE_HERE: readonly string[] = ['person', 'identityMac', 'trackingDigest', 'digest'];
const DIGEST_OR_DAY = /^([0-9a-f]{64}|\d{4}-\d\d-\d\d)$/;

const CHINESE_DIGITS = '〇一二三四五六七八九';
/** As it can be compared: half width, capitals, digits for 一二三, nothing that cannot be seen. */
const plainForm = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replaceAll('零', '〇')
    .replace(/[〇一二三四五六七八九]/g, (digit) => String(CHINESE_DIGITS.indexOf(digit)))
    .toUpperCase();
const BETWEEN_DIGITS = /(?<=\d)[\s\-‐-―−.·_/,、,]+(?=[\dX])/g;

const isBirthday = (digits: string): boolean => {
  const [year, month, day] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8)];
  const inRange = year >= '1850' && year <= '2099' && month >= '01' && month <= '12';
  return inRange && day >= '01' && day <= '31';
};

/** One of 18 characters at any place of a run of digits; the check digit makes it one in the midst. */
const holdsCard = (run: string): boolean => {
  for (let at = 0; at + 18 <= run.length; at++) {
    const number = run.slice(at, at + 18);
    if (number.slice(0, 17).includes('X') || !REGIONS.test(number)) continue;
    if (!isBirthday(number.slice(6, 14))) continue;
    // Copied with a slip it is still somebody's number, when it stands by itself.
    if (run.length === 18 || cardCheckDigit(number.slice(0, 17)) === number[17]) return true;
  }
  return run.length === 15 && REGIONS.test(run) && isBirthday(`19${run.slice(6, 12)}`);
};

const cardIn = (text: string): boolean =>
  [...text.matchAll(/\d{15,}X?/g)].some(([run]) => holdsCard(run));
const MOBILE = /(?<!\d)(?:\+?86|0086)?1[3-9]\d{9}(?!\d)/;
const PARTED_MOBILE = /(?<![\d-])1[3-9](?:\d([-.·_])\d{4}|\d\d([-.·_])\d{3})[-.·_]\d{4}(?![\d-])/;
const LANDLINE = /(?<!\d)\(?0[1-9]\d{1,2}\)?[\s-]?[2-8]\d{6,7}(?!\d)/;
const NAMED_PHONE = /(?:电话|手机|座机|微信|QQ|TEL|PHONE|MOBILE)[:\s号码为是]*\d{7}/;
const PHONES = [MOBILE, PARTED_MOBILE, LANDLINE, NAMED_PHONE];
const EMAIL = /[^\s@<>,;,。;]+@[^\s@]+\.[^\s@]{2,}/;
const TRAVEL = /(?<![A-Z0-9])(?:[A-Z]{1,2}\d{7,8}|[HM]\d{10}|[A-Z]{3}\d{12})(?![A-Z0-9])/;

/** What every text may be looked through for, whoever the applicant is. */
const general = (text: string, numbersOnly: boolean): PersonalKind | null => {
  const plain = plainForm(text);
  const joined = plain.replace(BETWEEN_DIGITS, '');
  if (cardIn(plain) || cardIn(joined)) return 'identityCard';
  if (EMAIL.test(plain)) return 'email';
  if (numbersOnly) return null;
  const close = plain.replace(/\s+/g, '');
  if ([plain, close].some((form) => PHONES.some((shape) => shape.test(form)))) return 'phone';
  return TRAVEL.test(plain.replace(/(?<=[A-Z])[\s-]+(?=\d)/g, '')) ? 'travelDocument' : null;
};

/** Shorter than this is found by chance in any text: 王 in 王家镇, 12 in a year. */
const NAME_MIN = 2;
const DATA_MIN = 6;
const bare = (text: string): string => normalNumber(plainForm(text)).replace(/[.·•@_/]/g, '');

const own = (text: string, { names, data }: KnownPersons): PersonalKind | null => {
  const within = bare(text);
  const holds = (value: string, min: number) =>
    [...bare(value)].length >= min && within.includes(bare(value));
  if (names.some((name) => holds(name, NAME_MIN))) return 'ownName';
  return data.some((value) => holds(value, DATA_MIN)) ? 'ownData' : null;
};

type ClearText = { path: string; key: string; text: string };
const isSealed = (value: object): boolean => 'ciphertext' in value && 'commitment' in value;

/** Every string of a command but what lies sealed in it: a field that is added is looked at, too. */
export const clearTextsOf = (value: unknown, path = '', key = ''): ClearText[] => {
  if (typeof value === 'string')
    return MADE_HERE.includes(key) || DIGEST_OR_DAY.test(value) ? [] : [{ path, key, text: value }];
  if (value === null || typeof value !== 'object' || isSealed(value)) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    clearTextsOf(part, path === '' ? name : `${path}.${name}`, Array.isArray(value) ? key : name),
  );
};

/**
 * Refuses a command that would bring personal data into the log in clear, where nothing can ever be
 * taken out: which field and what kind is said, the text is not repeated.
 */
export const personalInClear = (
  command: object,
  known: KnownPersons = nobodyKnown,
): Rejection | null => {
  for (const { path, key, text } of clearTextsOf(command)) {
    const kind = general(text, NUMBERS.includes(key)) ?? own(text, known);
    if (kind !== null)
      return rejectForm(
        'request.personalInClear',
        { personal: kind, fieldName: path, ...kindNames[kind] },
        path,
      );
  }
  return null;
};

/** What sealed fields are opened for: it goes to the audit stream as it is, and stays there. */
export const openingPurpose = (purpose: string): string => {
  const why = purpose.trim().slice(0, 200);
  if (why === '' || personalInClear({ purpose: why }))
    throw new GateError('BAD_REQUEST', { field: 'purpose' });
  return why;
};
