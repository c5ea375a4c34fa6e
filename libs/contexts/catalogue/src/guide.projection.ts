import type { CollectionSpec, Day, Projection } from '@gongkai/kernel';
import { guideEvents, type GuideContents, type GuideEdition, type GuideEvent } from './events.js';

export type GuideRow = {
  id: string;
  agency: string | null;
  number: number;
  status: 'draft' | 'published' | 'superseded';
  contents: GuideContents;
  edition: GuideEdition | null;
  publishedOn: Day | null;
  /** When it was last published or found still right. */
  checkedOn: Day | null;
  supersededOn: Day | null;
};

export const guideCollection: CollectionSpec<GuideRow> = {
  name: 'guides',
  version: 1,
  keys: {
    agency: (row) => row.agency ?? '',
    status: (row) => row.status,
    number: (row) => row.number,
    checkedOn: (row) => row.checkedOn,
  },
  indexes: [
    ['agency', 'number'],
    ['status', 'checkedOn'],
  ],
};

/** One row per version of a guide. */
export const guideRows: Projection<GuideRow, GuideEvent> = {
  name: 'guideRows',
  version: 1,
  events: guideEvents,
  collection: guideCollection,
  key: (event) => `${event.meta.aggregateId}.${String(event.data.number)}`,
  apply(row, event, id) {
    if (event.type === 'GuideVersionDrafted') {
      const open = { edition: null, publishedOn: null, checkedOn: null, supersededOn: null };
      return { id, ...event.data, status: 'draft', ...open };
    }
    if (!row) return undefined;
    switch (event.type) {
      case 'GuideVersionRevised':
        return { ...row, contents: event.data.contents };
      case 'GuideVersionPublished': {
        const { edition, publishedOn } = event.data;
        return { ...row, status: 'published', edition, publishedOn, checkedOn: publishedOn };
      }
      case 'GuideVersionSuperseded':
        return { ...row, status: 'superseded', supersededOn: event.data.supersededOn };
      case 'GuideVersionConfirmed':
        return { ...row, checkedOn: event.data.confirmedOn };
    }
  },
};
