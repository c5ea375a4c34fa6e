import { BLOBS, GateError, systemIds, type Blobs, type Officer } from '@gongkai/kernel';
import type { INestApplicationContext } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { GraphqlEngine } from '../graphql/engine.js';
import { instrument } from '../graphql/instrument.js';
import { STATUS, type StatusSource } from '../status.js';
import { USAGE, type Usage } from '../usage.js';
import {
  AUTHENTICATOR,
  FILE_RIGHTS,
  PROGRESS,
  REFUSAL_LOG,
  type Authenticator,
  type FileRights,
  type Progress,
  type RefusalLog,
  type Viewer,
} from '../viewer.js';
import { BODY_BYTES_MAX, jsonBodies } from './body.js';
import { FILE_INTAKE, fileRoutes, type FileIntake } from './files.js';
import { healthRoutes } from './health.js';
import { parseJson } from './json-door.js';
import { Metrics, metricsRoute } from './metrics.js';
import { BUNDLE_PRESS, bundleRoutes, type BundlePress } from './bundles.js';
import { logRoutes, PUBLIC_LOG, type PublicLog } from './public-log.js';
import { REPORT_PRESS, reportRoutes, type ReportPress } from './reports.js';
import { clientError, errorHandler, notFound, SECURITY_HEADERS, sendGate } from './refusals.js';

export type RimOptions = {
  /** The Nest application whose resolvers answer; it needs `rimModule` among its imports. */
  app: INestApplicationContext;
  log: Logger;
  introspection: boolean;
  fileBytesMax: number;
  limits?: Partial<RimLimits>;
};
export type RimLimits = {
  /** A JSON body must have arrived after this. */
  bodyMs: number;
  headersMs: number;
  /** Any request, also a file, must have arrived after this. */
  requestMs: number;
  /** How long a question waits for the read models. */
  waitMs: number;
  /** How long a shutdown waits for requests under way. */
  drainMs: number;
};
const LIMITS: RimLimits = {
  bodyMs: 10_000,
  headersMs: 10_000,
  requestMs: 300_000,
  waitMs: 2_000,
  drainMs: 6_000,
};
const HEADER_BYTES_MAX = 16 * 1024;

/** The HTTP side of the platform: one door for everything that comes from outside. */
export class Rim {
  private draining = false;
  private constructor(
    readonly server: FastifyInstance,
    private readonly engine: GraphqlEngine,
    private readonly metrics: Metrics,
    private readonly limits: RimLimits,
  ) {}

  static async create(options: RimOptions): Promise<Rim> {
    const { app, log } = options;
    const limits = { ...LIMITS, ...options.limits };
    const status = optional<StatusSource>(app, STATUS);
    const metrics = new Metrics(status);
    const { schema } = app.get(GraphQLSchemaHost, { strict: false });
    const progress = optional<Progress>(app, PROGRESS);
    const refusals = optional<RefusalLog>(app, REFUSAL_LOG);
    instrument(schema, metrics, progress, limits.waitMs, refusals);
    const unexpected = (error: unknown, requestId: string, operation: string) =>
      log.error({ requestId, operation, err: error }, 'unexpected error');
    const engine = new GraphqlEngine(schema, { introspection: options.introspection, unexpected });
    await engine.start();
    const server = serverOf(limits);
    const rim = new Rim(server, engine, metrics, limits);
    rim.hooks(log);
    server.setErrorHandler(errorHandler(unexpected));
    server.setNotFoundHandler(notFound(ROUTES));
    const viewerOf = viewers(optional<Authenticator>(app, AUTHENTICATOR));
    healthRoutes(server, status, () => rim.draining);
    metricsRoute(server, metrics);
    await server.register(async (scope) => {
      jsonBodies(scope, limits.bodyMs);
      rim.graphql(scope, viewerOf);
    });
    await server.register(async (scope) =>
      fileRoutes(scope, {
        intake: optional<FileIntake>(app, FILE_INTAKE),
        rights: every<FileRights>(app, FILE_RIGHTS),
        blobs: optional<Blobs>(app, BLOBS),
        usage: optional<Usage>(app, USAGE),
        viewerOf,
        bytesMax: options.fileBytesMax,
      }),
    );
    await server.register(async (scope) =>
      reportRoutes(scope, { press: optional<ReportPress>(app, REPORT_PRESS), viewerOf }),
    );
    await server.register(async (scope) =>
      bundleRoutes(scope, { press: optional<BundlePress>(app, BUNDLE_PRESS), viewerOf }),
    );
    await server.register(async (scope) => logRoutes(scope, optional<PublicLog>(app, PUBLIC_LOG)));
    await server.ready();
    return rim;
  }

  /** Binds and says where. */
  listen(host: string, port: number): Promise<string> {
    return this.server.listen({ host, port });
  }

  /** Refuses new requests at once, lets those under way finish, cuts what is left after the limit. */
  async close(): Promise<void> {
    this.draining = true;
    const { server } = this.server;
    // A connection kept alive by a request that has just ended would be waited for in vain.
    const idle = setInterval(() => server.closeIdleConnections(), 20);
    const cut = setTimeout(() => server.closeAllConnections(), this.limits.drainMs);
    try {
      await this.server.close();
    } finally {
      clearTimeout(cut);
      clearInterval(idle);
    }
    await this.engine.stop();
    this.metrics.stop();
  }

  private hooks(log: Logger) {
    const { server, metrics } = this;
    server.decorateRequest('operation', '');
    server.addHook('onRequest', (request, reply, done) => {
      begin(request, reply);
      if (!this.draining || request.url.startsWith('/health')) return done();
      reply.header('connection', 'close');
      done(new GateError('SERVICE_BUSY'));
    });
    server.addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'unknown';
      const ms = reply.elapsedTime;
      metrics.request(request.method, route, reply.statusCode, ms / 1000);
      // Route pattern and schema names only: no path, query string, body, token or address.
      log.info({
        requestId: request.id,
        method: request.method,
        route,
        status: reply.statusCode,
        ms: Math.round(ms * 10) / 10,
        ...(request.operation === '' ? {} : { operation: request.operation }),
      });
      done();
    });
  }

  private graphql(scope: FastifyInstance, viewerOf: (request: FastifyRequest) => Promise<Viewer>) {
    const { engine, metrics } = this;
    const handler = (body: (request: FastifyRequest) => unknown, method: 'GET' | 'POST') =>
      scope.route({
        method,
        url: '/graphql',
        handler: async (request, reply) => {
          const viewer = await viewerOf(request);
          const answered = await engine.answer({ method, body: body(request) }, { viewer });
          request.operation = answered.operation;
          if (!viewer.officer && answered.operation.startsWith('query '))
            for (const field of answered.operation.slice(6).split(',')) metrics.publicRead(field);
          return reply
            .code(answered.status)
            .headers(answered.headers)
            .header('content-type', 'application/json; charset=utf-8')
            .send(answered.body);
        },
      });
    handler((request) => request.body, 'POST');
    handler((request) => queryBody(request.query as Record<string, unknown>), 'GET');
  }
}

const begin = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  reply.headers(SECURITY_HEADERS).header('x-request-id', request.id);

declare module 'fastify' {
  interface FastifyRequest {
    operation: string;
  }
}

const ROUTES: ReadonlyMap<string, string> = new Map([
  ['/graphql', 'GET, POST'],
  ['/files', 'POST'],
  ['/files/sealed', 'POST'],
  ['/files/:digest', 'GET'],
  ['/reports', 'GET'],
  ['/evidence/:case', 'GET'],
  ['/log/:code/checkpoint', 'GET'],
  ['/log/:code/tile/*', 'GET'],
  ['/health/live', 'GET'],
  ['/health/ready', 'GET'],
  ['/metrics', 'GET'],
]);

const refused = () => () => {
  throw new Error('routes declare no schema');
};
/** No route has a schema, hence no compiler of schemas is loaded. */
const NO_ROUTE_SCHEMAS = { buildValidator: refused, buildSerializer: refused };

const serverOf = (limits: RimLimits): FastifyInstance => {
  const ids = systemIds();
  return fastify({
    http: {
      maxHeaderSize: HEADER_BYTES_MAX,
      headersTimeout: limits.headersMs,
      connectionsCheckingInterval: Math.min(1000, limits.headersMs / 2),
    },
    requestTimeout: limits.requestMs,
    keepAliveTimeout: 30_000,
    bodyLimit: BODY_BYTES_MAX,
    // Nobody in front is trusted: forwarded addresses, ids and names are what the caller says.
    trustProxy: false,
    requestIdHeader: false,
    genReqId: () => ids.id(),
    exposeHeadRoutes: false,
    schemaController: { compilersFactory: NO_ROUTE_SCHEMAS },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200 },
    clientErrorHandler: (error, socket) => clientError(error, socket, ids.id()),
    // A path that cannot be read meets no hook.
    frameworkErrors: (_, request, reply) =>
      void sendGate(new GateError('BAD_REQUEST'), request, begin(request, reply as never)),
  });
};

const optional = <T>(app: INestApplicationContext, token: symbol): T | undefined => {
  try {
    return app.get<T>(token, { strict: false });
  } catch {
    return undefined;
  }
};

const every = <T>(app: INestApplicationContext, token: symbol): T[] => {
  try {
    return app.get<T>(token, { strict: false, each: true });
  } catch {
    return [];
  }
};

const BEARER = /^bearer +([^\s,]{1,8192})$/i;

/** The viewer of a request: from its bearer token and its connection, from nothing else. */
const viewers =
  (authenticator: Authenticator | undefined) =>
  async (request: FastifyRequest): Promise<Viewer> => {
    const source = request.raw.socket.remoteAddress ?? 'unknown';
    const header = request.headers.authorization;
    let officer: Officer | null = null;
    if (header !== undefined) {
      const token = BEARER.exec(header.trim())?.[1];
      if (token === undefined || !authenticator) throw new GateError('UNAUTHENTICATED');
      officer = await authenticator.verify(token, source);
    }
    const { 'user-agent': agent = '', 'x-forwarded-for': forwarded = '' } = request.headers;
    const said = { agent, forwardedFor: String(forwarded) };
    return { requestId: request.id, officer, source, said };
  };

/** A query by GET carries the same fields as text; `variables` is JSON and goes through the same door. */
const queryBody = (query: Record<string, unknown>): unknown => {
  const { variables, ...rest } = query;
  for (const value of Object.values(query))
    if (typeof value !== 'string') throw new GateError('TYPE_MISMATCH');
  if (variables === undefined) return rest;
  return { ...rest, variables: parseJson(Buffer.from(variables as string)) };
};
