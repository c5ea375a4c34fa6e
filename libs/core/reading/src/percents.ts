import type { Statement } from '@gongkai/figures';
import { isChange } from './growth.js';
import type { Quantity } from './quantities.js';
import type { Sum } from './sums.js';

const SHARE = /占(?!用|地|道)[^,;。]{0,24}$/;

const rateOnly = (rate: Quantity): Omit<Statement, 'text'> => ({
  kind: 'percent',
  value: rate.value,
  unit: '%',
});

/** The whole a part is a share of: named after 占, else the total of the list, else what came before. */
const wholeOf = (
  text: string,
  part: Quantity,
  rate: Quantity,
  counts: readonly Quantity[],
  sums: readonly Sum[],
): Quantity | undefined => {
  const named = counts.find(({ from, to }) => from >= part.to && to <= rate.from);
  if (named) return named;
  const sum = sums.find(({ parts }) => parts.includes(part));
  if (sum) return sum.total;
  return counts.find(
    ({ from, unit, value }) => from < part.from && unit === part.unit && value >= part.value,
  );
};

/** Percentages of a sentence that are shares and rates, with part and whole where it has them. */
export const percentsIn = (
  text: string,
  quantities: readonly Quantity[],
  sums: readonly Sum[],
): Omit<Statement, 'text'>[] => {
  const rates = quantities.filter((quantity) => quantity.unit === '%' && !isChange(text, quantity));
  const counts = quantities.filter(
    (quantity) => !quantity.unit.startsWith('%') && !isChange(text, quantity),
  );
  return rates.map((rate, i) => {
    const before = text.slice(0, rate.from);
    const together = /分别占[^,;。]*$/.exec(before);
    const share = together ?? SHARE.exec(before);
    if (!share) return rateOnly(rate);
    const group = rates.filter(({ from }) => from >= share.index);
    const earlier = counts.filter(({ to }) => to <= share.index);
    const part = together
      ? earlier.at(earlier.length - group.length + group.indexOf(rates[i]!))
      : earlier.at(-1);
    if (!part || part.about) return rateOnly(rate);
    const base = wholeOf(text, part, rate, counts, sums);
    return {
      ...rateOnly(rate),
      ...(base && base !== part && !base.about ? { parts: [part.value], base: base.value } : {}),
    };
  });
};
