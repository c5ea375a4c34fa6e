import { randomUUID } from 'node:crypto';
import { Faults, type Fault } from './faults.js';
import { PeerLog, type PeerLogOptions } from './log/peer-log.js';
import { MemberServer, type ServerTls } from './member.js';
import { Rights, type PeerUser } from './wire/rights.js';
import type { Member } from './wire/members.js';
import type { Service } from './wire/service.js';

export type PeerOptions = {
  /** The file of the log; in memory when absent. */
  path?: string;
  /** Ports of the members; 0 is a free one. One member unless told otherwise. */
  ports?: readonly number[];
  tls?: ServerTls;
  /** Who may do anything; absent: everybody, as a server without security. */
  users?: readonly PeerUser[];
  /** What the server says its version is; null: it does not know the question. */
  version?: string | null;
  batchAppend?: boolean;
  maxAppendSize?: number;
  /** The host that members name each other by; the address they listen on unless told otherwise. */
  advertise?: string;
  /** Bytes of connections can be counted and stopped; costs speed. */
  watchSockets?: boolean;
} & Pick<PeerLogOptions, 'synchronous' | 'now'>;

const MEBIBYTE = 1024 * 1024;
export const VERSION = '24.10.0';

/**
 * EventStoreDB's protocol over a log of its own, for specs of the adapter and of services over it.
 * Several members share the one log, as a cluster that never lags; one of them leads.
 */
export class EventStorePeer {
  readonly faults = new Faults();
  private readonly log: PeerLog;
  private readonly members: readonly { server: MemberServer; id: string; port: number }[];
  private leads: number | undefined = 0;

  constructor(private readonly options: PeerOptions = {}) {
    const { path = ':memory:', synchronous, now, ports = [0] } = options;
    this.log = new PeerLog({
      path,
      ...(synchronous && { synchronous }),
      ...(now && { now }),
    });
    this.members = ports.map((port, index) => ({
      server: this.member(index),
      id: randomUUID(),
      port,
    }));
  }

  static async start(options: PeerOptions = {}): Promise<EventStorePeer> {
    const peer = new EventStorePeer(options);
    for (const { server, port } of peer.members) await server.start(port);
    return peer;
  }

  /** Ports the members listen on. */
  get ports(): readonly number[] {
    return this.members.map(({ server }) => server.port);
  }

  /** A connection string without parameters of the caller's own. */
  get url(): string {
    const hosts = this.ports.map((port) => `127.0.0.1:${port}`).join(',');
    return `esdb://${hosts}?tls=${this.options.tls !== undefined}`;
  }

  /** Index of the leading member; undefined while none does. */
  get leader(): number | undefined {
    return this.leads;
  }

  plan(fault: Fault): void {
    this.faults.plan(fault);
  }

  clearFaults(): void {
    this.faults.clear();
  }

  /** What a spec asks of a peer in another process. */
  state(): { connections: number; struck: number; leader: number | undefined } {
    return { connections: this.connections, struck: this.faults.struck, leader: this.leads };
  }

  /** Another member leads from now on; undefined: none does, until one is named. */
  elect(index: number | undefined): void {
    this.leads = index;
  }

  /** Stops one member; where it led, the next living one leads. */
  async stopMember(index: number): Promise<void> {
    await this.members[index]!.server.stop();
    if (this.leads !== index) return;
    const next = this.members.findIndex(({ server }) => server.alive);
    this.leads = next < 0 ? undefined : next;
  }

  /** Starts a stopped member again, on its port. */
  async startMember(index: number): Promise<void> {
    await this.members[index]!.server.start();
    this.leads ??= index;
  }

  /** Ends every connection of every member. */
  cut(): void {
    for (const { server } of this.members) server.sockets.cut();
  }

  /** No byte comes through any more, and no connection ends. */
  freeze(): void {
    for (const { server } of this.members) server.sockets.freeze();
  }

  thaw(): void {
    for (const { server } of this.members) server.sockets.thaw();
  }

  /** Open connections of all members. */
  get connections(): number {
    return this.members.reduce((sum, { server }) => sum + server.sockets.size, 0);
  }

  async stop(): Promise<void> {
    await Promise.all(this.members.map(({ server }) => server.stop()));
    await this.log.close();
  }

  private member(index: number): MemberServer {
    const { options } = this;
    const service: Omit<Service, 'sockets'> = {
      log: this.log,
      rights: new Rights(options.users, this.log),
      faults: this.faults,
      leader: () => this.leaderSeenBy(index),
      maxAppendSize: options.maxAppendSize ?? MEBIBYTE,
    };
    return new MemberServer({
      service,
      members: () => this.gossip(),
      ...(options.tls && { tls: options.tls }),
      version: options.version === undefined ? VERSION : options.version,
      batchAppend: options.batchAppend ?? true,
      watchSockets: options.watchSockets ?? false,
    });
  }

  private leaderSeenBy(index: number): ReturnType<Service['leader']> {
    if (this.leads === undefined) return undefined;
    if (this.leads === index) return 'here';
    const { host, port } = this.members[this.leads]!.server;
    return { host: this.options.advertise ?? host, port };
  }

  private gossip(): Member[] {
    return this.members.map(({ server, id }, index) => ({
      id,
      host: this.options.advertise ?? server.host,
      port: server.port,
      state: this.leads === undefined ? 'candidate' : index === this.leads ? 'leader' : 'follower',
      alive: server.alive,
    }));
  }
}
