import { GateError, type Officer } from '@gongkai/kernel';
import { fastify } from 'fastify';
import type { Viewer } from '../viewer.js';
import { errorHandler } from './refusals.js';
import { PRINTS_MAX, reportRoutes, type ReportPress, type ReportQuestion } from './reports.js';

const officer = { tenant: 'T1' } as Officer;
const asked: ReportQuestion[] = [];
let waiting: Promise<void> | undefined;

const press: ReportPress = {
  async print(question) {
    asked.push(question);
    await waiting;
    if (question.node === '别处') throw new GateError('NOT_FOUND');
    return { name: '报告.html', mediaType: 'text/html; charset=utf-8', bytes: Buffer.from('甲') };
  },
};

const serverFor = async (signedIn: boolean) => {
  const server = fastify();
  server.setErrorHandler(errorHandler(() => undefined));
  const viewer: Viewer = { requestId: 'r', officer: signedIn ? officer : null, source: 's' };
  reportRoutes(server, { press, viewerOf: async () => viewer });
  return { server, url: await server.listen({ host: '127.0.0.1', port: 0 }) };
};
let signed: Awaited<ReturnType<typeof serverFor>>;
let stranger: typeof signed;
beforeAll(async () => {
  [signed, stranger] = await Promise.all([serverFor(true), serverFor(false)]);
});
afterAll(() => Promise.all([signed.server.close(), stranger.server.close()]));

type Query = Record<string, string | string[]>;
const get = async (query: Query, { url } = signed) => {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((each) => [name, each] as [string, string]),
  );
  const answer = await fetch(`${url}/reports?${new URLSearchParams(pairs).toString()}`);
  return { statusCode: answer.status, headers: answer.headers, body: await answer.text() };
};
const question = { node: '衡南县', period: '2017', as: 'html' };

describe('GET /reports', () => {
  it('gives the file as an attachment that no cache keeps', async () => {
    const { statusCode, headers, body } = await get(question);
    expect([statusCode, body]).toEqual([200, '甲']);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('content-disposition')).toContain('attachment');
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(asked.at(-1)).toEqual({ ...question, language: 'zh', office: false, version: null });
    await get({ ...question, language: 'en', office: 'true', version: '2' });
    expect(asked.at(-1)).toMatchObject({ language: 'en', office: true, version: 2 });
  });

  it('is for who has signed in', async () => {
    expect((await get(question, stranger)).statusCode).toBe(401);
  });

  it('does not understand what is left out, given twice, too long or of another kind', async () => {
    const queries: Query[] = [
      { node: '衡南县', as: 'html' },
      { ...question, node: ['a', 'b'] },
      { ...question, node: '长'.repeat(201) },
      { ...question, language: 'fr' },
      { ...question, office: '1' },
      { ...question, version: '0' },
      { ...question, version: '1e3' },
    ];
    for (const query of queries) expect((await get(query)).statusCode).toBe(400);
  });

  it('passes on that there is nothing to see', async () => {
    expect((await get({ ...question, node: '别处' })).statusCode).toBe(404);
  });

  it('sets so many at once and no more', async () => {
    let go = () => {};
    waiting = new Promise((resolve) => (go = resolve));
    const answers = Array.from({ length: PRINTS_MAX + 1 }, () => get(question));
    expect((await Promise.race(answers)).statusCode).toBe(429);
    go();
    waiting = undefined;
    const codes = (await Promise.all(answers)).map(({ statusCode }) => statusCode);
    expect(codes.filter((code) => code === 200)).toHaveLength(PRINTS_MAX);
  });
});
