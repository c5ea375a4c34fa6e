import { Rejection } from '@gongkai/kernel';
import {
  codeOf,
  deskFor,
  FakeClock,
  gateOf,
  MemoryBlobs,
  memoryVault,
  officerWith,
  policyConformance,
} from '@gongkai/testing';
import { buildASTSchema, isInputObjectType, parse } from 'graphql';
import { readFileSync } from 'node:fs';
import { PlainReconsiderationCommands } from './commands.plain.js';
import { AppealDesk } from './desk.js';
import { reconsiderationContext } from './index.js';
import { reconsiderationMutations } from './mutation.resolver.js';
import { PROCESS_ONLY, reconsiderationPolicy } from './policy.js';

policyConformance('reconsideration', reconsiderationPolicy);

const legal = officerWith('legalOfficer', 'agency1');
const head = officerWith('disclosureHead');
const clerk = officerWith('clerk', 'agency1');
const nobody = { requestId: 'r', officer: null, source: '192.0.2.1' };

const fixture = (type: string, change: object = {}) => {
  const at = new URL(`../../request/src/fixtures/${type}.v1.json`, import.meta.url);
  return { type, data: { ...(JSON.parse(readFileSync(at, 'utf8')) as object), ...change } };
};
const office = async () => {
  const clock = new FakeClock();
  clock.set('2026-04-20T02:00:00Z');
  const desk = await deskFor([reconsiderationContext], () => [], { clock });
  const vault = memoryVault(clock);
  const at = new AppealDesk({ ...desk, blobs: new MemoryBlobs(), vault });
  const number = '11010519491231002X';
  const { key: person, mac } = await vault.person('T1', { kind: 'identityCard', number });
  const applicant = await vault.seal('T1', person, { name: '钟离试', contactPerson: null, number });
  const contact = await vault.seal('T1', person, { phone: '13900000000' });
  await at.request([
    fixture('RequestReceived', { person, identityMac: mac, applicant, contact, files: [] }),
    fixture('DeadlineSet'),
    fixture('ReplyDrafted', { kind: 'partlyGranted', ground: 'personalPrivacy', text: null }),
    fixture('ReplyIssued'),
    fixture('ReplyDelivered'),
    fixture('RequestConcluded', { outcome: 'partlyGranted' }),
  ]);
  return { at, person, clock, catchUp: desk.catchUp };
};
const filing = (change: object = {}) => ({
  number: '平政复〔2026〕3号',
  challenged: { kind: 'reply', requestId: 'request1', replyId: 'reply1', documentId: null },
  filedOn: '2026-04-20',
  subject: '不服部分公开的答复',
  relief: ['revoke'],
  sameApplicant: true,
  grounds: '答复没有说明理由,钟离试不服',
  body: null,
  ...change,
});

describe('an application at the desk', () => {
  it('is registered against the agency of the request, with the body the law names', async () => {
    const { at } = await office();
    const { id } = await at.give('fileReconsideration', legal, filing());
    expect(await at.cases.reconsideration(legal, id!)).toMatchObject({
      agency: 'agency1',
      stage: 'filed',
      bodyKind: 'localGovernment',
      bodyName: '某县人民政府',
      bodiesByLaw: ['localGovernment'],
      edition: '2023',
      lawZh: '行政复议法(2023年修订)',
      reviewFirst: true,
      filing: { startsOn: '2026-03-20', dueOn: '2026-05-19' },
      requestId: 'request1',
      replyId: 'reply1',
    });
  });

  it('leaves nothing of the person in the log, and lies under the key of the requester', async () => {
    const { at, person } = await office();
    await at.give('fileReconsideration', legal, filing());
    const log = await at.log();
    for (const planted of ['钟离试', '11010519', '13900000000', '没有说明理由'])
      expect(log).not.toContain(planted);
    expect(log).toContain('不服部分公开的答复');
    // The request and the case, under one key.
    expect(log.split(`"person":"${person}"`)).toHaveLength(3);
  });

  it('may come from somebody else, with an agent', async () => {
    const { at } = await office();
    const other = filing({
      sameApplicant: false,
      name: '申屠试',
      identity: { kind: 'none', number: null },
      contact: { phone: '13800000000' },
      agent: { name: '公孙试', authorised: true },
    });
    const { id } = await at.give('fileReconsideration', legal, other);
    const [applicant, contact, agent] = await at.cases.opened(
      legal,
      id!,
      ['applicant', 'contact', 'agent'],
      '答复',
    );
    expect(applicant!.value).toContain('申屠试');
    expect(contact!.value).toContain('13800000000');
    expect(agent!.value).toContain('公孙试');
    expect(at.audited).toHaveLength(1);
    expect(await gateOf(at.cases.opened(legal, id!, ['applicant'], ' '))).toBe('BAD_REQUEST');
    expect(await gateOf(at.cases.opened(clerk, id!, ['applicant'], '查看'))).toBe('FORBIDDEN');
  });

  it('keeps no name or number in clear', async () => {
    const { at } = await office();
    for (const change of [
      { subject: '钟离试不服答复' },
      { subject: '13900000000 来电' },
      { bodyReason: '身份证 11010519491231002X', body: { kind: 'other', name: '某局' } },
    ])
      expect(await at.give('fileReconsideration', legal, filing(change))).toMatchObject({
        code: 'request.personalInClear',
      });
  });

  it('challenges nothing that is not there', async () => {
    const { at } = await office();
    const missing = (challenged: object) =>
      at.give('fileReconsideration', legal, filing({ challenged }));
    expect(await missing({ kind: 'silence', requestId: 'none' })).toMatchObject({
      code: 'reconsideration.requestUnknown',
    });
    expect(await missing({ kind: 'publication', documentId: 'none' })).toMatchObject({
      code: 'reconsideration.documentUnknown',
    });
    expect(await missing({ kind: 'reply', requestId: 'request1', replyId: 'no' })).toMatchObject({
      code: 'reconsideration.replyUnknown',
    });
  });

  it('names the body where the tree cannot', async () => {
    const { at } = await office();
    expect(await at.give('fileReconsideration', legal, filing({ vertical: true }))).toMatchObject({
      code: 'reconsideration.bodyUnknown',
      field: 'body',
    });
    expect(at.cases.bodies(legal, 'agency1', '2026-04-20')).toMatchObject({
      edition: '2023',
      article: '行政复议法(2023)第二十四条',
      bodies: [{ kind: 'localGovernment', name: '某县人民政府', tenant: 'T1' }],
    });
    expect(at.cases.bodies(legal, 'agency1', '2023-04-20').bodies).toHaveLength(2);
    expect(at.cases.bodies(legal, null).bodies).toMatchObject([
      { kind: 'superiorGovernment', name: '某市人民政府', tenant: 'T0' },
    ]);
  });

  it('sent again gives the same receipt, and seals nothing twice', async () => {
    const { at } = await office();
    const file = await at.upload('%PDF 申请书');
    const first = await at.give('fileReconsideration', legal, filing({ files: [file] }), 'same');
    const again = await at.give('fileReconsideration', legal, filing({ files: [file] }), 'same');
    expect(again).toEqual(first);
    expect(
      await at.give('fileReconsideration', legal, filing({ files: [file] }), 'other'),
    ).toMatchObject({ code: 'reconsideration.fileUnknown' });
  });

  it('is for those who may, in the agencies they may', async () => {
    const { at } = await office();
    const elsewhere = officerWith('legalOfficer', 'agency2');
    expect(await gateOf(at.give('fileReconsideration', clerk, filing()))).toBe('FORBIDDEN');
    expect(await gateOf(at.give('fileReconsideration', elsewhere, filing()))).toBe('FORBIDDEN');
    const { id } = await at.give('fileReconsideration', legal, filing());
    expect(await gateOf(at.cases.reconsideration(elsewhere, id!))).toBe('NOT_FOUND');
    const abroad = { ...legal, tenant: 'T2' };
    expect(await gateOf(at.cases.reconsideration(abroad, id!))).toBe('NOT_FOUND');
    const note = { type: 'noteAcceptance', reconsiderationId: id };
    const call = {
      tenant: 'T1',
      caller: { kind: 'officer', officer: legal },
      commandId: 'x',
      body: note,
    };
    expect(await gateOf(at.handler.execute({ call, data: note } as never))).toBe('FORBIDDEN');
    expect(codeOf(await at.note({ type: 'noteAcceptance', reconsiderationId: 'none' }))).toBe(
      'reconsideration.notFound',
    );
    expect(codeOf(await at.note({ type: 'unheard' }))).toBe('command.invalid');
  });
});

/** A case whose copy was served on 2026-04-27. */
const served = async () => {
  const known = await office();
  const { at, clock } = known;
  const { id } = await at.give('fileReconsideration', legal, filing());
  const reconsiderationId = id!;
  clock.set('2026-04-22T02:00:00Z');
  await at.give('acceptReconsideration', legal, { reconsiderationId });
  clock.set('2026-04-27T02:00:00Z');
  await at.give('serveReconsiderationCopy', legal, { reconsiderationId });
  return { ...known, reconsiderationId };
};

describe('the answer at the desk', () => {
  it('goes with its material, sealed; files are fetched by who may open them', async () => {
    const { at, clock, reconsiderationId } = await served();
    clock.set('2026-05-06T02:00:00Z');
    const letter = await at.upload('%PDF 答复书', '答复书.pdf');
    const file = await at.upload('%PDF 检索记录', '检索记录.pdf');
    const items = [
      { kind: 'evidence', title: '钟离试的申请表', file, madeOn: '2026-03-02' },
      { kind: 'basis', title: '条例条文', file: null, madeOn: null },
    ];
    const input = { reconsiderationId, letter, text: '维持理由如下', items };
    expect(await at.give('submitReconsiderationAnswer', legal, input, 'answer')).toMatchObject({
      __typename: 'Accepted',
    });
    expect(await at.give('submitReconsiderationAnswer', legal, input, 'answer')).toMatchObject({
      __typename: 'Accepted',
    });
    const shown = await at.cases.reconsideration(legal, reconsiderationId);
    expect(shown).toMatchObject({ stage: 'answered', answerLate: false });
    expect(shown.materials).toMatchObject([{ kind: 'evidence' }, { digest: null }]);
    expect(await at.log()).not.toContain('维持理由');
    const opened = await at.cases.opened(
      legal,
      reconsiderationId,
      ['answer', 'material', 'files'],
      '核对',
    );
    expect(opened.map(({ field }) => field)).toEqual([
      'answer',
      'material',
      'material',
      'files',
      'files',
    ]);
    const [fetched] = opened.filter(({ path }) => path !== null);
    const digest = fetched!.label!;
    const viewer = { ...nobody, officer: legal };
    const grant = await at.files.mayRead(digest, viewer, reconsiderationId);
    expect(grant).toMatchObject({ name: '答复书.pdf', mediaType: 'application/pdf' });
    const bytes: number[] = [];
    for await (const chunk of grant!.plain!((await at.ports.blobs.get('T1', digest))!))
      bytes.push(...chunk);
    expect(new TextDecoder().decode(new Uint8Array(bytes))).toBe('%PDF 答复书');
    for (const [who, ticket] of [
      [nobody, reconsiderationId],
      [viewer, null],
      [viewer, 'none'],
      [{ ...nobody, officer: clerk }, reconsiderationId],
    ] as const)
      expect(await at.files.mayRead(digest, who, ticket)).toBeUndefined();
  });

  it('shows its due day with the steps that lead there', async () => {
    const { at, reconsiderationId } = await served();
    const { deadlines } = await at.cases.reconsideration(legal, reconsiderationId);
    const answer = deadlines.find(({ period }) => period === 'answer')!;
    expect(answer).toMatchObject({ dueOn: '2026-05-13', article: '行政复议法(2023)第四十八条' });
    expect(answer.steps.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['start', 'period', 'counting', 'working', 'holiday', 'due']),
    );
  });

  it('missed is noted by the watch, once', async () => {
    const { at, clock, reconsiderationId } = await served();
    clock.set('2026-05-14T02:00:00Z');
    const note = { type: 'noteMissedAnswer', reconsiderationId };
    for (let times = 0; times < 3; times++)
      expect(await at.note(note)).not.toBeInstanceOf(Rejection);
    const { answerMissed, timeline } = await at.cases.reconsideration(legal, reconsiderationId);
    expect(answerMissed).toBe(true);
    expect(timeline.filter(({ type }) => type === 'AnswerMissed')).toHaveLength(1);
  });
});

describe('a case of another time', () => {
  it('is as it was on a day, or as it was known, and nothing can be done with it', async () => {
    const { at, reconsiderationId } = await served();
    const filed = await at.cases.reconsideration(legal, reconsiderationId, { asOf: '2026-04-21' });
    expect(filed).toMatchObject({ stage: 'filed', revision: 2, acceptedFrom: null });
    expect(at.cases.allowed(legal, filed)).toEqual([]);
    const known = { asKnownAt: '2026-04-23T00:00:00+08:00' };
    expect(await at.cases.reconsideration(legal, reconsiderationId, known)).toMatchObject({
      stage: 'accepted',
      copyOn: null,
    });
    const before = at.cases.reconsideration(legal, reconsiderationId, { asOf: '2026-04-19' });
    expect(await gateOf(before)).toBe('NOT_FOUND');
  });
});

describe('what an officer may do', () => {
  it('is told with the reason why not', async () => {
    const { at, reconsiderationId } = await served();
    const shown = await at.cases.reconsideration(legal, reconsiderationId);
    const actions = at.cases.allowed(legal, shown);
    const of = (command: string) => actions.find((action) => action.command === command);
    expect(of('submitAnswer')).toMatchObject({ allowed: true, code: null });
    expect(of('accept')).toMatchObject({ code: 'reconsideration.alreadyAccepted' });
    expect(of('resume')).toMatchObject({ code: 'reconsideration.notSuspended' });
    expect(of('serveDecision')).toMatchObject({ code: 'reconsideration.notDecided' });
    const asClerk = at.cases.allowed(clerk, shown);
    expect(asClerk.every(({ code }) => code === 'reconsideration.noRole')).toBe(true);
    expect(actions.map(({ command }) => command).sort()).toEqual(
      Object.values(reconsiderationMutations)
        .filter((type) => type !== 'file')
        .sort(),
    );
  });
});

describe('the list', () => {
  it('is narrowed by every filter, paged, and for the agencies of the officer', async () => {
    const { at, catchUp, reconsiderationId } = await served();
    await at.give('fileReconsideration', legal, filing({ number: '平政复〔2026〕4号' }));
    await catchUp();
    const ids = async (filter: object, who = legal) =>
      (await at.cases.reconsiderations(who, { filter })).nodes.map(({ number }) => number);
    expect(await ids({})).toHaveLength(2);
    expect(await ids({}, head)).toHaveLength(2);
    expect(await ids({ stage: 'answering' })).toEqual(['平政复〔2026〕3号']);
    expect(await ids({ of: 'request1', challenge: 'reply', reviewFirst: true })).toHaveLength(2);
    expect(await ids({ number: '平政复〔2026〕4号' })).toHaveLength(1);
    expect(await ids({ overdue: true })).toEqual([]);
    expect(await ids({ dueTo: '2026-05-13' })).toHaveLength(2);
    expect(await ids({ filedFrom: '2026-05-01' })).toEqual([]);
    expect(await ids({ text: '部分公开' })).toHaveLength(2);
    expect(await ids({ agency: 'agency1', edition: '2023', late: false })).toHaveLength(2);
    expect(await ids({}, officerWith('legalOfficer', 'agency2'))).toEqual([]);
    expect(await gateOf(ids({ agency: 'own' }))).toBe('NOT_FOUND');
    const first = await at.cases.reconsiderations(legal, { first: 1, sort: 'filedOn' });
    const { endCursor } = first.pageInfo as { endCursor: string };
    const second = await at.cases.reconsiderations(legal, {
      first: 1,
      sort: 'filedOn',
      after: endCursor,
    });
    expect(new Set([...first.nodes, ...second.nodes].map(({ id }) => id)).size).toBe(2);
    expect([...first.nodes, ...second.nodes].map(({ id }) => id)).toContain(reconsiderationId);
  });

  it('gives a superior counts and lateness, never a case', async () => {
    const { at, catchUp, clock } = await served();
    await catchUp();
    clock.set('2026-05-14T02:00:00Z');
    const above = { ...officerWith('supervisor'), tenant: 'T0' };
    const counted = await at.cases.overview(above, '某县');
    expect(counted).toEqual(
      expect.arrayContaining([expect.objectContaining({ open: 1, overdue: 1, upheld: 0 })]),
    );
    expect(JSON.stringify(counted)).not.toContain('平政复');
  });
});

const stubs = `
  scalar Day scalar Instant scalar Count scalar Position
  type Query { version: String } type Mutation { noop: String }
  type PageInfo { endCursor: String } type Accepted { id: ID } type Rejected { code: String }
  union CommandResult = Accepted | Rejected
  type DeadlineStep { kind: String } enum ApplicantKind { a }
  input IdentityInput { a: ID } input ContactInput { a: ID } input AgentInput { a: ID }
  input SealedFileInput { a: ID }
`;
const schema = buildASTSchema(parse(`${stubs}\n${reconsiderationContext.sdl}`));

describe('the mutations', () => {
  const commands = new Map(
    PlainReconsiderationCommands.options.map((option) => [
      option.shape.type.value as string,
      option,
    ]),
  );

  it.each(Object.entries(reconsiderationMutations))(
    '%s asks for what the command %s takes, and for no more',
    (mutation, type) => {
      const field = schema.getMutationType()!.getFields()[mutation]!;
      const input = schema.getType(String(field.args[0]!.type).replace('!', ''));
      if (!isInputObjectType(input)) throw new Error(`${mutation} has no input`);
      const given = Object.keys(input.getFields()).filter(
        (name) => name !== 'commandId' && name !== 'expectedRevision',
      );
      const taken = Object.keys(commands.get(type)!.shape).filter((name) => name !== 'type');
      expect(given.sort()).toEqual(taken.sort());
      expect(reconsiderationPolicy).toHaveProperty([`reconsideration.${type}`]);
    },
  );

  it('cover every command that is not the watch’s', () => {
    const known = [...Object.values(reconsiderationMutations), ...PROCESS_ONLY] as string[];
    expect([...commands.keys()].filter((type) => !known.includes(type))).toEqual([]);
  });
});
