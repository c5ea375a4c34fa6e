import fc from 'fast-check';
import { contentDisposition, nameInDisposition, safeFileName } from './disposition.js';
import { startHarness, type Harness } from './harness.js';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const GOOD = { authorization: 'Bearer good' };
const upload = (body: string, headers: Record<string, string> = GOOD) =>
  fetch(`${harness.url}/files`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/octet-stream', ...headers },
  });
const stored = async (body: string, name: string): Promise<string> => {
  const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(name)}`;
  const response = await upload(body, { ...GOOD, 'content-disposition': disposition });
  expect(response.status).toBe(201);
  return ((await response.json()) as { digest: string }).digest;
};
const get = (digest: string, headers: Record<string, string> = {}) =>
  fetch(`${harness.url}/files/${digest}`, { headers: { ...GOOD, ...headers } });

describe('names of files', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ['C:\\Users\\x.pdf', 'x.pdf'],
    ['%2e%2e%2fx.pdf', 'x.pdf'],
    ['a\0.pdf', 'a.pdf'],
    ['CON.txt', '_CON.txt'],
    ['name.', 'name'],
    ['...', 'file'],
    ['', 'file'],
    ['\u202Efdp.exe', 'fdp.exe'],
    ['a\u200Bb.pdf', 'ab.pdf'],
    ['关于公开的通知.pdf', '关于公开的通知.pdf'],
    ['𠮷'.repeat(300) + '.pdf', '𠮷'.repeat(116) + '.pdf'],
  ])('makes %j safe', (name, safe) => expect(safeFileName(name)).toBe(safe));
  it('puts no name into a header that could end it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const header = contentDisposition(name);
        expect(header).toMatch(
          /^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''[\w!#$&+.^`|~%-]+$/,
        );
        expect(nameInDisposition(header)).toBe(safeFileName(name));
      }),
    );
  });
});

describe('files over HTTP', () => {
  it('keeps a file under its digest and serves it as an attachment that cannot run', async () => {
    const digest = await stored('<script>alert(1)</script>', '../通知".html');
    const response = await get(digest);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('<script>alert(1)</script>');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="__.html"; filename*=UTF-8''${encodeURIComponent('通知')}.html`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'content-length': '25',
      etag: `"${digest}"`,
    });
  });
  it('takes files from officers only and gives nobody else’s away', async () => {
    expect((await upload('x', {})).status).toBe(401);
    const digest = await stored('private', 'a.pdf');
    const anonymous = await fetch(`${harness.url}/files/${digest}`);
    const absent = await get('0'.repeat(64));
    const traversal = await get('..%2f..%2fetc%2fpasswd');
    const bodies = await Promise.all(
      [anonymous, absent, traversal].map(async (response) => {
        const { requestId: _, ...body } = (await response.json()) as Record<string, unknown>;
        return [response.status, body];
      }),
    );
    expect(bodies[0]).toEqual(bodies[1]);
    expect(bodies[1]).toEqual(bodies[2]);
    expect(bodies[0]![0]).toBe(404);
  });
  it('refuses a file over the limit, declared or not', async () => {
    expect((await upload('x'.repeat(2000))).status).toBe(413);
    const stream = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 20; i++) controller.enqueue(Buffer.alloc(100));
        controller.close();
      },
    });
    const chunked = await fetch(`${harness.url}/files`, {
      method: 'POST',
      body: stream,
      duplex: 'half',
      headers: { ...GOOD, 'content-type': 'application/octet-stream' },
    } as RequestInit);
    expect(chunked.status).toBe(413);
  });
  it('serves one range and refuses abuse of it', async () => {
    const digest = await stored('0123456789abcdefghij', 'a.txt');
    const text = async (range: string) => {
      const response = await get(digest, { range });
      return [response.status, response.headers.get('content-range'), await response.text()];
    };
    expect(await text('bytes=0-3')).toEqual([206, 'bytes 0-3/20', '0123']);
    expect(await text('bytes=6-8')).toEqual([206, 'bytes 6-8/20', '678']);
    expect(await text('bytes=15-')).toEqual([206, 'bytes 15-19/20', 'fghij']);
    expect(await text('bytes=-5')).toEqual([206, 'bytes 15-19/20', 'fghij']);
    expect(await text('bytes=5-999')).toEqual([206, 'bytes 5-19/20', '56789abcdefghij']);
    for (const range of [
      'bytes=20-',
      'bytes=5-1',
      'bytes=-',
      'bytes=0-1,2-3',
      'lines=1-2',
      'bytes=-0',
    ]) {
      const [status, contentRange] = await text(range);
      expect([range, status, contentRange]).toEqual([range, 416, 'bytes */20']);
    }
  });
  it('counts a download of an item’s file once, with who asked, and plays a video', async () => {
    const digest = await stored('0123456789', 'public.mp4');
    harness.used.length = 0;
    const agent = { 'user-agent': 'Firefox', 'x-forwarded-for': '203.0.113.7' };
    const fetched = (headers: Record<string, string>) =>
      fetch(`${harness.url}/files/${digest}`, { headers: { ...agent, ...headers } });
    const whole = await fetched({});
    expect(whole.headers.get('content-type')).toBe('video/mp4');
    const [counted] = harness.used;
    expect(counted).toMatchObject([
      'downloads',
      { tenant: 'T1', agency: null, id: 'public.mp4' },
      { officer: null, said: { agent: 'Firefox', forwardedFor: '203.0.113.7' } },
    ]);
    expect((await fetched({ range: 'bytes=0-3' })).status).toBe(206);
    expect(harness.used).toHaveLength(2);
    expect((await fetched({ range: 'bytes=4-' })).status).toBe(206);
    expect((await fetched({ range: 'bytes=90-' })).status).toBe(416);
    expect((await fetched({ 'if-none-match': `"${digest}"` })).status).toBe(304);
    await get(await stored('not of an item', 'a.pdf'));
    expect(harness.used).toHaveLength(2);
  });
  it('answers If-Match, If-None-Match and If-Range by the digest', async () => {
    const digest = await stored('abc', 'a.txt');
    const tag = `"${digest}"`;
    const status = async (headers: Record<string, string>) => (await get(digest, headers)).status;
    expect(await status({ 'if-match': '"other"' })).toBe(412);
    expect(await status({ 'if-match': tag })).toBe(200);
    expect(await status({ 'if-none-match': tag })).toBe(304);
    expect(await status({ range: 'bytes=0-0', 'if-range': tag })).toBe(206);
    expect(await status({ range: 'bytes=0-0', 'if-range': '"other"' })).toBe(200);
  });
});
