import { parseTilePath } from '@gongkai/evidence';
import { GateError } from '@gongkai/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What everybody may fetch of the evidence logs: hashes and signatures, never an entry. */
export interface PublicLog {
  /** The latest checkpoint of the government with this public code. */
  checkpoint(code: string): Promise<string | undefined>;
  /** `width` hashes of a tile; undefined when the log has not signed so many. */
  tile(code: string, level: number, index: number, width: number): Promise<Uint8Array | undefined>;
}
/** Nest token of the public log; the platform provides it. */
export const PUBLIC_LOG = Symbol('PublicLog');

type Params = { code: string; '*': string };

/** C2SP tlog-tiles under `/log/<code>`; without entry bundles, which hold personal data. */
export const logRoutes = (server: FastifyInstance, log: PublicLog | undefined): void => {
  server.get('/log/:code/checkpoint', async (request, reply) => {
    const text = await log?.checkpoint((request.params as Params).code);
    if (text === undefined) throw new GateError('NOT_FOUND');
    return reply
      .headers({ 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache' })
      .send(text);
  });
  server.get('/log/:code/tile/*', async (request, reply) => sendTile(log, request, reply));
};

const sendTile = async (
  log: PublicLog | undefined,
  { params }: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const { code, '*': rest } = params as Params;
  const place = parseTilePath(`tile/${rest}`);
  if (!log || !place.ok || place.level === 'entries' || place.index > Number.MAX_SAFE_INTEGER)
    throw new GateError('NOT_FOUND');
  const tile = await log.tile(code, place.level, Number(place.index), place.width);
  if (!tile) throw new GateError('NOT_FOUND');
  return reply
    .headers({
      'content-type': 'application/octet-stream',
      'cache-control': 'public, max-age=31536000, immutable',
    })
    .send(Buffer.from(tile));
};
