import { randomUUID } from 'node:crypto';
import type { Proposed } from './stored.js';

/**
 * What a new server finds in its own log: nobody may take `$all` for theirs alone. Kept short; the
 * names are those of a real server.
 */
export const systemEvents = (): readonly { stream: string; event: Proposed }[] => [
  own('$epoch-information', '$epoch', { epochNumber: 0, epochPosition: 0 }),
  own('$$$user-admin', '$metadata', { $acl: { $r: '$admins', $w: '$admins', $d: '$admins' } }),
  own('$user-admin', '$UserCreated', { loginName: 'admin', groups: ['$admins'] }),
  own('$users', '$User', 'admin'),
  own('$$$scavenges', '$metadata', { $maxAge: 2_592_000 }),
];

const own = (stream: string, type: string, data: unknown) => ({
  stream,
  event: {
    id: randomUUID(),
    type,
    json: true,
    data: new TextEncoder().encode(JSON.stringify(data)),
    metadata: new Uint8Array(),
  },
});
