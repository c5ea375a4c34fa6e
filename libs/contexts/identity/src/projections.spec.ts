import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode, type EventMetadata, type Recorded } from '@gongkai/kernel';
import { accountRows, type AccountRow } from './accounts.projection.js';
import { auditRows, type AuditRow } from './audit.projection.js';
import { identityEvents, type AccountEvent, type AuditEvent } from './events.js';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const fixture = (type: string) =>
  decode(
    identityEvents,
    type,
    1,
    JSON.parse(readFileSync(join(FIXTURES, `${type}.v1.json`), 'utf8')),
  );
const recorded = <E extends AccountEvent | AuditEvent>(type: E['type'], data: object = {}) => {
  const event = fixture(type);
  const meta = { id: 'E1', occurredOn: '2026-03-02', recordedAt: '2026-03-02T01:00:00.000Z' };
  return {
    ...event,
    data: { ...event.data, ...data },
    meta: meta as EventMetadata,
    position: 1n,
  } as unknown as Recorded<E>;
};

it('has one fixture for each event, and each can be read', () => {
  const kept = readdirSync(FIXTURES).map((file) => file.split('.')[0]!);
  expect(kept.sort()).toEqual(Object.keys(identityEvents).sort());
  for (const type of kept) expect(fixture(type).type).toBe(type);
});

describe('the account list', () => {
  const rowAfter = (...types: AccountEvent['type'][]): AccountRow | undefined =>
    types
      .map((type) => recorded<AccountEvent>(type))
      .reduce<AccountRow | undefined>(
        (row, event) => accountRows.apply(row, event, accountRows.key(event) as string),
        undefined,
      );

  it('shows a new account', () =>
    expect(rowAfter('AccountOpened')).toEqual({
      id: '01K9ACCOUNT0000000000000AA',
      name: 'hengnan.clerk',
      post: '办公室信息员',
      agency: '01K9AGENCY00000000000000AA',
      status: 'open',
      grants: [],
      delegations: [],
      hasPassword: false,
      openedOn: '2026-03-02',
    }));

  it('shows roles and delegations as they come and go', () => {
    const after = rowAfter('AccountOpened', 'RoleGranted', 'RoleDelegated');
    expect(after?.grants).toEqual([{ role: 'clerk', agency: '01K9AGENCY00000000000000AA' }]);
    expect(after?.delegations).toMatchObject([
      { id: '01K9DELEGATION0000000000AA', role: 'signer' },
    ]);
    const gone = rowAfter(
      'AccountOpened',
      'RoleGranted',
      'RoleDelegated',
      'RoleRevoked',
      'DelegationEnded',
    );
    expect(gone).toMatchObject({ grants: [], delegations: [] });
  });

  it('shows the standing, and that there is a password but not which', () => {
    expect(rowAfter('AccountOpened', 'AccountSuspended')?.status).toBe('suspended');
    expect(rowAfter('AccountOpened', 'AccountSuspended', 'AccountResumed')?.status).toBe('open');
    expect(rowAfter('AccountOpened', 'AccountClosed')?.status).toBe('closed');
    const set = rowAfter('AccountOpened', 'PasswordSet', 'TokenRevoked', 'TokensRevoked');
    expect(set?.hasPassword).toBe(true);
    expect(JSON.stringify(set)).not.toContain('CREDENTIAL');
  });

  it('makes nothing of events whose beginning it has not seen', () =>
    expect(rowAfter('RoleGranted', 'AccountSuspended')).toBeUndefined());

  it('is found by name, agency, status and role', () => {
    const row = rowAfter('AccountOpened', 'RoleGranted')!;
    const { keys, sets } = accountRows.collection;
    expect(Object.keys(keys).map((key) => keys[key]!(row))).toEqual([
      'hengnan.clerk',
      '01K9AGENCY00000000000000AA',
      'open',
    ]);
    expect(sets!['roles']!(row)).toEqual(['clerk']);
  });
});

describe('the audit list', () => {
  const rowOf = (type: AuditEvent['type'], data?: object): AuditRow => {
    const event = recorded<AuditEvent>(type, data);
    return auditRows.apply(undefined, event, auditRows.key(event) as string)!;
  };

  it.each([
    ['OfficerSignedIn', null, null, 1],
    ['OfficerSignedOut', null, null, 1],
    ['SignInRefused', null, 'wrongPassword', 3],
    ['TokenRefused', null, 'expired', 1],
    ['AccessRefused', 'document.sign', 'FORBIDDEN', 2],
    ['SealedFieldsOpened', '01K9REQUEST0000000000000AA', '寄送答复', 1],
    ['RecordsExported', 'documents', '63', 1],
    ['ConfigurationChanged', 'indexNumberTemplate', null, 1],
    ['RightsChanged', '01K9ACCOUNT0000000000000AA', 'granted', 1],
  ] as const)('has a line for %s', (type, subject, detail, count) =>
    expect(rowOf(type)).toMatchObject({
      id: 'E1',
      type,
      at: '2026-03-02T01:00:00.000Z',
      subject,
      detail,
      count,
    }),
  );

  it('is found by instant, type and account', () => {
    const { keys } = auditRows.collection;
    const row = rowOf('SignInRefused', { account: null });
    expect(Object.keys(keys).map((key) => keys[key]!(row))).toEqual([
      '2026-03-02T01:00:00.000Z',
      'SignInRefused',
      null,
    ]);
  });
});
