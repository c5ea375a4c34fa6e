import type { GateError } from '@gongkai/kernel';
import {
  claimAggregate,
  claimId,
  claimValue,
  idForCreate,
  loadState,
  parseRecord,
  PLATFORM,
  Rejection,
  type Receipt,
} from '@gongkai/kernel';
import { countingIds, FakeClock, MemoryEventStore, MemoryKeyStore } from '@gongkai/testing';
import { openFirstAdministrator } from './accounts.js';
import { AccountCommand, Password } from './commands.js';
import { office, PASSWORD, SOURCE, type Office } from './testing.js';

let at: Office;
let clock: FakeClock;
let keys: MemoryKeyStore;
beforeEach(() => {
  clock = new FakeClock();
  keys = new MemoryKeyStore();
  at = office({ store: new MemoryEventStore(clock), ids: countingIds(), clock, keys });
});

const codeOf = (outcome: Receipt | Rejection) => (outcome as Rejection).code;
const idOf = (outcome: Receipt | Rejection) => (outcome as Receipt).id;
const gate = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing',
    (error: unknown) => (error as GateError).code,
  );
const opening = (name: string, over: object = {}) => ({
  type: 'open',
  name,
  post: '信息员',
  agency: null,
  grants: [],
  ...over,
});
const stateOf = async (tenant: string, account: string) =>
  (await at.accounts.get(tenant, account)).state;

describe('opening accounts', () => {
  it('makes names unique across governments, whatever the case', async () => {
    await at.member('T1', 'clerk.one');
    expect(codeOf(await at.send('T2', opening('Clerk.One')))).toBe('identity.nameTaken');
    expect((await at.accounts.byName(' CLERK.ONE '))?.tenant).toBe('T1');
  });

  it.each(['ab', '-abc', 'a b c', '信息员', 'a'.repeat(65), 'abc.', 'ａｂｃｄ'])(
    'takes no name like %s',
    async (name) => {
      const code = codeOf(await at.send('T1', opening(name)));
      expect(['identity.nameInvalid', 'command.invalid']).toContain(code);
      expect(await at.accounts.byName(name)).toBeUndefined();
    },
  );

  it('says identity.nameInvalid with the field', async () =>
    expect(await at.send('T1', opening('a b c'))).toMatchObject({
      code: 'identity.nameInvalid',
      field: 'name',
    }));

  it('gives the same receipt for the same command, a refusal for another body', async () => {
    const first = await at.send('T1', opening('clerk.one'), undefined, 'one');
    expect(await at.send('T1', opening('clerk.one'), undefined, 'one')).toEqual(first);
    const other = await at.send('T1', opening('clerk.two'), undefined, 'one');
    expect(codeOf(other)).toBe('command.idReused');
    expect((await at.send('T1', opening('clerk.two'))) instanceof Rejection).toBe(false);
  });

  it('claims no name for an account that cannot be opened', async () => {
    const refused = await at.send('T1', opening('clerk.one', { agency: 'G9' }));
    expect(codeOf(refused)).toBe('identity.unknownAgency');
    expect((await at.send('T2', opening('clerk.one'))) instanceof Rejection).toBe(false);
  });

  it('frees a name whose account never came, after ten minutes and not before', async () => {
    const { store, ids } = at.deps;
    const holder = 'b00/T9/account-NEVER';
    await claimValue(
      { store, ids },
      { kind: 'accountName', value: 'clerk.one', holder, today: clock.today() },
      {
        tenant: PLATFORM,
        actor: { kind: 'operator', id: 'operator' },
        commandId: 'lost',
        digest: '',
      },
    );
    expect(codeOf(await at.send('T1', opening('clerk.one')))).toBe('identity.nameTaken');
    clock.set('2026-03-02T01:11:00.000Z');
    const opened = await at.send('T1', opening('clerk.one'));
    expect(opened instanceof Rejection).toBe(false);
    const id = claimId(PLATFORM, 'accountName', 'clerk.one');
    const { state } = await loadState(store, claimAggregate, PLATFORM, id);
    expect(state.holder).toContain(`/T1/account-${idOf(opened)}`);
  });

  it('refuses a command of the wrong shape and names the field', async () => {
    const outcome = await at.send('T1', { ...opening('clerk.one'), tenant: 'T2' });
    expect(codeOf(outcome)).toBe('command.invalid');
    const roles = await at.send('T1', opening('clerk.one', { grants: [{ role: 'mayor' }] }));
    expect(roles).toMatchObject({ code: 'command.invalid', field: 'grants.0.role' });
  });
});

describe('who administers accounts', () => {
  it('an administrator in the own government, with an audit entry each', async () => {
    await at.member('T1', 'admin.one', [{ role: 'administrator', agency: null }]);
    const admin = await at.officerOf('admin.one');
    const account = idOf(await at.send('T1', opening('clerk.one'), admin));
    const grant = { type: 'grantRole', account, role: 'clerk', agency: 'G1' };
    await at.send('T1', grant, admin);
    await at.send('T1', { type: 'suspend', account, reason: '借调' }, admin);
    const changes = (await at.auditOf('T1'))
      .filter(({ meta, data }) => meta.type === 'RightsChanged' && data['subject'] === account)
      .map(({ data }) => data['change']);
    expect(changes).toEqual(['opened', 'granted', 'suspended']);
  });

  it('is audited once when a command is repeated', async () => {
    const account = await at.member('T1', 'clerk.one');
    const grant = { type: 'grantRole', account, role: 'clerk', agency: 'G1' };
    await at.send('T1', grant, undefined, 'again');
    await at.send('T1', grant, undefined, 'again');
    const entries = (await at.auditOf('T1')).filter(({ data }) => data['change'] === 'granted');
    expect(entries).toHaveLength(1);
  });

  it('nobody without the role', async () => {
    const account = await at.member('T1', 'clerk.one', [{ role: 'clerk', agency: null }]);
    const clerk = await at.officerOf('clerk.one');
    expect(await gate(at.send('T1', opening('clerk.two'), clerk))).toBe('FORBIDDEN');
    const grant = { type: 'grantRole', account, role: 'signer', agency: 'G1' };
    expect(await gate(at.send('T1', grant, clerk))).toBe('FORBIDDEN');
  });

  it('the administrator of an agency only there', async () => {
    await at.member('T1', 'admin.g1', [{ role: 'administrator', agency: 'G1' }], 'G1');
    const admin = await at.officerOf('admin.g1');
    const here = await at.send('T1', opening('clerk.g1', { agency: 'G1' }), admin);
    expect(here instanceof Rejection).toBe(false);
    expect(await gate(at.send('T1', opening('clerk.g2', { agency: 'G2' }), admin))).toBe(
      'FORBIDDEN',
    );
    const grants = [{ role: 'signer', agency: null }];
    expect(await gate(at.send('T1', opening('clerk.g3', { agency: 'G1', grants }), admin))).toBe(
      'FORBIDDEN',
    );
    const wider = { type: 'grantRole', account: idOf(here), role: 'signer', agency: null };
    expect(await gate(at.send('T1', wider, admin))).toBe('FORBIDDEN');
  });

  const ON_ACCOUNT = ['setPassword', 'suspend', 'resume', 'close', 'revokeTokens'];
  const byAdminOfG1 = async (type: string, account: string) => {
    const admin = await at.officerOf('admin.g1');
    return type === 'setPassword'
      ? at.setPassword('T1', account, 'another-Password-1', { caller: admin })
      : at.send('T1', { type, account, reason: '清理' }, admin);
  };

  it.each(ON_ACCOUNT)(
    'of an agency does not %s an account that reaches beyond it',
    async (type) => {
      await at.member('T1', 'admin.g1', [{ role: 'administrator', agency: 'G1' }], 'G1');
      const clerk = { role: 'clerk', agency: 'G1' } as const;
      const head = { role: 'disclosureHead', agency: null } as const;
      const next = { role: 'signer', agency: 'G2' } as const;
      const wide = await at.member('T1', 'head.g1', [clerk, head], 'G1');
      const beside = await at.member('T1', 'signer.g2', [clerk, next], 'G1');
      const narrow = await at.member('T1', 'clerk.g1', [clerk], 'G1');
      expect(await gate(byAdminOfG1(type, wide))).toBe('FORBIDDEN');
      expect(await gate(byAdminOfG1(type, beside))).toBe('FORBIDDEN');
      expect((await byAdminOfG1(type, narrow)) instanceof Rejection).toBe(false);
    },
  );

  it('counts what is lent to the account, from when it is recorded to its last day', async () => {
    await at.member('T1', 'admin.g1', [{ role: 'administrator', agency: 'G1' }], 'G1');
    const principal = await at.member('T1', 'signer.one', [{ role: 'signer', agency: null }]);
    const account = await at.member('T1', 'deputy.g1', [], 'G1');
    const lent = {
      type: 'delegateRole',
      account,
      ground: 'acting',
      role: 'signer',
      agency: null,
      principal,
      from: '2026-03-03',
      to: '2026-03-04',
      reason: '外出',
    };
    await at.send('T1', lent);
    const [delegation] = (await stateOf('T1', account)).delegations;
    const end = { type: 'endDelegation', account, delegation: delegation!.id, reason: '返岗' };
    expect(await gate(at.send('T1', end, await at.officerOf('admin.g1')))).toBe('FORBIDDEN');
    for (const day of ['2026-03-02', '2026-03-03', '2026-03-04']) {
      clock.set(`${day}T01:00:00.000Z`);
      expect(await gate(byAdminOfG1('setPassword', account))).toBe('FORBIDDEN');
    }
    clock.set('2026-03-05T01:00:00.000Z');
    expect((await byAdminOfG1('setPassword', account)) instanceof Rejection).toBe(false);
  });

  it('nobody in another government: its accounts are as absent ones', async () => {
    const foreign = await at.member('T2', 'clerk.two');
    await at.member('T1', 'admin.one', [{ role: 'administrator', agency: null }]);
    const admin = await at.officerOf('admin.one');
    for (const account of [foreign, 'ABSENT'])
      expect(await gate(at.send('T1', { type: 'suspend', account, reason: 'x' }, admin))).toBe(
        'NOT_FOUND',
      );
    expect((await stateOf('T2', foreign)).status).toBe('open');
  });

  it('never the own account', async () => {
    const account = await at.member('T1', 'admin.one', [{ role: 'administrator', agency: null }]);
    const admin = await at.officerOf('admin.one');
    const grant = { type: 'grantRole', account, role: 'signer', agency: 'G1' };
    expect(codeOf(await at.send('T1', grant, admin))).toBe('identity.separationOfDuties');
  });

  it('the platform opens the administrator of a government that has joined', async () => {
    await at.member(PLATFORM, 'root.one', [{ role: 'administrator', agency: null }]);
    const root = await at.officerOf('root.one');
    const body = {
      type: 'openAdministrator',
      government: '衡南县',
      name: 'hn.admin',
      post: '管理员',
    };
    const open = (text: string | null, change: object = {}, caller = root, tenant = PLATFORM) => {
      const asked = { ...body, ...change };
      const call = { tenant, caller, commandId: `open.${text}`, body: asked };
      const password = text === null ? null : new Password(text);
      const secret = password && { password, oldPassword: null, source: SOURCE };
      return at.handler.execute(new AccountCommand(call, asked, secret));
    };
    expect(codeOf(await open(null))).toBe('command.invalid');
    expect(codeOf(await open('short'))).toBe('identity.passwordTooShort');
    const opened = await open(PASSWORD);
    expect(await stateOf('T1', idOf(opened))).toMatchObject({
      name: 'hn.admin',
      grants: [{ role: 'administrator', agency: null }],
    });
    expect((await at.signIn.signIn('hn.admin', PASSWORD, SOURCE)).officer.tenant).toBe('T1');
    expect(await open(PASSWORD)).toEqual(opened);
    await at.signIn.signIn('hn.admin', PASSWORD, SOURCE);
    expect(codeOf(await open('another-Password-1'))).toBe('identity.nameTaken');
    expect(codeOf(await open(PASSWORD, { government: '平阳县' }))).toBe('directory.notJoined');
    await at.member('T1', 'admin.one', [{ role: 'administrator', agency: null }]);
    const admin = await at.officerOf('admin.one');
    expect(await gate(open(PASSWORD, {}, admin, 'T1'))).toBe('FORBIDDEN');
  });
});

describe('delegation', () => {
  const days = { from: '2026-03-02', to: '2026-03-03', reason: '外出' };

  it('is recorded by the principal, who can end it', async () => {
    const principal = await at.member('T1', 'signer.one', [{ role: 'signer', agency: 'G1' }]);
    const account = await at.member('T1', 'clerk.one');
    const signer = await at.officerOf('signer.one');
    const body = {
      type: 'delegateRole',
      account,
      ground: 'acting',
      role: 'signer',
      agency: 'G1',
      principal,
      ...days,
    };
    await at.send('T1', body, signer);
    const [delegation] = (await stateOf('T1', account)).delegations;
    expect(delegation).toMatchObject({ role: 'signer', principal });
    const end = { type: 'endDelegation', account, delegation: delegation!.id, reason: '返岗' };
    const clerk = await at.officerOf('clerk.one');
    expect(await gate(at.send('T1', end, clerk))).toBe('FORBIDDEN');
    await at.send('T1', end, signer);
    expect((await stateOf('T1', account)).delegations).toEqual([]);
  });

  it('of a role the principal does not have, or no longer works, is refused', async () => {
    const principal = await at.member('T1', 'signer.one', [{ role: 'signer', agency: 'G1' }]);
    const account = await at.member('T1', 'clerk.one');
    const body = { type: 'delegateRole', account, ground: 'acting', principal, ...days };
    const wrong = { ...body, role: 'archivist', agency: 'G1' };
    expect(codeOf(await at.send('T1', wrong))).toBe('identity.principalLacksRole');
    await at.send('T1', { type: 'suspend', account: principal, reason: 'x' });
    const late = { ...body, role: 'signer', agency: 'G1' };
    expect(codeOf(await at.send('T1', late))).toBe('identity.principalLacksRole');
  });

  it('lends a secrecy reviewer downwards only', async () => {
    const reviewer = [{ role: 'secrecyReviewer', agency: 'G1' } as const];
    const account = await at.member('T1', 'secrecy.one', reviewer, 'G1');
    const body = {
      type: 'delegateRole',
      account,
      ground: 'borrowed',
      role: 'secrecyReviewer',
      agency: 'G2',
      principal: null,
      ...days,
    };
    expect((await at.send('T1', body)) instanceof Rejection).toBe(false);
    const up = await at.send('T1', { ...body, agency: null });
    expect(codeOf(up)).toBe('identity.lenderNotAbove');
  });
});

describe('passwords', () => {
  it('leave nothing of themselves in the log, not even in a digest', async () => {
    const account = await at.member('T1', 'clerk.one');
    const again = await at.setPassword('T1', account, 'another-Password-1');
    expect(again instanceof Rejection).toBe(false);
    const digests = new Set<string>();
    for await (const { events } of at.deps.store.feed(
      undefined,
      {},
      { signal: new AbortController().signal, follow: false },
    ))
      for (const { record } of events) {
        expect(Buffer.from(record).includes('argon2')).toBe(false);
        expect(Buffer.from(record).includes('horse')).toBe(false);
        const { meta } = parseRecord(record);
        if (meta.type === 'PasswordSet') digests.add(meta.command.digest);
      }
    expect(digests.size).toBe(1);
  });

  it('show nothing of themselves when a command is printed', () =>
    expect(JSON.stringify(new Password('secret-secret'))).toBe('{}'));

  it('keep one hash for each account', async () => {
    const account = await at.member('T1', 'clerk.one');
    await at.setPassword('T1', account, 'another-Password-1');
    await at.setPassword('T1', account, 'another-Password-2');
    expect(keys.kept).toBe(1);
  });

  it('are changed by the holder with the old one', async () => {
    const account = await at.member('T1', 'clerk.one');
    const caller = await at.officerOf('clerk.one');
    const wrong = await at.setPassword('T1', account, 'another-Password-1', {
      old: 'guessed-guessed',
      caller,
    });
    expect(codeOf(wrong)).toBe('identity.oldPasswordWrong');
    const change = { old: PASSWORD, caller, commandId: 'mine' };
    const set = await at.setPassword('T1', account, 'another-Password-1', change);
    expect(set instanceof Rejection).toBe(false);
    expect((await at.signIn.signIn('clerk.one', 'another-Password-1', SOURCE)).token).not.toBe('');
  });

  it('are changed once when the command is repeated', async () => {
    const account = await at.member('T1', 'clerk.one');
    const caller = await at.officerOf('clerk.one');
    const change = { old: PASSWORD, caller, commandId: 'mine' };
    const set = await at.setPassword('T1', account, 'another-Password-1', change);
    expect(await at.setPassword('T1', account, 'another-Password-1', change)).toEqual(set);
    expect(await at.setPassword('T1', account, 'sneaked-Password-2', change)).toEqual(set);
    expect(keys.kept).toBe(1);
    expect(await gate(at.signIn.signIn('clerk.one', 'sneaked-Password-2', SOURCE))).toBe(
      'SIGN_IN_FAILED',
    );
    expect((await at.signIn.signIn('clerk.one', 'another-Password-1', SOURCE)).token).not.toBe('');
  });

  it('of others are set by administrators', async () => {
    const account = await at.member('T1', 'clerk.one');
    await at.member('T1', 'clerk.two');
    const colleague = await at.officerOf('clerk.two');
    expect(
      await gate(at.setPassword('T1', account, 'another-Password-1', { caller: colleague })),
    ).toBe('FORBIDDEN');
  });

  it.each([
    ['identity.passwordTooShort', 'short-1'],
    ['identity.passwordTooShort', 'aaaaaaaaaaaaa'],
    ['identity.passwordTooLong', 'ab12'.repeat(1024)],
    ['identity.passwordMalformed', 'a-password\u0000-cut'],
    ['identity.passwordMalformed', 'a-password\uD800-cut'],
    ['identity.passwordIsName', 'x-Clerk.One-x'],
  ])('are refused as %s', async (code, text) => {
    const account = await at.member('T1', 'clerk.one');
    expect(await at.setPassword('T1', account, text)).toMatchObject({ code, field: 'password' });
  });

  it('come beside the command or not at all', async () => {
    const account = await at.member('T1', 'clerk.one');
    const body = { type: 'setPassword', account };
    expect(await at.send('T1', body)).toMatchObject({
      code: 'command.invalid',
      field: 'password',
    });
  });
});

describe('the first administrator', () => {
  const send = (command: AccountCommand) => at.handler.execute(command);
  const open = (password?: string) =>
    openFirstAdministrator(
      { store: at.deps.store, send },
      { operator: 'init', name: 'root.admin', ...(password ? { password } : {}) },
    );

  it('is opened with a password that is shown once', async () => {
    const first = await open();
    if (first instanceof Rejection) throw new Error(first.code);
    expect(first).toMatchObject({ name: 'root.admin', opened: true });
    const { officer } = await at.signIn.signIn('root.admin', first.generated!, SOURCE);
    expect(officer).toMatchObject({
      tenant: PLATFORM,
      grants: [{ role: 'administrator', agency: null }],
    });
    expect(await open()).toMatchObject({ opened: false, generated: null });
  });

  it('takes a given password and never repeats it', async () => {
    expect(await open(PASSWORD)).toMatchObject({ opened: true, generated: null });
    expect((await at.signIn.signIn('root.admin', PASSWORD, SOURCE)).token).not.toBe('');
  });

  it('is finished by a second run when the first stopped half-way', async () => {
    const body = opening('root.admin', {
      post: '平台管理员',
      grants: [{ role: 'administrator', agency: null }],
    });
    const opened = await at.send(PLATFORM, body, undefined, 'init.administrator');
    const commandId = 'init.administrator';
    expect(idOf(opened)).toBe(idForCreate({ tenant: PLATFORM, commandId }, 'account'));
    expect(await open()).toMatchObject({ opened: true, account: idOf(opened) });
  });

  it('is refused with a weak password', async () =>
    expect(((await open('weak')) as Rejection).code).toBe('identity.passwordTooShort'));
});
