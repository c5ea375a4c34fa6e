import { complaintCollection, complaintContext, type ComplaintRow } from '@gongkai/complaint';
import {
  rolesFor,
  type CollectionSpec,
  type Condition,
  type Officer,
  type PolicyTable,
  type ReadStore,
  type Role,
} from '@gongkai/kernel';
import { litigationContext, suitCollection, type SuitRow } from '@gongkai/litigation';
import { documentCollection, publicationContext, type DocumentRow } from '@gongkai/publication';
import {
  reconsiderationCollection,
  reconsiderationContext,
  type ReconsiderationRow,
} from '@gongkai/reconsideration';
import { requestCollection, requestContext, type RequestRow } from '@gongkai/request';

export type CaseKindName = 'request' | 'document' | 'reconsideration' | 'suit' | 'complaint';

/** Another case that one is about: what an appeal challenges. */
export type CaseRef = { kind: CaseKindName; id: string };

/** What people call a case: which stream it lies in, what it is called, who may read it. */
export type CaseKind<Row = never> = {
  kind: CaseKindName;
  zh: string;
  en: string;
  /** Name of the aggregate; the id of the case is the id of its stream. */
  aggregate: string;
  /** The read model with one row a case, whose row has the id of the case. */
  collection: CollectionSpec<Row>;
  /** The id of the case a row is about. */
  id(row: Row): string;
  /** A neutral title: number and subject, nothing of a person. */
  title(row: Row): string;
  /** The agency whose case it is; null is the government's own office. */
  agency(row: Row): string | null;
  /** The operation of the policy that lets an officer read it. */
  read: { policy: PolicyTable; operation: string };
  /** What it challenges; absent where a case of the kind challenges nothing. */
  challenges?: {
    of(row: Row): CaseRef | null;
    /** Finds the cases of the kind that challenge this one. */
    where(challenged: CaseRef): Condition;
  };
};

const joined = (...parts: readonly (string | null | undefined)[]): string =>
  parts.filter((part) => part).join(' ');

const request: CaseKind<RequestRow> = {
  kind: 'request',
  zh: '依申请公开',
  en: 'Request',
  aggregate: 'request',
  collection: requestCollection,
  id: ({ requestId }) => requestId,
  title: ({ number, subject }) => joined(number, subject),
  agency: ({ agency }) => agency,
  read: { policy: requestContext.policy, operation: 'request.read' },
};

const document: CaseKind<DocumentRow> = {
  kind: 'document',
  zh: '主动公开',
  en: 'Document',
  aggregate: 'document',
  collection: documentCollection,
  id: ({ id }) => id,
  title: ({ content }) => joined(content?.documentNumber, content?.title),
  agency: ({ agency }) => agency,
  read: { policy: publicationContext.policy, operation: 'document.read' },
};

const reconsideration: CaseKind<ReconsiderationRow> = {
  kind: 'reconsideration',
  zh: '行政复议',
  en: 'Reconsideration',
  aggregate: 'reconsideration',
  collection: reconsiderationCollection,
  id: ({ reconsiderationId }) => reconsiderationId,
  title: ({ number, subject }) => joined(number, subject),
  agency: ({ agency }) => agency,
  read: { policy: reconsiderationContext.policy, operation: 'reconsideration.read' },
  challenges: {
    of: ({ challenged }) =>
      challenged.kind === 'publication'
        ? { kind: 'document', id: challenged.documentId }
        : { kind: 'request', id: challenged.requestId },
    where: ({ id }) => ({ key: 'of', eq: id }),
  },
};

/** `request:<id>` or `document:<id>`, as suits name what they challenge. */
const actIn = (challenges: string): CaseRef | null => {
  const [kind, id] = challenges.split(':');
  return (kind === 'request' || kind === 'document') && id ? { kind, id } : null;
};

const suit: CaseKind<SuitRow> = {
  kind: 'suit',
  zh: '行政诉讼',
  en: 'Suit',
  aggregate: 'suit',
  collection: suitCollection,
  id: ({ suitId }) => suitId,
  title: ({ number, subject }) => joined(number, subject),
  agency: ({ agency }) => agency,
  read: { policy: litigationContext.policy, operation: 'litigation.read' },
  challenges: {
    of: ({ challenges, reconsiderationId }) =>
      actIn(challenges) ??
      (reconsiderationId === null ? null : { kind: 'reconsideration', id: reconsiderationId }),
    where: ({ kind, id }) =>
      kind === 'reconsideration'
        ? { key: 'reconsiderationId', eq: id }
        : { key: 'challenges', eq: `${kind}:${id}` },
  },
};

const complaint: CaseKind<ComplaintRow> = {
  kind: 'complaint',
  zh: '投诉举报',
  en: 'Complaint',
  aggregate: 'complaint',
  collection: complaintCollection,
  id: ({ complaintId }) => complaintId,
  title: ({ reference, subject }) => joined(reference, subject),
  agency: ({ agency }) => agency,
  read: { policy: complaintContext.policy, operation: 'complaint.read' },
};

/** Every kind of case; appeals come after what they challenge. */
export const caseKinds: readonly CaseKind[] = [request, document, reconsideration, suit, complaint];

/** The roles under which an officer may do something with a case, as its row says whose it is now. */
export const rolesInCase = async (
  reads: ReadStore,
  officer: Officer,
  { kind: name, id }: CaseRef,
  { policy, operation }: CaseKind['read'],
): Promise<Role[]> => {
  const { collection, agency } = caseKinds.find(({ kind }) => kind === name)!;
  const row = await reads.get(collection, officer.tenant, id);
  return row === undefined ? [] : rolesFor(policy, operation, officer, agency(row));
};

export const mayReadCase = async (
  reads: ReadStore,
  officer: Officer,
  { kind, read }: CaseKind,
  id: string,
): Promise<boolean> => (await rolesInCase(reads, officer, { kind, id }, read)).length > 0;
