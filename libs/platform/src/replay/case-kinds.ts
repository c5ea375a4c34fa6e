import type { CollectionSpec, Condition, PolicyTable } from '@gongkai/kernel';
import { documentCollection, publicationContext, type DocumentRow } from '@gongkai/publication';
import { requestCollection, requestContext, type RequestRow } from '@gongkai/request';

export type CaseKindName = 'request' | 'document';

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

/** Every kind of case; appeals come after what they challenge. */
export const caseKinds: readonly CaseKind[] = [request, document];
