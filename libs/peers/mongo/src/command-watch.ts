import { SCAN_COMMENT } from '@gongkai/mongo';
import type { CommandStartedEvent, Document, MongoClient } from 'mongodb';

/** What belongs to no tenant: how far projections are, what there is, who does what. */
const OF_THE_PLATFORM = new Set(['checkpoints', 'parked', 'collections', 'leases']);

/** Asked of the server itself. */
const OF_THE_SERVER = new Set([
  'hello',
  'isMaster',
  'ismaster',
  'ping',
  'buildInfo',
  'endSessions',
]);

/** About a collection as a whole. */
const OF_A_COLLECTION = new Set(['create', 'createIndexes', 'listIndexes', 'drop']);

/** Listens to every command a client sends and notes those that read or write past the tenants. */
export class CommandWatch {
  readonly offences: string[] = [];
  readonly sent = new Map<string, number>();
  /** Cursors of questions that were in order. */
  private readonly asked = new Set<string>();

  /** The client must have been opened with `monitorCommands`. */
  constructor(client: MongoClient) {
    client.on('commandStarted', (event) => this.look(event));
    client.on('commandSucceeded', ({ commandName, reply }) => {
      const cursor = (reply as { cursor?: { id?: unknown } } | undefined)?.cursor?.id;
      if (cursor !== undefined && commandName !== 'listIndexes') this.asked.add(String(cursor));
    });
  }

  private look({ commandName, command }: CommandStartedEvent): void {
    this.sent.set(commandName, (this.sent.get(commandName) ?? 0) + 1);
    if (!this.isAllowed(commandName, command))
      this.offences.push(`${commandName} ${JSON.stringify(command, withBigInts).slice(0, 500)}`);
  }

  private isAllowed(name: string, command: Document): boolean {
    if (OF_THE_SERVER.has(name)) return true;
    if (name === 'getMore') return this.asked.has(String(command['getMore']));
    const collection = String(command[name]);
    const ofRows = collection.startsWith('rows.');
    if (OF_A_COLLECTION.has(name)) return ofRows;
    if (!(name in tenantsOf)) return false;
    if (OF_THE_PLATFORM.has(collection)) return true;
    if (!ofRows) return false;
    if (name === 'find' && command['comment'] === SCAN_COMMENT) return true;
    const tenants = tenantsOf[name as keyof typeof tenantsOf](command);
    return tenants.length > 0 && tenants.every((tenant) => typeof tenant === 'string');
  }
}

/** The tenant that each part of a command names; undefined where one names none. */
const tenantsOf = {
  find: ({ filter }: Document): unknown[] => [filter?.tenant],
  aggregate: ({ pipeline }: Document): unknown[] => [pipeline[0]?.$match?.tenant],
  insert: ({ documents }: Document): unknown[] =>
    (documents as Document[]).map(({ tenant, _id }) => ofId(_id, tenant)),
  update: ({ updates }: Document): unknown[] =>
    (updates as Document[]).flatMap(({ q, u, multi }) =>
      multi ? [undefined] : [ofId(q._id, q.tenant), tenantAfter(u, q.tenant)],
    ),
  delete: ({ deletes }: Document): unknown[] => (deletes as Document[]).map(({ q }) => q.tenant),
};

/** Of a document replaced or changed; a change need not name it. */
const tenantAfter = (change: Document, before: unknown): unknown => {
  const set = (change['$set'] as Document | undefined) ?? change;
  return set['tenant'] === before || (change['$set'] && !('tenant' in set)) ? before : undefined;
};

/** The tenant, if the id begins with it. */
const ofId = (id: unknown, tenant: unknown): unknown =>
  typeof id === 'string' && (id === tenant || id.startsWith(`${String(tenant)}:`))
    ? tenant
    : undefined;

const withBigInts = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value;
