import { connect, type Socket } from 'node:net';

/** What one closed loop of clients gave: every client waits for its answer before it asks again. */
export type Load = {
  perSecond: number;
  p50: number;
  p99: number;
  failures: number;
  sample: string;
};

const HEAD_END = Buffer.from('\r\n\r\n');

/** One keep-alive connection that reads answers by their length, cheaper than a client library. */
class Connection {
  private buffered: Buffer = Buffer.alloc(0);
  private answer: ((text: string) => void) | undefined;
  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.read(chunk));
  }

  static open(url: URL): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(url.port), url.hostname, () => resolve(new Connection(socket)));
      socket.once('error', reject);
    });
  }

  ask(request: string): Promise<string> {
    return new Promise((resolve) => {
      this.answer = resolve;
      this.socket.write(request);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private read(chunk: Buffer): void {
    this.buffered = this.buffered.length === 0 ? chunk : Buffer.concat([this.buffered, chunk]);
    const head = this.buffered.indexOf(HEAD_END);
    if (head < 0) return;
    const length = /content-length: (\d+)/i.exec(this.buffered.toString('latin1', 0, head));
    const end = head + 4 + Number(length?.[1] ?? 0);
    if (this.buffered.length < end) return;
    const text = this.buffered.toString('utf8', head + 4, end);
    this.buffered = this.buffered.subarray(end);
    this.answer?.(text);
  }
}

export const requestText = (url: URL, token: string | null, body: unknown): string => {
  const json = JSON.stringify(body);
  const lines = [
    'POST /graphql HTTP/1.1',
    `host: ${url.host}`,
    'content-type: application/json',
    ...(token === null ? [] : [`authorization: Bearer ${token}`]),
    `content-length: ${Buffer.byteLength(json)}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${json}`;
};

/** Runs `clients` loops for a time; `good` tells an answer that did what was asked. */
export const closedLoop = async (
  url: URL,
  clients: number,
  forMs: number,
  request: () => string,
  good: (answer: string) => boolean,
): Promise<Load> => {
  const connections = await Promise.all(
    Array.from({ length: clients }, () => Connection.open(url)),
  );
  const times: number[] = [];
  let failures = 0;
  let sample = '';
  const began = performance.now();
  const until = began + forMs;
  await Promise.all(
    connections.map(async (connection) => {
      while (performance.now() < until) {
        const text = request();
        const sent = performance.now();
        const answer = await connection.ask(text);
        times.push(performance.now() - sent);
        if (!good(answer)) {
          failures++;
          sample = answer;
        }
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  for (const connection of connections) connection.close();
  times.sort((a, b) => a - b);
  const at = (q: number) => times[Math.floor(times.length * q)] ?? NaN;
  return { perSecond: times.length / seconds, p50: at(0.5), p99: at(0.99), failures, sample };
};
