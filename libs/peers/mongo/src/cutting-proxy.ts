import { connect, createServer, type Socket } from 'node:net';

/** `lost`: the request never arrives. `unanswered`: it is done, and its answer never comes. */
export type Cut = 'lost' | 'unanswered';

/** A stretch of wire before a server that breaks where it is told to. */
export type CuttingProxy = {
  url: string;
  /** What happens to the next requests that write, one after the other; undefined: nothing. */
  cuts: (Cut | undefined)[];
  /** How many lines were cut. */
  done: number;
  close(): Promise<void>;
};

/** Commands that change rows; what keeps a connection alive or asks is let through. */
const isWrite = (chunk: Buffer): boolean =>
  ['insert\0', 'update\0'].some((name) => {
    const at = chunk.indexOf(name);
    // The length of the collection's name stands between.
    return at >= 0 && chunk.indexOf('rows.', at) === at + name.length + 4;
  });

export const cuttingProxy = async (serverUrl: string): Promise<CuttingProxy> => {
  const { hostname, port } = new URL(serverUrl);
  const open = new Set<Socket>();
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
    return socket;
  };
  const server = createServer((client) => {
    const upstream = keep(connect(Number(port), hostname));
    keep(client);
    let answers = true;
    const end = () => {
      proxy.done += 1;
      client.destroy();
    };
    client.on('data', (chunk) => {
      const cut = isWrite(chunk) ? proxy.cuts.shift() : undefined;
      if (cut === 'lost') {
        upstream.destroy();
        return end();
      }
      answers = cut !== 'unanswered';
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (answers) client.write(chunk);
      else end();
    });
    client.on('close', () => upstream.end());
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = (server.address() as { port: number }).port;
  const proxy: CuttingProxy = {
    url: `mongodb://127.0.0.1:${at}/?directConnection=true`,
    cuts: [],
    done: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
  return proxy;
};
