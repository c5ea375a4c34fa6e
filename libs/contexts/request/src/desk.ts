import { Tree, type NodeRow } from '@gongkai/directory';
import type { AuditEntry, AuditLog } from '@gongkai/identity';
import { CalendarBook } from '@gongkai/holiday';
import {
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
import type { Letters } from '@gongkai/letter';
import { Cursors, type Viewer } from '@gongkai/nest';
import { Opener, type Vault } from '@gongkai/vault';
import { RequestCommand } from './commands.js';
import type { PlainRequestInput } from './commands.plain.js';
import { CourseLetterResolver } from './course-letter.resolver.js';
import { RequestCommandsResolver } from './mutation.resolver.js';
import { OverviewResolver } from './overview.resolver.js';
import { PublicRequestResolver } from './public.resolver.js';
import { RequestFiles } from './request-files.js';
import { RequestHandler, type RequestReceipt } from './request.handler.js';
import { RequestLineResolver, RequestResolver } from './request.resolver.js';
import { uploadKeyOf } from './sealing.js';

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
  { tenant = 'T1', agency = 'agency1' }: { tenant?: string; agency?: string | null } = {},
): Officer => ({ account, tenant, agency, grants: roles.map((role) => ({ role, agency })) });

export const people = {
  clerk: officer('clerk', ['clerk']),
  drafter: officer('drafter', ['drafter']),
  reviewer: officer('reviewer', ['secrecyReviewer']),
  signer: officer('signer', ['signer']),
  head: officer('head', ['disclosureHead']),
  archivist: officer('archivist', ['archivist']),
};
export const nobody: Viewer = { requestId: 'r', officer: null, source: '192.0.2.1' };
export const GOVERNMENT = '430422';

type Ports = {
  clock: Clock & { set(instant: string): void };
  store: EventStore;
  reads: ReadStore;
  ids: Ids;
  blobs: Blobs;
  vault: Vault;
  letters: Letters;
  /** Brings the rows up to the log, as the platform's workers do. */
  catchUp(): Promise<void>;
};
type Mutation = (who: Officer, input: object) => Promise<Record<string, unknown>>;

/** Two governments and one agency with its disclosure office, over the ports of `deskFor`: for specs. */
export class Desk {
  readonly handler: RequestHandler;
  readonly cases: RequestResolver;
  readonly lines: RequestLineResolver;
  readonly overview: OverviewResolver;
  readonly counter: PublicRequestResolver;
  readonly files: RequestFiles;
  readonly prints: CourseLetterResolver;
  readonly mutations: Record<string, Mutation>;
  readonly audited: AuditEntry[] = [];
  /** Keys of persons whose data may only be kept. */
  readonly restricted = new Set<string>();
  private next = 0;

  constructor(readonly ports: Ports) {
    const { store, reads, ids, clock, blobs, vault, letters } = ports;
    const tree = Tree.from([
      node('D1', GOVERNMENT, 'T1', 'county'),
      node('D2', '430423', 'T2', 'county'),
      node('agency1', '00835003X', 'T1', 'department'),
    ]);
    const calendars = new CalendarBook();
    const progress = { waitFor: () => this.catchUp() };
    const audit: AuditLog = {
      record: (_, entry) => Promise.resolve(void this.audited.push(entry)),
      flush: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
    this.handler = new RequestHandler(
      store,
      reads,
      ids,
      clock,
      blobs,
      vault,
      progress,
      calendars,
      letters,
      tree,
    );
    const cursors = new Cursors(new Uint8Array(32));
    const opener = new Opener(vault, audit, {
      restricted: async (_, __, keys) => new Set(keys.filter((key) => this.restricted.has(key))),
    });
    const bus = { execute: (command: RequestCommand) => this.handler.execute(command) } as never;
    this.cases = new RequestResolver(reads, store, tree, clock, cursors, calendars, opener);
    this.lines = new RequestLineResolver(reads, tree);
    this.overview = new OverviewResolver(reads, tree, clock);
    this.counter = new PublicRequestResolver(reads, store, tree, clock, cursors, calendars, bus);
    this.files = new RequestFiles(store, blobs, vault, clock, cursors, audit, opener);
    this.prints = new CourseLetterResolver(store, tree, clock, letters, vault, audit, opener);
    this.mutations = new RequestCommandsResolver(bus) as never;
  }

  async send(
    who: Officer | 'watch',
    data: PlainRequestInput,
    commandId = `command${++this.next}`,
  ): Promise<RequestReceipt | Rejection> {
    const caller =
      who === 'watch'
        ? ({ kind: 'process', name: 'watch' } as const)
        : ({ kind: 'officer', officer: who } as const);
    const tenant = who === 'watch' ? 'T1' : who.tenant;
    const call = { tenant, caller, commandId, body: data };
    return this.handler.execute(new RequestCommand(call, data));
  }

  /** A request as it came by signed post, with everything in order. */
  async received(change: object = {}): Promise<string> {
    return ((await this.send(people.clerk, paper(change))) as Receipt).id;
  }

  /** What somebody hands in, as /files/sealed keeps it. */
  async upload(bytes: Uint8Array, name = '附件.pdf') {
    const { vault, blobs } = this.ports;
    const { key } = await vault.person('T1', null);
    const sealed = vault.sealBytes(
      'T1',
      key,
      (async function* () {
        yield bytes;
      })(),
    );
    const { digest } = await blobs.put('T1', sealed, 10_000_000);
    const told = await uploadKeyOf(vault, 'T1', { digest, key });
    return { digest, key: told, name, mediaType: 'application/pdf', bytes: bytes.length };
  }

  catchUp(): Promise<void> {
    return this.ports.catchUp();
  }

  /** Everything in the log, as it lies on the disk. */
  async log(): Promise<Uint8Array[]> {
    const { signal } = new AbortController();
    const records: Uint8Array[] = [];
    for await (const { events } of this.ports.store.feed(undefined, {}, { signal, follow: false }))
      records.push(...events.map(({ record }) => record));
    return records;
  }
}

/** A request on paper; the person is invented. */
export const paper = (change: object = {}): PlainRequestInput =>
  ({
    type: 'receive',
    agency: 'agency1',
    channel: 'signedPost',
    applicantKind: 'natural',
    name: '钟离试',
    identity: { kind: 'identityCard', number: '11010519491231002X' },
    contact: { phone: '13900000000', email: null, address: '试验路一号', postcode: null },
    description: '二〇二五年度统计公报的编制说明',
    supply: { form: 'paper', route: 'post' },
    subject: '统计公报编制说明',
    ...change,
  }) as PlainRequestInput;
