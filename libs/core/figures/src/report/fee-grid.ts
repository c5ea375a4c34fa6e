/** 元 per page of what goes beyond each number of pages (国办函〔2020〕109号, by volume). */
const PAGE_STEPS = [
  { beyond: 200, rate: 40 },
  { beyond: 100, rate: 20 },
  { beyond: 30, rate: 10 },
] as const;

/** Every fee by the tariff is a multiple of this. */
export const FEE_UNIT = 10;

/** The fee for one request supplied on so many pages. */
export const feeByPages = (pages: number): number => {
  let fee = 0;
  let left = pages;
  for (const { beyond, rate } of PAGE_STEPS)
    if (left > beyond) {
      fee += (left - beyond) * rate;
      left = beyond;
    }
  return fee;
};

/** Whether the fee of one request can be such: by pages, or one hundred and its multiples by number. */
export const onFeeGrid = (yuan: number): boolean => {
  if (yuan % 100 === 0) return true;
  const { full100, full200 } = { full100: feeByPages(100), full200: feeByPages(200) };
  if (yuan <= full100) return yuan % 10 === 0;
  if (yuan <= full200) return (yuan - full100) % 20 === 0;
  return (yuan - full200) % 40 === 0;
};
