import type { Socket } from 'node:net';
import { GateError, gateErrors, type GateCode } from '@gongkai/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { gateBody, gateHeaders, gateOf } from './gate.js';

/** How long a refused upload may go on being thrown away before its connection is cut. */
const LINGER_MS = 2000;

/** Said on every answer of a JSON API: nothing to run, nothing to frame, nothing to keep. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'cache-control': 'no-store',
};

export const sendGate = (
  gate: GateError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply => {
  const unread = !request.raw.complete;
  if (unread && gate.code === 'REQUEST_TIMEOUT') reply.header('connection', 'close');
  else if (unread) lingering(request, reply);
  // Whatever the answer was going to be, it is JSON now.
  reply.removeHeader('content-length');
  reply.removeHeader('content-disposition');
  reply.removeHeader('etag');
  return reply
    .code(gate.status)
    .headers({ ...gateHeaders(gate), 'content-type': 'application/json; charset=utf-8' })
    .send(gateBody(gate, request.id));
};

/**
 * Lets the client finish sending into nothing for a moment: a connection closed while it still
 * writes would be reset before it has read why.
 */
const lingering = (request: FastifyRequest, reply: FastifyReply) => {
  const { raw } = request;
  reply.removeHeader('connection');
  const timer = setTimeout(() => raw.socket.destroy(), LINGER_MS);
  timer.unref();
  raw.once('close', () => clearTimeout(timer));
  raw.resume();
};

/** A path that exists under other methods: 405 with the list. Any other path: not found. */
export const notFound = (routes: ReadonlyMap<string, string>) =>
  function (request: FastifyRequest, reply: FastifyReply) {
    const path = request.url.split('?')[0]!.replace(/^\/files\/.+/, '/files/:digest');
    const allowed = routes.get(path);
    const unusual = !['GET', 'HEAD', 'POST', 'OPTIONS'].includes(request.method);
    if (allowed === undefined && !unusual)
      return sendGate(new GateError('NOT_FOUND'), request, reply);
    if (allowed !== undefined) reply.header('allow', allowed);
    return sendGate(new GateError('METHOD_NOT_ALLOWED'), request, reply);
  };

export const errorHandler =
  (unexpected: (error: unknown, requestId: string, route: string) => void) =>
  (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const gate = gateOf(error);
    if (gate.code === 'INTERNAL')
      unexpected(error, request.id, request.routeOptions.url ?? 'unknown');
    return sendGate(gate, request, reply);
  };

/**
 * What the HTTP parser itself refuses: smuggling, overlong headers, unknown methods, a request that
 * never comes. There is no request yet, so the answer is written to the socket, which is closed.
 */
export const clientError = (error: NodeJS.ErrnoException, socket: Socket, requestId: string) => {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const { code } = gateOf(error);
  const known: GateCode = code === 'INTERNAL' ? 'BAD_REQUEST' : code;
  const { status } = gateErrors[known];
  const body = JSON.stringify(gateBody(new GateError(known), requestId));
  const headers = {
    ...SECURITY_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'x-request-id': requestId,
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_TEXT[status] ?? 'Bad Request'}\r\n${lines.join('')}\r\n${body}`,
  );
};

const STATUS_TEXT: Readonly<Record<number, string>> = {
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};
