import {
  EventStoreDBClient,
  UnavailableError,
  type SingleNodeOptions,
} from '@eventstore/db-client';
import type { ConnectionSettings, EndPoint } from './connection-string.js';
import { inTime } from './in-time.js';
import {
  gossip,
  GossipClient,
  ServerFeaturesClient,
  shared,
  StreamsClient,
  type BatchAppendReq,
  type BatchAppendResp,
  type ClusterInfo,
  type ReadReq,
  type ReadResp,
  type SupportedMethods,
} from './protocol.js';

export type Member = EndPoint & { state: string; alive: boolean };
export type Server = { version: string; methods: ReadonlySet<string> };

/** The parts of a gRPC stream that are used here; `cancel` ends the call at the server, too. */
export type Incoming<T> = {
  on(event: 'data', listener: (message: T) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  pause(): unknown;
  resume(): unknown;
  cancel(): void;
};
export type Duplex = Incoming<BatchAppendResp> & {
  write(message: BatchAppendReq): boolean;
  on(event: 'drain', listener: () => void): unknown;
};

/**
 * The client's connection, with its discovery of the leader, credentials and TLS, but messages as
 * they come over the wire. Three things of the client's own calls are why: appends wait for ever on
 * a silent server and share one table between all clients of the process, in which a second answer
 * or another client's broken line throws where nobody can catch it; metadata that is JSON comes back
 * parsed, its bytes lost; checkpoints come beside the events, their order lost.
 */
export class Connection extends EventStoreDBClient {
  /** The client of the line in use, which `reconnect` gives up. */
  private inUse: StreamsClientInstance | undefined;
  private readonly reading = new Map<Incoming<ReadResp>, StreamsClientInstance>();

  constructor(settings: ConnectionSettings) {
    super(
      endpointsOf(settings) as SingleNodeOptions,
      {
        insecure: !settings.tls,
        ...(settings.certificates.root && { rootCertificate: settings.certificates.root }),
        ...(settings.certificates.userKey && { userKeyFile: settings.certificates.userKey }),
        ...(settings.certificates.userCert && { userCertFile: settings.certificates.userCert }),
      },
      settings.credentials,
    );
    // The client calls this without waiting; it fails when no leader is found, which nobody would hear.
    const handle = this.handleError;
    this.handleError = (client, error) => handle(client, error).catch(() => undefined);
  }

  /** Asked of the leader only: another member may not have yet what has been appended already. */
  async readCall(request: ReadReq): Promise<Incoming<ReadResp>> {
    let used: StreamsClientInstance | undefined;
    const open = this.GRPCStreamCreator(StreamsClient, 'read', (client) => {
      this.inUse = client;
      used = client;
      return client.read(
        request,
        ...this.callArguments({ requiresLeader: true }, { deadline: Infinity }),
      );
    });
    const call = await open();
    if (used) this.reading.set(call, used);
    // A cancelled call ends with an error, which must not go unheard when nobody listens any more.
    call.on('error', () => this.reading.delete(call));
    call.on('end', () => this.reading.delete(call));
    return call;
  }

  async appendCall(): Promise<Duplex> {
    const open = this.GRPCStreamCreator(StreamsClient, 'append', (client) => {
      this.inUse = client;
      return client.batchAppend(
        ...this.callArguments({ requiresLeader: true }, { deadline: Infinity }),
      );
    });
    const call = await open();
    call.on('error', () => undefined);
    return call;
  }

  /** What the server calls itself and which methods it has; `unknown` when it cannot say. */
  async server(answerMs: number): Promise<Server> {
    const methods = await this.execute(ServerFeaturesClient, 'features', (client) =>
      answered<SupportedMethods>((done) =>
        client.getSupportedMethods(
          new shared.Empty(),
          ...this.callArguments({ deadline: answerMs }),
          done,
        ),
      ),
    );
    return {
      version: methods.getEventStoreServerVersion(),
      methods: new Set(
        methods
          .getMethodsList()
          .map((method) => `${method.getServiceName()}/${method.getMethodName()}`.toLowerCase()),
      ),
    };
  }

  /** The members of the cluster as the one we are connected to sees them. */
  async members(answerMs: number): Promise<Member[]> {
    const info = await this.execute(GossipClient, 'gossip', (client) =>
      answered<ClusterInfo>((done) =>
        client.read(new shared.Empty(), ...this.callArguments({ deadline: answerMs }), done),
      ),
    );
    return info.getMembersList().map((member) => ({
      address: member.getHttpEndPoint()?.getAddress() ?? '',
      port: member.getHttpEndPoint()?.getPort() ?? 0,
      state: STATES.get(member.getState()) ?? 'UNKNOWN',
      alive: member.getIsAlive(),
    }));
  }

  /** Gives up a line on which nothing comes back, and what waits on it; the next call finds the leader anew. */
  async reconnect(): Promise<void> {
    const silent = this.inUse;
    this.inUse = undefined;
    if (!silent) return;
    await this.handleError(silent, new UnavailableError());
    for (const [call, client] of this.reading) if (client === silent) call.cancel();
  }

  async close(): Promise<void> {
    await inTime(CLOSE_MS, 'close', this.dispose()).catch(() => undefined);
    this.inUse?.close();
  }
}

const CLOSE_MS = 2_000;

type StreamsClientInstance = InstanceType<typeof StreamsClient>;

const STATES = new Map<number, string>(
  Object.entries(gossip.MemberInfo.VNodeState).map(([name, state]) => [Number(state), name]),
);

/** Discovery gives up sooner than the client would by itself: appends and reads repeat it anyway. */
const endpointsOf = ({ hosts, discover, ...settings }: ConnectionSettings) => {
  const { connectionName, nodePreference, numbers } = settings;
  const common = {
    ...numbers,
    ...(connectionName !== undefined && { connectionName }),
    throwOnAppendFailure: true,
  };
  const discovery = { maxDiscoverAttempts: 3, gossipTimeout: 2, nodePreference, ...common };
  if (discover) return { ...discovery, discover: hosts[0]! };
  return hosts.length > 1 ? { ...discovery, endpoints: hosts } : { ...common, endpoint: hosts[0]! };
};

const answered = <T>(
  call: (done: (error: Error | null, answer: T) => void) => unknown,
): Promise<T> =>
  new Promise((resolve, reject) => {
    call((error, answer) => (error ? reject(error) : resolve(answer)));
  });
