import { publicationsOf } from './decider.stay.js';
import { nextRoles, type DocumentRow } from './documents.projection.js';

export type DocumentNode = ReturnType<typeof documentNode>;

const secrecyNode = ({ secrecy }: DocumentRow) => {
  const reviewed = secrecy.status === 'passed' || secrecy.status === 'refused' ? secrecy : null;
  return {
    status: secrecy.status,
    by: reviewed?.by ?? null,
    on: reviewed?.on ?? null,
    guidanceOpen: secrecy.status === 'requested' && secrecy.guidance?.outcome === null,
  };
};

/** A row as the SDL has it. */
export const documentNode = (row: DocumentRow, tenant: string) => {
  const { content, approval } = row;
  return {
    ...row,
    ...content,
    attachments: content?.attachments ?? [],
    row,
    tenant,
    author: row.authors[0] ?? null,
    secrecy: secrecyNode(row),
    coordination: Object.entries(row.coordination).map(([party, of]) => ({ party, ...of })),
    approvedBy: approval?.by ?? null,
    approvedOn: approval?.on ?? null,
    inspectedOn: row.inspected?.version === row.version ? row.inspected.on : null,
    late: row.publishedLate || row.lateNotedFor !== null,
    publications: publicationsOf(row).map(({ number, ...of }) => ({ ...of, publication: number })),
    ended: row.ended?.by ?? null,
    nextRoles: nextRoles(row.stage),
    /** Shown as of another time: nothing can be done to it there. */
    replayed: false,
  };
};
