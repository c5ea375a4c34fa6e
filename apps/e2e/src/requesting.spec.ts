import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPlanted, type Planted } from '@gongkai/testing';
import { ask, command, eventually, signInAll } from './graphql.js';
import { startProgram, type Running } from './server.js';

/** Nobody: region, birthday and serial are made up; the check digit is right. */
const planted: Planted = {
  name: '欧阳澜沧',
  identityNumber: '430422198706135270',
  phone: '13973490518',
  email: 'lancang.ouyang@example.org',
  others: ['湘江北路七号', '沿江风光带绿化工程验收材料'],
};
const ACCOUNTS = [
  'hengnan.clerk',
  'hengnan.drafter',
  'hengnan.reviewer',
  'hengnan.signer',
  'hengnan.head',
  'hengnan.auditor',
  'hengyang.supervisor',
  'tianzhu.clerk',
] as const;

let server: Running;
let tokens: Record<string, string>;
const answers: string[] = [];
beforeAll(async () => {
  server = await startProgram();
  tokens = await signInAll(server.url, ACCOUNTS);
});
afterAll(() => server.remove());

const RECEIPT =
  '{ __typename ... on RequestRegistered { id number secret position } ... on Rejected { code zh en field article } }';

const give = async (
  account: string | null,
  mutation: string,
  input: Record<string, unknown>,
  given: { type?: string; selection?: string } = {},
) => {
  const token = account === null ? undefined : tokens[account];
  const answer = await command(server.url, token, mutation, input, given);
  const outcome = answer.outcome ?? {};
  if (given.selection === undefined || outcome['__typename'] === 'Rejected')
    answers.push(JSON.stringify(answer.data), String(answer.code));
  return { ...answer, outcome };
};

const CASE = `{
  stage number subject outcome overdue extended revision
  deadline { dueOn startsOn provisional edition steps { kind zh en article } }
  clarification { respondBy }
  replies { replyId secrecy givenOn late remedy }
  letters { kind digest path }
  allowed { command allowed code whyZh }
  timeline { type actor facts }
}`;
type Case = {
  stage: string;
  outcome: string | null;
  deadline: { dueOn: string; startsOn: string; steps: { zh: string; en: string }[] };
  replies: { replyId: string }[];
  letters: { kind: string; digest: string; path: string }[];
  allowed: { command: string; allowed: boolean; code: string | null }[];
  timeline: { type: string; facts: string }[];
};
const caseOf = async (account: string, id: string, position?: string) => {
  const query = `query C($id: ID!, $position: Position) { request(id: $id, position: $position) ${CASE} }`;
  const answer = await ask(server.url, query, { id, position }, tokens[account]);
  answers.push(JSON.stringify(answer.data));
  return { ...answer, request: answer.data['request'] as Case };
};

const untilAudited = (type: string) =>
  eventually(async () => {
    const { data } = await ask(
      server.url,
      '{ audit(first: 50) { nodes { type subject detail } } }',
      {},
      tokens['hengnan.auditor'],
    );
    answers.push(JSON.stringify(data));
    const { nodes } = data['audit'] as { nodes: { type: string }[] };
    return nodes.find((line) => line.type === type);
  });

const form = (change: object = {}) => ({
  government: '430422',
  applicantKind: 'natural',
  name: planted.name,
  identity: { kind: 'identityCard', number: planted.identityNumber },
  contact: { phone: planted.phone, email: planted.email, address: planted.others![0] },
  description: planted.others![1],
  supply: { form: 'electronic', route: 'online' },
  ...change,
});
const submit = (input: Record<string, unknown>) =>
  give(null, 'submitRequest', input, { selection: RECEIPT });

const TRACKED = `query T($government: String!, $number: String!, $secret: String!, $position: Position) {
  trackRequest(government: $government, number: $number, secret: $secret, position: $position) {
    stage receivedOn confirmedOn overdue outcome
    deadline { dueOn steps { zh en article } } letters { kind zh digest path } fees { amountFen }
  }
}`;
type Tracked = {
  stage: string;
  outcome: string | null;
  deadline: { dueOn: string | null; steps: { zh: string }[] };
  letters: { kind: string; zh: string; path: string }[];
};
const track = async (named: object) => {
  const answer = await ask(server.url, TRACKED, named);
  return { ...answer, tracked: answer.data['trackRequest'] as Tracked };
};

describe('a request, from the online form to the archive', () => {
  const named = { government: '430422', number: '', secret: '' };
  let requestId: string;
  let position: string | undefined;

  it('begins with a look at what is already published', async () => {
    const { data, code } = await ask(
      server.url,
      '{ alreadyPublished(government: "430422", text: "年度报告") { title publishedOn } }',
    );
    expect(code).toBeUndefined();
    expect(data['alreadyPublished']).toBeInstanceOf(Array);
  });

  it('is sent back with help while the form is wrong, and nothing is recorded', async () => {
    const number = `${planted.identityNumber.slice(0, 17)}5`;
    const wrong = await submit(form({ identity: { kind: 'identityCard', number } }));
    expect(wrong.outcome).toMatchObject({ code: 'request.identityInvalid' });
    const long = await submit(form({ description: `${planted.others![1]}\n`.repeat(10_000) }));
    expect(long.outcome).toMatchObject({ code: 'request.descriptionTooLong' });
  });

  it('is registered, and gives number and secret', async () => {
    const { outcome } = await submit(form({ commandId: 'the-form' }));
    expect(outcome).toMatchObject({ __typename: 'RequestRegistered' });
    const again = await submit(form({ commandId: 'the-form' }));
    expect(again.outcome).toEqual(outcome);
    Object.assign(named, { number: outcome['number'], secret: outcome['secret'] });
    [requestId, position] = [outcome['id']!, outcome['position']];
    const { tracked } = await track({ ...named, position });
    expect(tracked).toMatchObject({ stage: 'confirmation', deadline: { dueOn: null } });
    const { code } = await track({ ...named, secret: 'AAAA-AAAA-AAAA-AAAA' });
    expect(code).toBe('NOT_FOUND');
  });

  it('counts from the confirmation, day by day for anybody to follow', async () => {
    await give('hengnan.clerk', 'confirmReceipt', { requestId, means: 'phone' });
    const accepted = await give('hengnan.clerk', 'acceptRequest', { requestId });
    expect(accepted.outcome).toMatchObject({ __typename: 'Accepted' });
    const subject = { requestId, subject: '工程验收材料' };
    ({ position } = (await give('hengnan.clerk', 'setRequestSubject', subject)).outcome);
    const { request } = await caseOf('hengnan.clerk', requestId, position);
    expect(request.stage).toBe('handling');
    const { tracked } = await track(named);
    expect(tracked.deadline.dueOn).toBe(request.deadline.dueOn);
    expect(tracked.deadline.steps.length).toBeGreaterThan(3);
  });

  it('stands in the queue, and is opened only on record', async () => {
    const { data } = await ask(
      server.url,
      `query Q($position: Position) { requests(filter: { stage: handling }, first: 50, position: $position) {
        nodes { id subject dueOn others } } }`,
      { position },
      tokens['hengnan.clerk'],
    );
    answers.push(JSON.stringify(data));
    const { nodes } = data['requests'] as { nodes: { id: string }[] };
    expect(nodes.map(({ id }) => id)).toContain(requestId);
    const query = `query O($id: ID!) { openedRequest(id: $id, fields: [applicant, contact, description],
      purpose: "电话联系申请人") { applicant contact description } }`;
    const opened = await ask(server.url, query, { id: requestId }, tokens['hengnan.clerk']);
    const { applicant } = opened.data['openedRequest'] as { applicant: string };
    expect(JSON.parse(applicant)).toMatchObject({ name: planted.name });
    const refused = await ask(server.url, query, { id: requestId }, tokens['hengnan.auditor']);
    expect([refused.status, refused.code]).toEqual([403, 'FORBIDDEN']);
    await untilAudited('SealedFieldsOpened');
  });

  it('is extended with the consent of the head only, and told in a letter', async () => {
    const input = { requestId, reason: '需检索的材料较多' };
    const clerk = await give('hengnan.clerk', 'grantExtension', input);
    expect(clerk.code).toBe('FORBIDDEN');
    const { request: before } = await caseOf('hengnan.head', requestId);
    const head = await give('hengnan.head', 'grantExtension', input);
    expect(head.outcome).toMatchObject({ __typename: 'Accepted' });
    const { request } = await caseOf('hengnan.head', requestId);
    expect(request.deadline.dueOn > before.deadline.dueOn).toBe(true);
    const letter = request.letters.find(({ kind }) => kind === 'extension')!;
    const fetched = await fetch(`${server.url}${letter.path}`, {
      headers: { authorization: `Bearer ${tokens['hengnan.head']}` },
    });
    expect(fetched.headers.get('content-type')).toBe('application/pdf');
    expect(
      Buffer.from(await fetched.arrayBuffer())
        .subarray(0, 4)
        .toString(),
    ).toBe('%PDF');
    for (const account of ['hengnan.auditor', 'tianzhu.clerk'])
      expect(
        (
          await fetch(`${server.url}${letter.path}`, {
            headers: { authorization: `Bearer ${tokens[account]}` },
          })
        ).status,
      ).toBe(404);
    const { tracked } = await track(named);
    const own = tracked.letters.find(({ kind }) => kind === 'extension')!;
    expect((await fetch(`${server.url}${own.path}`)).status).toBe(200);
    expect((await fetch(`${server.url}${own.path.replace('ticket=', 'ticket=x')}`)).status).toBe(
      404,
    );
  });

  it('is answered by one, reviewed by another and signed by a third', async () => {
    const upload = await fetch(`${server.url}/files/sealed`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${tokens['hengnan.drafter']}`,
        'content-type': 'application/octet-stream',
        'content-disposition': 'attachment; filename="given.txt"',
      },
      body: `${planted.name} ${planted.others![1]}`,
    });
    expect(upload.status).toBe(201);
    const { digest, key } = (await upload.json()) as { digest: string; key: string };
    const says = [{ statement: 'given', text: '予以公开,材料随本答复提供。' }];
    const contents = [{ digest, key, title: '验收材料', pages: 1 }];
    const draft = { requestId, kind: 'granted', says, contents, form: 'electronic' };
    const drafted = await give('hengnan.drafter', 'draftReply', draft);
    expect(drafted.outcome).toMatchObject({ __typename: 'Accepted' });
    const { request: withDraft } = await caseOf('hengnan.clerk', requestId);
    const { replyId } = withDraft.replies[0]!;
    const on = { requestId, replyId };
    const issue = () => give('hengnan.clerk', 'issueReply', on);
    expect((await issue()).outcome['__typename']).toBe('Rejected');
    await give('hengnan.drafter', 'requestReplySecrecy', on, { type: 'ReplySecrecyInput' });
    expect((await give('hengnan.signer', 'approveReply', on)).outcome['__typename']).toBe(
      'Rejected',
    );
    await give('hengnan.reviewer', 'passReplySecrecy', on);
    expect((await issue()).outcome['__typename']).toBe('Rejected');
    const approved = await give('hengnan.signer', 'approveReply', on);
    expect(approved.outcome).toMatchObject({ __typename: 'Accepted' });
    expect((await issue()).outcome).toMatchObject({ __typename: 'Accepted' });
    const given = { ...on, route: 'online' };
    const { outcome } = await give('hengnan.clerk', 'recordReplyDelivery', given);
    expect(outcome).toMatchObject({ __typename: 'Accepted' });
    position = outcome['position'];
    const { request } = await caseOf('hengnan.clerk', requestId, position);
    expect(request).toMatchObject({ stage: 'concluded', outcome: 'granted' });
    const { tracked } = await track({ ...named, position });
    const paper = tracked.letters.find(({ kind }) => kind === 'content')!;
    const fetched = await fetch(`${server.url}${paper.path}`);
    expect(await fetched.text()).toBe(`${planted.name} ${planted.others![1]}`);
    expect(tracked.letters.map(({ kind }) => kind)).toContain('reply');
  });

  it('may be followed by a suggestion to publish, and ends in the archive', async () => {
    const suggested = await give(
      null,
      'suggestPublication',
      { ...named, text: '建议主动公开' },
      { type: 'SuggestPublicationOnlineInput' },
    );
    expect(suggested.outcome).toMatchObject({ __typename: 'Accepted' });
    const archive = { requestId, fileNumber: '2026-依申请-1' };
    const { outcome } = await give('hengnan.clerk', 'archiveRequest', archive);
    expect(outcome).toMatchObject({ __typename: 'Accepted' });
    const { request } = await caseOf('hengnan.head', requestId);
    expect(request.stage).toBe('archived');
    expect(request.timeline.map(({ type }) => type)).toContain('RequestConcluded');
  });

  it('does not exist for another government, whose supervisor above sees counts', async () => {
    const hidden = await caseOf('tianzhu.clerk', requestId);
    const absent = await caseOf('tianzhu.clerk', 'Z'.repeat(26));
    expect([hidden.status, hidden.code, hidden.data]).toEqual([
      absent.status,
      absent.code,
      absent.data,
    ]);
    expect(hidden.code).toBe('NOT_FOUND');
    const query =
      'query V($node: String!) { requestOverview(node: $node) { name open overdue concluded stages { stage count } } }';
    const above = await ask(server.url, query, { node: '衡南县' }, tokens['hengyang.supervisor']);
    answers.push(JSON.stringify(above.data));
    const [overview] = above.data['requestOverview'] as { concluded: number }[];
    expect(overview!.concluded).toBeGreaterThan(0);
    const seen = await ask(server.url, query, { node: '衡南县' }, tokens['tianzhu.clerk']);
    expect(seen.code).toBe('NOT_FOUND');
    const cases = await caseOf('hengyang.supervisor', requestId);
    expect(cases.code).toBe('NOT_FOUND');
  });

  it('is told nothing back of what a broken form said', async () => {
    const token = `Bearer ${tokens['hengnan.clerk']}`;
    const send = async (body: string, type = 'application/json', path = '/graphql') => {
      const answer = await fetch(`${server.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': type, authorization: token },
        body,
      });
      const text = await answer.text();
      expect(answer.status).toBeLessThan(500);
      answers.push(text);
    };
    const { name, identityNumber, phone } = planted;
    const query = (variables: object) =>
      JSON.stringify({
        query: `mutation M($input: SubmitRequestInput!) { submitRequest(input: $input) ${RECEIPT} }`,
        variables,
      });
    await send(query({ input: form({ commandId: 'b1', applicantKind: name }) }));
    await send(query({ input: form({ commandId: 'b2', [name]: identityNumber }) }));
    await send(query({ input: form({ commandId: 'b3', name: [phone] }) }));
    await send(query({ input: form({ commandId: 'b4', contact: identityNumber }) }));
    await send(query({ input: form({ commandId: 'b5', name: `${name}\u200b` }) }));
    await send(query({ input: form({ commandId: 'b6', agency: name }) }));
    await send(`{"query": "{ trackRequest(number: \\"${name}\\", secret: ${phone}) { stage } }"}`);
    await send(`{ ${name} ${identityNumber}`);
    await send(`${name} ${identityNumber}`, 'application/octet-stream', '/files/sealed');
  });

  it('leaves nothing of the person anywhere but under the vault’s keys', async () => {
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    await server.stop();
    const files = readdirSync(server.data, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    expect(files.length).toBeGreaterThan(3);
    const places: [string, Buffer][] = [
      ...files.map((file): [string, Buffer] => [file, readFileSync(file)]),
      ['metrics', Buffer.from(metrics)],
      ['log', Buffer.from(server.output())],
      ['answers and errors', Buffer.from(answers.join('\n'))],
    ];
    for (const [place, bytes] of places)
      expect({ place, found: await findPlanted(bytes, planted) }).toEqual({ place, found: [] });
  }, 120_000);
});
