import {
  authorise,
  BLOBS,
  CLOCK,
  deriveId,
  envelopeOf,
  EVENT_STORE,
  execute,
  idForCreate,
  IDS,
  parseCommand,
  READ_STORE,
  Rejection,
  type Actor,
  type Blobs,
  type Call,
  type ClaimedNumber,
  type Clock,
  type Day,
  type Envelope,
  type EventStore,
  type Ids,
  type ReadStore,
  type Receipt,
} from '@gongkai/kernel';
import { CALENDARS, type Calendars } from '@gongkai/holiday';
import { Handler, processActor, PROGRESS, type Progress } from '@gongkai/nest';
import { LETTERS, type Letters } from '@gongkai/letter';
import { TREE, type Tree } from '@gongkai/directory';
import { VAULT, type Vault } from '@gongkai/vault';
import { Inject } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import { readCase, type CaseFile } from './case-file.js';
import { CaseLetters } from './case-letters.js';
import { CommandFacts } from './command-facts.js';
import { RequestCommand, type CommandOf, type RequestCommandData } from './commands.js';
import {
  PERSONAL,
  PlainRequestCommands,
  type PlainReceive,
  type PlainRequestCommand,
} from './commands.plain.js';
import { requestAggregate } from './decider.js';
import { noRequest, type Request, type RequestFacts } from './decider.state.js';
import { reject } from './errors.js';
import { personsOf } from './known-persons.js';
import { personalInClear } from './personal-in-clear.js';
import { APPLICANT_ONLY_ONLINE, PROCESS_ONLY, requestPolicy } from './policy.js';
import { answerFault, asForm, formFault, Registration } from './registration.js';
import { RequestNumbers } from './request-numbers.js';
import { keyedCall, Sealing, uploadsOf, UploadUnknown } from './sealing.js';
import { SealedCommands } from './sealed-commands.js';
import { requireSecret, sameDigest, trackingDigest } from './tracking.js';

/** What a registration gives back beside the receipt: once, and again for the same command. */
export type RequestReceipt = Receipt & { number?: string; secret?: string | null };
type PlainOnRequest = Exclude<PlainRequestCommand, PlainReceive>;
type Outcome = Promise<RequestReceipt | Rejection>;

@CommandHandler(RequestCommand)
export class RequestHandler extends Handler {
  private readonly sealing: Sealing;
  private readonly registration: Registration;
  private readonly sealed: SealedCommands;
  private readonly numbers: RequestNumbers;
  private readonly letters: CaseLetters;
  readonly facts: CommandFacts;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(READ_STORE) reads: ReadStore,
    @Inject(IDS) ids: Ids,
    @Inject(CLOCK) clock: Clock,
    @Inject(BLOBS) blobs: Blobs,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(PROGRESS) progress: Progress,
    @Inject(CALENDARS) calendars: Calendars,
    @Inject(LETTERS) letters: Letters,
    @Inject(TREE) tree: Tree,
  ) {
    super(store, ids, clock);
    this.sealing = new Sealing(vault, blobs);
    this.numbers = new RequestNumbers(this.deps);
    this.registration = new Registration(vault, this.sealing, this.numbers);
    this.sealed = new SealedCommands(this.sealing);
    this.letters = new CaseLetters(letters, vault, tree);
    this.facts = new CommandFacts({ store, reads, blobs, progress, calendars });
  }

  async execute({ call, data }: RequestCommand): Outcome {
    const parsed = parseCommand(PlainRequestCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    const plain = parsed.command;
    // A change of the calendar brings it to every open case at once: the stream is read once only.
    if (plain.type === 'recalculate') return this.again(call, plain);
    const keyed = PERSONAL.includes(plain.type) ? await keyedCall(this.vault, call) : call;
    try {
      if (plain.type === 'receive') return await this.receive(keyed, call, plain);
      return await this.onRequest(keyed, plain);
    } catch (error) {
      if (error instanceof UploadUnknown) return reject('request.fileUnknown', {}, 'files');
      throw error;
    }
  }

  private async receive(call: Call, asSent: Call, given: PlainReceive): Outcome {
    const today = call.today ?? this.deps.clock.today();
    const plain = call.caller.kind === 'public' ? asForm(given) : given;
    const actor = this.actor(call, plain, plain.agency);
    const id = idForCreate(call, requestAggregate.name);
    const envelope = envelopeOf(call, actor);
    const known = await readCase(this.deps.store, call.tenant, id);
    // Sent again: the receipt is looked up by the command id, nothing is sealed or numbered anew.
    if (known) {
      const outcome = await this.sentAgain(id, envelope, today);
      return outcome instanceof Rejection
        ? outcome
        : { ...outcome, ...(await this.receipt(asSent, known)) };
    }
    const fault = call.caller.kind === 'public' ? formFault(plain, today) : null;
    // The claim of a number is kept, too: what is wrong about it is said before it is made.
    const { type, number } = plain;
    const refused =
      fault ?? (await this.clearFault(call.tenant, plain, { type, number }, undefined));
    if (refused) return refused;
    const made = await this.registration.of(asSent, plain, id, today, envelope);
    if (made instanceof Rejection) return made;
    const { command, claim, secret } = made;
    const outcome =
      (await this.clearFault(call.tenant, plain, command, undefined)) ??
      (await this.decide(id, command, envelope, today));
    if (outcome instanceof Rejection) {
      await claim.release(outcome.code);
      return outcome;
    }
    await this.sealing.forget(call.tenant, plain.files);
    return { ...outcome, number: claim.value, secret };
  }

  private async receipt(asSent: Call, { request }: CaseFile) {
    const { number } = request;
    const secret = await this.registration.secretOf(asSent);
    const same =
      secret !== null &&
      sameDigest(trackingDigest(asSent.tenant, secret), request.trackingDigest ?? '');
    return { number, secret: same ? secret : null };
  }

  private async onRequest(call: Call, plain: PlainOnRequest): Outcome {
    const { tenant } = call;
    const { requestId } = plain;
    const file = await readCase(this.deps.store, tenant, requestId);
    if (!file && plain.type !== 'receivePart') return reject('request.notFound', {}, 'requestId');
    const request = file?.request ?? noRequest;
    if (call.caller.kind === 'public') requireSecret(tenant, request.trackingDigest, plain);
    const actor = this.actor(call, plain, request.agency);
    const envelope = envelopeOf(call, actor);
    const today = call.today ?? this.deps.clock.today();
    // Sent again: what was sealed the first time is not sealed once more.
    if (file?.events.some(({ meta }) => meta.command.id === call.commandId))
      return this.sentAgain(requestId, envelope, today);
    const claims: ClaimedNumber[] = [];
    const sealed =
      this.publicFault(call, plain) ??
      (await this.sealed.of(call, plain, request, async (part, number) => {
        const given = { given: number, receivedOn: request.receivedOn };
        const claim = await this.numbers.claim(given, { holder: part, today, envelope });
        if (claim instanceof Rejection) return claim;
        claims.push(claim);
        return undefined;
      }));
    const outcome =
      sealed instanceof Rejection
        ? sealed
        : ((await this.clearFault(tenant, plain, sealed, file)) ??
          (await this.settle(call, plain, sealed, file, envelope)));
    if (outcome instanceof Rejection) {
      for (const claim of claims) await claim.release(outcome.code);
      return outcome;
    }
    await this.sealing.forget(tenant, uploadsOf(plain));
    if (sealed instanceof Rejection || sealed.type !== 'split') return outcome;
    return this.parts(call, sealed, outcome);
  }

  private again(call: Call, plain: CommandOf<'recalculate'>): Outcome {
    const envelope = envelopeOf(call, this.actor(call, plain, null));
    const today = call.today ?? this.deps.clock.today();
    return this.decide(plain.requestId, plain, envelope, today);
  }

  /** Personal data in what the log keeps in clear; programs have no words of their own. */
  private async clearFault(
    tenant: string,
    plain: PlainRequestCommand,
    command: object,
    file: CaseFile | undefined,
  ): Promise<Rejection | null> {
    if (PROCESS_ONLY.includes(plain.type)) return null;
    return personalInClear(command, await personsOf(this.vault, tenant, plain, file));
  }

  private publicFault({ caller, today }: Call, plain: PlainRequestCommand): Rejection | null {
    if (caller.kind !== 'public' || plain.type !== 'receiveClarification') return null;
    return answerFault(plain, today ?? this.deps.clock.today());
  }

  /** Facts are looked up once. What an officer sends out gets its letter here, unless it has one. */
  private async settle(
    { caller, today: given }: Call,
    plain: PlainOnRequest,
    command: RequestCommandData,
    file: CaseFile | undefined,
    envelope: Envelope,
  ): Outcome {
    const today = given ?? this.deps.clock.today();
    const { tenant } = envelope;
    const { requestId: id } = plain;
    const facts = await this.factsOf(command, file?.request ?? noRequest, envelope, today);
    const wanted =
      file && caller.kind === 'officer' && 'letter' in command && command.letter === null;
    const letter = wanted ? await this.letters.of(tenant, plain, command, file, facts) : null;
    if (letter instanceof Rejection) return letter;
    if (!file || letter === null)
      return execute(this.deps, requestAggregate, id, command, facts, envelope);
    const { person } = file.request.applicant;
    const sent = { ...command, letter: await this.sealing.bytes(tenant, person, letter) };
    // The letter says what was decided on the case as it was read: a change since is a conflict.
    const guarded = { expectedRevision: file.revision, ...envelope };
    return execute(this.deps, requestAggregate, id, sent as RequestCommandData, facts, guarded);
  }

  /** The parts at once; the process of the split makes those that did not come to be. */
  private async parts(
    call: Call,
    { requestId, parts }: CommandOf<'split'>,
    outcome: Receipt,
  ): Outcome {
    for (const { id } of parts) {
      const data = { type: 'receivePart', requestId: id, whole: requestId };
      const part = new RequestCommand(partCall(call, id, data), data);
      await this.execute(part);
    }
    return outcome;
  }

  private sentAgain(id: string, envelope: Envelope, today: Day) {
    return this.decide(id, { ...SENT_AGAIN, requestId: id }, envelope, today);
  }

  private async decide(id: string, command: RequestCommandData, envelope: Envelope, today: Day) {
    const facts = await this.factsOf(command, noRequest, envelope, today);
    return execute(this.deps, requestAggregate, id, command, facts, envelope);
  }

  private async factsOf(
    command: RequestCommandData,
    request: Request,
    { tenant, actor }: Envelope,
    today: Day,
  ): Promise<RequestFacts> {
    const looked = await this.facts.of(tenant, command, request, today);
    return { today, actor, ...this.facts.calendar(tenant), ...looked };
  }

  private actor(call: Call, { type }: PlainRequestCommand, agency: string | null): Actor {
    const { caller } = call;
    const operation = `request.${type}`;
    if (PROCESS_ONLY.includes(type)) return processActor(caller, operation);
    if (caller.kind === 'public' && APPLICANT_ONLY_ONLINE.includes(type))
      return { kind: 'public', id: 'anonymous' };
    return authorise(requestPolicy, operation, caller, agency);
  }
}

/** Stands for a command that was taken before: `execute` gives its receipt and never looks at it. */
const SENT_AGAIN = { type: 'noteMissedDeadline' } as const;

/** The command by which a part of a split request is registered, the same whoever gives it. */
export const partCall = (call: Call, part: string, data: unknown): Call => ({
  tenant: call.tenant,
  caller: { kind: 'process', name: 'requestParts' },
  commandId: deriveId('requestPart', part),
  body: data,
  ...(call.origin === undefined ? {} : { origin: call.origin }),
  ...(call.today === undefined ? {} : { today: call.today }),
});
