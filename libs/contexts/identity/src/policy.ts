import {
  authorise,
  ROLES,
  type Actor,
  type Caller,
  type Permission,
  type PolicyTable,
  type Role,
} from '@gongkai/kernel';
import type { Reach } from './decider.rights.js';

const ADMINISTRATOR: readonly Role[] = ['administrator'];

/**
 * Administrators administer the accounts that act nowhere but where they hold the role: in an agency,
 * a whole government, or the platform. Nobody needs a role to sign out or to change their own password
 * with the old one; a principal may name their own acting deputy.
 */
export const identityPolicy = {
  'account.open': { zh: '开设账号', en: 'Open an account', roles: ADMINISTRATOR },
  'account.openAdministrator': {
    zh: '为接入的政府开设首个管理员账号(限平台)',
    en: 'Open the first administrator of a government (platform only)',
    roles: ADMINISTRATOR,
  },
  'account.setPassword': {
    zh: '为他人设置口令',
    en: 'Set the password of another',
    roles: ADMINISTRATOR,
  },
  'account.grantRole': { zh: '授予职责', en: 'Grant a role', roles: ADMINISTRATOR },
  'account.revokeRole': { zh: '撤销职责', en: 'Revoke a role', roles: ADMINISTRATOR },
  'account.delegateRole': {
    zh: '登记代理或借用',
    en: 'Record an acting deputy or a loan',
    roles: ADMINISTRATOR,
  },
  'account.endDelegation': { zh: '结束代理', en: 'End a delegation', roles: ADMINISTRATOR },
  'account.suspend': { zh: '停用账号', en: 'Suspend an account', roles: ADMINISTRATOR },
  'account.resume': { zh: '恢复账号', en: 'Resume an account', roles: ADMINISTRATOR },
  'account.close': { zh: '注销账号', en: 'Close an account', roles: ADMINISTRATOR },
  'account.revokeTokens': { zh: '使令牌失效', en: 'Void the tokens', roles: ADMINISTRATOR },
  'account.list': { zh: '查看账号', en: 'See the accounts', roles: ['administrator', 'auditor'] },
  'audit.read': { zh: '查看审计记录', en: 'Read the audit stream', roles: ['auditor'] },
} as const satisfies PolicyTable;

/**
 * Whoever sets a password can sign in with it: an administrator has power over an account only when
 * they hold the role everywhere the account reaches. Throws FORBIDDEN.
 */
export const authoriseAll = (operation: string, caller: Caller, [first, ...rest]: Reach): Actor => {
  for (const agency of rest) authorise(identityPolicy, operation, caller, agency);
  return authorise(identityPolicy, operation, caller, first);
};

/** The one table of who may do what, from the tables of all contexts; an operation has one home. */
export const joinPolicies = (...tables: readonly PolicyTable[]): PolicyTable => {
  const joined = new Map<string, Permission>();
  for (const table of tables)
    for (const [operation, permission] of Object.entries(table)) {
      if (joined.has(operation)) throw new Error(`two policies for ${operation}`);
      joined.set(operation, permission);
    }
  return Object.fromEntries(joined);
};

/** What is wrong with a table: operations nobody may do, roles that do not exist, missing words. */
export const policyFaults = (table: PolicyTable): string[] =>
  Object.entries(table).flatMap(([operation, { zh, en, roles }]) => [
    ...(/^[a-z][A-Za-z]*\.[a-z][A-Za-z]*$/.test(operation) ? [] : [`${operation}: not a.b`]),
    ...(roles.length > 0 ? [] : [`${operation}: nobody may`]),
    ...(zh === '' || en === '' ? [`${operation}: no words`] : []),
    ...(new Set(roles).size === roles.length ? [] : [`${operation}: a role twice`]),
    ...roles.filter((role) => !ROLES.includes(role)).map((role) => `${operation}: no role ${role}`),
  ]);

/** Every role with every operation, for the spec that walks the table. */
export const policyMatrix = (
  table: PolicyTable,
): { operation: string; role: Role; allowed: boolean }[] =>
  Object.entries(table).flatMap(([operation, { roles }]) =>
    ROLES.map((role) => ({ operation, role, allowed: roles.includes(role) })),
  );
