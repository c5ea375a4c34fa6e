import { workingDayAfter, type Calendar, type WorkingDay } from '@gongkai/calendar';
import { whyImpossible } from '@gongkai/entries';
import type { Day, Rejection } from '@gongkai/kernel';
import type { Content } from './decider.content.js';
import { reject } from './errors.js';

/** Nothing is made public before it was formed. */
export const beforeFormation = (
  publishedOn: Day,
  formedOn: Day | null,
  field = 'publishedOn',
): Rejection | undefined =>
  formedOn !== null && publishedOn < formedOn
    ? reject('publication.beforeFormation', { publishedOn, formedOn }, field)
    : undefined;

/** The Regulations took effect on this day; nothing formed before it can be late. */
const IN_FORCE_FROM = '2008-05-01';
const EARLIEST = '1900-01-01';

/** 条例第二十六条 (2007 第十八条). */
export const PUBLISH_WITHIN_WORKING_DAYS = 20;

/** What something cannot have come before. */
const STEPS = {
  formed: { zh: '成文', en: 'it was formed' },
  reviewed: { zh: '保密审查', en: 'it was reviewed' },
  asked: { zh: '征询', en: 'the agency was asked' },
  approved: { zh: '签发', en: 'it was approved' },
  sent: { zh: '报送', en: 'it was sent' },
  published: { zh: '首次公开', en: 'it was first published' },
  year: { zh: '该期年份开始', en: 'the year of the issue begins' },
} as const;
type After = { readonly [S in keyof typeof STEPS]?: Day | null };

/** Refuses a day that cannot be: in the future, before a step it follows, or any archive of ours. */
export const impossible = (
  on: Day,
  today: Day,
  field: string,
  after: After = {},
): Rejection | undefined => {
  const [step, day] = (Object.entries(after) as [keyof typeof STEPS, Day | null][])[0] ?? [];
  const why = whyImpossible(on, today, day ?? EARLIEST);
  if (!why) return undefined;
  if (step === undefined || day == null || on >= day)
    return reject('publication.dayImpossible', why, field);
  const { zh, en } = STEPS[step];
  const named = { on, why: `早于${zh}之日 ${day}`, whyEn: `it is before ${day}, the day ${en}` };
  return reject('publication.dayImpossible', named, field);
};

/**
 * The last day to publish in time: 20 working days, or what another law sets, from formation, or
 * since the day it is to be public as it is: of its change, or of its release on re-evaluation. Null
 * when nothing can be late: formed before 2008-05-01, or on a day that is not known for sure, because
 * lateness is a finding and is never made on a guess.
 */
export const publishLimit = (
  { formedOn, formedMark }: Pick<Content, 'formedOn' | 'formedMark'>,
  since: Day | null,
  limit: { workingDays: number } | null,
  calendar: Calendar,
): WorkingDay | null => {
  if (formedMark !== 'known' || formedOn === null || formedOn < IN_FORCE_FROM) return null;
  const days = limit?.workingDays ?? PUBLISH_WITHIN_WORKING_DAYS;
  return workingDayAfter(calendar, since ?? formedOn, days);
};

/** The same as a day alone. */
export const publishByOf = (...of: Parameters<typeof publishLimit>): Day | null =>
  publishLimit(...of)?.day ?? null;

/** The same day next year; what is withheld is looked at again by then (条例第十八条). */
export const yearAfter = (day: Day): Day => {
  const year = String(Number(day.slice(0, 4)) + 1).padStart(4, '0');
  return day.endsWith('-02-29') ? `${year}-02-28` : `${year}${day.slice(4)}`;
};
