import type { Day } from '@gongkai/kernel';
import { z } from 'zod';
import rules from './decider.fee-rules.data.json' with { type: 'json' };

/** By what a fee is reckoned: cost (2007), or the tariff of 2021 by request or by volume. */
export const FeeBasis = z.enum(['cost', 'perRequest', 'perVolume']);
export type FeeBasis = z.infer<typeof FeeBasis>;
export const feeBasisNames: Readonly<Record<FeeBasis, { zh: string; en: string }>> = {
  cost: { zh: '按成本', en: 'cost' },
  perRequest: { zh: '按件', en: 'number of requests' },
  perVolume: { zh: '按量', en: 'volume' },
};
type TariffBasis = Exclude<FeeBasis, 'cost'>;

const Day10 = z.iso.date();
const Regime = z.strictObject({
  from: Day10,
  to: Day10.nullable(),
  /** Empty: no fee may be asked at all. */
  bases: z.array(FeeBasis),
  article: z.string(),
  reductionArticle: z.string().nullable(),
  verified: z.boolean(),
  source: z.string(),
});
export type Regime = z.infer<typeof Regime>;

const Fen = z.int().min(0);
const Tariff = z.strictObject({
  unit: z.strictObject({ zh: z.string(), en: z.string() }),
  /** Each unit up to and including the n-th costs so much; what lies beyond pays by `beyond`. */
  steps: z.array(z.strictObject({ upTo: z.int().positive(), fen: Fen })),
  beyond: z.strictObject({ every: z.int().positive().nullable(), firstFen: Fen, risesFen: Fen }),
  verified: z.boolean(),
  source: z.string(),
});
type Tariff = z.infer<typeof Tariff>;

const Rules = z.strictObject({
  regimes: z.array(Regime),
  tariffs: z.strictObject({ perRequest: Tariff, perVolume: Tariff }),
});

/** Regimes by date and tariffs as data; money is whole fen. */
export const feeRules = Rules.parse(rules);

/** The rules of fees of a day; undefined before the Regulations were in force. */
export const regimeOn = (day: Day): Regime | undefined =>
  feeRules.regimes.find(({ from, to }) => from <= day && (to === null || day <= to));

/** What the first n units cost together: the excess pays the higher rate (超额累进), never the whole. */
const upTo = ({ steps, beyond }: Tariff, units: number): number => {
  let [paid, done] = [0, 0];
  for (const { upTo: last, fen } of steps) {
    const here = Math.max(0, Math.min(units, last) - done);
    paid += here * fen;
    done = Math.max(done, last);
  }
  const over = Math.max(0, units - done);
  const { every, firstFen, risesFen } = beyond;
  if (every === null) return paid + over * firstFen;
  const [full, rest] = [Math.floor(over / every), over % every];
  // Full rungs of the ladder, an arithmetic series, and the begun one.
  return (
    paid +
    every * (full * firstFen + (risesFen * full * (full - 1)) / 2) +
    rest * (firstFen + full * risesFen)
  );
};

/**
 * The fee in fen for `quantity` units of which `before` were already counted: earlier requests of the
 * same applicant in the calendar month pay nothing again, but they push this one up the ladder.
 */
export const tariffFen = (basis: TariffBasis, quantity: number, before = 0): number => {
  const tariff = feeRules.tariffs[basis];
  return upTo(tariff, before + quantity) - upTo(tariff, before);
};
