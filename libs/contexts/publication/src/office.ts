import {
  catalogueAggregate,
  CATALOGUE_ID,
  starterColumns,
  starterIndexNumber,
} from '@gongkai/catalogue';
import { Tree, type NodeRow } from '@gongkai/directory';
import { CalendarBook } from '@gongkai/holiday';
import {
  claimAggregate,
  claimId,
  execute,
  loadState,
  type Blobs,
  type Clock,
  type EventStore,
  type Ids,
  type Officer,
  type ReadStore,
  type Receipt,
  type Rejection,
  type Role,
} from '@gongkai/kernel';
import { Cursors, type Usage, type Viewer } from '@gongkai/nest';
import { ColumnNames } from './column-names.js';
import {
  DocumentCommand,
  GazetteIssueCommand,
  type DocumentCommandInput,
  type GazetteIssueCommandInput,
} from './commands.js';
import { DocumentFiles } from './document-files.js';
import { DocumentHandler } from './document.handler.js';
import { DocumentQueueResolver } from './document-queue.resolver.js';
import { DocumentResolver } from './document.resolver.js';
import { DocumentOverviewResolver } from './overview.resolver.js';
import { GazetteIssueHandler } from './gazette.handler.js';
import { ReleaseIndexNumberHandler } from './index-number.handler.js';
import { ItemResolver } from './item.resolver.js';
import { PublicationCommandsResolver } from './mutation.resolver.js';
import { draft } from './testing.js';

const node = (id: string, code: string, tenant: string, kind: NodeRow['kind']): NodeRow => ({
  id,
  kind,
  tenant,
  grouping: false,
  government: kind === 'county' ? { name: `${code}人民政府`, joinedOn: '2008-05-01' } : null,
  revision: 1,
  spans: [{ since: null, code, name: code, parent: null }],
  until: null,
  into: null,
});

export const officer = (
  account: string,
  roles: Role[],
  { tenant = 'T1', agency = 'agency1' } = {},
): Officer => ({ account, tenant, agency, grants: roles.map((role) => ({ role, agency })) });

export const people = {
  drafter: officer('drafter', ['drafter']),
  reviewer: officer('reviewer', ['secrecyReviewer']),
  signer: officer('signer', ['signer']),
  clerk: officer('clerk', ['clerk', 'disclosureOfficer']),
};
export const nobody: Viewer = { requestId: 'r', officer: null, source: '' };

type Ports = {
  clock: Clock & { set(instant: string): void };
  store: EventStore;
  reads: ReadStore;
  ids: Ids;
  blobs: Blobs;
  /** Brings the rows up to the log, as the platform's workers do. */
  catchUp(): Promise<void>;
};
type Mutation = (who: Officer, input: object) => Promise<Record<string, unknown>>;

/** Two governments, one agency with its officers and a catalogue, over the ports of `deskFor`: for specs. */
export class Office {
  readonly items: ItemResolver;
  readonly desk: DocumentResolver;
  readonly queues: DocumentQueueResolver;
  readonly overview: DocumentOverviewResolver;
  readonly files: DocumentFiles;
  readonly releases: ReleaseIndexNumberHandler;
  readonly mutations: Record<string, Mutation>;
  private readonly documents: DocumentHandler;
  private readonly gazettes: GazetteIssueHandler;
  /** What was opened or fetched, in order. */
  readonly used: Parameters<Usage['count']>[0 | 1][][] = [];
  private next = 0;

  constructor(readonly ports: Ports) {
    const { store, reads, ids, clock, blobs } = ports;
    const tree = Tree.from([
      node('D1', '430422', 'T1', 'county'),
      node('D2', '430423', 'T2', 'county'),
      node('agency1', '00835003X', 'T1', 'department'),
    ]);
    const calendars = new CalendarBook();
    this.documents = new DocumentHandler(store, ids, clock, blobs, tree, calendars);
    this.gazettes = new GazetteIssueHandler(store, ids, clock);
    this.releases = new ReleaseIndexNumberHandler(store, ids, clock);
    const cursors = new Cursors(new Uint8Array(32));
    const columns = new ColumnNames(reads);
    const usage: Usage = {
      count: (use, item) => void this.used.push([use, item]),
      unrecorded: () => new Map(),
    };
    this.items = new ItemResolver(reads, tree, cursors, columns, usage);
    this.desk = new DocumentResolver(reads, store, tree, clock, columns, calendars);
    this.queues = new DocumentQueueResolver(reads, store, tree, clock, cursors, calendars);
    this.overview = new DocumentOverviewResolver(reads, tree, clock);
    this.files = new DocumentFiles(reads, tree);
    const bus = { execute: (command: DocumentCommand) => this.documents.execute(command) };
    this.mutations = new PublicationCommandsResolver(bus as never) as never;
  }

  /** Adopts the catalogue. */
  async open(): Promise<this> {
    const { store, ids } = this.ports;
    const actor = { kind: 'operator', id: 'root' } as const;
    const adopt = { type: 'adopt', columns: [...starterColumns], indexNumber: starterIndexNumber };
    await execute(
      { store, ids },
      catalogueAggregate,
      CATALOGUE_ID,
      adopt as never,
      { today: '2008-05-01', actor, agencies: {} },
      { tenant: 'T1', actor, commandId: 'adopt', digest: '' },
    );
    return this;
  }

  send(
    who: Officer,
    data: DocumentCommandInput,
    commandId = this.commandId(),
    more: { expectedRevision?: number } = {},
  ): Promise<Receipt | Rejection> {
    const caller = { kind: 'officer', officer: who } as const;
    const call = { tenant: who.tenant, caller, commandId, body: data, ...more };
    return this.documents.execute(new DocumentCommand(call, data));
  }

  issue(
    data: GazetteIssueCommandInput,
    commandId = this.commandId(),
    role: Role = 'clerk',
  ): Promise<Receipt | Rejection> {
    const clerk = { ...people.clerk, grants: [{ role, agency: null }] };
    const caller = { kind: 'officer', officer: clerk } as const;
    const call = { tenant: 'T1', caller, commandId, body: data };
    return this.gazettes.execute(new GazetteIssueCommand(call, data));
  }

  /** A document that only waits for publication. */
  async ready(change: object = {}): Promise<string> {
    const { drafter, reviewer, signer } = people;
    const content = draft({ column: starterColumns[0]!.code, ...change });
    const { id: documentId } = (await this.send(drafter, content)) as Receipt;
    const attribute = 'onInitiative';
    await this.send(drafter, { type: 'proposeAttribute', documentId, attribute });
    await this.send(drafter, { type: 'requestSecrecy', documentId });
    await this.send(reviewer, { type: 'passSecrecy', documentId });
    await this.send(signer, { type: 'decideAttribute', documentId, attribute });
    await this.send(signer, { type: 'approve', documentId });
    return documentId;
  }

  /** Asks an agency of the government for its word. */
  ask(documentId: string, party: string): Promise<Receipt | Rejection> {
    return this.send(people.drafter, { type: 'askCoordination', documentId, party });
  }

  publish(
    documentId: string,
    change: object = {},
    commandId?: string,
    expectedRevision?: number,
  ): Promise<Receipt | Rejection> {
    const data = { type: 'publish', documentId, channel: 'website', ...change } as never;
    const more = expectedRevision === undefined ? {} : { expectedRevision };
    return this.send(people.clerk, data, commandId, more);
  }

  catchUp(): Promise<void> {
    return this.ports.catchUp();
  }

  async numberOf(id: string): Promise<string | null | undefined> {
    await this.catchUp();
    return (await this.items.publicItem(nobody, '430422', id))?.indexNumber;
  }

  async holderOf(value: string): Promise<string | null> {
    const claim = claimId('T1', 'indexNumber', value);
    return (await loadState(this.ports.store, claimAggregate, 'T1', claim)).state.holder;
  }

  private commandId(): string {
    return `command${++this.next}`;
  }
}
