import { COUNT_PORTIONS, MONEY_PORTIONS, type PortionShape } from '@gongkai/figures';
import { z } from 'zod';

/** Decisions of a period (处理决定). The order of each list is in stored keys and stays. */
const DECISIONS = ['licences', 'otherServices', 'penalties', 'coercions'] as const;
/** Rules and normative documents that are not kept one by one as items. */
const DOCUMENTS = [
  'regulationsMade',
  'regulationsPublished',
  'regulationsRepealed',
  'regulationsInForce',
  'normativeMade',
  'normativePublished',
  'normativeRepealed',
  'normativeInForce',
] as const;
/** Kinds of matter (项目) an agency deals with, and purchases. */
const MATTERS = [
  'licenceItems',
  'otherServiceItems',
  'penaltyItems',
  'coercionItems',
  'feeItems',
  'procurementProjects',
] as const;
/** Amounts in fen. */
const MONEY = ['feesAmount', 'procurementAmount'] as const;

/** What agencies report in bulk (上报统计数). */
export const Measure = z.enum([...DECISIONS, ...DOCUMENTS, ...MATTERS, ...MONEY]);
export type Measure = z.infer<typeof Measure>;

/** Which events bear a measure: a hot key tells eight measures of one kind apart. */
export const MEASURE_GROUPS = {
  decisions: { measures: DECISIONS, shape: COUNT_PORTIONS },
  documents: { measures: DOCUMENTS, shape: COUNT_PORTIONS },
  matters: { measures: MATTERS, shape: COUNT_PORTIONS },
  money: { measures: MONEY, shape: MONEY_PORTIONS },
} as const satisfies Record<string, { measures: readonly Measure[]; shape: PortionShape }>;
export type MeasureGroup = keyof typeof MEASURE_GROUPS;

/** Values at the end of a period, never summed; every other measure is counted in a period. */
const STOCKS: readonly Measure[] = [
  'regulationsInForce',
  'normativeInForce',
  'licenceItems',
  'otherServiceItems',
  'penaltyItems',
  'coercionItems',
  'feeItems',
];
export const isStock = (measure: Measure): boolean => STOCKS.includes(measure);
export const isMoney = (measure: Measure): boolean => groupOf(measure) === 'money';

export const groupOf = (measure: Measure): MeasureGroup => {
  const names = Object.keys(MEASURE_GROUPS) as MeasureGroup[];
  return names.find((name) =>
    (MEASURE_GROUPS[name].measures as readonly Measure[]).includes(measure),
  )!;
};

/** The place of a measure in its group: what the facet says. */
export const placeInGroup = (measure: Measure): number =>
  (MEASURE_GROUPS[groupOf(measure)].measures as readonly Measure[]).indexOf(measure);

export const measureNames: Record<Measure, [string, string]> = {
  licences: ['行政许可处理决定数量', 'Licences decided'],
  otherServices: ['其他对外管理服务事项处理决定数量', 'Decisions on other services'],
  penalties: ['行政处罚处理决定数量', 'Penalties decided'],
  coercions: ['行政强制处理决定数量', 'Coercive measures decided'],
  regulationsMade: ['规章制发件数(上报)', 'Government rules issued, as reported'],
  regulationsPublished: ['规章新公开件数(上报)', 'Government rules newly published, as reported'],
  regulationsRepealed: ['规章废止件数(上报)', 'Government rules repealed, as reported'],
  regulationsInForce: ['规章现行有效件数(上报)', 'Government rules in force, as reported'],
  normativeMade: ['行政规范性文件制发件数(上报)', 'Normative documents issued, as reported'],
  normativePublished: [
    '行政规范性文件新公开件数(上报)',
    'Normative documents newly published, as reported',
  ],
  normativeRepealed: ['行政规范性文件废止件数(上报)', 'Normative documents repealed, as reported'],
  normativeInForce: [
    '行政规范性文件现行有效件数(上报)',
    'Normative documents in force, as reported',
  ],
  licenceItems: ['行政许可项目数量', 'Kinds of licence'],
  otherServiceItems: ['其他对外管理服务事项项目数量', 'Kinds of other service'],
  penaltyItems: ['行政处罚项目数量', 'Kinds of penalty'],
  coercionItems: ['行政强制项目数量', 'Kinds of coercive measure'],
  feeItems: ['行政事业性收费项目数量', 'Kinds of fee'],
  procurementProjects: ['政府集中采购项目数量', 'Central purchases'],
  feesAmount: ['行政事业性收费金额', 'Fees charged'],
  procurementAmount: ['政府集中采购总金额', 'Central purchases, amount'],
};
