/** One office over stores in memory with a request it refused: what a spec asks the resolvers of. */
import { Tree, type NodeRow } from '@gongkai/directory';
import { CalendarBook } from '@gongkai/holiday';
import type { AuditEntry, AuditLog } from '@gongkai/identity';
import {
  streamName,
  type Blobs,
  type Clock,
  type EventStore,
  type Ids,
  type NewEvent,
  type Officer,
  type ReadStore,
  type Receipt,
  type Rejection,
} from '@gongkai/kernel';
import { Cursors, type MutationResult } from '@gongkai/nest';
import { requestStreamEvents, uploadKeyOf } from '@gongkai/request';
import { Opener, type Vault } from '@gongkai/vault';
import { AppealFiles } from './appeal-files.js';
import { ReconsiderationCommand } from './commands.js';
import { ReconsiderationCommandsResolver } from './mutation.resolver.js';
import { ReconsiderationHandler } from './reconsideration.handler.js';
import { ReconsiderationResolver } from './reconsideration.resolver.js';

const node = (
  id: string,
  tenant: string | null,
  kind: NodeRow['kind'],
  parent: string | null,
): NodeRow => ({
  id,
  kind,
  tenant,
  grouping: false,
  government:
    tenant && kind !== 'department' ? { name: `${id}人民政府`, joinedOn: '2008-05-01' } : null,
  revision: 1,
  spans: [{ since: null, code: id, name: id, parent }],
  until: null,
  into: null,
});

type Ports = {
  clock: Clock;
  store: EventStore;
  reads: ReadStore;
  ids: Ids;
  blobs: Blobs;
  vault: Vault;
};
type Mutation = keyof Omit<ReconsiderationCommandsResolver, 'bus'>;

export class AppealDesk {
  readonly handler: ReconsiderationHandler;
  readonly cases: ReconsiderationResolver;
  readonly mutations: ReconsiderationCommandsResolver;
  readonly files: AppealFiles;
  readonly audited: AuditEntry[] = [];
  private next = 0;

  constructor(readonly ports: Ports) {
    const { store, reads, ids, clock, blobs, vault } = ports;
    const tree = Tree.from([
      node('某市', 'T0', 'prefecture', null),
      node('某县', 'T1', 'county', '某市'),
      node('agency1', 'T1', 'department', '某县'),
    ]);
    const calendars = new CalendarBook();
    const audit: AuditLog = {
      record: (_, entry) => Promise.resolve(void this.audited.push(entry)),
      flush: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
    this.handler = new ReconsiderationHandler(store, ids, clock, blobs, vault, calendars, tree);
    const bus = {
      execute: (command: ReconsiderationCommand) => this.handler.execute(command),
    } as never;
    const cursors = new Cursors(new Uint8Array(32));
    const opener = new Opener(vault, audit);
    this.cases = new ReconsiderationResolver(reads, store, tree, clock, cursors, calendars, opener);
    this.mutations = new ReconsiderationCommandsResolver(bus);
    this.files = new AppealFiles(store, vault, audit);
  }

  /** A mutation as GraphQL gives it. */
  give(
    mutation: Mutation,
    who: Officer,
    input: object,
    commandId = `c${++this.next}`,
  ): Promise<{ __typename: string; id?: string; code?: string; field?: string | null }> {
    const of = this.mutations[mutation](who, { commandId, ...input }) as MutationResult;
    return of as Promise<{ __typename: string; id?: string; code?: string }>;
  }

  /** A command of a program. */
  note(data: object, today?: string): Promise<Receipt | Rejection> {
    const caller = { kind: 'process' as const, name: 'reconsiderationWatch' };
    const day = today === undefined ? {} : { today };
    const call = { tenant: 'T1', caller, commandId: `c${++this.next}`, body: data, ...day };
    return this.handler.execute(new ReconsiderationCommand(call, data));
  }

  /** What somebody hands in, as /files/sealed keeps it. */
  async upload(text: string, name = '证据.pdf') {
    const { vault, blobs } = this.ports;
    const { key } = await vault.person('T1', null);
    const bytes = new TextEncoder().encode(text);
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

  /** Everything in the log, as it lies on the disk. */
  async log(): Promise<string> {
    const { signal } = new AbortController();
    let text = '';
    for await (const { events } of this.ports.store.feed(undefined, {}, { signal, follow: false }))
      for (const { record } of events) text += new TextDecoder().decode(record);
    return text;
  }

  /** Puts a request in the log as it was answered: the events of these names, with changed data. */
  async request(events: readonly { type: string; data: object }[]): Promise<void> {
    const stored = events.map(({ type, data }, i): NewEvent => {
      const spec = requestStreamEvents[type as keyof typeof requestStreamEvents];
      return {
        meta: {
          id: this.ports.ids.id(),
          type,
          schema: spec.version,
          tenant: 'T1',
          agency: 'agency1',
          aggregate: 'request',
          aggregateId: 'request1',
          revision: i + 1,
          actor: { kind: 'officer', id: 'clerk' },
          command: { id: `r${i}`, digest: '' },
          causation: null,
          correlation: 'r',
          occurredOn: '2026-03-20',
          origin: 'live',
        },
        data: JSON.stringify(data),
        facet: 0,
      };
    });
    await this.ports.store.append(streamName('T1', 'request', 'request1'), 0, stored);
  }
}
