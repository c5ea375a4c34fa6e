import { ClusterStoreError, type ClusterStoreReason } from './cluster-store-error.js';
import type { Connection, Member, Server } from './connection.js';
import { causeIn, lasting, patiently, type Patience } from './failures.js';
import { inTime } from './in-time.js';

export type ClusterHealth = {
  ok: boolean;
  version: string | undefined;
  leader: { address: string; port: number } | undefined;
  members: Member[];
  /** Members that are alive. */
  alive: number;
  /** What is wrong, for an operator. */
  problem: { reason: ClusterStoreReason | 'noLeader'; zh: string; en: string } | undefined;
};

type Asked = Pick<Connection, 'server' | 'members'>;

/** Before 23.10 a subscription does not say when it has caught up. */
const OLDEST = [23, 10] as const;
const APPENDS = 'event_store.client.streams.streams/batchappend';

const tooOld = ({ version, methods }: Server): boolean => {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined || !methods.has(APPENDS)) return true;
  const [oldestMajor, oldestMinor] = OLDEST;
  return (
    Number(major) < oldestMajor || (Number(major) === oldestMajor && Number(minor) < oldestMinor)
  );
};

const serverOf = async (connection: Asked, answerMs: number): Promise<Server> => {
  try {
    // The call has a deadline of its own; connecting has none.
    return await inTime(2 * answerMs, 'features', connection.server(answerMs));
  } catch (error) {
    if ((error as { code?: number }).code === UNIMPLEMENTED)
      return { version: 'unknown', methods: new Set() };
    throw error;
  }
};
const UNIMPLEMENTED = 12;

/** Throws `ClusterStoreError` for a server that cannot be used, `StoreUnavailable` for none at all. */
export const checkServer = async (connection: Asked, patience: Patience): Promise<void> => {
  const server = await patiently(patience, 'features', () =>
    serverOf(connection, patience.answerMs),
  );
  if (tooOld(server)) throw new ClusterStoreError('tooOld', server.version);
};

const NO_LEADER = {
  reason: 'noLeader',
  zh: '事件库集群目前没有主节点,选出后自动恢复。',
  en: 'The event store has no leader at present; service resumes when one is elected.',
} as const;

/** What gossip says of the cluster. */
export const clusterHealth = async (
  connection: Asked,
  answerMs: number,
): Promise<ClusterHealth> => {
  const health: ClusterHealth = {
    ok: false,
    version: undefined,
    leader: undefined,
    members: [],
    alive: 0,
    problem: undefined,
  };
  try {
    const server = await serverOf(connection, answerMs);
    health.version = server.version;
    health.members = await inTime(2 * answerMs, 'gossip', connection.members(answerMs));
    const alive = health.members.filter((member) => member.alive);
    const leader = alive.find(({ state }) => state === 'LEADER');
    health.alive = alive.length;
    health.leader = leader && { address: leader.address, port: leader.port };
    health.problem = tooOld(server)
      ? problemOf(new ClusterStoreError('tooOld', server.version))
      : leader
        ? undefined
        : NO_LEADER;
    health.ok = health.problem === undefined;
  } catch (error) {
    health.problem = problemOf(
      lasting(error, 'gossip') ?? new ClusterStoreError('unreachable', causeIn(error)),
    );
  }
  return health;
};

const problemOf = ({ reason, zh, en }: ClusterStoreError) => ({ reason, zh, en });
