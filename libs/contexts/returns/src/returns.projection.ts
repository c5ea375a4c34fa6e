import type { CollectionSpec, Day, Projection } from '@gongkai/kernel';
import { reportEvents, type ReportEvent } from './events.js';
import type { Measure } from './measures.js';

export type ReturnVersion = {
  version: number;
  number: number;
  attestedBy: string;
  proof: string | null;
  /** Why it was put right; null: as first reported. */
  reason: string | null;
  by: string;
};

/** What an agency reported of one measure for one period, with every version. */
export type ReturnRow = {
  id: string;
  agency: string | null;
  measure: Measure;
  period: string;
  /** The last day of the period. */
  on: Day;
  number: number;
  version: number;
  versions: ReturnVersion[];
  voidedBecause: string | null;
};

export const returnCollection: CollectionSpec<ReturnRow> = {
  name: 'returns',
  version: 1,
  keys: {
    agency: (row) => row.agency ?? '',
    measure: (row) => row.measure,
    period: (row) => row.period,
    on: (row) => row.on,
    standing: (row) => Number(row.voidedBecause === null),
  },
  indexes: [['on'], ['agency', 'on'], ['measure', 'on'], ['period', 'on']],
};

export const returnRows: Projection<ReturnRow, ReportEvent> = {
  name: 'returns',
  version: 1,
  events: reportEvents,
  collection: returnCollection,
  key: ({ data }) => `${data.returnId}.${data.period}`,
  apply(row, event, id) {
    if (event.type === 'ReturnVoided') return row && { ...row, voidedBecause: event.data.reason };
    const { agency, measure, period, on, number, version, attestedBy, proof } = event.data;
    const corrected = event.type === 'ReturnCorrected';
    const told: ReturnVersion = {
      version,
      number,
      attestedBy,
      proof,
      reason: corrected ? event.data.reason : null,
      by: corrected ? event.data.correctedBy : event.data.reportedBy,
    };
    const versions = [...(row?.versions ?? []), told];
    return { id, agency, measure, period, on, number, version, versions, voidedBecause: null };
  },
};
