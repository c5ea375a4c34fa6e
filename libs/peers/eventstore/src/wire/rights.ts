import { timingSafeEqual } from 'node:crypto';
import type { Metadata } from '@grpc/grpc-js';
import type { PeerLog } from '../log/peer-log.js';
import { isMetastream, originalOf } from '../log/stored.js';
import type { Action } from '../log/stream-metadata.js';
import { accessDenied, unauthenticated } from './errors.js';

export type PeerUser = { name: string; password: string; groups?: readonly string[] };

/** Names and groups of who calls; undefined where everything is open. */
export type Caller = ReadonlySet<string> | undefined;

const ADMINS = '$admins';
const EVERYBODY = '$all';

/** Who may do what: users with passwords, stream ACLs, system streams and `$all` for administrators. */
export class Rights {
  constructor(
    private readonly users: readonly PeerUser[] | undefined,
    private readonly log: PeerLog,
  ) {}

  /** Throws for credentials that are not valid. */
  callerOf(metadata: Metadata): Caller {
    if (!this.users) return undefined;
    const [header] = metadata.get('authorization');
    if (header === undefined) return new Set();
    const [, encoded] = /^Basic (.+)$/i.exec(header.toString()) ?? [];
    const [name, ...rest] = Buffer.from(encoded ?? '', 'base64')
      .toString('utf8')
      .split(':');
    const user = this.users.find((one) => one.name === name && same(one.password, rest.join(':')));
    if (!user) throw unauthenticated();
    return new Set([user.name, EVERYBODY, ...(user.groups ?? [])]);
  }

  check(caller: Caller, action: Action, stream: string): void {
    if (!this.allows(caller, action, stream)) throw accessDenied();
  }

  allows(caller: Caller, action: Action, stream: string): boolean {
    if (caller === undefined || caller.has(ADMINS)) return true;
    if (isMetastream(stream))
      return this.allows(caller, action === 'read' ? 'metaRead' : 'metaWrite', originalOf(stream));
    const byDefault = stream.startsWith('$') ? [ADMINS] : [EVERYBODY];
    const roles = this.log.metadataOf(stream).acl?.[action] ?? byDefault;
    return roles.some((role) => caller.has(role));
  }
}

const same = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};
