import { AccountCommand, Password } from '@gongkai/identity';
import { type Officer, type Role } from '@gongkai/kernel';
import { demoCall, sent, type Sender } from './calls.js';
import type { DemoGovernment } from './governments.js';

/** Demo passwords stand in demo data only; a folder with them is never served beyond loopback. */
export const DEMO_PASSWORD = 'demo-gongkai-2026';

export type DemoPost =
  | 'drafter'
  | 'reviewer'
  | 'signer'
  | 'clerk'
  | 'head'
  | 'legal'
  | 'archivist'
  | 'supervisor'
  | 'auditor';

const POSTS: Record<DemoPost, { title: string; roles: readonly Role[] }> = {
  drafter: { title: '拟稿人(演示)', roles: ['drafter'] },
  reviewer: { title: '保密审查员(演示)', roles: ['secrecyReviewer'] },
  signer: { title: '签发人(演示)', roles: ['signer'] },
  clerk: { title: '信息员(演示)', roles: ['clerk', 'disclosureOfficer'] },
  head: { title: '公开工作机构负责人(演示)', roles: ['disclosureHead', 'administrator'] },
  legal: { title: '法制人员(演示)', roles: ['legalOfficer'] },
  archivist: { title: '档案员(演示)', roles: ['archivist'] },
  supervisor: { title: '监督人员(演示)', roles: ['supervisor'] },
  auditor: { title: '审计员(演示)', roles: ['auditor'] },
};

export type DemoOfficers = Readonly<Record<DemoPost, Officer>>;

/** Opens one account for every post of a government, each with its password. */
export const openAccounts = async (
  to: Sender,
  { key, tenant }: DemoGovernment,
): Promise<DemoOfficers> => {
  const opened = await Promise.all(
    (Object.keys(POSTS) as DemoPost[]).map(async (post) => {
      const { title, roles } = POSTS[post];
      const grants = roles.map((role) => ({ role, agency: null }));
      const body = {
        type: 'open',
        name: accountNameOf(key, post),
        post: title,
        agency: null,
        grants,
      };
      const { id } = await sent(
        to,
        new AccountCommand(demoCall(tenant, `account.${key}.${post}`, body), body),
      );
      const change = { type: 'setPassword', account: id };
      const password = new Password(DEMO_PASSWORD);
      await sent(
        to,
        new AccountCommand(demoCall(tenant, `password.${key}.${post}`, change), change, {
          password,
          oldPassword: null,
          source: 'demo',
        }),
      );
      return [post, { account: id, tenant, agency: null, grants }] as const;
    }),
  );
  return Object.fromEntries(opened) as unknown as DemoOfficers;
};

export const accountNameOf = (government: string, post: DemoPost): string =>
  `${government}.${post}`;
