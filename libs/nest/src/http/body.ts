import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { GateError } from '@gongkai/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parseJson } from './json-door.js';

export const BODY_BYTES_MAX = 1024 * 1024;

/** Accepts JSON and nothing else on the routes of this scope. */
export const jsonBodies = (server: FastifyInstance, timeoutMs: number) => {
  server.removeAllContentTypeParsers();
  server.addHook('onRequest', (request, _, done) => done(refusedMedia(request)));
  server.addContentTypeParser(
    'application/json',
    async (request: FastifyRequest, payload: NodeJS.ReadableStream) =>
      parseJson(await unpacked(request, await collect(request, payload, timeoutMs))),
  );
};

/** What HTML forms can send without asking; a browser made to post it is not a client of ours. */
const FORM_TYPES = new Set(['application/x-www-form-urlencoded', 'multipart/form-data']);

const refusedMedia = ({ method, headers }: FastifyRequest): GateError | undefined => {
  if (method !== 'POST') return undefined;
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const essence = type.trim();
  if (FORM_TYPES.has(essence)) return new GateError('CSRF');
  if (essence !== 'application/json') return new GateError('UNSUPPORTED_MEDIA_TYPE');
  const charset = parameters.map((part) => part.trim()).find((part) => part.startsWith('charset='));
  if (charset && !/^charset="?utf-?8"?$/.test(charset)) return new GateError('BAD_ENCODING');
  return undefined;
};

/** The body within limit and time; a declared length over the limit is refused before a byte is read. */
const collect = (
  request: FastifyRequest,
  payload: NodeJS.ReadableStream,
  timeoutMs: number,
): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > BODY_BYTES_MAX) {
      reject(new GateError('BODY_TOO_LARGE'));
      return;
    }
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (error: GateError | undefined) => {
      clearTimeout(timer);
      payload.removeListener('data', onData);
      payload.removeListener('end', onEnd);
      payload.removeListener('error', onError);
      payload.removeListener('close', onError);
      if (error) reject(error);
      else resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length));
    };
    const timer = setTimeout(() => settle(new GateError('REQUEST_TIMEOUT')), timeoutMs);
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      if (length > BODY_BYTES_MAX) settle(new GateError('BODY_TOO_LARGE'));
      else chunks.push(chunk);
    };
    const onEnd = () => settle(undefined);
    const onError = () => settle(new GateError('BAD_REQUEST'));
    payload.on('data', onData);
    payload.on('end', onEnd);
    payload.on('error', onError);
    payload.on('close', onError);
  });

const UNPACK = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** Unpacks at most the limit: a bomb is refused when it passes it, not when it has gone off. */
const unpacked = async (request: FastifyRequest, bytes: Buffer): Promise<Buffer> => {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase();
  if (encoding === undefined || encoding === 'identity') return bytes;
  if (!Object.hasOwn(UNPACK, encoding)) throw new GateError('UNSUPPORTED_MEDIA_TYPE');
  try {
    return await UNPACK[encoding as keyof typeof UNPACK](bytes, {
      maxOutputLength: BODY_BYTES_MAX,
    });
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new GateError(tooLarge ? 'BODY_TOO_LARGE' : 'BAD_ENCODING');
  }
};
