import { startHarness, type Harness } from '../http/harness.js';

let harness: Harness;
let open: Harness;
beforeAll(async () => {
  harness = await startHarness({ limits: { waitMs: 100 } });
  open = await startHarness({ introspection: true });
});
afterAll(async () => {
  await harness.close();
  await open.close();
});

type Answer = {
  status: number;
  code: string | undefined;
  field: string | undefined;
  data: unknown;
  text: string;
  headers: Headers;
  ms: number;
};
const ask = async (body: unknown, token?: string, server = harness): Promise<Answer> => {
  const began = performance.now();
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
  });
  const text = await response.text();
  const ms = performance.now() - began;
  const { data, errors, code } = JSON.parse(text) as {
    data?: unknown;
    code?: string;
    errors?: { extensions: { code: string; field?: string } }[];
  };
  const extensions = errors?.[0]?.extensions;
  const { status, headers } = response;
  return {
    status,
    code: extensions?.code ?? code,
    field: extensions?.field,
    data,
    text,
    headers,
    ms,
  };
};
const query = (text: string, variables?: unknown) => ask({ query: text, variables });
const PAINT =
  'mutation P($i: PaintInput!) { paint(input: $i) { __typename ... on Rejected { code } } }';
const paint = (input: unknown) => ask({ query: PAINT, variables: { i: input } }, 'good');

describe('limits of a query', () => {
  const nested = (depth: number, field = 'children') =>
    `{ leaf ${`{ ${field} `.repeat(depth)} { name } ${'}'.repeat(depth)} }`;
  it.each([
    ['a depth bomb', '{ leaf ' + '{ children '.repeat(10_000), 'QUERY_TOO_DEEP'],
    ['a depth of 16', nested(16), 'QUERY_TOO_DEEP'],
    ['a literal nested deep', `{ echo(text: ${'['.repeat(10_000)}`, 'QUERY_TOO_DEEP'],
    [
      '5,000 aliases',
      `{ ${Array.from({ length: 5000 }, (_, i) => `a${i}: version`).join(' ')} }`,
      'QUERY_TOO_MANY_ALIASES',
    ],
    ['2,000 fields of one name', `{ ${'version '.repeat(2000)} }`, 'QUERY_TOO_MANY_TOKENS'],
    [
      '10,000 directives',
      `{ version ${'@skip(if: false) '.repeat(10_000)} }`,
      'QUERY_TOO_MANY_TOKENS',
    ],
    [
      'inline fragments on fragments',
      `{ ${`... on Query { ${'version '.repeat(100)} } `.repeat(200)} }`,
      'QUERY_TOO_MANY_TOKENS',
    ],
    [
      'a cycle of fragments',
      '{ leaf { ...A } } fragment A on Leaf { children { ...B } } fragment B on Leaf { children { ...A } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'depth hidden in fragments',
      '{ leaf { ...A } } ' +
        Array.from(
          { length: 20 },
          (_, i) =>
            `fragment ${String.fromCharCode(65 + i)} on Leaf { children { ${
              i === 19 ? 'name' : `...${String.fromCharCode(66 + i)}`
            } } }`,
        ).join(' '),
      'QUERY_TOO_DEEP',
    ],
    ['lists in lists', nested(5), 'QUERY_TOO_COSTLY'],
    [
      'pages in pages',
      '{ leaves(first: 100) { nodes { page(first: 100) { nodes { page(first: 100) { nodes { name } } } } } } }',
      'QUERY_TOO_COSTLY',
    ],
    ['a syntax error', '{ version', 'GRAPHQL_PARSE_FAILED'],
    ['an empty query', ' ', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{ versio }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'two operations without a name',
      'query A { version } query B { version }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('refuses %s', async (_, text, code) => {
    const answer = await query(text);
    expect([answer.status, answer.code]).toEqual([400, code]);
    expect(answer.ms).toBeLessThan(2000);
    expect(answer.text).not.toMatch(/Did you mean|node_modules|\bat \w+ \(/);
  });

  it('lets an ordinary nested query through', async () => {
    const { status } = await query(
      '{ a: leaves(first: 50) { nodes { name children { name page(first: 5) { nodes { name } pageInfo { hasNextPage } } } } } }',
    );
    expect(status).toBe(200);
  });

  it.each(['0', '-1', '101', '99999999', 'null'])('refuses a page of %s rows', async (first) => {
    const literal = await query(`{ leaves(first: ${first}) { nodes { name } } }`);
    expect([literal.status, literal.code]).toEqual([400, 'PAGE_SIZE']);
    const variable = await query('query Q($n: Int) { leaves(first: $n) { nodes { name } } }', {
      n: JSON.parse(first) as unknown,
    });
    expect([variable.status, variable.code]).toEqual([400, 'PAGE_SIZE']);
  });
  it('counts the cost with the page sizes of the variables', async () => {
    const text =
      'query Q($n: Int) { leaves(first: $n) { nodes { page(first: $n) { nodes { page(first: $n) { nodes { name } } } } } } }';
    expect((await query(text, { n: 10 })).status).toBe(200);
    expect((await query(text, { n: 90 })).code).toBe('QUERY_TOO_COSTLY');
    expect((await query(text, { n: 10 })).status).toBe(200);
  });

  it('takes one operation at a time and one mutation in it', async () => {
    const batch = await ask(Array.from({ length: 1000 }, () => ({ query: '{ version }' })));
    expect([batch.status, batch.code]).toEqual([400, 'BATCHING_DISABLED']);
    const noops = (count: number) =>
      `mutation { ${Array.from({ length: count }, (_, i) => `a${i}: noop(commandId: "c${i}") { __typename }`).join(' ')} }`;
    expect((await ask({ query: noops(500) }, 'good')).status).toBe(400);
    expect((await ask({ query: noops(2) }, 'good')).code).toBe('QUERY_TOO_MANY_ALIASES');
    expect((await ask({ query: noops(1) }, 'good')).status).toBe(200);
  });

  it('hides the schema unless told otherwise', async () => {
    const text = '{ __schema { types { name } } }';
    const hidden = await query(text);
    expect([hidden.status, hidden.code]).toEqual([400, 'INTROSPECTION_DISABLED']);
    expect((await query('{ __type(name: "Query") { name } }')).code).toBe('INTROSPECTION_DISABLED');
    expect((await query('{ __typename }')).status).toBe(200);
    expect((await ask({ query: text }, undefined, open)).status).toBe(200);
    expect((await query('{ versoin }')).text).not.toContain('version');
    expect((await query('{ fails(how: "none") { a } }')).text).not.toContain('Did you mean');
  });

  it('answers questions by GET and refuses commands there', async () => {
    const get = async (text: string, rest = '') =>
      fetch(`${harness.url}/graphql?query=${encodeURIComponent(text)}${rest}`);
    expect(await (await get('{ version }')).json()).toEqual({ data: { version: '0.0.0' } });
    const variables = `&variables=${encodeURIComponent('{"t":"公开"}')}`;
    const echo = await get('query E($t: String!) { echo(text: $t) }', variables);
    expect(await echo.json()).toEqual({ data: { echo: '公开' } });
    const command = await get('mutation { noop(commandId: "c") { __typename } }');
    expect(command.status).toBe(405);
    const twice = await get('{ version }', '&query=%7Bversion%7D');
    expect(twice.status).toBe(400);
  });

  it('knows no persisted queries', async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } };
    expect((await ask({ extensions })).status).toBe(400);
    expect((await ask({ query: '{ version }', extensions })).code).toBe('BAD_REQUEST');
  });
});

describe('values', () => {
  it.each([
    ['a list for variables', { query: '{ version }', variables: [1] }, 'TYPE_MISMATCH'],
    ['text for variables', { query: '{ version }', variables: '{}' }, 'TYPE_MISMATCH'],
    ['an unknown member', { query: '{ version }', tenant: 'T2' }, 'UNKNOWN_FIELD'],
    [
      'a variable nobody declared',
      { query: '{ version }', variables: { tenant: 1 } },
      'UNKNOWN_FIELD',
    ],
    ['a document as query', { query: { kind: 'Document' } }, 'TYPE_MISMATCH'],
    ['a number', 7, 'TYPE_MISMATCH'],
    ['a name that is none', { query: '{ version }', operationName: 7 }, 'TYPE_MISMATCH'],
    [
      'an operation that is not there',
      { query: '{ version }', operationName: 'X' },
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('refuses %s', async (_, body, code) => {
    const answer = await ask(body);
    expect([answer.status, answer.code]).toEqual([400, code]);
  });

  const good = { commandId: 'c', name: '平阳县' };
  it.each([
    ['an operator where text belongs', { ...good, name: { $ne: null } }, 'TYPE_MISMATCH', 'i.name'],
    ['a list where text belongs', { ...good, name: ['a'] }, 'TYPE_MISMATCH', 'i.name'],
    ['a number where text belongs', { ...good, name: 1 }, 'TYPE_MISMATCH', 'i.name'],
    ['nothing where text belongs', { commandId: 'c' }, 'TYPE_MISMATCH', 'i'],
    ['a field of the server', { ...good, tenant: 'T2' }, 'UNKNOWN_FIELD', 'tenant'],
    ['a field nobody knows', { ...good, recordedAt: 'now' }, 'UNKNOWN_FIELD', 'recordedAt'],
    ['a day that does not exist', { ...good, day: '2026-02-30' }, 'TYPE_MISMATCH', 'i.day'],
    ['the day 0000-00-00', { ...good, day: '0000-00-00' }, 'TYPE_MISMATCH', 'i.day'],
    ['a year of six digits', { ...good, day: '+275760-09-13' }, 'TYPE_MISMATCH', 'i.day'],
    ['a day with a time', { ...good, day: '2026-02-03T00:00' }, 'TYPE_MISMATCH', 'i.day'],
    ['a count that is a fraction', { ...good, size: 1.5 }, 'TYPE_MISMATCH', 'i.size'],
    ['a value of no enum', { ...good, colour: 'blue' }, 'TYPE_MISMATCH', 'i.colour'],
    ['a NUL', { ...good, name: 'a\0b' }, 'TEXT_CONTROL_CHAR', 'i.name'],
    ['a bell', { ...good, name: 'a\x07b' }, 'TEXT_CONTROL_CHAR', 'i.name'],
    ['half a character', { ...good, name: 'a\ud800b' }, 'TEXT_NOT_WELLFORMED', 'i.name'],
  ])('refuses %s and names the field', async (_, input, code, field) => {
    const answer = await paint(input);
    expect([answer.status, answer.code, answer.field]).toEqual([400, code, field]);
  });
  it('refuses the same in literals', async () => {
    expect((await query('{ echo(text: "a\\u0000b") }')).code).toBe('TEXT_CONTROL_CHAR');
    expect((await query('{ echo(text: {a: 1}) }')).code).toBe('TYPE_MISMATCH');
    const unknown = await ask(
      {
        query:
          'mutation { paint(input: {commandId: "c", name: "n", tenant: "T2"}) { __typename } }',
      },
      'good',
    );
    expect([unknown.code, unknown.field]).toEqual(['UNKNOWN_FIELD', 'tenant']);
  });
  it.each([
    ['day: "2026-02-30"', 'TYPE_MISMATCH', 'input.day'],
    ['colour: blue', 'TYPE_MISMATCH', 'input.colour'],
    ['size: 1.5', 'TYPE_MISMATCH', 'input.size'],
  ])('names the field of the literal %s, too', async (literal, code, field) => {
    const text = `mutation { paint(input: {commandId: "c", name: "n", ${literal}}) { __typename } }`;
    const answer = await ask({ query: text }, 'good');
    expect([answer.status, answer.code, answer.field]).toEqual([400, code, field]);
  });
  it('says what is missing in both languages', async () => {
    const text = 'mutation { paint(input: {commandId: "c"}) { __typename } }';
    const answer = await ask({ query: text }, 'good');
    expect(answer.code).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(answer.text).toMatch(/"zh":"查询与接口定义不符:.*PaintInput\.name/);
  });
  it('refuses keys that reach into a prototype and stays clean', async () => {
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      const body = `{"query":"{ version }","variables":{"${key}":{"x":1}}}`;
      const response = await fetch(`${harness.url}/graphql`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      });
      expect(response.status).toBe(400);
    }
    expect(({} as { x?: number }).x).toBeUndefined();
  });
  it('gives texts back as they came', async () => {
    for (const text of ['𠮷㛃', "' OR 1=1 --", '<script>', 'é vs é', '\t\r\n', '=cmd|'])
      expect((await query('query E($t: String!) { echo(text: $t) }', { t: text })).data).toEqual({
        echo: text,
      });
  });
});

describe('answers', () => {
  it('gives commands their outcome as a value', async () => {
    const input = { commandId: 'c', name: 'n', day: '2026-02-03', size: 2 ** 50, colour: 'red' };
    expect((await paint(input)).data).toEqual({ paint: { __typename: 'Accepted' } });
    const refused = await paint({ ...input, name: 'refused' });
    expect([refused.status, refused.data]).toEqual([
      200,
      { paint: { __typename: 'Rejected', code: 'paint.refused' } },
    ]);
    const alone = await paint({ ...input, name: 'alone' });
    expect([alone.status, alone.code]).toEqual([403, 'SEPARATION_OF_DUTIES']);
    expect(alone.text).toContain('另一人');
  });
  it('asks for a token before a command, and refuses a bad one for anything', async () => {
    const anonymous = await ask({ query: 'mutation { noop(commandId: "c") { __typename } }' });
    expect([anonymous.status, anonymous.code]).toEqual([401, 'UNAUTHENTICATED']);
    const bad = await ask({ query: '{ version }' }, 'bad');
    expect([bad.status, bad.code, bad.headers.get('www-authenticate')]).toEqual([
      401,
      'UNAUTHENTICATED',
      'Bearer',
    ]);
  });
  it.each([
    ['busy', 503, 'SERVICE_BUSY', '1'],
    ['full', 507, 'STORAGE_FULL', null],
    ['disk', 507, 'STORAGE_FULL', null],
    ['notFound', 404, 'NOT_FOUND', null],
    ['anything else', 500, 'INTERNAL', null],
  ])('says %s as a gate error and nothing more', async (how, status, code, retryAfter) => {
    harness.logged.length = 0;
    const answer = await query('query F($h: String!) { fails(how: $h) }', { h: how });
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect(answer.headers.get('retry-after')).toBe(retryAfter);
    expect(answer.text).not.toMatch(/secret|SELECT|ENOSPC/);
    const error = harness.logged.find(({ msg }) => msg === 'unexpected error');
    if (code !== 'INTERNAL') expect(error).toBeUndefined();
    else {
      const id = answer.headers.get('x-request-id');
      expect(error).toMatchObject({ requestId: id, operation: 'query fails' });
      expect(answer.text).toContain(id);
    }
  });
  it('waits for the position a question names, within limits', async () => {
    const text = 'query L($p: Position) { leaf(position: $p) { name } }';
    expect((await query(text, { p: '10' })).status).toBe(200);
    expect((await query(text, {})).status).toBe(200);
    const never = await query(text, { p: '999999999999999999' });
    expect([never.status, never.code]).toEqual([503, 'SERVICE_BUSY']);
    expect(harness.waits.size).toBe(0);
    for (const p of ['-1', '1e3', 'x', '9'.repeat(30)])
      expect((await query(text, { p })).code).toBe('TYPE_MISMATCH');
  });
});
