import type { CollectionSpec, Projection } from '@gongkai/kernel';
import { auditEvents, type AuditEvent } from './events.js';

/** One line of the audit list. `source` is a keyed digest of an address. */
export type AuditRow = {
  id: string;
  type: AuditEvent['type'];
  at: string;
  account: string | null;
  /** The account, aggregate, collection or setting it was about. */
  subject: string | null;
  /** The reason of a refusal, the kind of a change, the purpose of an opening. */
  detail: string | null;
  source: string | null;
  /** How many times within the minute. */
  count: number;
};

export const audit: CollectionSpec<AuditRow> = {
  name: 'audit',
  version: 1,
  keys: {
    at: (row) => row.at,
    type: (row) => row.type,
    account: (row) => row.account,
  },
  indexes: [['at'], ['type', 'at'], ['account', 'at']],
};

export const auditRows: Projection<AuditRow, AuditEvent> = {
  name: 'audit',
  version: 1,
  events: auditEvents,
  collection: audit,
  key: (event) => event.meta.id,
  apply: (_, event, id) => ({
    id,
    type: event.type,
    at: event.meta.recordedAt,
    account: event.data.account,
    source: 'source' in event.data ? event.data.source : null,
    count: 'count' in event.data ? event.data.count : 1,
    ...aboutOf(event),
  }),
};

const aboutOf = (event: AuditEvent): Pick<AuditRow, 'subject' | 'detail'> => {
  switch (event.type) {
    case 'OfficerSignedIn':
    case 'OfficerSignedOut':
      return { subject: null, detail: null };
    case 'SignInRefused':
    case 'TokenRefused':
      return { subject: null, detail: event.data.reason };
    case 'AccessRefused':
      return { subject: event.data.operation, detail: event.data.code };
    case 'SealedFieldsOpened':
      return { subject: event.data.subject, detail: event.data.purpose };
    case 'RecordsExported':
      return { subject: event.data.collection, detail: String(event.data.rows) };
    case 'ConfigurationChanged':
      return { subject: event.data.setting, detail: null };
    case 'RightsChanged':
      return { subject: event.data.subject, detail: event.data.change };
  }
};
