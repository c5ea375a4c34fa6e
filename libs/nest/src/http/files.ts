import { Readable } from 'node:stream';
import { GateError, type Blobs } from '@gongkai/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Usage } from '../usage.js';
import { officerOf, type FileGrant, type FileRights, type Viewer } from '../viewer.js';
import { atOnce } from './at-once.js';
import { contentDisposition, nameInDisposition, safeFileName } from './disposition.js';
import { rangeOf, sliced } from './range.js';

/** Takes a file in: checks kind, size and secrecy mark while it streams, keeps it by its digest. */
export interface FileIntake {
  accept(
    tenant: string,
    name: string,
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<{ digest: string; size: number; mediaType: string }>;
  /**
   * The same for what a person handed in: kept sealed under a key of its own, which the answer names
   * and the command that takes the file in gives back. Absent: nothing of the sort is taken.
   */
  acceptSealed?(
    tenant: string,
    name: string,
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<{ digest: string; size: number; mediaType: string; key: string }>;
}
/** Nest token of the intake; the platform binds it to the file checks of the blob store. */
export const FILE_INTAKE = Symbol('FileIntake');

export type FileDoor = {
  intake: FileIntake | undefined;
  /** Asked one after the other; the first that grants it is enough. */
  rights: readonly FileRights[];
  blobs: Blobs | undefined;
  usage: Usage | undefined;
  viewerOf(request: FastifyRequest): Promise<Viewer>;
  bytesMax: number;
};

/** Uploads at once over all callers; each holds a file handle and a check of its content. */
export const UPLOADS_MAX = 16;
const DIGEST = /^[0-9a-f]{64}$/;

export const fileRoutes = (server: FastifyInstance, door: FileDoor) => {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_, payload, done) => done(null, payload));
  const atMost = atOnce(UPLOADS_MAX);
  const take = async (request: FastifyRequest, reply: FastifyReply, sealed: boolean) => {
    const officer = officerOf(await door.viewerOf(request));
    const { intake } = door;
    if (!intake || (sealed && !intake.acceptSealed)) throw new GateError('NOT_FOUND');
    if (Number(request.headers['content-length'] ?? 0) > door.bytesMax)
      throw new GateError('BODY_TOO_LARGE');
    return atMost(async () => {
      const sent = nameInDisposition(request.headers['content-disposition']);
      const name = safeFileName(sent ?? 'file');
      const bytes = limited(request.body as Readable | undefined, door.bytesMax);
      const accepted = await (sealed
        ? intake.acceptSealed!(officer.tenant, name, bytes)
        : intake.accept(officer.tenant, name, bytes));
      return reply.code(201).send({ ...accepted, name });
    });
  };
  const bodyLimit = door.bytesMax;
  server.post('/files', { bodyLimit }, (request, reply) => take(request, reply, false));
  server.post('/files/sealed', { bodyLimit }, (request, reply) => take(request, reply, true));
  server.get<{ Params: { digest: string } }>('/files/:digest', (request, reply) =>
    serve(door, request.params.digest, request, reply),
  );
};

async function* limited(body: Readable | undefined, max: number): AsyncIterable<Uint8Array> {
  let length = 0;
  // Destroying the request would leave a connection that answers nobody; the refusal drains it.
  const chunks = body?.iterator({ destroyOnReturn: false }) ?? [];
  for await (const chunk of chunks as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > max) throw new GateError('BODY_TOO_LARGE');
    yield chunk;
  }
}

/** What a browser may be told a file is; anything else is bytes. */
const MEDIA_TYPE = /^(application|audio|image|text|video)\/[a-z0-9.+-]{1,100}$/;
const ACTIVE = /html|svg|xml|javascript|ecmascript/;
const OFFICE_XML = /^application\/vnd\.openxmlformats-officedocument\./;
const servedType = (mediaType: string): string =>
  MEDIA_TYPE.test(mediaType) && (OFFICE_XML.test(mediaType) || !ACTIVE.test(mediaType))
    ? mediaType
    : 'application/octet-stream';

const serve = async (
  door: FileDoor,
  digest: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const viewer = await door.viewerOf(request);
  if (!DIGEST.test(digest) || !door.blobs) throw new GateError('NOT_FOUND');
  // Not allowed and not there give the same answer.
  const { ticket } = request.query as { ticket?: unknown };
  const grant = await granted(door, digest, viewer, typeof ticket === 'string' ? ticket : null);
  const blobs = grant?.blobs ?? door.blobs;
  const size = grant && (await blobs.size(grant.tenant, digest));
  if (!grant || size === undefined) throw new GateError('NOT_FOUND');
  if (grant.plain)
    return sendOpened(grant, grant.plain, await blobs.get(grant.tenant, digest), reply);
  const tag = `"${digest}"`;
  const { headers } = request;
  reply.headers({
    'content-type': servedType(grant.mediaType),
    'content-disposition': contentDisposition(grant.name),
    'content-security-policy': "sandbox; default-src 'none'",
    'cache-control': viewer.officer ? 'private, no-store' : 'public, no-cache',
    'accept-ranges': 'bytes',
    etag: tag,
  });
  if (isUnchanged(headers, tag)) return reply.code(304).send();
  const range = unlessUnsatisfiable(rangeAskedOf(headers, tag), size, reply);
  const bytes = await blobs.get(grant.tenant, digest);
  if (!bytes) throw new GateError('NOT_FOUND');
  if (beginsDownload(range)) noteDownload(door, grant, viewer);
  if (!range) return reply.header('content-length', size).send(Readable.from(bytes));
  return reply
    .code(206)
    .headers({
      'content-range': `bytes ${range.from}-${range.to}/${size}`,
      'content-length': range.to - range.from + 1,
    })
    .send(Readable.from(sliced(bytes, range)));
};

const granted = async (
  door: FileDoor,
  digest: string,
  viewer: Viewer,
  ticket: string | null,
): Promise<FileGrant | undefined> => {
  for (const rights of door.rights) {
    const grant = await rights.mayRead(digest, viewer, ticket);
    if (grant) return grant;
  }
  return undefined;
};

/** The part asked for, unless it is of a file that the caller has another version of. */
const rangeAskedOf = (
  { range, 'if-range': ifRange }: FastifyRequest['headers'],
  tag: string,
): string | undefined => (ifRange === undefined || ifRange === tag ? range : undefined);

/** The parts that follow the first are the same download. */
const beginsDownload = (range: { from: number } | undefined): boolean => !range || range.from === 0;

const noteDownload = ({ usage }: FileDoor, { item }: FileGrant, viewer: Viewer): void => {
  if (item) usage?.count('downloads', item, viewer);
};

/** What lies sealed is opened on its way out, whole, and kept by nobody in between. */
const sendOpened = (
  { name, mediaType }: FileGrant,
  plain: NonNullable<FileGrant['plain']>,
  bytes: AsyncIterable<Uint8Array> | undefined,
  reply: FastifyReply,
): FastifyReply => {
  if (!bytes) throw new GateError('NOT_FOUND');
  return reply
    .headers({
      'content-type': servedType(mediaType),
      'content-disposition': contentDisposition(name),
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, no-store',
    })
    .send(Readable.from(plain(bytes)));
};

/** Whether the caller has the file already; PRECONDITION_FAILED when it wants another one. */
const isUnchanged = (headers: FastifyRequest['headers'], tag: string): boolean => {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (match !== undefined && !names(match, tag)) throw new GateError('PRECONDITION_FAILED');
  return noneMatch !== undefined && names(noneMatch, tag);
};

const unlessUnsatisfiable = (header: string | undefined, size: number, reply: FastifyReply) => {
  try {
    return rangeOf(header, size);
  } catch (error) {
    reply.header('content-range', `bytes */${size}`);
    throw error;
  }
};

const names = (header: string, tag: string): boolean =>
  header
    .slice(0, 4096)
    .split(',')
    .some((part) => part.trim() === '*' || part.trim().replace(/^W\//, '') === tag);
