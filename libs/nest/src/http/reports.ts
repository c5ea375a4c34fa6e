import { GateError, type Officer } from '@gongkai/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { officerOf, type Viewer } from '../viewer.js';
import { atOnce } from './at-once.js';
import { contentDisposition } from './disposition.js';

export type ReportQuestion = {
  /** Code, name or id of a node. */
  node: string;
  period: string;
  /** The kind of file. */
  as: string;
  language: 'zh' | 'en';
  /** The report of the government's own office alone. */
  office: boolean;
  /** Null: the draft of one's own report, of another what was handed in last. */
  version: number | null;
};
export type PrintedReport = { name: string; mediaType: string; bytes: Uint8Array };

/** Writes reports out as files; throws a gate error for what this officer may not see. */
export interface ReportPress {
  print(question: ReportQuestion, officer: Officer): Promise<PrintedReport>;
}
/** Nest token of the press; the platform provides it. */
export const REPORT_PRESS = Symbol('ReportPress');

export type ReportDoor = {
  press: ReportPress | undefined;
  viewerOf(request: FastifyRequest): Promise<Viewer>;
};

/** Files set at once over all callers; each takes the processor for a moment. */
export const PRINTS_MAX = 4;
const TEXT_MAX = 200;

/** One text of a query; given twice or too long it is not understood. */
const textOf = (query: Readonly<Record<string, unknown>>, name: string): string | null => {
  const value = query[name];
  if (value === undefined || value === '') return null;
  if (typeof value !== 'string' || value.length > TEXT_MAX)
    throw new GateError('BAD_REQUEST', { field: name });
  return value;
};

const required = (query: Readonly<Record<string, unknown>>, name: string): string => {
  const text = textOf(query, name);
  if (text === null) throw new GateError('BAD_REQUEST', { field: name });
  return text;
};

const oneOf = <T extends string>(
  query: Readonly<Record<string, unknown>>,
  name: string,
  values: readonly [T, ...T[]],
): T => {
  const text = textOf(query, name) ?? values[0];
  const value = values.find((each) => each === text);
  if (value === undefined) throw new GateError('BAD_REQUEST', { field: name });
  return value;
};

const questionOf = (query: Readonly<Record<string, unknown>>): ReportQuestion => {
  const version = textOf(query, 'version');
  if (version !== null && !/^[1-9]\d{0,5}$/.test(version))
    throw new GateError('BAD_REQUEST', { field: 'version' });
  return {
    node: required(query, 'node'),
    period: required(query, 'period'),
    as: required(query, 'as'),
    language: oneOf(query, 'language', ['zh', 'en']),
    office: oneOf(query, 'office', ['false', 'true']) === 'true',
    version: version === null ? null : Number(version),
  };
};

export const reportRoutes = (server: FastifyInstance, { press, viewerOf }: ReportDoor): void => {
  const limited = atOnce(PRINTS_MAX);
  server.get('/reports', async (request, reply) => {
    const officer = officerOf(await viewerOf(request));
    if (!press) throw new GateError('NOT_FOUND');
    const question = questionOf(request.query as Record<string, unknown>);
    return limited(async () => {
      const { name, mediaType, bytes } = await press.print(question, officer);
      return reply
        .headers({
          'content-type': mediaType,
          'content-disposition': contentDisposition(name),
          'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'",
          'cache-control': 'private, no-store',
        })
        .send(Buffer.from(bytes));
    });
  });
};
