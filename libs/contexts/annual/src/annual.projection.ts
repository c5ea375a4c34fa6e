import type { CollectionSpec, Day, Projection } from '@gongkai/kernel';
import type { ReportStatus } from './decider.state.js';
import { annualEvents, type AnnualEvent, type ReporterLevel, type ReportScope } from './events.js';

/** Where a report stands, for lists and the board; what it says is read from its stream. */
export type AnnualRow = {
  id: string;
  agency: string | null;
  year: number;
  period: string;
  format: string;
  scope: ReportScope;
  level: ReporterLevel;
  status: ReportStatus;
  submitBy: Day;
  publishBy: Day | null;
  /** Of the version handed in last; 0 before the first. */
  version: number;
  handedInOn: Day | null;
  /** The first time it was handed in, it was late. */
  late: boolean;
  hard: number;
  soft: number;
  decided: number;
  remarks: string | null;
  publishedOn: Day | null;
  publishedLate: boolean;
  documentId: string | null;
};

export const annualCollection: CollectionSpec<AnnualRow> = {
  name: 'annualReports',
  version: 1,
  keys: {
    agency: (row) => row.agency ?? '',
    year: (row) => row.year,
    period: (row) => row.period,
    status: (row) => row.status,
  },
  indexes: [['period'], ['year', 'period'], ['agency', 'period'], ['status', 'period']],
};

const { SectionWritten: _, FiguresFrozen: __, CellMarked: ___, ...rest } = annualEvents;
const { CellRestored: ____, FindingDecided: _____, ...courseEvents } = rest;
type CourseEvent = Exclude<
  AnnualEvent,
  { type: 'SectionWritten' | 'FiguresFrozen' | 'CellMarked' | 'CellRestored' | 'FindingDecided' }
>;

export const annualRows: Projection<AnnualRow, CourseEvent> = {
  name: 'annualReports',
  version: 1,
  events: courseEvents,
  collection: annualCollection,
  key: (event) => event.data.reportId,
  apply(row, event, id) {
    if (event.type === 'ReportOpened') {
      const { reportId: _id, openedBy: _by, basis: _basis, ...opened } = event.data;
      return {
        id,
        ...opened,
        status: 'drafting',
        version: 0,
        handedInOn: null,
        late: false,
        hard: 0,
        soft: 0,
        decided: 0,
        remarks: null,
        publishedOn: null,
        publishedLate: false,
        documentId: null,
      };
    }
    if (!row) return undefined;
    switch (event.type) {
      case 'ReportHandedIn': {
        const { version, handedInOn, late, findings } = event.data;
        const first = version === 1 ? { late } : {};
        const of = { version, handedInOn, remarks: null };
        return { ...row, ...of, ...first, ...findings, status: 'handedIn' };
      }
      case 'ReportReturned':
        return { ...row, remarks: event.data.remarks, status: 'returned' };
      case 'ReportApproved':
        return { ...row, status: 'approved' };
      case 'ReportPublished': {
        const { publishedOn, late, first, documentId } = event.data;
        const publishedLate = first ? late : row.publishedLate;
        const status = row.status === 'approved' ? 'published' : row.status;
        return { ...row, publishedOn, publishedLate, documentId, status };
      }
      case 'ReportPublicationVoided': {
        const { before, first } = event.data;
        const { publishedOn, documentId } = before ?? { publishedOn: null, documentId: null };
        const publishedLate = !first && row.publishedLate;
        const status = row.status === 'published' ? 'approved' : row.status;
        return { ...row, publishedOn, publishedLate, documentId, status };
      }
      case 'ReportCorrected':
        return { ...row, status: 'correcting' };
    }
  },
};
