import { fastify } from 'fastify';
import type { StatusSource } from '../status.js';
import { healthRoutes } from './health.js';
import { Metrics, metricsRoute } from './metrics.js';
import { notFound, SECURITY_HEADERS } from './refusals.js';

export type StatusDoor = { url: string; close(): Promise<void> };

/** Health and metrics of a process that answers nobody else. */
export const openStatusDoor = async (
  source: StatusSource,
  { host, port }: { host: string; port: number },
): Promise<StatusDoor> => {
  let draining = false;
  const server = fastify({ forceCloseConnections: true });
  const metrics = new Metrics(source);
  server.addHook('onRequest', (_, reply, done) => {
    reply.headers(SECURITY_HEADERS);
    done();
  });
  server.setNotFoundHandler(notFound(new Map()));
  healthRoutes(server, source, () => draining);
  metricsRoute(server, metrics);
  return {
    url: await server.listen({ host, port }),
    close: async () => {
      draining = true;
      await server.close();
      metrics.stop();
    },
  };
};
