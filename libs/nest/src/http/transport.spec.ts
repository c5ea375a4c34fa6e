import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { startHarness, type Harness } from './harness.js';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ limits: { bodyMs: 800, headersMs: 1500 } });
});
afterAll(() => harness.close());

type Answer = { status: number; body: Record<string, unknown>; headers: Headers };
const post = async (
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
  path = '/graphql',
): Promise<Answer> => {
  const response = await fetch(harness.url + path, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
    headers: response.headers,
  };
};

/** Writes bytes to a fresh connection and reads what comes until it is closed. */
const raw = (...parts: (string | number)[]): Promise<string> =>
  new Promise((resolve) => {
    const { port } = new URL(harness.url);
    const socket = connect(Number(port), '127.0.0.1');
    let read = '';
    socket.on('data', (chunk) => (read += chunk.toString()));
    socket.on('close', () => resolve(read));
    socket.on('error', () => undefined);
    void (async () => {
      for (const part of parts)
        if (typeof part === 'number') await new Promise((next) => setTimeout(next, part));
        else if (socket.writable) socket.write(part);
    })();
  });
const statusOf = (answer: string) => Number(answer.split(' ')[1]);
const bodyOf = (answer: string) =>
  JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as Record<string, unknown>;

const QUERY = JSON.stringify({ query: '{ version }' });

describe('transport', () => {
  it('answers a question', async () => {
    const { status, body, headers } = await post(QUERY);
    expect({ status, body }).toEqual({ status: 200, body: { data: { version: '0.0.0' } } });
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-request-id')).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it.each([
    ['malformed JSON', '{"query":', 400, 'BAD_JSON'],
    ['an empty body', '', 400, 'BAD_JSON'],
    ['JSON nested too deep', '['.repeat(100_000), 400, 'JSON_TOO_DEEP'],
    ['a key twice', '{"query":"{version}","query":"{version}"}', 400, 'JSON_DUPLICATE_KEY'],
    ['an integer beyond 2^53', '{"variables":{"n":9007199254740993}}', 400, 'NUMBER_OUT_OF_RANGE'],
    ['infinity', '{"variables":{"n":1e999}}', 400, 'NUMBER_OUT_OF_RANGE'],
    ['minus zero', '{"variables":{"n":-0}}', 400, 'NUMBER_OUT_OF_RANGE'],
    ['NaN', '{"variables":{"n":NaN}}', 400, 'BAD_JSON'],
  ])('refuses %s', async (_, text, status, code) => {
    const answer = await post(text);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({
      code,
      zh: expect.any(String) as string,
      en: expect.any(String) as string,
      requestId: answer.headers.get('x-request-id'),
      ...(code === 'JSON_DUPLICATE_KEY' ? { field: 'query' } : {}),
    });
  });

  it('refuses what is not UTF-8 and a charset that is not', async () => {
    expect((await post(Buffer.from([0xff, 0xfe, 0x7b, 0]))).body['code']).toBe('BAD_ENCODING');
    expect((await post(Buffer.from([0x22, 0xc3, 0x28]))).body['code']).toBe('BAD_ENCODING');
    const utf16 = { 'content-type': 'application/json; charset=utf-16' };
    expect((await post(QUERY, utf16)).body['code']).toBe('BAD_ENCODING');
    expect((await post(QUERY, { 'content-type': 'application/json;charset=UTF-8' })).status).toBe(
      200,
    );
  });

  it('refuses a body over the limit without keeping it, and goes on serving', async () => {
    const { status, body } = await post(`"${'x'.repeat(3 * 1024 * 1024)}"`);
    expect([status, body['code']]).toEqual([413, 'BODY_TOO_LARGE']);
    const commas = await post(JSON.stringify({ query: `{ version ${','.repeat(2 ** 21)} }` }));
    expect(commas.status).toBe(413);
    const declared = await raw(
      'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 9999999999\r\n\r\n{',
    );
    expect(statusOf(declared)).toBe(413);
    expect((await post(QUERY)).status).toBe(200);
  });

  it('unpacks a packed body and refuses a bomb', async () => {
    const packed = await post(gzipSync(QUERY), { 'content-encoding': 'gzip' });
    expect(packed.status).toBe(200);
    const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024, 0x20));
    const refused = await post(bomb, { 'content-encoding': 'gzip' });
    expect([refused.status, refused.body['code']]).toEqual([413, 'BODY_TOO_LARGE']);
    const broken = await post('not gzip', { 'content-encoding': 'gzip' });
    expect(broken.body['code']).toBe('BAD_ENCODING');
    expect((await post(QUERY, { 'content-encoding': 'zstd' })).status).toBe(415);
  });

  it('refuses other content types, and what an HTML form can send', async () => {
    expect((await post(QUERY, { 'content-type': 'text/plain' })).status).toBe(415);
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const { status, body } = await post('query=1', { 'content-type': type });
      expect([status, body['code']]).toEqual([400, 'CSRF']);
    }
  });

  it('refuses smuggled lengths and closes the connection', async () => {
    const head = 'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n';
    for (const smuggled of [
      'content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /evil HTTP/1.1\r\n\r\n',
      'content-length: 5\r\ncontent-length: 6\r\n\r\nhello!',
      'transfer-encoding: xchunked\r\n\r\n0\r\n\r\n',
    ]) {
      const answer = await raw(head + smuggled);
      expect(statusOf(answer)).toBe(400);
      expect(bodyOf(answer)['code']).toBe('BAD_REQUEST');
      expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
    }
  });

  it('does not wait for a body or headers that never come', async () => {
    const head =
      'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n';
    const slowBody = await raw(head, '{', 300, '"', 300, 'q', 300, 'u', 300, 'e');
    expect(statusOf(slowBody)).toBe(408);
    expect(bodyOf(slowBody)['code']).toBe('REQUEST_TIMEOUT');
    const slowHead = await raw('GET /health/live HTTP/1.1\r\nhost: a\r\nx-slow:');
    expect(statusOf(slowHead)).toBe(408);
  });

  it('refuses headers over 16 KiB', async () => {
    const answer = await raw(
      `GET /health/live HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(17_000)}\r\n\r\n`,
    );
    expect(statusOf(answer)).toBe(431);
    expect(bodyOf(answer)['code']).toBe('HEADERS_TOO_LARGE');
  });

  it.each(['TRACE', 'FOO', 'PROPFIND', 'PUT', 'DELETE', 'PATCH'])(
    'refuses the method %s',
    async (method) => {
      const answer = await raw(
        `${method} /graphql HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`,
      );
      expect(statusOf(answer)).toBe(405);
      expect(bodyOf(answer)['code']).toBe('METHOD_NOT_ALLOWED');
    },
  );
  it('says which methods a path takes, and that a path is not there', async () => {
    const files = await fetch(`${harness.url}/files`);
    expect([files.status, files.headers.get('allow')]).toEqual([405, 'POST']);
    const nowhere = await fetch(`${harness.url}/nowhere`);
    expect(nowhere.status).toBe(404);
    expect(((await nowhere.json()) as { code: string }).code).toBe('NOT_FOUND');
    const { status, headers } = await fetch(`${harness.url}/%ff%fe`);
    expect(status).toBe(400);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-request-id')).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  });

  it('believes no forged header', async () => {
    harness.seen.length = 0;
    const { headers } = await post(QUERY, {
      authorization: 'Bearer good',
      'x-forwarded-for': '6.6.6.6',
      'x-tenant-id': 'T2',
      'x-user-id': 'root',
      'x-request-id': 'mine',
      'x-http-method-override': 'DELETE',
    });
    expect(harness.seen).toEqual([{ token: 'good', source: '127.0.0.1' }]);
    expect(headers.get('x-request-id')).not.toBe('mine');
  });

  it('writes no caller text into headers or logs', async () => {
    harness.logged.length = 0;
    const answer = await fetch(`${harness.url}/files/a%0d%0aset-cookie:x=1?q=secret%0d%0aforged`);
    expect(answer.headers.get('set-cookie')).toBeNull();
    await post(JSON.stringify({ query: 'query secret { echo(text: "secret") }' }));
    await post(QUERY, { authorization: 'Bearer secret' });
    while (harness.logged.length < 3) await new Promise((next) => setTimeout(next, 10));
    expect(JSON.stringify(harness.logged)).not.toMatch(/secret|set-cookie|127\.0\.0\.1/);
  });

  it('offers no web sockets', async () => {
    const answer = await raw(
      'GET /graphql HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\norigin: http://evil\r\n\r\n',
      200,
      'GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n',
    );
    expect(statusOf(answer)).toBe(400);
  });
});
