import { randomBytes } from 'node:crypto';
import {
  claimAggregate,
  claimId,
  claimValue,
  type Claimed,
  idForCreate,
  loadState,
  parseRecord,
  parseStreamName,
  PLATFORM,
  Rejection,
  releaseValue,
  StateCache,
  streamName,
  type Call,
  type ClaimCommand,
  type ClaimEvent,
  type Clock,
  type Envelope,
  type EventStore,
  type Facts,
  type Ids,
  type Receipt,
} from '@gongkai/kernel';
import { AccountCommand, Password } from './commands.js';
import {
  accountAggregate,
  type AccountDecision,
  type AccountFacts,
  type AccountState,
  type Delegation,
} from './decider.js';
import { covers } from './decider.rights.js';
import type { AccountEvent } from './events.js';

type Claim = typeof claimAggregate.decider.initial;

export type KnownAccount = { tenant: string; account: string; state: AccountState };

const NAME = /^[a-z0-9][a-z0-9._@-]{1,62}[a-z0-9]$/;
const ENTRIES_MAX = 50_000;
/** A name claimed by an opening that stopped half-way is free again after this long. */
const STALE_MS = 10 * 60_000;

/**
 * Account names are unique across the platform, because sign-in names no government: each is a claim
 * in the reserved tenant whose holder is the stream of the account.
 */
export const accountName = (text: string): string | undefined => {
  const name = text.trim().toLowerCase();
  return NAME.test(name) ? name : undefined;
};

/** States of accounts, always as of the last append. */
export class Accounts {
  private readonly states: StateCache<AccountDecision, AccountState, AccountEvent, AccountFacts>;
  private readonly claims: StateCache<ClaimCommand, Claim, ClaimEvent, Facts>;

  constructor(private readonly deps: { store: EventStore; ids: Ids; clock: Clock }) {
    this.states = new StateCache(deps.store, accountAggregate, ENTRIES_MAX);
    this.claims = new StateCache(deps.store, claimAggregate, ENTRIES_MAX);
  }

  get(tenant: string, account: string): Promise<{ state: AccountState; revision: number }> {
    return this.states.get(tenant, account);
  }

  /** The account without what is no longer the lender's to lend; the same state while all of it is. */
  async standing(tenant: string, account: string): Promise<AccountState> {
    const { state } = await this.get(tenant, account);
    if (state.delegations.length === 0) return state;
    const lent = await Promise.all(
      state.delegations.map((delegation) => this.isLent(tenant, state, delegation)),
    );
    if (!lent.includes(false)) return state;
    return { ...state, delegations: state.delegations.filter((_, i) => lent[i]) };
  }

  private async isLent(
    tenant: string,
    borrower: AccountState,
    { ground, role, agency, principal, to }: Delegation,
  ): Promise<boolean> {
    if (to < this.deps.clock.today()) return true;
    if (ground === 'borrowed' || principal === null)
      return covers(borrower.grants, { role, agency: borrower.agency });
    const { state: lender } = await this.get(tenant, principal);
    return lender.status === 'open' && covers(lender.grants, { role, agency });
  }

  /** The account that goes by a name, in whatever tenant. */
  async byName(text: string): Promise<KnownAccount | undefined> {
    const name = accountName(text);
    if (name === undefined) return undefined;
    const { state: claim } = await this.claims.get(
      PLATFORM,
      claimId(PLATFORM, 'accountName', name),
    );
    if (claim.holder === null) return undefined;
    const { tenant, id: account } = parseStreamName(claim.holder);
    const { state, revision } = await this.get(tenant, account);
    return revision === 0 ? undefined : { tenant, account, state };
  }

  /** Claims a name for an account; a rejection when another account has it. */
  async claim(name: string, account: string, envelope: Envelope): Promise<Rejection | Claimed> {
    const holder = streamName(envelope.tenant, accountAggregate.name, account);
    const today = this.deps.clock.today();
    const wanted = { kind: 'accountName', value: name, holder, today };
    const claiming = { ...envelope, tenant: PLATFORM };
    const claimed = await claimValue(this.deps, wanted, claiming);
    const isTaken = claimed instanceof Rejection && claimed.code === 'claim.taken';
    if (!isTaken || !(await this.freeStale(name, today, claiming))) return claimed;
    return claimValue(this.deps, wanted, claiming);
  }

  async release(name: string, account: string, envelope: Envelope): Promise<void> {
    const holder = streamName(envelope.tenant, accountAggregate.name, account);
    const today = this.deps.clock.today();
    const released = { kind: 'accountName', value: name, holder, today, reason: 'refused' };
    await releaseValue(this.deps, released, { ...envelope, tenant: PLATFORM });
  }

  private async freeStale(name: string, today: string, envelope: Envelope): Promise<boolean> {
    const { store, clock } = this.deps;
    const id = claimId(PLATFORM, 'accountName', name);
    const { state } = await this.claims.get(PLATFORM, id);
    if (state.holder === null || (await store.revision(state.holder)) > 0) return false;
    const records = await store.read(streamName(PLATFORM, claimAggregate.name, id));
    const { meta } = parseRecord(records.at(-1)!.record);
    if (clock.now().getTime() - Date.parse(meta.recordedAt) < STALE_MS) return false;
    await releaseValue(
      this.deps,
      { kind: 'accountName', value: name, holder: state.holder, today, reason: 'neverOpened' },
      envelope,
    );
    return true;
  }
}

export type FirstAdministrator = {
  account: string;
  name: string;
  /** The generated password, to be shown once; null when it was given or the account was there. */
  generated: string | null;
  /** False when an earlier `init` had already opened it. */
  opened: boolean;
};

/**
 * Opens the first administrator of the platform; the command line calls it in `init`, a server never
 * does. Run again it changes nothing and shows no password.
 */
export const openFirstAdministrator = async (
  deps: {
    store: EventStore;
    send: (command: AccountCommand) => Promise<Receipt | Rejection>;
  },
  { operator, name, password }: { operator: string; name: string; password?: string },
): Promise<FirstAdministrator | Rejection> => {
  const commandId = 'init.administrator';
  const account = idForCreate({ tenant: PLATFORM, commandId }, accountAggregate.name);
  const { state } = await loadState(deps.store, accountAggregate, PLATFORM, account);
  if (state.credential !== null)
    return { account, name: state.name, generated: null, opened: false };
  const call = (step: string, body: unknown): Call => ({
    tenant: PLATFORM,
    caller: { kind: 'operator', name: operator },
    commandId: step,
    body,
  });
  const open = {
    type: 'open',
    name,
    post: '平台管理员',
    agency: null,
    grants: [{ role: 'administrator', agency: null }],
  };
  if (state.status === 'none') {
    const opened = await deps.send(new AccountCommand(call(commandId, open), open));
    if (opened instanceof Rejection) return opened;
  }
  const chosen = password ?? randomBytes(18).toString('base64url');
  const body = { type: 'setPassword', account };
  const set = await deps.send(
    new AccountCommand(call(`${commandId}.password`, body), body, {
      password: new Password(chosen),
      oldPassword: null,
      source: 'operator',
    }),
  );
  if (set instanceof Rejection) return set;
  const generated = password === undefined ? chosen : null;
  return { account, name: state.name === '' ? name : state.name, generated, opened: true };
};
