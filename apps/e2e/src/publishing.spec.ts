import { ask, command, eventually, signInAll } from './graphql.js';
import { startProgram, type Running } from './server.js';

let server: Running;
let tokens: Record<string, string>;
beforeAll(async () => {
  server = await startProgram();
  tokens = await signInAll(server.url, [
    'hengnan.drafter',
    'hengnan.reviewer',
    'hengnan.signer',
    'hengnan.clerk',
    'hengnan.auditor',
    'hengyang.supervisor',
    'hengyang.clerk',
    'tianzhu.clerk',
  ]);
});
afterAll(() => server.remove());

const give = async (account: string, mutation: string, input: Record<string, unknown>) => {
  const answer = await command(server.url, tokens[account], mutation, input);
  const outcome = answer.outcome as
    { __typename: string; id: string; position: string; code?: string } | undefined;
  return { ...answer, outcome };
};

const figure = async (account: string, node: string, position?: string) => {
  const { code, data } = await ask(
    server.url,
    `query F($node: String!, $position: Position) {
      figures(node: $node, period: "2026", position: $position) {
        ... on FigureTable { cells { id value } } ... on Rejected { code }
      }
    }`,
    { node, position },
    tokens[account],
  );
  const { cells } = (data['figures'] ?? {}) as { cells?: { id: string; value: number }[] };
  return code ?? cells?.find(({ id }) => id === 'publication.items')?.value;
};

const publicTitles = async (text: string, position?: string) => {
  const { data } = await ask(
    server.url,
    `query P($text: String!, $position: Position) {
      publicItems(government: "430422", filter: { text: $text }, position: $position) { nodes { title } }
    }`,
    { text, position },
  );
  return (data['publicItems'] as { nodes: { title: string }[] }).nodes.map(({ title }) => title);
};

describe('an item on its way to the public', () => {
  const title = '衡南县农村公路养护实施方案';
  let documentId: string;
  let position: string;

  it('is drafted, examined, signed and published by different people', async () => {
    const before = await figure('hengyang.supervisor', '衡南县');
    const drafted = await give('hengnan.drafter', 'draftDocument', {
      column: '0202',
      title,
      formedOn: '2026-11-02',
    });
    documentId = drafted.outcome!.id;
    const attribute = { documentId, attribute: 'onInitiative', reason: '涉及公众利益' };
    const steps: [string, string, Record<string, unknown>][] = [
      ['hengnan.drafter', 'proposeAttribute', attribute],
      ['hengnan.drafter', 'requestSecrecy', { documentId }],
      ['hengnan.reviewer', 'passSecrecy', { documentId }],
      ['hengnan.signer', 'decideAttribute', attribute],
      ['hengnan.signer', 'approveDocument', { documentId }],
    ];
    for (const [account, mutation, input] of steps) {
      const early = await give('hengnan.clerk', 'publishDocument', {
        documentId,
        channel: 'website',
      });
      expect(early.outcome?.__typename).toBe('Rejected');
      const { outcome } = await give(account, mutation, input);
      expect(outcome).toMatchObject({ __typename: 'Accepted' });
    }
    expect(await publicTitles('农村公路养护')).toEqual([]);
    const { outcome } = await give('hengnan.clerk', 'publishDocument', {
      documentId,
      channel: 'website',
    });
    position = outcome!.position;
    expect(await publicTitles('农村公路养护', position)).toEqual([title]);
    expect(await figure('hengyang.supervisor', '衡南县', position)).toBe(Number(before) + 1);
  });

  it('is found by one character, two and a phrase, and not in another government', async () => {
    for (const text of ['养', '公路', '农村公路养护实施方案'])
      expect(await publicTitles(text, position)).toContain(title);
    const { data } = await ask(
      server.url,
      '{ publicItems(government: "522627", filter: { text: "农村公路养护" }) { nodes { title } } }',
    );
    expect(data).toEqual({ publicItems: { nodes: [] } });
  });

  it('does not exist for the clerk of another county, who sees no figures of it either', async () => {
    const query = 'query D($id: ID!) { document(id: $id) { id } }';
    const hidden = await ask(server.url, query, { id: documentId }, tokens['tianzhu.clerk']);
    const absent = await ask(server.url, query, { id: 'Z'.repeat(26) }, tokens['tianzhu.clerk']);
    expect([hidden.status, hidden.code, hidden.data]).toEqual([
      absent.status,
      absent.code,
      absent.data,
    ]);
    for (const node of ['衡南县', '没有这个县'])
      expect(await figure('tianzhu.clerk', node)).toBe('NOT_FOUND');
    const { code } = await give('tianzhu.clerk', 'withdrawDocument', { documentId, reason: '试' });
    expect(code === undefined ? 'value' : code).not.toBe('INTERNAL');
    expect(await publicTitles('农村公路养护')).toEqual([title]);
  });

  it('shows the prefecture counts of the county only to those who supervise', async () => {
    expect(await figure('hengyang.supervisor', '衡阳市/衡南县')).toBeGreaterThan(0);
    expect(await figure('hengyang.supervisor', '天柱县')).toBe('NOT_FOUND');
    expect(await figure('hengnan.clerk', '衡阳市')).toBe('NOT_FOUND');
  });

  it('opens the figure to its events and the document to its history', async () => {
    const events = await ask(
      server.url,
      `{ figureEvents(node: "衡南县", cell: "publication.items", period: "2026") {
        ... on FigureEventPage { nodes { type aggregateId } } } }`,
      {},
      tokens['hengyang.supervisor'],
    );
    const { nodes } = events.data['figureEvents'] as {
      nodes: { type: string; aggregateId: string }[];
    };
    expect(nodes).toContainEqual({ type: 'DocumentPublished', aggregateId: documentId });
    const history = await ask(
      server.url,
      'query T($id: ID!) { timeline(aggregate: "document", id: $id) { nodes { type revision } } }',
      { id: documentId },
      tokens['hengnan.clerk'],
    );
    const { nodes: steps } = history.data['timeline'] as { nodes: { type: string }[] };
    expect(steps[0]!.type).toBe('DocumentDrafted');
    expect(steps.at(-1)!.type).toBe('DocumentPublished');
  });

  it('says how often readers opened it, and not how often officers and programs did', async () => {
    const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
    const opened = async (headers: Record<string, string>) => {
      const query = `{ publicItem(government: "430422", id: "${documentId}") { views downloads } }`;
      const url = `${server.url}/graphql?query=${encodeURIComponent(query)}`;
      const answer = await fetch(url, { headers });
      return ((await answer.json()) as { data: { publicItem: unknown } }).data.publicItem;
    };
    const reader = (forwardedFor: string) => ({
      'user-agent': browser,
      'x-forwarded-for': forwardedFor,
    });
    expect(await opened({ 'user-agent': 'curl/8.5.0' })).toEqual({ views: 0, downloads: 0 });
    expect(await opened(reader('203.0.113.1'))).toMatchObject({ views: 1 });
    expect(await opened(reader('203.0.113.1'))).toMatchObject({ views: 1 });
    expect(await opened(reader('203.0.113.2'))).toMatchObject({ views: 2 });
    const officer = { authorization: `Bearer ${tokens['hengnan.clerk']}` };
    expect(await opened({ ...reader('203.0.113.3'), ...officer })).toMatchObject({ views: 2 });
    const ranked = '{ mostViewedItems(government: "430422", month: "2026-11") { views } }';
    // Ranked is what is on record: the days before.
    expect((await ask(server.url, ranked)).data).toEqual({ mostViewedItems: [] });
  });

  it('leaves the public when it is withdrawn', async () => {
    const { outcome } = await give('hengnan.signer', 'withdrawDocument', {
      documentId,
      reason: '内容有误',
      cause: 'error',
    });
    expect(await publicTitles('农村公路养护', outcome!.position)).toEqual([]);
  });
});

describe('duties', () => {
  it('are kept apart: who may not examine is refused, and the refusal is on record', async () => {
    const drafted = await give('hengnan.drafter', 'draftDocument', {
      column: '0202',
      title: '职责分离试验',
    });
    const documentId = drafted.outcome!.id;
    const attribute = { documentId, attribute: 'onInitiative', reason: '公开' };
    await give('hengnan.drafter', 'proposeAttribute', attribute);
    await give('hengnan.drafter', 'requestSecrecy', { documentId });
    const own = await give('hengnan.drafter', 'passSecrecy', { documentId });
    expect([own.status, own.code]).toEqual([403, 'FORBIDDEN']);
    const query = '{ audit(first: 50) { nodes { type subject detail } } }';
    const line = await eventually(async () => {
      const { data } = await ask(server.url, query, {}, tokens['hengnan.auditor']);
      const { nodes } = data['audit'] as { nodes: { subject: string | null }[] };
      return nodes.find(({ subject }) => subject === 'passSecrecy');
    });
    expect(line).toEqual({ type: 'AccessRefused', subject: 'passSecrecy', detail: 'FORBIDDEN' });
  });
});
