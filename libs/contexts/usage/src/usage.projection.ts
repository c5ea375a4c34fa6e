import { pickEvents, type CollectionSpec, type EventOf, type Projection } from '@gongkai/kernel';
import { usageEvents } from './events.js';

/** How often an item was used: ever since (`all`), and in each month (`2026-11`). */
export type ItemUsageRow = {
  documentId: string;
  agency: string | null;
  period: string;
  views: number;
  downloads: number;
};
export const EVER = 'all';

/** The row of an item and a period. */
export const usageRowId = (documentId: string, period: string): string => `${period}/${documentId}`;

export const itemUsageCollection: CollectionSpec<ItemUsageRow> = {
  name: 'itemUsage',
  version: 1,
  keys: {
    period: (row) => row.period,
    agency: (row) => row.agency,
    views: (row) => row.views,
  },
  indexes: [
    ['period', 'views'],
    ['agency', 'period', 'views'],
  ],
};

const itemsUsed = pickEvents(usageEvents, 'ItemsUsed');

export const itemUsage: Projection<ItemUsageRow, EventOf<typeof itemsUsed>> = {
  name: 'itemUsage',
  version: 1,
  events: itemsUsed,
  collection: itemUsageCollection,
  key: ({ data: { on, items } }) =>
    items.flatMap(({ documentId }) => [
      usageRowId(documentId, EVER),
      usageRowId(documentId, on.slice(0, 7)),
    ]),
  apply(row, { data: { agency, items } }, id) {
    const [period, documentId] = id.split('/') as [string, string];
    const { views, downloads } = items.find((item) => item.documentId === documentId)!;
    return {
      documentId,
      agency,
      period,
      views: (row?.views ?? 0) + views,
      downloads: (row?.downloads ?? 0) + downloads,
    };
  },
};
