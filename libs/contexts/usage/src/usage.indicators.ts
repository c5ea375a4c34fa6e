import { COUNT_PORTIONS, portionCounts, type Indicator } from '@gongkai/figures';
import { USES } from './events.js';

const names = {
  views: ['公开信息浏览次数', 'Times the public opened an item'],
  downloads: ['公开信息附件下载次数', 'Times the public fetched a file of an item'],
} as const;

export const usageIndicators: readonly Indicator[] = USES.map((use, kind) => ({
  id: `usage.${use}`,
  zh: names[use][0],
  en: names[use][1],
  unit: { zh: '次', en: 'times' },
  kind: 'flow',
  counts: portionCounts(COUNT_PORTIONS, kind, { counted: 'UsesCounted' }),
}));
