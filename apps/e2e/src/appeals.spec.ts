import { ask, command, eventually, signInAll, type Outcome } from './graphql.js';
import { startProgram, type Running } from './server.js';

const ACCOUNTS = [
  'hengnan.legal',
  'hengnan.clerk',
  'hengyang.supervisor',
  'tianzhu.legal',
] as const;
/** The watch looks once a minute. */
const WATCH_MS = 75_000;

let server: Running;
let tokens: Record<string, string>;
beforeAll(async () => {
  server = await startProgram();
  tokens = await signInAll(server.url, ACCOUNTS);
});
afterAll(() => server.remove());

type Asked = Record<string, unknown> & { code: string | undefined };
let position: string | undefined;
const give = async (mutation: string, input: object, account = 'hengnan.legal') => {
  const { data, code } = await command(server.url, tokens[account], mutation, input);
  const outcome = (data[mutation] ?? { code }) as Outcome;
  position = outcome['position'] ?? position;
  return outcome;
};
const read = async (
  query: string,
  variables: object = {},
  account = 'hengnan.legal',
): Promise<Asked> => {
  const { data, code } = await ask(server.url, query, variables, tokens[account]);
  return { ...data, code };
};

const CASE = `query C($id: ID!) { reconsideration(id: $id) {
  stage edition bodyKind bodyName late filing { startsOn dueOn article }
  deadlines { period dueOn article steps { kind zh en } }
  answerLate answerMissed outcome tableOutcome order { requestId opensRound startsOn }
  allowed { command allowed code whyZh } timeline { type facts } } }`;
type Case = {
  filing: { startsOn: string };
  deadlines: { period: string; dueOn: string; steps: { kind: string }[] }[];
  allowed: { command: string; allowed: boolean }[];
  timeline: { type: string; facts: string }[];
  answerMissed: boolean;
};

/** A reply of the county that was given and is in force. */
const replyGiven = async () => {
  const { requests } = await read(
    '{ requests(filter: { outcome: granted }) { nodes { id } } }',
    {},
    'hengnan.clerk',
  );
  const { id } = (requests as { nodes: { id: string }[] }).nodes[0]!;
  const { request } = await read(
    'query R($id: ID!) { request(id: $id) { round replies { replyId givenOn } } }',
    { id },
    'hengnan.clerk',
  );
  const [reply] = (request as { replies: { replyId: string; givenOn: string }[] }).replies;
  return { requestId: id, ...reply! };
};

describe('a reconsideration, from the application to the order to answer anew', () => {
  let given: { requestId: string; replyId: string; givenOn: string };
  let reconsiderationId: string;
  const caseOf = async () =>
    (await read(CASE, { id: reconsiderationId }))['reconsideration'] as Case;
  const filing = (change: object = {}) => ({
    number: '演示复字〔2026〕21号',
    challenged: { kind: 'reply', requestId: given.requestId, replyId: given.replyId },
    filedOn: '2026-10-12',
    subject: '不服政府信息公开答复(演示)',
    relief: ['revoke', 'perform'],
    applicantKind: 'natural',
    name: '演示复议人',
    contact: { phone: '13973490518' },
    grounds: '演示复议人认为答复没有说明理由。',
    ...change,
  });

  it('is registered against a reply that was given, with who decides and until when it could be filed', async () => {
    given = await replyGiven();
    const early = await give('fileReconsideration', filing({ filedOn: '2026-01-05' }));
    expect(early).toMatchObject({ code: 'reconsideration.beforeDecision', field: 'filedOn' });
    const named = await give('fileReconsideration', filing({ subject: '演示复议人不服' }));
    expect(named).toMatchObject({ code: 'request.personalInClear' });
    const filed = await give('fileReconsideration', filing());
    expect(filed['__typename']).toBe('Accepted');
    reconsiderationId = filed['id']!;
    const shown = await caseOf();
    expect(shown).toMatchObject({ stage: 'filed', edition: '2023', late: false });
    expect(shown.filing.startsOn).toBe(given.givenOn);
    expect(JSON.stringify(shown)).not.toContain('演示复议人');
  });

  it('takes no outcome before it is accepted, and says what may be done', async () => {
    const decide = { reconsiderationId, outcome: 'upheld', on: '2026-10-14' };
    expect(await give('decideReconsideration', { ...decide, on: '2026-10-13' })).toMatchObject({
      code: expect.stringMatching(/^reconsideration\.(notAccepted|dayImpossible)$/) as string,
    });
    await give('acceptReconsideration', {
      reconsiderationId,
      procedure: 'simplified',
      on: '2026-10-14',
    });
    await give('serveReconsiderationCopy', { reconsiderationId, on: '2026-10-15' });
    const { deadlines, allowed } = await caseOf();
    const answer = deadlines.find(({ period }) => period === 'answer')!;
    // Five working days from Thursday 2026-10-15.
    expect(answer.dueOn).toBe('2026-10-22');
    expect(answer.steps.length).toBeGreaterThan(3);
    expect(allowed.find(({ command }) => command === 'submitAnswer')).toMatchObject({
      allowed: true,
    });
  });

  it('has what was missed noted by the watch, once', async () => {
    await eventually(async () => ((await caseOf()).answerMissed ? true : undefined), WATCH_MS);
    const late = await give('submitReconsiderationAnswer', {
      reconsiderationId,
      text: '演示答复书',
      items: [{ kind: 'evidence', title: '登记表(演示)', madeOn: '2026-10-20' }],
    });
    expect(late['__typename']).toBe('Accepted');
    const { timeline } = await caseOf();
    const missed = timeline.filter(({ type }) => type === 'AnswerMissed');
    expect(missed).toHaveLength(1);
    expect(JSON.parse(missed[0]!.facts)).toMatchObject({ consequence: 'noEvidence' });
    expect(await caseOf()).toMatchObject({ stage: 'answered', answerLate: true });
  });

  it('stays with its government; the one above sees counts', async () => {
    const hidden = await read(CASE, { id: reconsiderationId }, 'tianzhu.legal');
    expect(hidden.code).toBe('NOT_FOUND');
    const query =
      'query O($position: Position) { reconsiderationOverview(node: "430422", position: $position) { name open answersMissed } }';
    const above = await read(query, { position }, 'hengyang.supervisor');
    const [county] = above['reconsiderationOverview'] as { open: number; answersMissed: number }[];
    expect(county!.open).toBeGreaterThan(0);
    expect(county!.answersMissed).toBeGreaterThan(0);
    const list = `query L($of: ID, $position: Position) {
      reconsiderations(filter: { of: $of, stage: answered }, first: 10, position: $position) {
        nodes { id number answerLate } pageInfo { hasNextPage } } }`;
    const listed = await read(list, { of: given.requestId, position });
    const { nodes } = listed['reconsiderations'] as { nodes: { id: string }[] };
    expect(nodes.map(({ id }) => id)).toContain(reconsiderationId);
  });

  it('ends with an order that opens a new round of the request, with a clock of its own', async () => {
    const decided = await give('decideReconsideration', {
      reconsiderationId,
      outcome: 'revoked',
      decisionNumber: '演示复决〔2026〕21号',
      answerAnew: { withinDays: 15, startsOn: '2026-11-16' },
      on: '2026-11-12',
    });
    expect(decided['__typename']).toBe('Accepted');
    await give('serveReconsiderationDecision', {
      reconsiderationId,
      to: 'applicant',
      on: '2026-11-16',
    });
    expect(await caseOf()).toMatchObject({
      stage: 'decided',
      tableOutcome: 'corrected',
      order: { opensRound: true, requestId: given.requestId },
    });
    const round = await eventually(async () => {
      const { request } = await read(
        'query R($id: ID!) { request(id: $id) { round stage deadline { startsOn dueOn } } }',
        { id: given.requestId },
        'hengnan.clerk',
      );
      const now = request as { round: number };
      return now.round > 1 ? now : undefined;
    }, WATCH_MS);
    expect(round).toMatchObject({
      round: 2,
      deadline: { startsOn: '2026-11-16', dueOn: '2026-12-07' },
    });
  });

  it('stands in table four of the county', async () => {
    const { figures } = await read(
      `query F($position: Position) {
        figures(node: "430422", period: "2026", format: "cn-2021", scope: all, position: $position) {
          ... on FigureTable { cells { id value } } } }`,
      { position },
    );
    const { cells } = figures as { cells: { id: string; value: number | null }[] };
    const of = (column: string) => cells.find(({ id }) => id === `t4.review.${column}`)!.value!;
    expect(of('corrected')).toBeGreaterThan(0);
    const parts = ['upheld', 'corrected', 'other', 'pending'].map(of);
    expect(of('sum')).toBe(parts.reduce((sum, value) => sum + value, 0));
  });
});
