import type { Actor } from './event.js';

/** Roles of contracts: what an officer may be in an agency. */
export const ROLES = [
  'drafter',
  'sectionHead',
  'secrecyReviewer',
  'signer',
  'clerk',
  'disclosureOfficer',
  'disclosureHead',
  'legalOfficer',
  'complaintHandler',
  'archivist',
  'supervisor',
  'auditor',
  'administrator',
] as const;
export type Role = (typeof ROLES)[number];

export const roleNames: Record<Role, { zh: string; en: string }> = {
  drafter: { zh: '拟稿人', en: 'Drafter' },
  sectionHead: { zh: '科室负责人', en: 'Section head' },
  secrecyReviewer: { zh: '保密审查员', en: 'Secrecy reviewer' },
  signer: { zh: '签发人', en: 'Signer' },
  clerk: { zh: '信息员', en: 'Clerk' },
  disclosureOfficer: { zh: '公开工作人员', en: 'Disclosure officer' },
  disclosureHead: { zh: '公开工作机构负责人', en: 'Head of the disclosure office' },
  legalOfficer: { zh: '法制人员', en: 'Legal officer' },
  complaintHandler: { zh: '投诉受理人', en: 'Complaint handler' },
  archivist: { zh: '档案员', en: 'Archivist' },
  supervisor: { zh: '监督人员', en: 'Supervisor' },
  auditor: { zh: '审计员', en: 'Auditor' },
  administrator: { zh: '平台管理员', en: 'Platform administrator' },
};

/** One line of the policy table: which roles may do an operation. */
export type Permission = { zh: string; en: string; roles: readonly Role[]; article?: string };
/** Operation (`document.publish`) → who may. Each context declares its own; identity joins them. */
export type PolicyTable = Readonly<Record<string, Permission>>;

/** A role held in an agency, or in the whole government when the agency is null. */
export type Grant = { role: Role; agency: string | null };

/** The signed-in officer, as the rim hands it to handlers. */
export type Officer = {
  account: string;
  tenant: string;
  /** The agency the officer sits in; null for the government's own office. */
  agency: string | null;
  grants: readonly Grant[];
};

/** The roles under which this officer may do the operation for an agency; empty: may not. */
export const rolesFor = (
  table: PolicyTable,
  operation: string,
  officer: Officer,
  agency: string | null,
): Role[] => {
  const permission = table[operation];
  if (!permission) return [];
  return [
    ...new Set(
      officer.grants
        .filter((grant) => grant.agency === null || grant.agency === agency)
        .map((grant) => grant.role)
        .filter((role) => permission.roles.includes(role)),
    ),
  ];
};

/** The agencies for which an officer may do an operation: all of the government, or some of it. */
export const agenciesFor = (
  table: PolicyTable,
  operation: string,
  officer: Officer,
): 'all' | string[] => {
  const may = (agency: string | null) => rolesFor(table, operation, officer, agency).length > 0;
  if (may(null)) return 'all';
  const agencies = officer.grants.flatMap(({ agency }) => agency ?? []);
  return [...new Set(agencies)].filter(may);
};

export const actorOf = (officer: Officer, roles: readonly Role[]): Actor => ({
  kind: 'officer',
  id: officer.account,
  ...(officer.agency === null ? {} : { agency: officer.agency }),
  roles: [...roles],
});
