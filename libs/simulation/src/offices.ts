import { idForCreate, type Officer, type Role } from '@gongkai/kernel';

/** One agency of a simulated government and the people who work there. */
export type Office = {
  id: string;
  commandId: string;
  code: string;
  kind: 'department' | 'township' | 'subdistrict' | 'institution';
  name: string;
  /** How much it publishes compared with the others. */
  weight: number;
};

const DEPARTMENTS = [
  '政府办公室',
  '发展和改革局',
  '教育局',
  '民政局',
  '财政局',
  '人力资源和社会保障局',
  '自然资源局',
  '住房和城乡建设局',
  '交通运输局',
  '水利局',
  '农业农村局',
  '卫生健康局',
  '应急管理局',
  '审计局',
  '市场监督管理局',
  '统计局',
  '医疗保障局',
  '林业局',
];
const TOWNS = '东西南北中上下前后新老高平清白金石龙凤泉'.split('');

/** Agencies of a county of usual size: departments, then townships. Names are made up. */
export const officesOf = (tenant: string, seed: string, townships = 14): Office[] => {
  const office = (kind: Office['kind'], number: number, name: string, weight: number): Office => {
    const code = `${kind === 'department' ? 'D' : 'T'}${String(number).padStart(3, '0')}`;
    const commandId = `simulate.${seed}.agency.${code}`;
    return {
      id: idForCreate({ tenant, commandId }, 'agency'),
      commandId,
      code,
      kind,
      name,
      weight,
    };
  };
  return [
    ...DEPARTMENTS.map((name, i) => office('department', i + 1, name, i === 0 ? 8 : 3)),
    ...TOWNS.slice(0, townships).map((name, i) => office('township', i + 1, `${name}河镇`, 2)),
  ];
};

export type Post = 'drafter' | 'reviewer' | 'signer' | 'clerk' | 'head';

const ROLES_OF: Record<Post, readonly Role[]> = {
  drafter: ['drafter'],
  reviewer: ['secrecyReviewer'],
  signer: ['signer'],
  clerk: ['clerk', 'disclosureOfficer'],
  head: ['disclosureHead', 'administrator'],
};

/** A simulated officer; the head sits in the government's own office. */
export const officerOf = (tenant: string, post: Post, office: Office | null): Officer => ({
  account: `simulated${office?.code ?? ''}${post}`,
  tenant,
  agency: office?.id ?? null,
  grants: ROLES_OF[post].map((role) => ({ role, agency: office?.id ?? null })),
});
