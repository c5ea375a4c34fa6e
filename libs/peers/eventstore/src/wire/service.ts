import type { Metadata, ServiceError } from '@grpc/grpc-js';
import type { Fault, Faults, Stage } from '../faults.js';
import type { PeerLog } from '../log/peer-log.js';
import type { Sockets } from '../sockets.js';
import { notLeader, notReady, timedOut } from './errors.js';
import type { Caller, Rights } from './rights.js';

export type EndPoint = { host: string; port: number };

/** What the methods of one server stand on. */
export type Service = {
  log: PeerLog;
  rights: Rights;
  faults: Faults;
  sockets: Sockets;
  /** Where the leader is: undefined while there is none, `here` when this server leads. */
  leader(): EndPoint | 'here' | undefined;
  maxAppendSize: number;
};

/** Throws when the caller is not known, or wants the leader and this is not it. */
export const admit = (service: Service, metadata: Metadata, write: boolean): Caller => {
  const caller = service.rights.callerOf(metadata);
  const leader = service.leader();
  if (leader === undefined && write) throw notReady();
  const [wanted] = metadata.get('requires-leader');
  if (wanted?.toString() === 'true' && leader !== 'here') {
    if (leader === undefined) throw notReady();
    throw notLeader(leader);
  }
  return caller;
};

/** Lets a planned fault of this stage strike. */
export const meetFault = (
  service: Service,
  at: Stage,
  stream: string,
): { how: 'pass' } | { how: 'silence' } | { how: 'refuse'; error: ServiceError } => {
  const fault = service.faults.strikes(at, stream);
  if (!fault) return { how: 'pass' };
  if (at === 'answering') {
    service.sockets.cutAfter(fault.bytes ?? 20);
    return { how: 'pass' };
  }
  if (fault.how === 'cut') service.sockets.cut();
  if (fault.how === 'cut' || fault.how === 'silence') return { how: 'silence' };
  return { how: 'refuse', error: refusalOf(service, fault.how) };
};

const refusalOf = (
  service: Service,
  how: Exclude<Fault['how'], 'cut' | 'silence'>,
): ServiceError => {
  if (how === 'unavailable') return notReady();
  if (how === 'timeout') return timedOut();
  const leader = service.leader();
  return leader === undefined || leader === 'here'
    ? notLeader({ host: '127.0.0.1', port: 1 })
    : notLeader(leader);
};
