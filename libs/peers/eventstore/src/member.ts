import { createServer, type AddressInfo, type Server as NetServer } from 'node:net';
import { Server, ServerCredentials, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { Sockets } from './sockets.js';
import { append } from './wire/append.js';
import { batchAppend } from './wire/batch-append.js';
import { GossipService, ServerFeaturesService, StreamsService } from './wire/definitions.js';
import { supportedMethods } from './wire/features.js';
import { readGossip, type Member } from './wire/members.js';
import { read } from './wire/read.js';
import { remove, tombstone } from './wire/removal.js';
import type { Service } from './wire/service.js';

/** PEM texts of a server that speaks TLS. */
export type ServerTls = { certificate: string; key: string };

export type MemberOptions = {
  service: Omit<Service, 'sockets'>;
  members: () => readonly Member[];
  tls?: ServerTls;
  /** Null: a server that does not know this question, as before version 21.10. */
  version: string | null;
  batchAppend: boolean;
  watchSockets: boolean;
};

const MESSAGE_MAX = 17 * 1024 * 1024;
const HOST = '127.0.0.1';

/** One listening server of a peer. It can be stopped and started again on its port. */
export class MemberServer {
  readonly host = HOST;
  readonly sockets: Sockets;
  port = 0;
  private running: { net: NetServer; grpc: Server } | undefined;

  constructor(private readonly options: MemberOptions) {
    this.sockets = new Sockets(options.watchSockets);
  }

  get alive(): boolean {
    return this.running !== undefined;
  }

  /** Listens; without a port on a free one, later on the same one again. */
  async start(port = this.port): Promise<void> {
    if (this.running) return;
    const grpc = this.grpcServer();
    const injector = grpc.createConnectionInjector(credentialsOf(this.options.tls));
    const net = createServer((socket) => injector.injectConnection(this.sockets.admit(socket)));
    await new Promise<void>((resolve, reject) => {
      net.once('error', reject);
      net.listen(port, HOST, resolve);
    });
    this.port = (net.address() as AddressInfo).port;
    this.running = { net, grpc };
  }

  /** Ends every connection and stops listening. */
  async stop(): Promise<void> {
    if (!this.running) return;
    const { net, grpc } = this.running;
    this.running = undefined;
    const closed = new Promise<void>((resolve) => net.close(() => resolve()));
    grpc.forceShutdown();
    this.sockets.cut();
    await closed;
  }

  private grpcServer(): Server {
    const { members, version, batchAppend: batch } = this.options;
    const service: Service = { ...this.options.service, sockets: this.sockets };
    const server = new Server({
      'grpc.max_receive_message_length': MESSAGE_MAX,
      'grpc.keepalive_permit_without_calls': 1,
    });
    const bytes = (answer: Buffer): Buffer => answer;
    server.addService(
      { ...StreamsService, read: { ...StreamsService.read, responseSerialize: bytes } } as never,
      {
        read: read(service),
        append: append(service),
        batchAppend: batchAppend(service),
        delete: remove(service),
        tombstone: tombstone(service),
      } as unknown as UntypedServiceImplementation,
    );
    server.addService(GossipService, { read: readGossip(members) });
    if (version !== null)
      server.addService(ServerFeaturesService, {
        getSupportedMethods: supportedMethods({ version, batchAppend: batch }),
      });
    return server;
  }
}

const credentialsOf = (tls: ServerTls | undefined): ServerCredentials =>
  tls
    ? ServerCredentials.createSsl(null, [
        { private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.certificate) },
      ])
    : ServerCredentials.createInsecure();
