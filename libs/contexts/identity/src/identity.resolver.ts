import {
  authorise,
  GateError,
  READ_STORE,
  type Condition,
  type Officer,
  type ReadStore,
  type Receipt,
  type Rejection,
} from '@gongkai/kernel';
import {
  AUTHENTICATOR,
  CurrentOfficer,
  CurrentViewer,
  CURSORS,
  officerCall,
  officerOf,
  pageOf,
  pageSize,
  toGraphql,
  type Cursors,
  type Viewer,
} from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Accounts } from './accounts.js';
import { accounts as accountCollection, type AccountRow } from './accounts.projection.js';
import { audit as auditCollection } from './audit.projection.js';
import type { TokenAuthenticator } from './authenticator.js';
import { AccountCommand, Password, type PasswordChange } from './commands.js';
import { identityPolicy } from './policy.js';
import { ACCOUNTS, AUDIT, SIGN_IN, type AuditLog } from './ports.js';
import type { SignIn } from './sign-in.js';

type Paged = { first?: number | null; after?: string | null };
type Input = { commandId: string; expectedRevision?: number | null };

@Resolver()
export class IdentityResolver {
  constructor(
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(READ_STORE) private readonly rows: ReadStore,
    @Inject(CURSORS) private readonly cursors: Cursors,
    @Inject(AUTHENTICATOR) private readonly tokens: TokenAuthenticator,
    @Inject(SIGN_IN) private readonly signingIn: SignIn,
    @Inject(ACCOUNTS) private readonly known: Accounts,
    @Inject(AUDIT) private readonly auditLog: AuditLog,
  ) {}

  @Query()
  async me(@CurrentOfficer() officer: Officer) {
    return this.meOf(officer);
  }

  @Query()
  async accounts(
    @CurrentOfficer() officer: Officer,
    @Args() args: Paged & { agency?: string | null; status?: string | null; role?: string | null },
  ) {
    const { agency = null, status = null, role = null } = args;
    authorise(identityPolicy, 'account.list', { kind: 'officer', officer }, agency);
    const query = { accounts: { agency, status, role } };
    const where: Condition[] = [
      ...(agency === null ? [] : [{ key: 'agency', eq: agency }]),
      ...(status === null ? [] : [{ key: 'status', eq: status }]),
      ...(role === null ? [] : [{ set: 'roles', has: role }]),
    ];
    const page = await this.rows.find(accountCollection, officer.tenant, {
      where,
      sort: { key: 'name' },
      limit: pageSize(args.first),
      ...this.afterOf(officer.tenant, query, args.after),
    });
    return pageOf(page, this.cursors, officer.tenant, query, (row) => row);
  }

  @Query()
  async account(@CurrentOfficer() officer: Officer, @Args('id') id: string): Promise<AccountRow> {
    const row = await this.rows.get(accountCollection, officer.tenant, id);
    if (!row) throw new GateError('NOT_FOUND');
    if (row.id !== officer.account)
      authorise(identityPolicy, 'account.list', { kind: 'officer', officer }, row.agency);
    return row;
  }

  @Query()
  async audit(
    @CurrentOfficer() officer: Officer,
    @Args()
    args: Paged & {
      type?: string | null;
      account?: string | null;
      from?: string | null;
      to?: string | null;
    },
  ) {
    authorise(identityPolicy, 'audit.read', { kind: 'officer', officer }, null);
    const { type = null, account = null, from = null, to = null } = args;
    const query = { audit: { type, account, from, to } };
    const where: Condition[] = [
      ...(type === null ? [] : [{ key: 'type', eq: type }]),
      ...(account === null ? [] : [{ key: 'account', eq: account }]),
      ...(from === null && to === null
        ? []
        : [
            {
              key: 'at',
              ...(from === null ? {} : { from: instantOf(from) }),
              ...(to === null ? {} : { to: instantOf(to, '23:59:59.999') }),
            },
          ]),
    ];
    const page = await this.rows.find(auditCollection, officer.tenant, {
      where,
      sort: { key: 'at', descending: true },
      limit: pageSize(args.first),
      ...this.afterOf(officer.tenant, query, args.after),
    });
    return pageOf(page, this.cursors, officer.tenant, query, (row) => row);
  }

  @Mutation()
  async signIn(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: { account: string; password: string },
  ) {
    const signed = await this.signingIn.signIn(input.account, input.password, viewer.source);
    return { ...signed, officer: await this.meOf(signed.officer) };
  }

  @Mutation()
  async signOut(@CurrentViewer() viewer: Viewer, @Args('commandId') commandId: string) {
    const officer = officerOf(viewer);
    const token = this.tokens.tokenOf(officer);
    if (!token) throw new GateError('UNAUTHENTICATED');
    const { tokenId, expiresAt } = token;
    const result = await this.send(officer, 'signOut', { commandId, token: tokenId, expiresAt });
    const { tenant, account } = officer;
    const { source } = viewer;
    const entry = { type: 'OfficerSignedOut', account, token: tokenId, source } as const;
    await this.auditLog.record(tenant, entry);
    return result;
  }

  @Mutation()
  openAccount(
    @CurrentOfficer() officer: Officer,
    @Args('input')
    input: Input & {
      agency?: string | null;
      grants?: { role: string; agency?: string | null }[] | null;
    },
  ) {
    const grants = (input.grants ?? []).map(({ role, agency = null }) => ({ role, agency }));
    return this.send(officer, 'open', { ...input, agency: input.agency ?? null, grants });
  }

  @Mutation()
  openAdministrator(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: Input & { password: string },
  ) {
    const { password, ...rest } = input;
    return this.send(officerOf(viewer), 'openAdministrator', rest, {
      password: new Password(password),
      oldPassword: null,
      source: viewer.source,
    });
  }

  /** The passwords go beside the body: its digest is stored in the log. */
  @Mutation()
  setPassword(
    @CurrentViewer() viewer: Viewer,
    @Args('input')
    input: Input & { account: string; password: string; oldPassword?: string | null },
  ) {
    const { password, oldPassword, ...rest } = input;
    return this.send(officerOf(viewer), 'setPassword', rest, {
      password: new Password(password),
      oldPassword: typeof oldPassword === 'string' ? new Password(oldPassword) : null,
      source: viewer.source,
    });
  }

  @Mutation()
  grantRole(
    @CurrentOfficer() officer: Officer,
    @Args('input') input: Input & { agency?: string | null },
  ) {
    return this.send(officer, 'grantRole', { ...input, agency: input.agency ?? null });
  }

  @Mutation()
  revokeRole(
    @CurrentOfficer() officer: Officer,
    @Args('input') input: Input & { agency?: string | null },
  ) {
    return this.send(officer, 'revokeRole', { ...input, agency: input.agency ?? null });
  }

  @Mutation()
  delegateRole(
    @CurrentOfficer() officer: Officer,
    @Args('input') input: Input & { agency?: string | null; principal?: string | null },
  ) {
    const { agency = null, principal = null } = input;
    return this.send(officer, 'delegateRole', { ...input, agency, principal });
  }

  @Mutation()
  endDelegation(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, 'endDelegation', input);
  }

  @Mutation()
  suspendAccount(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, 'suspend', input);
  }

  @Mutation()
  resumeAccount(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, 'resume', input);
  }

  @Mutation()
  closeAccount(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, 'close', input);
  }

  @Mutation()
  revokeTokens(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, 'revokeTokens', input);
  }

  private async send(
    officer: Officer,
    type: string,
    { commandId, expectedRevision, ...fields }: Input & Record<string, unknown>,
    secret: PasswordChange | null = null,
  ) {
    const body = { ...fields, type };
    const call = officerCall(officer, {
      commandId,
      expectedRevision: expectedRevision ?? null,
      ...body,
    });
    const command = new AccountCommand(call, body, secret);
    return toGraphql(await this.bus.execute<AccountCommand, Receipt | Rejection>(command));
  }

  private async meOf({ account, tenant, agency, grants }: Officer) {
    const { state } = await this.known.get(tenant, account);
    const { name, post } = state;
    return { account, name, post, government: tenant, agency, grants };
  }

  private afterOf(tenant: string, query: unknown, after: string | null | undefined) {
    return typeof after === 'string' ? { after: this.cursors.decode(tenant, query, after) } : {};
  }
}

/** The instant a legal day begins or ends in Asia/Shanghai. */
const instantOf = (day: string, time = '00:00:00.000') =>
  new Date(`${day}T${time}+08:00`).toISOString();
