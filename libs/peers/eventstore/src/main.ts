import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Authority } from './authority.js';
import { EventStorePeer, type PeerOptions } from './peer.js';
import { obey, type FromPeer, type RemoteOptions, type ToPeer } from './remote.js';

/**
 * The peer as a process of its own: started by `startEventStorePeer`, which sends options and then
 * requests, or by hand: `--port 2113 --members 3 --data FILE --user name:password --tls FOLDER`
 * (the folder receives `ca.crt`).
 */
const send = (message: FromPeer) => process.send?.(message);

const serve = async (options: PeerOptions): Promise<EventStorePeer> => {
  const peer = await EventStorePeer.start(options);
  process.once('SIGTERM', () => void peer.stop().then(() => process.exit(0)));
  return peer;
};

const obeyParent = (): void => {
  process.once('disconnect', () => process.exit(0));
  process.once('message', (options: RemoteOptions) => {
    serve(options).then(
      (peer) => {
        process.on('message', (request: ToPeer) => void obey(peer, request).then(send));
        send({ started: { ports: peer.ports } });
      },
      (error: unknown) => send({ failed: (error as Error).message }),
    );
  });
};

const byHand = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '2113' },
      members: { type: 'string', default: '1' },
      data: { type: 'string' },
      user: { type: 'string' },
      tls: { type: 'string' },
    },
  });
  const [name = '', password = ''] = values.user?.split(':') ?? [];
  const peer = await serve({
    ports: Array.from({ length: Number(values.members) }, (_, i) => Number(values.port) + i),
    ...(values.data && { path: values.data }),
    ...(values.user && { users: [{ name, password, groups: ['$admins'] }] }),
    ...(values.tls && { tls: tlsInto(values.tls) }),
  });
  process.stdout.write(`${peer.url}\n`);
};

const tlsInto = (folder: string) => {
  const authority = new Authority();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'ca.crt'), authority.certificate);
  return authority.server();
};

if (process.send) obeyParent();
else await byHand();
