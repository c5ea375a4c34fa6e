import {
  event,
  streamName,
  type CollectionSpec,
  type EventOf,
  type NewEvent,
  type Projection,
} from '@gongkai/kernel';
import { SqliteEventStore } from '@gongkai/sqlite';
import { z } from 'zod';
import { titleMaker } from './titles.js';

export const documentEvents = {
  DocumentDrafted: event(
    z.strictObject({
      documentId: z.string(),
      title: z.string(),
      column: z.string(),
      formedOn: z.iso.date(),
      summary: z.string(),
      keywords: z.array(z.string()),
    }),
  ),
  AttributeDecided: event(
    z.strictObject({
      documentId: z.string(),
      attribute: z.enum(['proactive', 'onRequest', 'withheld']),
      ground: z.string().nullable(),
      decidedOn: z.iso.date(),
    }),
  ),
  SecrecyCleared: event(
    z.strictObject({ documentId: z.string(), reviewer: z.string(), clearedOn: z.iso.date() }),
  ),
  DocumentApproved: event(
    z.strictObject({ documentId: z.string(), signer: z.string(), approvedOn: z.iso.date() }),
  ),
  DocumentPublished: event(
    z.strictObject({
      documentId: z.string(),
      channel: z.enum(['website', 'gazette', 'wechat']),
      site: z.string().nullable(),
      publishedOn: z.iso.date(),
      late: z.boolean(),
    }),
  ),
};
type DocumentEvent = EventOf<typeof documentEvents>;

type DocumentRow = {
  id: string;
  title: string;
  column: string;
  formedOn: string;
  summary: string;
  keywords: string[];
  stage: 'draft' | 'decided' | 'cleared' | 'approved' | 'published';
  attribute: string | null;
  signer: string | null;
  publications: { channel: string; publishedOn: string }[];
  publishedOn: string | null;
};

const collection: CollectionSpec<DocumentRow> = {
  name: 'documents',
  version: 1,
  keys: {
    stage: (row) => row.stage,
    column: (row) => row.column,
    formedOn: (row) => row.formedOn,
    publishedOn: (row) => row.publishedOn,
  },
  sets: { channels: (row) => [...new Set(row.publications.map(({ channel }) => channel))] },
  indexes: [['stage', 'formedOn'], ['publishedOn']],
};

export const documentRows: Projection<DocumentRow, DocumentEvent> = {
  name: 'documents',
  version: 1,
  events: documentEvents,
  collection,
  key: ({ data }) => data.documentId,
  apply(row, { type, data }, id) {
    if (type === 'DocumentDrafted') {
      const { documentId: _, ...rest } = data;
      const none = { attribute: null, signer: null, publications: [], publishedOn: null };
      return { id, ...rest, stage: 'draft', ...none };
    }
    if (!row) return undefined;
    switch (type) {
      case 'AttributeDecided':
        return { ...row, stage: 'decided', attribute: data.attribute };
      case 'SecrecyCleared':
        return { ...row, stage: 'cleared' };
      case 'DocumentApproved':
        return { ...row, stage: 'approved', signer: data.signer };
      case 'DocumentPublished': {
        const { channel, publishedOn } = data;
        const publications = [...row.publications, { channel, publishedOn }];
        return {
          ...row,
          stage: 'published',
          publications,
          publishedOn: row.publishedOn ?? publishedOn,
        };
      }
    }
  },
};

const TENANTS = 200;
/** Documents of one tenant on their way at the same time. */
const OPEN = 5;
/** A log of documents from draft to publication, interleaved as offices work. */
export const fillDocuments = async (path: string, events: number): Promise<void> => {
  const store = new SqliteEventStore({ path, writer: 'here' });
  const { title, random } = titleMaker(3);
  const open: { tenant: string; id: string; step: number }[] = [];
  let next = 0;
  for (let made = 0; made < events;) {
    const block: Promise<unknown>[] = [];
    for (; block.length < 2_000 && made < events; made++) {
      const slot = Math.floor(random() * TENANTS * OPEN);
      let document = open[slot];
      if (!document || document.step === STEPS.length)
        open[slot] = document = { tenant: `T${slot % TENANTS}`, id: `D${next++}`, step: 0 };
      const { tenant, id, step } = document;
      block.push(
        store.append(streamName(tenant, 'document', id), step, [newEvent(document, title, random)]),
      );
      document.step++;
    }
    await Promise.all(block);
  }
  await store.close();
};

type Step = (id: string, title: () => string, random: () => number) => DocumentEvent;
const day = '2026-03-02';
const published =
  (channel: 'website' | 'gazette'): Step =>
  (documentId) => ({
    type: 'DocumentPublished',
    data: {
      documentId,
      channel,
      site: channel === 'website' ? 'http://www.example.gov.cn/xxgk' : null,
      publishedOn: day,
      late: false,
    },
  });
const STEPS: readonly Step[] = [
  (documentId, title, random) => ({
    type: 'DocumentDrafted',
    data: {
      documentId,
      title: title(),
      column: `C${Math.floor(random() * 40)}`,
      formedOn: day,
      summary: title() + title(),
      keywords: ['公开', '通知', '规划'],
    },
  }),
  (documentId) => ({
    type: 'AttributeDecided',
    data: { documentId, attribute: 'proactive', ground: null, decidedOn: day },
  }),
  (documentId) => ({
    type: 'SecrecyCleared',
    data: { documentId, reviewer: '01ACCOUNT0000000000000REVIEW', clearedOn: day },
  }),
  (documentId) => ({
    type: 'DocumentApproved',
    data: { documentId, signer: '01ACCOUNT0000000000000SIGNER', approvedOn: day },
  }),
  published('website'),
  published('gazette'),
];

let serial = 0;
const newEvent = (
  { tenant, id, step }: { tenant: string; id: string; step: number },
  title: () => string,
  random: () => number,
): NewEvent => {
  const { type, data } = STEPS[step]!(id, title, random);
  serial++;
  return {
    meta: {
      id: `01EVENT${String(serial).padStart(19, '0')}`,
      type,
      schema: 1,
      tenant,
      agency: `01AGENCY${String(serial % 40).padStart(18, '0')}`,
      aggregate: 'document',
      aggregateId: id,
      revision: step + 1,
      actor: { kind: 'officer', id: '01ACCOUNT00000000000000CLERK', roles: ['drafter'] },
      command: { id: `01COMMAND${String(serial).padStart(17, '0')}`, digest: 'a'.repeat(64) },
      causation: null,
      correlation: `01COMMAND${String(serial).padStart(17, '0')}`,
      occurredOn: day,
      origin: 'simulated',
    },
    data: JSON.stringify(data),
    facet: 0,
  };
};
