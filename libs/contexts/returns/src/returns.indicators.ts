import { portionCounts, type Count, type Indicator } from '@gongkai/figures';
import { PORTION_EVENTS } from './events.js';
import {
  groupOf,
  isStock,
  Measure,
  MEASURE_GROUPS,
  measureNames,
  placeInGroup,
  type MeasureGroup,
} from './measures.js';

const units: Record<MeasureGroup, Indicator['unit']> = {
  decisions: { zh: '件', en: 'decisions' },
  documents: { zh: '件', en: 'documents' },
  matters: { zh: '项', en: 'items' },
  money: { zh: '分', en: 'fen' },
};

/** What was counted of a measure, less what was taken off again. */
const countsOf = (measure: Measure): Count[] => {
  const group = groupOf(measure);
  const { shape } = MEASURE_GROUPS[group];
  return portionCounts(shape, placeInGroup(measure), PORTION_EVENTS[group]);
};

const indicatorOf = (measure: Measure): Indicator[] => {
  const [zh, en] = measureNames[measure];
  const common = { unit: units[groupOf(measure)], counts: countsOf(measure) };
  const sheet = `returns.${groupOf(measure)}`;
  const id = `returns.${measure}`;
  if (!isStock(measure)) return [{ ...common, sheet, id, zh, en, kind: 'flow' }];
  // The form of 2019 asks for the kinds of the year before and how many more or fewer there are.
  const change: Indicator[] = measure.endsWith('Items')
    ? [
        {
          ...common,
          sheet,
          id: `${id}Change`,
          zh: `${zh}增减`,
          en: `${en}, more or fewer`,
          kind: 'flow',
        },
      ]
    : [];
  return [{ ...common, sheet, id, zh, en, kind: 'stock' }, ...change];
};

export const returnsIndicators: readonly Indicator[] = Measure.options.flatMap(indicatorOf);
