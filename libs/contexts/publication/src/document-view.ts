import { runningLimit } from './decider.limits.js';
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

/** The limit that is running was noted to be over; of one that ended, how it ended is what counts. */
const isNotedLate = (row: DocumentRow): boolean =>
  runningLimit(row) !== null && row.lateNotedFor !== null && row.lateNotedFor === row.publishBy;

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
    late: row.publishedLate || isNotedLate(row),
    publications: publicationsOf(row).map(({ number, ...of }) => ({ ...of, publication: number })),
    ended: row.ended?.by ?? null,
    nextRoles: nextRoles(row.stage),
    /** Shown as of another time: nothing can be done to it there. */
    replayed: false,
  };
};
