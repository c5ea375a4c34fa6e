import type { FastifyInstance } from 'fastify';
import type { PlatformStatus, StatusSource } from '../status.js';

/** Below this the disk is called low; appends go on until it is full. */
export const DISK_FREE_MIN_BYTES = 256 * 1024 * 1024;
/** Above this a projection is called late. */
export const LAG_MAX_EVENTS = 100_000;

/** The local copy of a cluster's log is not the log: nothing read from it may be given to anybody. */
export const REPLICA_DIFFERS = 'replica.differs';

type Judged = { ready: boolean; alarms: string[] };

/** Ready means new requests are served; an alarm alone does not take the server out of service. */
export const judge = (status: PlatformStatus, draining: boolean): Judged => {
  const { writer, projections, stores = [], evidence, deadlines, watch } = status;
  const isBuilding = projections.some(({ building }) => building);
  const alarms: [string, boolean][] = [
    ['draining', draining],
    [`writer.${writer}`, writer !== 'ok'],
    ['disk.low', (status.diskFreeBytes ?? Infinity) < DISK_FREE_MIN_BYTES],
    ['projections.building', isBuilding],
    ['projections.failed', projections.some(({ failure }) => Boolean(failure))],
    ['projections.late', projections.some(({ lag }) => lag > LAG_MAX_EVENTS)],
    ...stores.map((store): [string, boolean] => [store, true]),
    ['projections.parked', status.parked.length > 0],
    ['deadlines.refused', (deadlines?.refused ?? 0) > 0],
    ['watch.refused', (watch?.refused ?? 0) > 0],
    ['watch.unreadable', (watch?.unreadable ?? 0) > 0],
    ['evidence.stopped', (evidence?.troubles ?? 0) > 0],
    ['evidence.failed', Boolean(evidence?.failure)],
  ];
  return {
    // A full disk still answers questions; a failed writer must not be sent anybody, and an empty
    // list must not be taken for nothing published.
    ready: !draining && !isBuilding && !stores.includes(REPLICA_DIFFERS) && writer !== 'failed',
    alarms: alarms.flatMap(([name, rings]) => (rings ? [name] : [])),
  };
};

/** Whose log stands still is for the operator at the machine. */
const evidenceOf = ({
  position,
  lag,
  lagMs,
  troubles,
}: NonNullable<PlatformStatus['evidence']>) => ({
  position: position === undefined ? null : String(position),
  lag,
  lagMs,
  stopped: troubles,
});

export const healthRoutes = (
  server: FastifyInstance,
  source: StatusSource | undefined,
  draining: () => boolean,
) => {
  server.get('/health/live', () => ({ status: 'live' }));
  server.get('/health/ready', async (_, reply) => {
    const status = await source?.status();
    const { ready, alarms } = status
      ? judge(status, draining())
      : { ready: !draining(), alarms: [] };
    return reply.code(ready ? 200 : 503).send({
      status: ready ? 'ready' : 'unready',
      alarms,
      ...(status
        ? {
            writer: status.writer,
            position: status.position === undefined ? null : String(status.position),
            diskFreeBytes: status.diskFreeBytes ?? null,
            projections: status.projections.map(({ name, position, lag }) => ({
              name,
              position: position === undefined ? null : String(position),
              lag,
            })),
            // Which tenant is parked is for the operator at the machine, not for anybody who asks.
            parked: status.parked.length,
            deadlines: status.deadlines ?? null,
            watch: status.watch ?? null,
            evidence: status.evidence ? evidenceOf(status.evidence) : null,
          }
        : {}),
    });
  });
};
