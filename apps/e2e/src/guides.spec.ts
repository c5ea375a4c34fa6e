import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, signIn, type Answer } from './graphql.js';
import { startProgram, type Running } from './server.js';

const GUIDES = join(import.meta.dirname, '../../../docs/guide');
const stepsOf = (page: string): string[] =>
  [...readFileSync(join(GUIDES, page), 'utf8').matchAll(/^```graphql\n([\s\S]*?)^```/gm)].map(
    ([, query]) => query!,
  );

let server: Running;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  server = await startProgram();
  for (const account of ['clerk', 'signer', 'head'])
    tokens[account] = await signIn(server.url, `hengnan.${account}`);
});
afterAll(() => server.remove());

const give = async (query: string, variables: object, account?: string): Promise<Answer> => {
  const answer = await ask(
    server.url,
    query,
    variables,
    account === undefined ? undefined : tokens[account],
  );
  expect({ query, code: answer.code, status: answer.status }).toEqual({
    query,
    code: undefined,
    status: 200,
  });
  return answer;
};
/** The code of each refusal, by mutation. */
const refusals = ({ data }: Answer): Record<string, string> =>
  Object.fromEntries(
    Object.entries(data).flatMap(([name, outcome]) => {
      const { code } = (outcome ?? {}) as { code?: string };
      return code === undefined ? [] : [[name, code]];
    }),
  );
const receipt = (answer: Answer, mutation: string) =>
  answer.data[mutation] as { id: string; number: string; secret: string };

describe('the guide for applicants', () => {
  it('leads from the first look to a registered request, step by step', async () => {
    const [look, submit, track, answer, withdraw, suggest, ...rest] = stepsOf('applicant.md');
    expect(rest).toEqual([]);
    await give(look!, {});
    const { number, secret } = receipt(await give(submit!, {}), 'submitRequest');
    const tracked = await give(track!, { number, secret });
    expect(tracked.data['trackRequest']).toMatchObject({ stage: 'confirmation', overdue: false });
    expect(refusals(await give(answer!, { number, secret }))).toEqual({
      answerClarification: 'request.clarificationNotAwaited',
    });
    expect(refusals(await give(withdraw!, { number, secret }))).toEqual({});
    expect(refusals(await give(suggest!, { number, secret }))).toEqual({
      suggestPublication: 'request.nothingToSuggest',
    });
  });
});

describe('the guide for clerks', () => {
  it('leads from registration to the archive', async () => {
    const steps = stepsOf('request-clerk.md');
    const [register, queue, one, open, clarify, answered, accept, ...later] = steps;
    const [consult, draft, secrecy, approve, issue, deliver, archive, ...rest] = later;
    expect(rest).toEqual([]);
    const { id } = receipt(await give(register!, {}, 'clerk'), 'registerRequest');
    const at = { id };
    await give(queue!, {}, 'clerk');
    const found = await give(one!, at, 'clerk');
    expect(found.data['request']).toMatchObject({ defects: ['identityCheckDigit'] });
    const opened = await give(open!, at, 'clerk');
    expect(JSON.stringify(opened.data)).toContain('李某某');
    for (const step of [clarify, answered, accept])
      expect(refusals(await give(step!, at, 'clerk'))).toEqual({});
    expect(refusals(await give(draft!, at, 'clerk'))).toEqual({});
    const drafted = await give(one!, at, 'clerk');
    const { replies } = drafted.data['request'] as { replies: { replyId: string }[] };
    const on = { id, reply: replies[0]!.replyId };
    expect(refusals(await give(secrecy!, on, 'clerk'))).toEqual({
      requestReplySecrecy: 'request.secrecyNotNeeded',
    });
    expect(refusals(await give(approve!, on, 'signer'))).toEqual({});
    for (const step of [issue, deliver])
      expect(refusals(await give(step!, on, 'clerk'))).toEqual({});
    expect(refusals(await give(archive!, at, 'clerk'))).toEqual({});
    const closed = await give(one!, at, 'clerk');
    expect(closed.data['request']).toMatchObject({ stage: 'archived' });
    const other = await give(register!.replace('"desk-1"', '"desk-1b"'), {}, 'clerk');
    const { id: another } = receipt(other, 'registerRequest');
    expect(refusals(await give(consult!, { id: another }, 'clerk'))).toEqual({});
  });
});

describe('the guide for heads', () => {
  it('looks, consents, undoes and supervises', async () => {
    const [look, extend, result, undo, supervise, ...rest] = stepsOf('disclosure-head.md');
    expect(rest).toEqual([]);
    const seen = await give(look!, {}, 'head');
    expect((seen.data['overdue'] as { nodes: object[] }).nodes.length).toBeGreaterThan(0);
    const open = await give(
      '{ requests(filter: { stage: handling }) { nodes { id } } }',
      {},
      'head',
    );
    const { nodes } = open.data['requests'] as { nodes: { id: string }[] };
    const { id } = nodes.at(-1)!;
    expect(refusals(await give(extend!, { id }, 'head'))).toEqual({});
    const { request } = (await give(result!, { id }, 'head')).data as {
      request: { extended: boolean; letters: { kind: string }[] };
    };
    expect(request.extended).toBe(true);
    expect(request.letters.map(({ kind }) => kind)).toContain('extension');
    expect(refusals(await give(undo!, { id, reply: 'none' }, 'head'))).toEqual({
      undoReply: 'request.replyUnknown',
    });
    const overview = await give(supervise!, {}, 'head');
    expect(overview.data['requestOverview']).toMatchObject([{ name: '衡南县人民政府' }, {}, {}]);
  });
});
