import type { Day, RejectionText } from '@gongkai/kernel';

/** Nothing about disclosure happened before the Regulations were promulgated (2007-04-05). */
export const FIRST_DAY = '2007-04-05';

/** Why a day cannot be, in both languages; undefined when it can. */
export const whyImpossible = (
  on: Day,
  today: Day,
  notBefore: Day = FIRST_DAY,
): { on: Day; why: string; whyEn: string } | undefined => {
  if (on > today) return { on, why: '晚于今天', whyEn: 'it is in the future' };
  if (on < notBefore) return { on, why: `早于 ${notBefore}`, whyEn: `it is before ${notBefore}` };
  return undefined;
};

/** The refusals every entry of a context may meet, under the codes of that context. */
export const entryTexts = <C extends string>(
  context: C,
  { zh, en }: { zh: string; en: string },
) => {
  const texts = {
    unknown: { zh: `没有这条${zh}。`, en: `There is no such ${en}.` },
    withdrawn: { zh: `这条${zh}已撤销。`, en: `This ${en} was taken back.` },
    agencyUnknown: {
      zh: '该日没有这个单位,或者该单位已停用。',
      en: 'There is no such agency, or it was not active on that day.',
    },
    dayImpossible: {
      zh: '日期 {on} 不可能:{why}。',
      en: 'The day {on} cannot be: {whyEn}.',
    },
  };
  return prefixed(context, texts);
};

/** Those that only what lasts may meet. */
export const lastingTexts = <C extends string>(
  context: C,
  { zh, en }: { zh: string; en: string },
) =>
  prefixed(context, {
    ended: { zh: `这条${zh}已于 {on} 终止。`, en: `This ${en} ended on {on}.` },
    notEnded: { zh: `这条${zh}没有终止。`, en: `This ${en} has not ended.` },
  });

const prefixed = <C extends string, T extends Record<string, RejectionText>>(
  context: C,
  texts: T,
): { [K in keyof T & string as `${C}.${K}`]: RejectionText } =>
  Object.fromEntries(
    Object.entries(texts).map(([reason, text]) => [`${context}.${reason}`, text]),
  ) as { [K in keyof T & string as `${C}.${K}`]: RejectionText };
