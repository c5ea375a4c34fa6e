import type { CollectionSpec, Grant, Projection, Recorded } from '@gongkai/kernel';
import type { Delegation } from './decider.js';
import { accountEvents, type AccountEvent } from './events.js';

/** An account as administrators see it; whether it has a password, never which. */
export type AccountRow = {
  id: string;
  name: string;
  post: string;
  agency: string | null;
  status: 'open' | 'suspended' | 'closed';
  grants: Grant[];
  delegations: (Delegation & { reason: string })[];
  hasPassword: boolean;
  openedOn: string;
};

export const accounts: CollectionSpec<AccountRow> = {
  name: 'accounts',
  version: 1,
  keys: {
    name: (row) => row.name,
    agency: (row) => row.agency,
    status: (row) => row.status,
  },
  sets: { roles: (row) => row.grants.map(({ role }) => role) },
  indexes: [['name'], ['agency', 'name'], ['status', 'name']],
};

export const accountRows: Projection<AccountRow, AccountEvent> = {
  name: 'accounts',
  version: 1,
  events: accountEvents,
  collection: accounts,
  key: (event) => event.data.account,
  apply(row, event) {
    if (event.type === 'AccountOpened') return opened(event);
    return row && changed(row, event);
  },
};

const opened = ({
  data,
  meta,
}: Extract<Recorded<AccountEvent>, { type: 'AccountOpened' }>): AccountRow => ({
  id: data.account,
  name: data.name,
  post: data.post,
  agency: data.agency,
  status: 'open',
  grants: [],
  delegations: [],
  hasPassword: false,
  openedOn: meta.occurredOn,
});

const changed = (
  row: AccountRow,
  event: Exclude<AccountEvent, { type: 'AccountOpened' }>,
): AccountRow => {
  switch (event.type) {
    case 'PasswordSet':
      return { ...row, hasPassword: true };
    case 'RoleGranted': {
      const { role, agency } = event.data;
      return { ...row, grants: [...row.grants, { role, agency }] };
    }
    case 'RoleRevoked': {
      const { role, agency } = event.data;
      const grants = row.grants.filter((held) => held.role !== role || held.agency !== agency);
      return { ...row, grants };
    }
    case 'RoleDelegated': {
      const { delegation: id, account: _, ...rest } = event.data;
      return { ...row, delegations: [...row.delegations, { id, ...rest }] };
    }
    case 'DelegationEnded': {
      const delegations = row.delegations.filter(({ id }) => id !== event.data.delegation);
      return { ...row, delegations };
    }
    case 'AccountSuspended':
      return { ...row, status: 'suspended' };
    case 'AccountResumed':
      return { ...row, status: 'open' };
    case 'AccountClosed':
      return { ...row, status: 'closed' };
    case 'TokenRevoked':
    case 'TokensRevoked':
      return row;
  }
};
