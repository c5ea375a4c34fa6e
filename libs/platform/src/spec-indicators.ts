import type { Indicator } from '@gongkai/figures';

const unit = { zh: '条', en: 'items' };
const names = { zh: '数', en: 'Number' };
/** Three indicators of two invented events, for specs of counting. */
export const indicators: Indicator[] = [
  { id: 'publication.items', ...names, unit, kind: 'flow', counts: [{ event: 'Published' }] },
  {
    id: 'publication.channel.website',
    ...names,
    unit,
    kind: 'flow',
    counts: [{ event: 'Published', when: (facet) => facet === 1 }],
  },
  {
    id: 'publication.inForce',
    ...names,
    unit,
    kind: 'stock',
    sheet: 'stocks',
    counts: [{ event: 'Published' }, { event: 'Repealed', add: -1 }],
  },
];
