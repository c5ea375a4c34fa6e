import { GateError, type Officer } from '@gongkai/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { officerOf, type Viewer } from '../viewer.js';
import { atOnce } from './at-once.js';
import { contentDisposition } from './disposition.js';

export type BundleOrder = {
  /** Id of the case. */
  case: string;
  kind: 'court' | 'party';
  /** What it is for, in words; stands in the manifest and the audit. */
  purpose: string;
};
export type GivenBundle = { name: string; bytes: Uint8Array };

/** Makes evidence bundles; throws a gate error for what this officer may not take. */
export interface BundlePress {
  make(order: BundleOrder, officer: Officer): Promise<GivenBundle>;
}
/** Nest token of the press; the platform provides it. */
export const BUNDLE_PRESS = Symbol('BundlePress');

export type BundleDoor = {
  press: BundlePress | undefined;
  viewerOf(request: FastifyRequest): Promise<Viewer>;
};

/** Bundles made at once over all callers; each holds a case and its files in memory. */
export const BUNDLES_MAX = 2;
const PURPOSE_MAX = 200;

const orderOf = (id: string, query: Readonly<Record<string, unknown>>): BundleOrder => {
  const { kind = 'party', purpose = '' } = query;
  if (kind !== 'court' && kind !== 'party') throw new GateError('BAD_REQUEST', { field: 'kind' });
  if (typeof purpose !== 'string' || purpose.length > PURPOSE_MAX)
    throw new GateError('BAD_REQUEST', { field: 'purpose' });
  return { case: id, kind, purpose };
};

export const bundleRoutes = (server: FastifyInstance, { press, viewerOf }: BundleDoor): void => {
  const limited = atOnce(BUNDLES_MAX);
  server.get<{ Params: { case: string } }>('/evidence/:case', async (request, reply) => {
    const officer = officerOf(await viewerOf(request));
    if (!press) throw new GateError('NOT_FOUND');
    const order = orderOf(request.params.case, request.query as Record<string, unknown>);
    return limited(async () => {
      const { name, bytes } = await press.make(order, officer);
      return reply
        .headers({
          'content-type': 'application/zip',
          'content-disposition': contentDisposition(name),
          'content-security-policy': "sandbox; default-src 'none'",
          'cache-control': 'private, no-store',
        })
        .send(Buffer.from(bytes));
    });
  });
};
