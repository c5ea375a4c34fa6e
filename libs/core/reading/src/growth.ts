import type { Statement } from '@gongkai/figures';
import type { Quantity } from './quantities.js';
import type { Sum } from './sums.js';

const RISES = '增长|增加|增多|上升|提高|提升|上涨|增幅|涨幅|多';
const FALLS = '下降|减少|降低|降幅|回落|下滑|少';
const CHANGE = new RegExp(`(?:(${RISES})|(${FALLS}))(?:率|幅度)?(?:了|约|近|达|为|达到|:)*$`);
const COMPARED = /同比|环比|[比较与](?:上|去|前|\d{4})|上年|去年|上一年|同期|相比|较/;
const BEFORE = /(?:上年|去年|上一年|上年度|同期|前一年)(?!度?结转)[^,;。\d]{0,12}$/;
/** 较2015年的10,000条: the number of a year named. */
const AGAINST_YEAR = /[比较与](?:上年|去年|\d{4}年)度?(?:同期)?的?$/;
const LAST_YEAR = /(?:由|从)[^,;。\d]{0,14}$/;

const changeBefore = (text: string, { from }: Quantity): 1 | -1 | 0 => {
  const found = CHANGE.exec(text.slice(Math.max(0, from - 10), from));
  if (!found) return 0;
  return found[1] === undefined ? -1 : 1;
};

/** Whether a number says how much more or less there is than a year before. */
export const isChange = (text: string, quantity: Quantity): boolean =>
  changeBefore(text, quantity) !== 0 && COMPARED.test(text.slice(0, quantity.from));

const isOfYearBefore = (text: string, { from }: Quantity): boolean => {
  const before = text.slice(Math.max(0, from - 24), from);
  return BEFORE.test(before) || LAST_YEAR.test(before) || AGAINST_YEAR.test(before);
};

/** Growth rates of a sentence, each with the numbers it can be worked out from. */
export const growthIn = (
  text: string,
  quantities: readonly Quantity[],
  sums: readonly Sum[] = [],
): { statement: Omit<Statement, 'text'>; at: Quantity }[] => {
  const rates = quantities.filter((quantity) => quantity.unit === '%' && isChange(text, quantity));
  return rates.map((rate, i) => {
    const since = rates[i - 1]?.to ?? 0;
    const counts = quantities.filter(
      ({ unit, from, to }) => from >= since && to <= rate.from && !unit.startsWith('%'),
    );
    const changes = counts.filter((quantity) => isChange(text, quantity));
    const earlier = counts.filter(
      (quantity) => !changes.includes(quantity) && isOfYearBefore(text, quantity),
    );
    const last = counts.findLast(
      (quantity) => !changes.includes(quantity) && !earlier.includes(quantity),
    );
    // After a list it is the total that has grown, not the last of its parts.
    const now = sums.find(({ parts }) => last && parts.includes(last))?.total ?? last;
    const change = changes.findLast(({ unit }) => now === undefined || unit === now.unit);
    const base = earlier.findLast(({ unit }) => now === undefined || unit === now.unit);
    const known = now === undefined ? [change] : [now, change];
    const parts = known.flatMap((quantity) => (quantity === undefined ? [] : [quantity.value]));
    return {
      at: rate,
      statement: {
        kind: 'growth' as const,
        value: rate.value * (changeBefore(text, rate) || 1),
        unit: '%',
        ...(parts.length === 0 ? {} : { parts }),
        ...(base === undefined ? {} : { base: base.value }),
      },
    };
  });
};
