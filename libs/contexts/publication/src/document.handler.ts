import { catalogueAggregate, CATALOGUE_ID, columnToPublishIn } from '@gongkai/catalogue';
import { AgencyRegister, TREE, type Tree } from '@gongkai/directory';
import { calendarFacts, CALENDARS, type Calendars } from '@gongkai/holiday';
import {
  authorise,
  BLOBS,
  CLOCK,
  envelopeOf,
  EVENT_STORE,
  execute,
  GateError,
  idForCreate,
  IDS,
  loadState,
  parseCommand,
  Rejection,
  StateCache,
  streamName,
  type Blobs,
  type Call,
  type ClaimedNumber,
  type Clock,
  type Day,
  type EventStore,
  type Ids,
  type Receipt,
} from '@gongkai/kernel';
import { Handler } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import { DocumentCommand, DocumentCommands, type DocumentCommandData } from './commands.js';
import { gazetteIssueAggregate } from './decider.gazette.js';
import { documentAggregate, documentDecider } from './decider.js';
import { noDocument, type Document, type DocumentFacts } from './decider.state.js';
import { reject } from './errors.js';
import { IndexNumbers } from './index-number.handler.js';
import { PROCESS_ONLY, publicationPolicy } from './policy.js';

type Looked = Omit<DocumentFacts, 'actor' | 'today' | 'calendar' | 'calendarRevision'>;

@CommandHandler(DocumentCommand)
export class DocumentHandler extends Handler {
  private readonly numbers: IndexNumbers;
  private readonly catalogues;
  private readonly agencies;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(IDS) ids: Ids,
    @Inject(CLOCK) clock: Clock,
    @Inject(BLOBS) private readonly blobs: Blobs,
    @Inject(TREE) tree: Tree,
    @Inject(CALENDARS) private readonly calendars: Calendars,
  ) {
    super(store, ids, clock);
    this.numbers = new IndexNumbers(this.deps, tree);
    this.catalogues = new StateCache(store, catalogueAggregate);
    this.agencies = new AgencyRegister(store);
  }

  async execute({ call, data }: DocumentCommand): Promise<Receipt | Rejection> {
    const parsed = parseCommand(DocumentCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    const { tenant } = call;
    const creates = !('documentId' in parsed.command);
    const documentId =
      'documentId' in parsed.command ? parsed.command.documentId : idForCreate(call, 'document');
    const command = { ...parsed.command, documentId } as DocumentCommandData;
    const document = creates
      ? noDocument
      : (await loadState(this.deps.store, documentAggregate, tenant, documentId)).state;
    if (!creates && document.status === 'none')
      return reject('publication.notFound', {}, 'documentId');
    if (PROCESS_ONLY.includes(command.type) && call.caller.kind === 'officer')
      throw new GateError('FORBIDDEN', { operation: `document.${command.type}` });
    const actor = this.actor(call, command, document);
    const today = call.today ?? this.deps.clock.today();
    const looked = await this.look(tenant, command, document, today);
    const facts = { today, actor, ...calendarFacts(this.calendars, tenant), ...looked };
    const envelope = envelopeOf(call, actor);
    const claim = await this.number(command, document, facts, envelope);
    if (claim instanceof Rejection) return claim;
    const numbered = { ...facts, indexNumber: claim?.value ?? null };
    const outcome = await execute(
      this.deps,
      documentAggregate,
      documentId,
      command,
      numbered,
      envelope,
    );
    if (claim && outcome instanceof Rejection) await claim.release(outcome.code);
    await this.giveBack(command, document, today, envelope);
    return outcome;
  }

  private actor(call: Call, command: DocumentCommandData, document: Document) {
    if (PROCESS_ONLY.includes(command.type) && call.caller.kind !== 'officer')
      return { kind: call.caller.kind, id: 'name' in call.caller ? call.caller.name : 'anonymous' };
    const operation = `document.${command.type}`;
    return authorise(publicationPolicy, operation, call.caller, agencyFor(command, document));
  }

  /** What the command names, as the log has it now; never from a read model. */
  private async look(
    tenant: string,
    command: DocumentCommandData,
    document: Document,
    today: Day,
  ): Promise<Looked> {
    const looked: Looked = {};
    const agency = await this.agencies.of(tenant, agencyNamed(command, document));
    if ('column' in command) {
      const { state } = await this.catalogues.get(tenant, CATALOGUE_ID);
      // Of an agency that is not there nothing but that is said.
      const kind = agency.kind ?? 'government';
      looked.column = columnToPublishIn(state, command.column, kind, 'column');
    }
    if ('agency' in command || concerned(command, document) !== undefined)
      looked.agencyActive =
        agency.activeOn(today) ||
        // What is only attested was of an agency of its time.
        (command.type === 'attest' && agency.activeOn(firstPublicOn(command)));
    if ('attachments' in command)
      for (const { digest } of command.attachments)
        if ((await this.blobs.size(tenant, digest)) === undefined)
          looked.missingAttachment ??= digest;
    if (command.type === 'attest' && command.proof.digest !== null)
      looked.proofMissing = (await this.blobs.size(tenant, command.proof.digest)) === undefined;
    if ('gazetteIssue' in command && command.gazetteIssue !== undefined)
      looked.gazetteIssue = (
        await loadState(this.deps.store, gazetteIssueAggregate, tenant, command.gazetteIssue)
      ).state;
    if (command.type === 'replace')
      looked.replacementIsPublic =
        (await loadState(this.deps.store, documentAggregate, tenant, command.by)).state
          .publicDigest !== null;
    return looked;
  }

  /** Claims the index number of an item that reaches the public for the first time. */
  private async number(
    command: DocumentCommandData,
    document: Document,
    facts: DocumentFacts,
    envelope: ReturnType<typeof envelopeOf>,
  ): Promise<ClaimedNumber | Rejection | undefined> {
    if (document.indexNumber !== null) return undefined;
    const { type } = command;
    if (type !== 'publish' && type !== 'recordTaken' && type !== 'attest') return undefined;
    // An old item keeps the number it had, or has none; nothing is made up for it.
    if (type === 'attest' && command.indexNumber === undefined) return undefined;
    // Sent again: whatever has become of the item since, nothing is claimed anew for it.
    if (type === 'attest' && (await this.isThere(envelope.tenant, command.documentId)))
      return undefined;
    const trial = documentDecider.decide(document, command, facts);
    // What is refused here is refused by `execute` again, unless it is a repeat of an accepted one.
    const counts =
      !(trial instanceof Rejection) &&
      trial.some(({ type: of }) => of === 'DocumentPublished' || of === 'DocumentAttested');
    if (!counts) return undefined;
    const item =
      type === 'attest'
        ? { agency: command.agency, column: command.column, formedOn: command.formedOn }
        : { ...document, formedOn: document.content!.formedOn };
    const { agency, column, formedOn } = item;
    const { today } = facts;
    const numbered = { agency, column, day: formedOn ?? today };
    const wanted = { holder: command.documentId, today, envelope };
    return this.numbers.claim(numbered, command.indexNumber, wanted);
  }

  private async isThere(tenant: string, documentId: string): Promise<boolean> {
    const stream = streamName(tenant, documentAggregate.name, documentId);
    return (await this.deps.store.revision(stream)) > 0;
  }

  /** The index number of an item of which nothing is left; the process does so where this did not. */
  private async giveBack(
    { type, documentId }: DocumentCommandData,
    { indexNumber }: Document,
    today: Day,
    envelope: ReturnType<typeof envelopeOf>,
  ): Promise<void> {
    if (indexNumber === null || (type !== 'voidPublication' && type !== 'abandon')) return;
    const { tenant } = envelope;
    const { state } = await loadState(this.deps.store, documentAggregate, tenant, documentId);
    if (state.indexNumber !== null) return;
    await this.numbers.release(indexNumber, { holder: documentId, today, envelope });
  }
}

/** The agency of this government that is asked, or whose question is settled without it. */
const concerned = (command: DocumentCommandData, document: Document): string | undefined => {
  if (command.type !== 'askCoordination' && command.type !== 'settleCoordination') return undefined;
  const asked = command.type === 'askCoordination' ? command : document.coordination[command.party];
  return asked?.external === false ? command.party : undefined;
};

/** The agency a command names, else that of the document; null is the government's own office. */
const agencyNamed = (command: DocumentCommandData, document: Document): string | null =>
  'agency' in command ? command.agency : (concerned(command, document) ?? document.agency);

const firstPublicOn = ({ publications }: Extract<DocumentCommandData, { type: 'attest' }>): Day =>
  publications.map(({ publishedOn }) => publishedOn).sort()[0]!;

/** The agency for which the role is asked: a concerned agency answers for itself. */
const agencyFor = (command: DocumentCommandData, document: Document): string | null => {
  if ('agency' in command) return command.agency;
  if (command.type === 'confirmCoordination' || command.type === 'objectCoordination') {
    const asked = document.coordination[command.party];
    if (asked && !asked.external) return command.party;
  }
  return document.agency;
};
