import { Writable } from 'node:stream';
import { TREE, Tree } from '@gongkai/directory';
import { CLOCK, EVENT_STORE, IDS, KEYS, PLATFORM, READ_STORE } from '@gongkai/kernel';
import { Cursors, CURSORS, PROGRESS, Rim, rimModule } from '@gongkai/nest';
import {
  catchUpWith,
  countingIds,
  FakeClock,
  MemoryEventStore,
  MemoryKeyStore,
  MemoryReadStore,
} from '@gongkai/testing';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { pino } from 'pino';
import { openFirstAdministrator } from './accounts.js';
import type { AccountCommand } from './commands.js';
import { identityContext } from './index.js';
import { IdentityModule } from './identity.module.js';

const PASSWORD = '平安-correct-horse';
const clock = new FakeClock();
const events = new MemoryEventStore(clock);
const reads = new MemoryReadStore();
const value = (provide: symbol, useValue: unknown) => ({ provide, useValue });

/** Folds everything there is into the read models, as the runner would. */
const catchUp = () => catchUpWith(events, reads, identityContext.projections);

const core = [
  value(EVENT_STORE, events),
  value(READ_STORE, reads),
  value(IDS, countingIds()),
  value(CLOCK, clock),
  value(KEYS, new MemoryKeyStore()),
  value(TREE, new Tree()),
  value(CURSORS, new Cursors(new Uint8Array(32))),
  value(PROGRESS, { waitFor: catchUp }),
];
@Global()
@Module({
  imports: [CqrsModule.forRoot()],
  providers: core,
  exports: [...core.map(({ provide }) => provide), CqrsModule],
})
class Core {}
@Module({
  imports: [Core, IdentityModule, rimModule({ sdl: [identityContext.sdl], version: '0' })],
})
class Application {}

let rim: Rim;
let url: string;
let close: () => Promise<void>;
let admin: string;
let next = 0;
beforeAll(async () => {
  const app = await NestFactory.createApplicationContext(Application, { logger: false });
  const bus = app.get(CommandBus);
  const send = (command: AccountCommand) => bus.execute(command);
  await openFirstAdministrator(
    { store: events, send: send as never },
    { operator: 'init', name: 'root.admin', password: PASSWORD },
  );
  const log = pino({}, new Writable({ write: (_, __, done) => done() }));
  rim = await Rim.create({ app, log, introspection: false, fileBytesMax: 1024 });
  url = await rim.listen('127.0.0.1', 0);
  close = async () => {
    await rim.close();
    await app.close();
  };
  admin = await tokenOf('root.admin');
});
afterAll(() => close());

type Answer = {
  data: Record<string, never> | null;
  errors?: { extensions: { code: string } }[];
  code?: string;
};
const ask = async (query: string, variables: object = {}, token?: string) => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors, ...refused } = (await response.json()) as Answer;
  const code = errors?.[0]?.extensions.code ?? refused.code;
  return { status: response.status, headers: response.headers, data: data as never, code };
};
const signIn = (account: string, password: string) =>
  ask(
    `mutation ($input: SignInInput!) {
      signIn(input: $input) { token expiresAt officer { account name grants { role agency } } }
    }`,
    { input: { account, password } },
  );
const tokenOf = async (account: string): Promise<string> => {
  const { data } = await signIn(account, PASSWORD);
  return (data as { signIn: { token: string } }).signIn.token;
};
type Result = { __typename: string; id: string; position: string; code: string; field: string };
const command = async (field: string, input: string, variables: object, token = admin) => {
  const answer = await ask(
    `mutation ($input: ${input}!) { ${field}(input: $input) {
      __typename ... on Accepted { id position } ... on Rejected { code field }
    } }`,
    { input: { commandId: `c${++next}`, ...variables } },
    token,
  );
  return { ...answer, result: (answer.data as Record<string, Result> | null)?.[field] };
};
const newAccount = async (name: string, grants: object[] = []) => {
  const { result } = await command('openAccount', 'OpenAccountInput', {
    name,
    post: '审计岗',
    grants,
  });
  const account = result!.id;
  await command('setPassword', 'SetPasswordInput', { account, password: PASSWORD });
  return { account, position: result!.position };
};

describe('identity over GraphQL', () => {
  it('signs in, says who, signs out', async () => {
    const { data } = await signIn('root.admin', PASSWORD);
    expect(data).toMatchObject({
      signIn: {
        officer: { name: 'root.admin', grants: [{ role: 'administrator', agency: null }] },
      },
    });
    const token = await tokenOf('root.admin');
    const me = () => ask('{ me { name post government agency } }', {}, token);
    expect((await me()).data).toEqual({
      me: { name: 'root.admin', post: '平台管理员', government: PLATFORM, agency: null },
    });
    const out = 'mutation { signOut(commandId: "out") { __typename } }';
    expect((await ask(out, {}, token)).data).toEqual({ signOut: { __typename: 'Accepted' } });
    expect(await me()).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect(await ask('{ me { name } }')).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('refuses with SIGN_IN_FAILED, then with a time to wait', async () => {
    const codes: unknown[] = [];
    for (let i = 0; i < 4; i++) codes.push((await signIn('nobody.here', 'wrong-wrong')).code);
    expect(new Set(codes)).toEqual(new Set(['SIGN_IN_FAILED']));
    await signIn('nobody.here', 'wrong-wrong');
    const refused = await signIn('nobody.here', 'wrong-wrong');
    expect(refused).toMatchObject({ status: 429, code: 'TOO_MANY_ATTEMPTS' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    clock.set(new Date(clock.now().getTime() + 20 * 60_000).toISOString());
  });

  it('opens accounts, lists them by page, and shows none to others', async () => {
    const { account, position } = await newAccount('audit.one', [{ role: 'auditor' }]);
    const list = `query ($after: String, $position: Position) {
      accounts(first: 1, after: $after, position: $position) {
        nodes { id name post status hasPassword grants { role agency } openedOn }
        pageInfo { endCursor hasNextPage }
      }
    }`;
    type Page = {
      accounts: {
        nodes: { name: string }[];
        pageInfo: { endCursor: string; hasNextPage: boolean };
      };
    };
    const first = (await ask(list, { position }, admin)).data as Page;
    expect(first.accounts.nodes.map(({ name }) => name)).toEqual(['audit.one']);
    const after = first.accounts.pageInfo.endCursor;
    const second = (await ask(list, { after }, admin)).data as Page;
    expect(second.accounts.nodes.map(({ name }) => name)).toEqual(['root.admin']);
    expect(second.accounts.pageInfo.hasNextPage).toBe(false);
    const one = await ask('query ($id: ID!) { account(id: $id) { name } }', { id: account }, admin);
    expect(one.data).toEqual({ account: { name: 'audit.one' } });
    const absent = await ask('{ account(id: "ABSENT") { name } }', {}, admin);
    expect(absent.code).toBe('NOT_FOUND');
    const { account: plain } = await newAccount('plain.one');
    const token = await tokenOf('plain.one');
    expect((await ask(list, {}, token)).code).toBe('FORBIDDEN');
    await catchUp();
    const own = await ask('query ($id: ID!) { account(id: $id) { name } }', { id: plain }, token);
    expect(own.data).toEqual({ account: { name: 'plain.one' } });
  });

  it('gives refusals of commands as values', async () => {
    const taken = await command('openAccount', 'OpenAccountInput', {
      name: 'root.admin',
      post: 'x',
    });
    expect(taken.result).toEqual({
      __typename: 'Rejected',
      code: 'identity.nameTaken',
      field: 'name',
    });
    const { data } = await ask('{ me { account } }', {}, admin);
    const { account } = (data as { me: { account: string } }).me;
    const own = await command('suspendAccount', 'AccountReasonInput', { account, reason: 'x' });
    expect(own).toMatchObject({ status: 403, code: 'SEPARATION_OF_DUTIES' });
  });

  it('carries every command on an account', async () => {
    const { account } = await newAccount('busy.one');
    const { account: principal } = await newAccount('busy.two', [{ role: 'auditor' }]);
    const accepted = async (field: string, input: string, fields: object) => {
      const { result } = await command(field, input, { account, ...fields });
      expect({ field, ...result }).toMatchObject({ field, __typename: 'Accepted' });
    };
    await accepted('grantRole', 'RoleInput', { role: 'auditor' });
    await accepted('revokeRole', 'RoleInput', { role: 'auditor' });
    const days = { from: '2026-03-02', to: '2026-03-03', reason: '外出' };
    const acting = { ground: 'acting', role: 'auditor', principal, ...days };
    await accepted('delegateRole', 'DelegateRoleInput', acting);
    await catchUp();
    const query = 'query ($id: ID!) { account(id: $id) { delegations { id ground reason } } }';
    const { data } = await ask(query, { id: account }, admin);
    const [delegation] = (data as { account: { delegations: { id: string }[] } }).account
      .delegations;
    expect(delegation).toMatchObject({ ground: 'acting', reason: '外出' });
    await accepted('endDelegation', 'EndDelegationInput', {
      delegation: delegation!.id,
      reason: '返岗',
    });
    for (const field of ['revokeTokens', 'suspendAccount', 'resumeAccount', 'closeAccount'])
      await accepted(field, 'AccountReasonInput', { reason: '调离' });
    const joined = await command('openAdministrator', 'OpenAdministratorInput', {
      government: '衡南县',
      name: 'hn.admin',
      post: '管理员',
      password: PASSWORD,
    });
    expect(joined.result).toMatchObject({ __typename: 'Rejected', code: 'directory.unknown' });
  });

  it('shows the audit stream to auditors only, newest first', async () => {
    await newAccount('audit.two', [{ role: 'auditor' }]);
    const token = await tokenOf('audit.two');
    await catchUp();
    const list = `query ($type: AuditType, $from: Day, $to: Day, $after: String) {
      audit(first: 2, type: $type, from: $from, to: $to, after: $after) {
        nodes { type at account subject detail source count } pageInfo { endCursor }
      }
    }`;
    type Page = {
      audit: { nodes: { at: string; type: string }[]; pageInfo: { endCursor: string } };
    };
    const { data } = await ask(list, {}, token);
    const [first, second] = (data as Page).audit.nodes;
    expect(first!.at >= second!.at).toBe(true);
    expect(first!.type).toBe('OfficerSignedIn');
    const refused = await ask(list, { type: 'SignInRefused' }, token);
    expect((refused.data as Page).audit.nodes[0]).toMatchObject({
      account: null,
      detail: expect.stringMatching(/unknownAccount|tooManyAttempts/) as string,
    });
    const none = await ask(list, { from: '2020-01-01', to: '2020-12-31' }, token);
    expect((none.data as Page).audit.nodes).toEqual([]);
    const after = (data as Page).audit.pageInfo.endCursor;
    const borrowed = await ask(list, { after, type: 'SignInRefused' }, token);
    expect(borrowed.code).toBe('CURSOR_INVALID');
    expect((await ask(list, {}, admin)).code).toBe('FORBIDDEN');
  });
});
