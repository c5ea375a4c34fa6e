import { TREE, type Tree } from '@gongkai/directory';
import { calendarFacts, CALENDARS, type Calendars } from '@gongkai/holiday';
import {
  authorise,
  BLOBS,
  CLOCK,
  envelopeOf,
  EVENT_STORE,
  execute,
  idForCreate,
  IDS,
  loadState,
  parseCommand,
  parseRecord,
  Rejection,
  streamName,
  type Actor,
  type Blobs,
  type Call,
  type Clock,
  type EventStore,
  type Ids,
  type Outcome,
} from '@gongkai/kernel';
import { Handler, processActor } from '@gongkai/nest';
import { documentAggregate } from '@gongkai/publication';
import {
  keyedCall,
  nobodyKnown,
  personalInClear,
  requestAggregate,
  Sealing,
  UploadUnknown,
  type Request,
} from '@gongkai/request';
import { Shredded, VAULT, type Vault } from '@gongkai/vault';
import { Inject } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import { AppealSealing, personsOf, uploadsOf } from './appeal-sealing.js';
import { proposedBodies, respondentKind } from './bodies.js';
import { ReconsiderationCommand, type ReconsiderationCommandData } from './commands.js';
import {
  PERSONAL,
  PlainReconsiderationCommands,
  type PlainFile,
  type PlainReconsiderationCommand,
} from './commands.plain.js';
import { reconsiderationAggregate } from './decider.js';
import { type ReconsiderationFacts } from './decider.state.js';
import { reject } from './errors.js';
import type { Body, Challenged } from './events.kinds.js';
import { PROCESS_ONLY, reconsiderationPolicy } from './policy.js';
import { editionOfFiling } from './rules.js';

type OnCase = Exclude<PlainReconsiderationCommand, { type: 'file' }>;
type Looked = Pick<ReconsiderationFacts, 'request' | 'document' | 'respondentKind'>;

@CommandHandler(ReconsiderationCommand)
export class ReconsiderationHandler extends Handler {
  private readonly sealing: Sealing;
  private readonly sealed: AppealSealing;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(IDS) ids: Ids,
    @Inject(CLOCK) clock: Clock,
    @Inject(BLOBS) blobs: Blobs,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(CALENDARS) private readonly calendars: Calendars,
    @Inject(TREE) private readonly tree: Tree,
  ) {
    super(store, ids, clock);
    this.sealing = new Sealing(vault, blobs);
    this.sealed = new AppealSealing(vault, this.sealing);
  }

  async execute({ call, data }: ReconsiderationCommand): Promise<Outcome> {
    const parsed = parseCommand(PlainReconsiderationCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    const plain = parsed.command;
    const keyed = PERSONAL.includes(plain.type) ? await keyedCall(this.vault, call) : call;
    try {
      return plain.type === 'file'
        ? await this.file(keyed, plain)
        : await this.onCase(keyed, plain);
    } catch (error) {
      // An upload is used once: its key is destroyed when the file lies under that of the person.
      const spent = error instanceof Shredded && uploadsOf(plain).length > 0;
      if (error instanceof UploadUnknown || spent)
        return reject('reconsideration.fileUnknown', {}, 'files');
      throw error;
    }
  }

  private async file(call: Call, plain: PlainFile): Promise<Outcome> {
    const { tenant } = call;
    const { challenged, filedOn } = plain;
    const id = idForCreate(call, reconsiderationAggregate.name);
    const looked = await this.challenged(tenant, challenged);
    const of = looked.request ?? looked.document ?? null;
    const unknown =
      challenged.kind === 'publication'
        ? 'reconsideration.documentUnknown'
        : 'reconsideration.requestUnknown';
    if (of === null) return reject(unknown, {}, 'challenged');
    const actor = this.actor(call, plain.type, of.agency);
    if (await this.sentBefore(tenant, id, call.commandId))
      return this.run(call, actor, id, SENT_AGAIN(id), {});
    const kind = respondentKind(this.tree, tenant, of.agency, filedOn);
    const body = this.body(tenant, of.agency, plain);
    if (body instanceof Rejection) return body;
    const fault = await this.clearFault(tenant, plain, looked.request ?? null);
    if (fault) return fault;
    const request = looked.request ?? null;
    const command = await this.sealed.filed(tenant, id, plain, { request, body });
    const facts = { ...looked, ...(kind === undefined ? {} : { respondentKind: kind }) };
    const outcome = await this.run(call, actor, id, command, facts);
    if (!(outcome instanceof Rejection)) await this.sealing.forget(tenant, uploadsOf(plain));
    return outcome;
  }

  private async onCase(call: Call, plain: OnCase): Promise<Outcome> {
    const { tenant } = call;
    const { reconsiderationId: id } = plain;
    const { state, revision } = await loadState(
      this.deps.store,
      reconsiderationAggregate,
      tenant,
      id,
    );
    if (revision === 0) return reject('reconsideration.notFound', {}, 'reconsiderationId');
    const actor = this.actor(call, plain.type, state.respondent);
    if (uploadsOf(plain).length > 0 && (await this.sentBefore(tenant, id, call.commandId)))
      return this.run(call, actor, id, SENT_AGAIN(id), {});
    if (plain.type === 'decide') {
      const fault = personalInClear({ decisionNumber: plain.decisionNumber });
      if (fault) return fault;
    }
    const command = await this.sealed.of(call, plain, state);
    const looked =
      plain.type === 'decide' && state.challenged
        ? await this.challenged(tenant, state.challenged)
        : {};
    const outcome = await this.run(call, actor, id, command, looked);
    if (!(outcome instanceof Rejection)) await this.sealing.forget(tenant, uploadsOf(plain));
    return outcome;
  }

  private run(
    call: Call,
    actor: Actor,
    id: string,
    command: ReconsiderationCommandData,
    looked: Looked,
  ): Promise<Outcome> {
    const today = call.today ?? this.deps.clock.today();
    const facts = { today, actor, ...calendarFacts(this.calendars, call.tenant), ...looked };
    const envelope = envelopeOf(call, actor);
    return execute(this.deps, reconsiderationAggregate, id, command, facts, envelope);
  }

  /** What is challenged, straight from the log. */
  private async challenged(tenant: string, challenged: Challenged): Promise<Looked> {
    const { store } = this.deps;
    if (challenged.kind === 'publication') {
      const found = await loadState(store, documentAggregate, tenant, challenged.documentId);
      return { document: found.revision === 0 ? null : found.state };
    }
    const found = await loadState(store, requestAggregate, tenant, challenged.requestId);
    return { request: found.revision === 0 ? null : found.state };
  }

  /** The body that was named; without one, the first the law names. */
  private body(tenant: string, agency: string | null, plain: PlainFile): Body | Rejection {
    if (plain.body) return plain.body;
    const { filedOn, vertical } = plain;
    const edition = plain.edition ?? editionOfFiling(filedOn);
    const of = { tenant, agency, edition, vertical, on: filedOn };
    const proposed = proposedBodies(this.tree, of).bodies.find(({ name }) => name !== '');
    return proposed ?? reject('reconsideration.bodyUnknown', {}, 'body');
  }

  /** Personal data in what the log keeps in clear. */
  private async clearFault(
    tenant: string,
    plain: PlainFile,
    request: Request | null,
  ): Promise<Rejection | null> {
    const { number, subject, body, bodyReason, editionReason } = plain;
    const own = personsOf(plain);
    const asked = request ? await this.sealed.requesterNamed(tenant, request) : nobodyKnown;
    const inClear = { number, subject, bodyName: body?.name ?? null, bodyReason, editionReason };
    return personalInClear(inClear, {
      names: [...own.names, ...asked.names],
      data: [...own.data, ...asked.data],
    });
  }

  private async sentBefore(tenant: string, id: string, commandId: string): Promise<boolean> {
    const stream = streamName(tenant, reconsiderationAggregate.name, id);
    const stored = await this.deps.store.read(stream);
    return stored.some(({ record }) => parseRecord(record).meta.command.id === commandId);
  }

  private actor(call: Call, type: string, agency: string | null): Actor {
    const operation = `reconsideration.${type}`;
    return PROCESS_ONLY.includes(type)
      ? processActor(call.caller, operation)
      : authorise(reconsiderationPolicy, operation, call.caller, agency);
  }
}

/** Stands for a command that was taken before: `execute` gives its receipt and never looks at it. */
const SENT_AGAIN = (reconsiderationId: string) =>
  ({ type: 'noteAcceptance', reconsiderationId }) as const;
