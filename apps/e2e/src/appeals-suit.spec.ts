import { ask, command, eventually, signInAll, type Outcome } from './graphql.js';
import { startProgram, type Running } from './server.js';

const ACCOUNTS = ['hengnan.head', 'hengnan.clerk', 'hengyang.supervisor', 'tianzhu.head'] as const;

let server: Running;
let tokens: Record<string, string>;
beforeAll(async () => {
  server = await startProgram();
  tokens = await signInAll(server.url, ACCOUNTS);
});
afterAll(() => server.remove());

let position: string | undefined;
const give = async (mutation: string, input: object, account = 'hengnan.head') => {
  const { data, code } = await command(server.url, tokens[account], mutation, input);
  const outcome = (data[mutation] ?? { code }) as Outcome;
  position = outcome['position'] ?? position;
  return outcome;
};
const read = async (query: string, variables: object = {}, account = 'hengnan.head') => {
  const seen = query.includes('$position') ? { position } : {};
  const { data, code } = await ask(server.url, query, { ...seen, ...variables }, tokens[account]);
  return { ...data, code } as Record<string, unknown>;
};

/** A reply of the county that was given and is in force, and no reconsideration had to come first. */
const requestGiven = async (): Promise<{ id: string; replyId: string }> => {
  const { requests } = await read('{ requests(filter: { outcome: granted }) { nodes { id } } }');
  const [{ id }] = (requests as { nodes: [{ id: string }] }).nodes;
  const { request } = await read(
    `query R($id: ID!) { request(id: $id) { replies { replyId givenOn } } }`,
    { id },
  );
  const [{ replyId }] = (request as { replies: [{ replyId: string }] }).replies;
  return { id, replyId };
};

const T4 = `query F($position: Position) {
  figures(node: "430422", period: "2026", format: "cn-2021", scope: all, position: $position) {
    ... on FigureTable { cells { id value } }
  }
}`;

describe('a suit, from filing to the order that opens a round of its request', () => {
  let suitId: string;
  let request: { id: string; replyId: string };

  it('is entered with what is challenged, late or not, and the plaintiff sealed', async () => {
    request = await requestGiven();
    const challenged = { kind: 'reply', requestId: request.id, replyId: request.replyId };
    const filed = await give('fileSuit', {
      route: 'direct',
      challenged,
      court: '衡阳铁路运输法院',
      subject: '诉耕地保有量统计数答复(演示)',
      filedOn: '2026-09-21',
      plaintiff: { name: '演示原告', contact: '演示路一号' },
    });
    expect(filed['__typename']).toBe('Accepted');
    suitId = filed['id']!;
    const { suit } = await read(
      `query S($id: ID!, $position: Position) { suit(id: $id, position: $position) {
        late reviewSkipped limit { kind lastDay article } allowed { command allowed } } }`,
      { id: suitId },
    );
    expect(suit).toMatchObject({ late: false, limit: { kind: 'direct' } });
    const early = await give('fileSuit', {
      route: 'direct',
      challenged,
      court: 'c',
      subject: 's',
      filedOn: '2026-09-01',
    });
    expect(early).toMatchObject({ code: 'litigation.nothingToChallenge' });
    const other = await read(
      'query S($id: ID!) { suit(id: $id) { id } }',
      { id: suitId },
      'tianzhu.head',
    );
    expect(other['code']).toBe('NOT_FOUND');
  });

  it('marks evidence made after the reply, and ends when nobody appealed', async () => {
    await give('acceptSuit', { suitId, number: '(2026)演行初8号', on: '2026-09-23' });
    await give('receiveSuitCopy', { suitId, on: '2026-09-24' });
    await give('answerSuit', { suitId, on: '2026-10-08' });
    const items = [
      { title: '登记表、答复书(演示)', madeOn: '2026-09-17' },
      { title: '补充说明(演示)', madeOn: '2026-09-30' },
    ];
    await give('fileSuitEvidence', { suitId, items, on: '2026-10-08' });
    const judged = { suitId, outcome: 'quashed', judgedOn: '2026-10-20', servedOn: '2026-10-20' };
    await give('judgeSuit', { ...judged, number: '(2026)演行初8号', order: { days: 15 } });
    expect(await give('concludeSuit', { suitId, on: '2026-11-04' })).toMatchObject({
      code: 'litigation.appealOpen',
    });
    await give('concludeSuit', { suitId, on: '2026-11-05' });
    const { suit } = await read(
      `query S($id: ID!, $position: Position) { suit(id: $id, position: $position) {
        status tableOutcome concludedOn answers { late } evidence { afterDecision counts }
        siblings { id } } }`,
      { id: suitId },
    );
    expect(suit).toMatchObject({
      status: 'concluded',
      tableOutcome: 'corrected',
      evidence: [{ afterDecision: false, counts: true }, { afterDecision: true }],
    });
  });

  it('stands in table four of the county, which opens to it', async () => {
    const { figures } = await read(T4);
    const cells = new Map(
      (figures as { cells: { id: string; value: number | null }[] }).cells.map(({ id, value }) => [
        id,
        value,
      ]),
    );
    for (const row of ['review', 'suit_direct', 'suit_after_review']) {
      const of = (column: string) => cells.get(`t4.${row}.${column}`)!;
      const parts = ['upheld', 'corrected', 'other', 'pending'].map(of);
      expect(of('sum')).toBe(parts.reduce((sum, value) => sum + value, 0));
    }
    expect(cells.get('t4.suit_direct.corrected')).toBe(1);
    // The total adds what ended and what is pending: it opens to the suits of both.
    const opened = async (cell: string) => {
      const { figureCases } = await read(
        `query C($cell: String!) { figureCases(node: "430422", cell: $cell, period: "2026",
          format: "cn-2021") { ... on FigureCasePage { nodes { aggregateId adds } } } }`,
        { cell },
      );
      return (figureCases as { nodes: { aggregateId: string; adds: number }[] }).nodes;
    };
    expect(await opened('t4.suit_direct.sum')).toEqual([{ aggregateId: suitId, adds: 1 }]);
    for (const row of ['review', 'suit_after_review']) {
      const found = await opened(`t4.${row}.sum`);
      expect(found.reduce((sum, { adds }) => sum + adds, 0)).toBe(cells.get(`t4.${row}.sum`));
    }
  });

  it('has its order reach the request, which begins a round with the days ordered', async () => {
    const round = await eventually(async () => {
      const { request: now } = await read(
        'query R($id: ID!) { request(id: $id) { round stage deadline { startsOn } } }',
        { id: request.id },
      );
      const of = now as { round: number; deadline: { startsOn: string } };
      return of.round > 1 ? of : undefined;
    }, 75_000);
    expect(round).toMatchObject({ deadline: { startsOn: '2026-11-05' } });
  });
});

describe('complaints', () => {
  it('are kept apart by kind, and shown to the superior without a name', async () => {
    const received = await give(
      'receiveComplaint',
      {
        kind: 'disclosureComplaint',
        channel: 'letter',
        subject: '反映未按期公开(演示)',
        receivedOn: '2026-11-10',
        complainant: { name: '演示投诉人' },
        text: '至今未公开。(演示)',
      },
      'hengnan.clerk',
    );
    const slip = { kind: 'hotline', channel: 'slip', subject: '咨询办事时间(演示)' };
    await give('receiveComplaint', { ...slip, receivedOn: '2026-11-10' }, 'hengnan.clerk');
    const complaintId = received['id']!;
    await give('answerComplaint', { complaintId, finding: 'founded', measure: 'corrected' });
    await give('showComplaint', { complaintId });
    const below = `query B($position: Position) { complaintsBelow(node: "430422", position: $position) {
      nodes { id kind stage late finding subject } } }`;
    const { complaintsBelow } = await read(below, {}, 'hengyang.supervisor');
    expect(complaintsBelow).toMatchObject({ nodes: [{ id: complaintId, finding: 'founded' }] });
    expect(JSON.stringify(complaintsBelow)).not.toContain('演示投诉人');
    const counted = async (id: string) => {
      const { figures } = await read(
        `query F($position: Position) { figures(node: "430422", period: "2026", scope: all, position: $position) {
          ... on FigureTable { cells { id value } } } }`,
      );
      const { cells } = figures as { cells: { id: string; value: number }[] };
      return cells.find((cell) => cell.id === id)?.value;
    };
    expect(await counted('complaint.disclosureComplaint')).toBe(1);
    expect(await counted('complaint.hotline')).toBe(1);
  });
});
