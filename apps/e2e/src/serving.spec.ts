import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import request from 'supertest';
import { ask, DEMO_PASSWORD, signIn } from './graphql.js';
import { startProgram, type Running } from './server.js';

let server: Running;
beforeAll(async () => {
  server = await startProgram();
});
afterAll(() => server.remove());

const DRAFT =
  'mutation Draft($input: DraftDocumentInput!) { draftDocument(input: $input) { __typename ... on Accepted { id revision position } ... on Rejected { code field zh } } }';
const draft = (commandId: string, title: string) => ({
  input: { commandId, column: '0202', title, formedOn: '2017-03-02' },
});

describe('a running server', () => {
  it('says that it is alive, ready and how it is', async () => {
    const live = await request(server.url).get('/health/live');
    expect([live.status, live.body]).toEqual([200, { status: 'live' }]);
    const ready = await request(server.url).get('/health/ready');
    expect(ready.status).toBe(200);
    expect(ready.body).toMatchObject({ status: 'ready', writer: 'ok', parked: 0 });
    const metrics = await request(server.url).get('/metrics');
    expect(metrics.text).toMatch(/^gongkai_log_position [1-9]\d*$/m);
    expect(metrics.text).toContain('gongkai_projection_lag_events');
  });

  it('prints where to look, and that the data is a demonstration', () => {
    expect(server.output()).toContain(server.url);
    expect(server.output()).toContain('DEMO');
  });

  it('signs a demo account in and takes its token, and no other', async () => {
    const token = await signIn(server.url, 'hengnan.clerk');
    const me = await ask(server.url, '{ me { __typename } }', {}, token);
    expect([me.status, me.data]).toEqual([200, { me: { __typename: 'Me' } }]);
    expect((await ask(server.url, '{ me { __typename } }')).status).toBe(401);
    for (const bad of [`${token.slice(0, -3)}AAA`, 'x', 'a.b.c', token.replace(/^[^.]+/, 'e30')]) {
      const answer = await ask(server.url, '{ me { __typename } }', {}, bad);
      expect([answer.status, answer.code]).toEqual([401, 'UNAUTHENTICATED']);
    }
    const query = 'mutation In($input: SignInInput!) { signIn(input: $input) { token } }';
    for (const account of ['hengnan.clerk', 'nobody.here']) {
      const wrong = await ask(server.url, query, { input: { account, password: 'wrong' } });
      expect([wrong.status, wrong.code]).toEqual([401, 'SIGN_IN_FAILED']);
    }
  });

  it('drafts a document once, however often it is sent, and shows it at once', async () => {
    const token = await signIn(server.url, 'hengnan.drafter');
    const sent = draft('e2eDraft1', '关于做好政府信息公开工作的通知');
    const [first, ...others] = await Promise.all(
      Array.from({ length: 20 }, () => ask(server.url, DRAFT, sent, token)),
    );
    const receipt = first!.data['draftDocument'] as { id: string; position: string };
    expect(receipt).toMatchObject({ __typename: 'Accepted', revision: 1 });
    for (const { data } of others) expect(data['draftDocument']).toEqual(receipt);
    const reused = await ask(server.url, DRAFT, draft('e2eDraft1', '另一标题'), token);
    expect(reused.data['draftDocument']).toMatchObject({ code: 'command.idReused' });
    const query =
      'query D($id: ID!, $position: Position) { document(id: $id, position: $position) { id } }';
    const { id, position } = receipt;
    const shown = await ask(server.url, query, { id, position }, token);
    expect(shown.data).toEqual({ document: { id } });
    const stranger = await signIn(server.url, 'tianzhu.clerk');
    const hidden = await ask(server.url, query, { id }, stranger);
    const absent = await ask(server.url, query, { id: 'A'.repeat(26) }, stranger);
    expect([hidden.status, hidden.code, hidden.data]).toEqual([
      absent.status,
      absent.code,
      absent.data,
    ]);
  });

  it('gives a refusal as a value that names the field in both languages', async () => {
    const token = await signIn(server.url, 'hengnan.drafter');
    const { status, data } = await ask(
      server.url,
      DRAFT,
      { input: { ...draft('e2eDraft2', '题').input, column: '9999' } },
      token,
    );
    expect(status).toBe(200);
    expect(data['draftDocument']).toMatchObject({
      __typename: 'Rejected',
      code: 'catalogue.columnUnknown',
      field: 'column',
    });
  });
});

describe('bad input over the wire', () => {
  const post = (body: string, type = 'application/json') =>
    request(server.url).post('/graphql').set('content-type', type).send(body);
  it.each([
    ['half a document', '{"query":', 'application/json', 400, 'BAD_JSON'],
    [
      'a key twice',
      '{"query":"{version}","query":"{version}"}',
      'application/json',
      400,
      'JSON_DUPLICATE_KEY',
    ],
    ['a deep one', '['.repeat(100_000), 'application/json', 400, 'JSON_TOO_DEEP'],
    [
      'a large integer',
      '{"variables":{"n":9007199254740993}}',
      'application/json',
      400,
      'NUMBER_OUT_OF_RANGE',
    ],
    ['plain text', '{"query":"{version}"}', 'text/plain', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a form', 'query=1', 'application/x-www-form-urlencoded', 400, 'CSRF'],
    ['two megabytes', `"${'x'.repeat(2_000_000)}"`, 'application/json', 413, 'BODY_TOO_LARGE'],
  ])('refuses %s', async (_, body, type, status, code) => {
    const answer = await post(body, type);
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([status, code]);
  });
  it('refuses a packed bomb', async () => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      body: gzipSync(Buffer.alloc(100 * 1024 * 1024)),
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    });
    expect(response.status).toBe(413);
  });
  it.each([
    ['introspection', '{ __schema { types { name } } }', 'INTROSPECTION_DISABLED'],
    ['2,000 fields', `{ ${'version '.repeat(2000)} }`, 'QUERY_TOO_MANY_TOKENS'],
    ['a field that is not there', '{ a }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a page of 101',
      '{ publicItems(government: "430422", first: 101) { nodes { id } } }',
      'PAGE_SIZE',
    ],
    [
      'a made-up cursor',
      '{ publicItems(government: "430422", after: "x.y") { nodes { id } } }',
      'CURSOR_INVALID',
    ],
  ])('refuses %s in a query', async (_, query, code) => {
    const answer = await ask(server.url, query);
    expect([answer.status, answer.code]).toEqual([400, code]);
  });
  it('refuses smuggled lengths and unknown methods, and goes on serving', async () => {
    const raw = (text: string) =>
      new Promise<string>((resolve) => {
        const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
        let read = '';
        socket.on('data', (chunk) => (read += chunk.toString()));
        socket.on('close', () => resolve(read));
        socket.write(text);
      });
    const smuggled =
      'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n';
    expect(await raw(smuggled)).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw('FOO / HTTP/1.1\r\nhost: a\r\n\r\n')).toMatch(/^HTTP\/1\.1 405 /);
    expect((await ask(server.url, '{ version }')).status).toBe(200);
  });
  it('keeps its log free of what callers wrote', () => {
    expect(server.output()).not.toMatch(/e2eDraft|127\.0\.0\.1:\d+\/graphql\?|Bearer/);
    expect(server.output().split(DEMO_PASSWORD)).toHaveLength(2);
  });
});

describe('stopping', () => {
  it('ends by itself within ten seconds and has everything when it starts again', async () => {
    const token = await signIn(server.url, 'hengnan.drafter');
    const sent = await ask(server.url, DRAFT, draft('e2eDraft3', '停机前的文稿'), token);
    const { id } = sent.data['draftDocument'] as { id: string };
    const began = Date.now();
    expect(await server.stop()).toBe(0);
    expect(Date.now() - began).toBeLessThan(10_000);
    server = await server.again();
    const query = 'query D($id: ID!) { document(id: $id) { id title } }';
    const shown = await ask(server.url, query, { id }, await signIn(server.url, 'hengnan.drafter'));
    expect(shown.data).toEqual({ document: { id, title: '停机前的文稿' } });
  });
  it('does not serve demo data beyond this machine', async () => {
    const { data } = server;
    await server.stop();
    await expect(startProgram(['--demo', '--host', '0.0.0.0'], data)).rejects.toThrow(/演示|demo/i);
    await expect(startProgram(['--host', '0.0.0.0'], data)).rejects.toThrow(/演示|demo/i);
  });
});
