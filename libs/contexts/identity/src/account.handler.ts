import {
  actorOf,
  authorise,
  CLOCK,
  deriveId,
  envelopeOf,
  EVENT_STORE,
  execute,
  GateError,
  idForCreate,
  IDS,
  KEYS,
  parseRecord,
  PLATFORM,
  Rejection,
  parseCommand,
  rejectCommand,
  streamName,
  type Actor,
  type Call,
  type Clock,
  type Credentials,
  type EventStore,
  type Ids,
  type Receipt,
} from '@gongkai/kernel';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  actorForChange,
  actorForOpening,
  actorForPassword,
  isHolder,
  type OnAccount,
  type Opening,
} from './account-actor.js';
import { accountName, type Accounts } from './accounts.js';
import {
  AccountCommand,
  AccountCommands,
  type AccountCommandBody,
  type PasswordChange,
} from './commands.js';
import {
  accountAggregate,
  accountDecider,
  type AccountDecision,
  type AccountFacts,
} from './decider.js';
import { reject } from './errors.js';
import type { AuditEvent } from './events.js';
import { passwordFault, type Passwords } from './passwords.js';
import { identityPolicy } from './policy.js';
import {
  ACCOUNTS,
  AGENCIES,
  AUDIT,
  PASSWORDS,
  SIGN_IN,
  type Agencies,
  type AuditLog,
} from './ports.js';
import type { SignIn } from './sign-in.js';

type Of<T extends AccountCommandBody['type']> = Extract<AccountCommandBody, { type: T }>;
type Outcome = Promise<Receipt | Rejection>;
type Change = Extract<AuditEvent, { type: 'RightsChanged' }>['data']['change'];

const CHANGES: Record<OnAccount['type'], Change> = {
  grantRole: 'granted',
  revokeRole: 'revoked',
  delegateRole: 'delegated',
  endDelegation: 'delegationEnded',
  suspend: 'suspended',
  resume: 'resumed',
  close: 'closed',
  revokeTokens: 'tokensRevoked',
};

const PASSWORD_MISSING = { zh: '缺少口令', en: 'the password is missing' };

/** Commands on accounts: shape, rights, facts, then the decider; every change of rights is audited. */
@CommandHandler(AccountCommand)
export class AccountHandler implements ICommandHandler<AccountCommand, Receipt | Rejection> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(IDS) private readonly ids: Ids,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(KEYS) private readonly keys: Credentials,
    @Inject(ACCOUNTS) private readonly accounts: Accounts,
    @Inject(AGENCIES) private readonly agencies: Agencies,
    @Inject(PASSWORDS) private readonly passwords: Passwords,
    @Inject(SIGN_IN) private readonly signIn: SignIn,
    @Inject(AUDIT) private readonly audit: AuditLog,
  ) {}

  async execute({ call, data, secret }: AccountCommand): Outcome {
    const parsed = parseCommand(AccountCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    const body = parsed.command;
    switch (body.type) {
      case 'open':
        return this.open(call, body, actorForOpening(call, body));
      case 'openAdministrator':
        return this.openAdministrator(call, body, secret);
      case 'setPassword':
        return this.setPassword(call, body.account, secret);
      case 'signOut':
        return this.signOut(call, body);
      default:
        return this.change(call, body);
    }
  }

  private async open(call: Call, opening: Opening, actor: Actor): Outcome {
    const name = accountName(opening.name);
    if (name === undefined) return reject('identity.nameInvalid', {}, 'name');
    const envelope = envelopeOf(call, actor);
    const account = idForCreate(envelope, accountAggregate.name);
    const facts = await this.facts(call, actor, account, [
      opening.agency,
      ...opening.grants.map((granted) => granted.agency),
    ]);
    const { post, agency, grants } = opening;
    const command: AccountDecision = { type: 'open', name, post, agency, grants };
    const { revision } = await this.accounts.get(call.tenant, account);
    if (revision === 0) {
      // What cannot be opened anyway claims no name.
      const decided = accountDecider.decide(accountDecider.initial, command, facts);
      if (decided instanceof Rejection) return decided;
    }
    const claim = await this.accounts.claim(name, account, envelope);
    if (claim instanceof Rejection)
      return claim.code === 'claim.taken' ? reject('identity.nameTaken', { name }, 'name') : claim;
    const outcome = await this.run(call, actor, account, command, facts);
    if (outcome instanceof Rejection) {
      if (claim === 'claimed') await this.accounts.release(name, account, envelope);
      return outcome;
    }
    if (outcome.revision > revision) await this.changed(call, 'opened', account, actor);
    return outcome;
  }

  /**
   * The one command that reaches into another tenant: only the platform's own officers give it. The
   * account comes with a password, because nobody there could set one yet.
   */
  private async openAdministrator(
    call: Call,
    { government, name, post }: Of<'openAdministrator'>,
    secret: PasswordChange | null,
  ): Outcome {
    const actor = authorise(identityPolicy, 'account.openAdministrator', call.caller, null);
    if (call.tenant !== PLATFORM)
      throw new GateError('FORBIDDEN', { operation: 'account.openAdministrator' });
    const tenant = this.agencies.tenantOf(government);
    if (tenant instanceof Rejection) return tenant;
    if (!secret) return rejectCommand('command.invalid', PASSWORD_MISSING, 'password');
    const password = secret.password.reveal();
    const fault = passwordFault(password, name);
    if (fault) return fault;
    const there = { ...call, tenant };
    const grants = [{ role: 'administrator' as const, agency: null }];
    const opened = await this.open(there, { name, post, agency: null, grants }, actor);
    if (opened instanceof Rejection) return opened;
    const { id } = opened;
    const first = { ...there, commandId: deriveId(id, 'password', call.commandId) };
    const facts = await this.facts(first, actor, id, []);
    const set = await this.keepPassword(first, facts, password, 'administrator');
    return set instanceof Rejection ? set : opened;
  }

  private async change(call: Call, body: OnAccount): Outcome {
    const { state, revision } = await this.known(call.tenant, body.account);
    const actor = actorForChange(call, body, state, this.clock.today());
    const agencies = 'agency' in body ? [body.agency] : [];
    const facts = await this.facts(call, actor, body.account, agencies);
    if (body.type === 'delegateRole') {
      facts.lenderAbove = this.agencies.above(call.tenant, state.agency, body.agency);
      if (body.principal !== null) {
        const { state: principal } = await this.accounts.get(call.tenant, body.principal);
        facts.principalGrants = principal.status === 'open' ? principal.grants : [];
      }
    }
    const command: AccountDecision =
      body.type === 'delegateRole'
        ? { ...body, id: deriveId(body.account, 'delegation', call.commandId) }
        : body;
    const outcome = await this.run(call, actor, body.account, command, facts);
    if (!(outcome instanceof Rejection) && outcome.revision > revision)
      await this.changed(call, CHANGES[body.type], body.account, actor);
    return outcome;
  }

  private async setPassword(call: Call, account: string, secret: PasswordChange | null): Outcome {
    if (!secret) return rejectCommand('command.invalid', PASSWORD_MISSING, 'password');
    const { state } = await this.known(call.tenant, account);
    const { caller, tenant } = call;
    const own = isHolder(call, account);
    const actor = actorForPassword(call, account, state, this.clock.today());
    const password = secret.password.reveal();
    const fault = passwordFault(password, state.name);
    if (fault) return fault;
    const facts = await this.facts(call, actor, account, []);
    if (own && !(await this.repeated(call, account))) {
      const old = secret.oldPassword?.reveal() ?? '';
      const known = { tenant, account, state };
      facts.oldPasswordWrong = !(await this.signIn.judge(known, state.name, old, secret.source));
    }
    const by = own ? 'holder' : caller.kind === 'officer' ? 'administrator' : 'operator';
    return this.keepPassword(call, facts, password, by);
  }

  private async keepPassword(
    call: Call,
    facts: AccountFacts,
    password: string,
    by: Extract<AccountDecision, { type: 'setPassword' }>['by'],
  ): Outcome {
    const { tenant } = call;
    const { account, actor } = facts;
    const { revision } = await this.accounts.get(tenant, account);
    const credential = this.ids.id();
    await this.keys.put(tenant, account, credential, await this.passwords.hash(password));
    const command: AccountDecision = { type: 'setPassword', credential, by };
    const outcome = await this.run(call, actor, account, command, facts);
    await this.forgetHash(tenant, account, credential);
    if (!(outcome instanceof Rejection) && outcome.revision > revision)
      await this.changed(call, 'passwordSet', account, actor);
    return outcome;
  }

  /** The new hash replaces the former one, or was not wanted itself. */
  private async forgetHash(tenant: string, account: string, credential: string): Promise<void> {
    const { state } = await this.accounts.get(tenant, account);
    const unwanted = state.credential === credential ? state.formerCredential : credential;
    if (unwanted !== null) await this.keys.delete(tenant, account, unwanted);
  }

  /** A password is judged once: a command given again is answered by its receipt. */
  private async repeated({ tenant, commandId }: Call, account: string): Promise<boolean> {
    const records = await this.store.read(streamName(tenant, accountAggregate.name, account));
    return records.some(({ record }) => parseRecord(record).meta.command.id === commandId);
  }

  private async signOut(call: Call, { token, expiresAt }: Of<'signOut'>): Outcome {
    if (call.caller.kind !== 'officer') throw new GateError('UNAUTHENTICATED');
    const { account } = call.caller.officer;
    const actor = actorOf(call.caller.officer, []);
    const facts = await this.facts(call, actor, account, []);
    return this.run(call, actor, account, { type: 'signOut', token, expiresAt }, facts);
  }

  private async known(tenant: string, account: string) {
    const known = await this.accounts.get(tenant, account);
    if (known.revision === 0) throw new GateError('NOT_FOUND');
    return known;
  }

  private async facts(
    { tenant, today }: Call,
    actor: Actor,
    account: string,
    agencies: readonly (string | null)[],
  ): Promise<AccountFacts> {
    let unknownAgency: string | null = null;
    for (const agency of new Set(agencies))
      if (agency !== null && tenant !== PLATFORM && !(await this.agencies.has(tenant, agency)))
        unknownAgency ??= agency;
    return {
      today: today ?? this.clock.today(),
      now: this.clock.now().toISOString(),
      actor,
      account,
      platform: tenant === PLATFORM,
      unknownAgency,
      oldPasswordWrong: false,
      principalGrants: [],
      lenderAbove: false,
    };
  }

  private run(
    call: Call,
    actor: Actor,
    account: string,
    command: AccountDecision,
    facts: AccountFacts,
  ): Outcome {
    const { store, ids } = this;
    const envelope = envelopeOf(call, actor);
    return execute({ store, ids }, accountAggregate, account, command, facts, envelope);
  }

  private async changed(call: Call, change: Change, subject: string, actor: Actor) {
    const entry = { type: 'RightsChanged', account: actor.id, change, subject } as const;
    await this.audit.record(call.tenant, entry, actor, call.origin);
  }
}
