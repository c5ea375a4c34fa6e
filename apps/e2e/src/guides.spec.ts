import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, eventually, signIn, type Answer } from './graphql.js';
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
  for (const account of ['clerk', 'reviewer', 'signer', 'head'])
    tokens[account] = await signIn(server.url, `hengnan.${account}`);
  tokens['supervisor'] = await signIn(server.url, 'hengyang.supervisor');
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

/** The same step once more, for another content: a command of its own. */
const anew = (query: string, as: string) => query.replace(/commandId: "/, `commandId: "${as}-`);

describe('the guides from draft to archive, for clerks, reviewers and signers', () => {
  const [draft, outside, next, propose, coordinate, website, board, submit, taken, ...changes] =
    stepsOf('clerk.md');
  const [revise, secrecy, correct, withdraw, replace, repeal, ...mending] = changes;
  const [records, putRight, takeBack, columns, log, counts, ...rest] = mending;
  const [toReview, pass, grounds, refuse, askGuidance, guided, ...restOfReviewer] =
    stepsOf('secrecy-reviewer.md');
  const [toSign, decide, withhold, approve, sendBack, due, again, ...restOfSigner] =
    stepsOf('signer.md');
  /** A page that only asks whether it went well is asked for the code as well. */
  const withCode = (query: string) =>
    query.includes('... on Rejected')
      ? query
      : query.replace('__typename', '__typename ... on Rejected { code }');
  const done = async (query: string, on: object, account: string) => {
    const refused = refusals(await give(withCode(query), on, account));
    expect({ query, refused }).toEqual({ query, refused: {} });
  };

  it('have no other steps', () =>
    expect([...rest, ...restOfReviewer, ...restOfSigner]).toEqual([]));

  it('lead from the draft to the public, to a correction and away again', async () => {
    const { id } = receipt(await give(draft!, {}, 'clerk'), 'draftDocument');
    const { id: newer } = receipt(
      await give(
        draft!.replace(/circular-2026-17/, 'newer').replaceAll('17号', '18号'),
        {},
        'clerk',
      ),
      'draftDocument',
    );
    const on = { id };
    await done(outside!, {}, 'clerk');
    const looked = await eventually(async () => {
      const { code, data } = await ask(server.url, next!, on, tokens['clerk']);
      return code === 'NOT_FOUND' ? undefined : { code, data };
    });
    expect(looked).toMatchObject({ code: undefined, data: { document: { stage: 'drafting' } } });
    expect(refusals(await give(coordinate!, { id, agency: 'nobody' }, 'clerk'))).toBeDefined();
    for (const query of [toReview!, grounds!]) await give(query, {}, 'reviewer');
    for (const one of [id, newer]) {
      const of = { id: one };
      await done(anew(propose!, one), of, 'clerk');
      await done(anew(secrecy!, `first-${one}`), of, 'clerk');
      await done(anew(askGuidance!, one), of, 'reviewer');
      await done(anew(guided!, one), of, 'reviewer');
      await done(anew(pass!, one), of, 'reviewer');
      await done(anew(decide!, one), of, 'signer');
      await done(anew(approve!, one), of, 'signer');
      for (const step of [website!, board!]) await done(anew(step, one), of, 'clerk');
    }
    for (const query of [toSign!, due!]) await give(query, {}, 'signer');
    for (const step of [submit!, taken!]) await done(step, on, 'clerk');
    for (const step of [revise!, secrecy!]) await done(step, on, 'clerk');
    await done(anew(pass!, 'second'), on, 'reviewer');
    await done(anew(decide!, 'second'), on, 'signer');
    await done(anew(approve!, 'second'), on, 'signer');
    await done(correct!, on, 'clerk');
    for (const step of [putRight!, takeBack!]) await done(step, on, 'head');
    const recorded = await eventually(async () => {
      const { data } = await ask(server.url, records!, on, tokens['clerk']);
      const { publications } = data['document'] as { publications: { publication: number }[] };
      return publications.map(({ publication }) => publication).join() === '4,3'
        ? publications
        : undefined;
    });
    expect(recorded).toMatchObject([
      { channel: 'website', first: true },
      { channel: 'website', first: false },
    ]);
    await done(replace!, { id, newer }, 'head');
    await done(repeal!, { id: newer }, 'head');
    await done(withdraw!, { id: newer }, 'head');
    for (const query of [columns!, counts!]) await give(query, {}, 'clerk');
    expect(refusals(await give(log!, {}, 'head'))).toEqual({
      logEnquiry: 'enquiry.agencyUnknown',
    });
  });

  it('lead to what is withheld and looked at again', async () => {
    const { id } = receipt(await give(anew(draft!, 'withheld'), {}, 'clerk'), 'draftDocument');
    const on = { id };
    await done(anew(propose!, 'withheld'), on, 'clerk');
    await done(anew(secrecy!, 'withheld'), on, 'clerk');
    await done(refuse!, on, 'reviewer');
    await done(withhold!, on, 'signer');
    await done(again!, on, 'signer');
    expect(refusals(await give(sendBack!, on, 'signer'))).toBeDefined();
  });
});

describe('the guide for supervisors', () => {
  it('counts what stands below, and opens it', async () => {
    for (const query of stepsOf('supervisor.md')) {
      const { data } = await give(query, {}, 'supervisor');
      expect({ query, refused: refusals({ data } as Answer) }).toEqual({ query, refused: {} });
    }
  });
});

describe('every guide', () => {
  it('holds only what the server takes up: one mutation a request, and fields that are there', async () => {
    const pages = readdirSync(GUIDES).filter((name) => name.endsWith('.md'));
    for (const page of pages)
      for (const query of stepsOf(page)) {
        // A page may show two operations by name; each is sent by itself.
        for (const one of query.split(/\n(?=mutation|query)/)) {
          const names = [...one.matchAll(/\$(\w+): (\w+)/g)];
          const scalars = names.filter(([, , type]) => !type!.endsWith('Input'));
          if (scalars.length < names.length) continue;
          const given = Object.fromEntries(names.map(([, name]) => [name, 'nobody']));
          const { status, code } = await ask(server.url, one, given, tokens['clerk']);
          const known = [undefined, 'FORBIDDEN', 'NOT_FOUND', 'CURSOR_INVALID'];
          expect({ page, one, status: status < 500, code: known.includes(code) || code }).toEqual({
            page,
            one,
            status: true,
            code: true,
          });
        }
      }
  });
});
