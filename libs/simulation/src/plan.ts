import { starterColumns } from '@gongkai/catalogue';
import { isWorkingDay, nationalCalendar } from '@gongkai/calendar';
import type { Day } from '@gongkai/kernel';
import type { Office } from './offices.js';
import { randomOf, type Random } from './random.js';

/** What becomes of one item in the year; everything else follows from it. */
export type ItemPlan = {
  number: number;
  office: Office;
  column: string;
  title: string;
  documentNumber: string | null;
  genre: 'circular' | 'publicNotice' | 'opinion' | 'other';
  normative: boolean;
  fate: 'published' | 'onRequest' | 'withheld' | 'handledOutside';
  formedOn: Day;
  reviewedOn: Day;
  approvedOn: Day;
  publishedOn: Day;
  late: boolean;
  channels: readonly ('website' | 'weibo' | 'wechat' | 'other')[];
  furtherOn: Day;
  correctedOn: Day | null;
  withdrawnOn: Day | null;
};

export type YearPlan = {
  seed: string;
  year: number;
  items: number;
  offices: readonly Office[];
  /** Working days from the summer before to the end of the year. */
  days: readonly Day[];
  /** Where the year begins in `days`. */
  from: number;
};

const LATE_AFTER = 20;

export const planOf = (
  seed: string,
  year: number,
  items: number,
  offices: readonly Office[],
): YearPlan => {
  const days: Day[] = [];
  let from = 0;
  for (let at = Date.UTC(year - 1, 6, 1); at < Date.UTC(year + 1, 0, 1); at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10);
    if (!isWorkingDay(nationalCalendar, day)) continue;
    if (day < `${year}-01-01`) from += 1;
    days.push(day);
  }
  return { seed, year, items, offices, days, from };
};

/** The plan of one item follows from seed and number alone: a larger year holds the smaller one. */
export const itemOf = (plan: YearPlan, number: number): ItemPlan => {
  const random = randomOf(plan.seed, plan.year, number);
  const office = officeOf(plan.offices, random);
  const { code: column, name } = random.pick(columnsOf(office));
  const normative = column === '0201';
  const fate = fateOf(random);
  const late = fate === 'published' && random.chance(0.04);
  const last = plan.days.length - 1;
  const published = plan.from + random.below(plan.days.length - plan.from);
  const gap = late ? LATE_AFTER + 1 + random.below(25) : random.below(LATE_AFTER - 1);
  const formed = published - gap;
  const reviewed = formed + random.below(gap + 1);
  const approved = reviewed + random.below(published - reviewed + 1);
  const later = (days: number) => plan.days[Math.min(last, published + days)]!;
  return {
    number,
    office,
    column,
    title: `${office.name}${name}(第${number}号)`,
    documentNumber: normative ? `${office.code}〔${plan.year}〕${number}号` : null,
    genre: normative ? 'opinion' : random.pick(['circular', 'publicNotice', 'other', 'other']),
    normative,
    fate,
    formedOn: plan.days[formed]!,
    reviewedOn: plan.days[reviewed]!,
    approvedOn: plan.days[approved]!,
    publishedOn: plan.days[published]!,
    late,
    channels: channelsOf(random),
    furtherOn: later(random.below(6)),
    ...afterwards(random, later, fate),
  };
};

const afterwards = (random: Random, later: (days: number) => Day, fate: ItemPlan['fate']) => {
  const corrected = random.chance(0.015);
  const withdrawn = random.chance(0.007);
  const [correctAfter, withdrawAfter] = [6 + random.below(30), 40 + random.below(30)];
  const published = fate === 'published';
  return {
    correctedOn: published && corrected ? later(correctAfter) : null,
    withdrawnOn: published && withdrawn ? later(withdrawAfter) : null,
  };
};

const fateOf = (random: Random): ItemPlan['fate'] => {
  const lot = random.next();
  if (lot < 0.92) return 'published';
  if (lot < 0.96) return 'onRequest';
  return lot < 0.995 ? 'withheld' : 'handledOutside';
};

const channelsOf = (random: Random): ItemPlan['channels'] => {
  const first = random.chance(0.85) ? ('website' as const) : ('other' as const);
  const more = (['website', 'wechat', 'weibo', 'other'] as const).filter(
    (channel) => channel !== first && random.chance(channel === 'wechat' ? 0.2 : 0.06),
  );
  return [first, ...more];
};

const officeOf = (offices: readonly Office[], random: Random): Office => {
  let lot = random.below(offices.reduce((sum, { weight }) => sum + weight, 0));
  return offices.find(({ weight }) => (lot -= weight) < 0)!;
};

const leaves = starterColumns.filter(({ code }) => code.length > 2);
const columnsOf = (office: Office) =>
  leaves.filter(
    ({ agencyKinds = [] }) => agencyKinds.length === 0 || agencyKinds.includes(office.kind),
  );
