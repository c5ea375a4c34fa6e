import {
  authorise,
  CLOCK,
  deriveId,
  digestOf,
  envelopeOf,
  EVENT_STORE,
  execute,
  handle,
  idForCreate,
  IDS,
  loadState,
  parseCommand,
  READ_STORE,
  Rejection,
  StateCache,
  type Admitted,
  type Call,
  type Clock,
  type EventStore,
  type Ids,
  type Outcome,
  type ReadStore,
} from '@gongkai/kernel';
import { PROGRESS, type Progress } from '@gongkai/nest';
import { VAULT, type Vault } from '@gongkai/vault';
import { Inject } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import { ErasureCommand, ErasureCommands, ErasureSteps, type ErasureInput } from './commands.js';
import {
  erasureAggregate,
  type Erasure,
  type ErasureCommandData,
  type ErasureFacts,
} from './decider.erasure.js';
import { RETENTION_ID, retentionAggregate } from './decider.js';
import { keptBack } from './decider.state.js';
import { reject } from './errors.js';
import { erasureCollection } from './erasures.projection.js';
import { LedgerHandler } from './ledger-handler.js';
import { retentionPolicy as policy } from './policy.js';

type Here = Admitted<ErasureCommandData, Erasure>;

const operations: Record<ErasureInput['type'], string> = {
  ask: 'retention.ask',
  withdraw: 'retention.ask',
  approve: 'retention.decide',
  refuse: 'retention.decide',
  carryOut: 'retention.decide',
};
const UNDER_WAY = ['asked', 'approved', 'erased'];

@CommandHandler(ErasureCommand)
export class ErasureHandler extends LedgerHandler {
  private readonly retention;
  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(IDS) ids: Ids,
    @Inject(CLOCK) clock: Clock,
    @Inject(READ_STORE) reads: ReadStore,
    @Inject(PROGRESS) progress: Progress,
    @Inject(VAULT) private readonly vault: Vault,
  ) {
    super(store, ids, clock, reads, progress);
    this.retention = new StateCache(store, retentionAggregate);
  }

  async execute(sent: ErasureCommand): Promise<Outcome> {
    const parsed = parseCommand(ErasureCommands, sent.data);
    if ('rejection' in parsed) return parsed.rejection;
    const { command } = parsed;
    if (command.type === 'carryOut') return this.carryOut(sent.call, command.erasure);
    const outcome = await handle(this.deps, sent, {
      schema: ErasureSteps,
      aggregate: erasureAggregate,
      policy,
      operation: ({ type }) => operations[type],
      agency: null,
      idField: 'erasure',
      facts: (admitted) => this.factsOf(admitted as unknown as Here),
    });
    // Nothing more comes under this key: who comes again from now on gets a new one.
    if (command.type === 'approve' && !(outcome instanceof Rejection)) {
      const { state } = await this.erasure(sent.call.tenant, command.erasure);
      if (state.status === 'approved') await this.vault.retire(sent.call.tenant, state.person);
    }
    return outcome;
  }

  /**
   * The certificate first, then the deed, then its confirmation. Cut short anywhere, the watch asks
   * again: the certificate is found by its command id, a key is destroyed once. Nothing is ever
   * destroyed without it.
   */
  private async carryOut(call: Call, id: string): Promise<Outcome> {
    const { tenant } = call;
    const actor = authorise(policy, operations.carryOut, call.caller, null);
    const { state: erasure, revision } = await this.erasure(tenant, id);
    if (revision === 0) return reject('retention.erasureUnknown', {}, 'erasure');
    if (erasure.status === 'destroyed') return { id, revision, position: null };
    const { person } = erasure;
    if (erasure.status === 'approved') await this.vault.retire(tenant, person);
    const cases = await this.persons.of(tenant, person);
    if (cases instanceof Rejection) return this.told(call, cases, id, revision);
    const today = this.deps.clock.today();
    const found = await this.persons.found(tenant, person, cases);
    const newId = deriveId(tenant, 'erase', id);
    const facts = { today, actor, newId, caseKnown: true, cases, found, erasure, dueCount: 0 };
    const certificate = await execute(
      this.deps,
      retentionAggregate,
      RETENTION_ID,
      { type: 'erase', erasure: id },
      facts,
      {
        ...envelopeOf({ tenant, caller: call.caller, commandId: newId, body: null }, actor),
        digest: digestOf({ erase: id }),
        correlation: id,
      },
    );
    if (certificate instanceof Rejection) return this.told(call, certificate, id, revision);
    await this.vault.shred(tenant, person);
    return execute(
      this.deps,
      erasureAggregate,
      id,
      { type: 'confirm', erasure: id },
      { today, actor, id, key: 'shredded', cases: cases.length, obstacle: null, underWay: null },
      envelopeOf(call, actor),
    );
  }

  /** The watch asks again tomorrow; only a person is told why it has to wait. */
  private told(call: Call, rejection: Rejection, id: string, revision: number): Outcome {
    return call.caller.kind === 'process' ? { id, revision, position: null } : rejection;
  }

  private async factsOf({
    command,
    call,
    id,
    today,
    state,
  }: Here): Promise<Omit<ErasureFacts, 'today' | 'actor'> | Rejection> {
    const { tenant } = call;
    const known = await state();
    const asks = command.type === 'ask';
    const person = asks ? command.person : known.person;
    const ground = asks ? command.ground : known.ground;
    const of = { id: asks ? idForCreate(call, erasureAggregate.name) : id };
    const open = { key: 'held', cases: 0, obstacle: null, underWay: null } as const;
    if (command.type !== 'ask' && command.type !== 'approve') return { ...of, ...open };
    const cases = await this.persons.of(tenant, person);
    if (cases instanceof Rejection) return cases;
    const { state: retention } = await this.retention.get(tenant, RETENTION_ID);
    return {
      ...of,
      key: await this.vault.has(tenant, person),
      cases: cases.length,
      obstacle: keptBack(retention, cases, ground, today),
      underWay: asks ? await this.underWay(tenant, person) : null,
    };
  }

  private async underWay(tenant: string, person: string): Promise<string | null> {
    const where = [
      { key: 'person', eq: person },
      { key: 'state', in: UNDER_WAY },
    ];
    const { rows } = await this.reads.find(erasureCollection, tenant, { where, limit: 1 });
    return rows[0]?.id ?? null;
  }

  private erasure(tenant: string, id: string) {
    return loadState(this.store, erasureAggregate, tenant, id);
  }
}
