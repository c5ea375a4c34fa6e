import type { Letters } from '@gongkai/letter';
import { Rejection, type Call, type Receipt } from '@gongkai/kernel';
import {
  codeOf,
  deskFor,
  gateOf,
  MemoryBlobs,
  memoryVault,
  policyConformance,
} from '@gongkai/testing';
import { Desk, GOVERNMENT, nobody, officer, paper, people } from './desk.js';
import { requestContext } from './index.js';
import type { PlainRequestInput } from './commands.plain.js';
import { RequestSettingCommand } from './commands.setting.js';
import { requestPolicy } from './policy.js';
import type { RequestReceipt } from './request.handler.js';
import { ReleaseRequestNumberHandler } from './request-numbers.handler.js';
import { ReleaseRequestNumberCommand } from './request-claims.process.js';
import { RequestSettingHandler } from './setting.handler.js';

policyConformance('request', requestPolicy);

const noLetters: Letters = {
  template: () => Promise.resolve({ version: 0, source: '', builtIn: '' }),
  write: (_, { kind, language }) =>
    Promise.resolve({
      kind,
      language,
      template: 0,
      title: kind,
      blocks: [],
      files: { pdf: new TextEncoder().encode(`%PDF ${kind}`) },
    }),
};
export const desk = async () => {
  const at = await deskFor([requestContext]);
  return new Desk({
    ...at,
    blobs: new MemoryBlobs(),
    vault: memoryVault(at.clock),
    letters: noLetters,
  });
};
const caseOf = async (at: Desk, id: string) => at.cases.request(people.clerk, id);
const form = (change: object = {}) => ({
  commandId: 'form1',
  government: GOVERNMENT,
  agency: 'agency1',
  applicantKind: 'natural',
  name: '钟离试',
  identity: { kind: 'identityCard', number: '11010519491231002X' },
  contact: { phone: '13900000000' },
  description: '二〇二五年度统计公报的编制说明',
  supply: { form: 'electronic', route: 'online' },
  ...change,
});

describe('what arrives on paper', () => {
  it('is registered as it is, with what is wrong about it', async () => {
    const at = await desk();
    const id = await at.received({
      name: null,
      identity: { kind: 'identityCard', number: '110105194912310021' },
      contact: undefined,
      description: null,
      supply: null,
      agent: { name: '某甲', authorised: false },
    });
    expect((await caseOf(at, id)).defects).toEqual([
      'identityCheckDigit',
      'nameMissing',
      'contactMissing',
      'contentMissing',
      'formMissing',
      'authorisationMissing',
    ]);
    const long = await at.received({ description: '行\n'.repeat(10_000) });
    expect((await caseOf(at, long)).defects).toEqual(['tooLong']);
    const none = await at.received({ identity: { kind: 'none', number: null } });
    expect((await caseOf(at, none)).defects).toEqual(['identityMissing']);
  });

  it('starts the clock by its channel', async () => {
    const at = await desk();
    const post = await caseOf(at, await at.received());
    expect(post.deadline).toMatchObject({ startsOn: '2026-03-02', dueOn: '2026-03-30' });
    const mail = await caseOf(at, await at.received({ channel: 'mail' }));
    expect(mail).toMatchObject({ stage: 'confirmation', deadline: { dueOn: null } });
  });

  it('leaves nothing of the person in the log, whatever is asked about later', async () => {
    const at = await desk();
    const file = await at.upload(new TextEncoder().encode('%PDF 钟离试 11010519491231002X'));
    const id = await at.received({ files: [file] });
    await at.send(people.clerk, {
      type: 'requestClarification',
      requestId: id,
      items: ['content'],
      text: '钟离试:请写明年份',
    });
    await at.send(people.clerk, {
      type: 'receiveClarification',
      requestId: id,
      name: '钟离试',
      description: '手机13900000000',
    });
    const log = (await at.log()).map((record) => new TextDecoder().decode(record)).join('\n');
    for (const planted of ['钟离试', '11010519', '49123100', '13900000000', '编制说明的'])
      expect(log).not.toContain(planted);
    expect(log).toContain('统计公报编制说明');
  });

  it('keeps files under the key of the person, and destroys that of the upload', async () => {
    const at = await desk();
    const file = await at.upload(new TextEncoder().encode('%PDF 原件'));
    const id = await at.received({ files: [file] });
    const again = await at
      .send(people.clerk, paper({ files: [file] }))
      .catch((error) => error.name);
    expect(again).not.toBe('accepted');
    await at.catchUp();
    const opened = await at.cases.openedRequest(people.clerk, id, ['files'], '办理');
    expect(opened.files).toMatchObject([{ name: '附件.pdf', bytes: 11 }]);
    const { digest } = opened.files[0]!;
    expect(digest).not.toBe(file.digest);
    const grant = await at.files.mayRead(digest, { ...nobody, officer: people.clerk }, id);
    expect(grant).toMatchObject({ name: '附件.pdf', mediaType: 'application/pdf' });
    const bytes: number[] = [];
    for await (const chunk of grant!.plain!((await at.ports.blobs.get('T1', digest))!))
      bytes.push(...chunk);
    expect(new TextDecoder().decode(new Uint8Array(bytes))).toBe('%PDF 原件');
    expect(await at.files.mayRead(digest, nobody, id)).toBeUndefined();
    expect(
      await at.files.mayRead('0'.repeat(64), { ...nobody, officer: people.clerk }, id),
    ).toBeUndefined();
    const stranger = officer('x', ['clerk'], { tenant: 'T2' });
    expect(await at.files.mayRead(digest, { ...nobody, officer: stranger }, id)).toBeUndefined();
  });

  it('opens what may only be kept on a stated basis alone, and hands out no paper of it', async () => {
    const at = await desk();
    const file = await at.upload(new TextEncoder().encode('%PDF 原件'));
    const id = await at.received({ files: [file] });
    const { row } = await caseOf(at, id);
    at.restricted.add(row.person);
    const fields = ['applicant', 'files'] as const;
    const shut = await at.cases.openedRequest(people.clerk, id, [...fields], '办理');
    expect(shut).toMatchObject({ applicant: null, files: [], restricted: fields, shredded: [] });
    expect(at.audited.filter(({ type }) => type === 'SealedFieldsOpened')).toEqual([]);
    const open = await at.cases.openedRequest(people.clerk, id, [...fields], '应诉', 'court');
    expect(open).toMatchObject({ files: [{ name: '附件.pdf' }], restricted: [] });
    expect(at.audited.at(-1)).toMatchObject({ purpose: '复议诉讼 court: 应诉' });
    const { digest } = open.files[0]!;
    const viewer = { ...nobody, officer: people.clerk };
    expect(await at.files.mayRead(digest, viewer, id)).toBeUndefined();
    const letter = at.prints.requestLetter(people.clerk, id, 'receipt', false);
    expect(await gateOf(letter)).toBe('FORBIDDEN');
    at.restricted.clear();
    expect(await at.files.mayRead(digest, viewer, id)).toBeDefined();
  });

  it('takes no key for an upload’s that is not one', async () => {
    const at = await desk();
    const id = await at.received();
    const { row } = await caseOf(at, id);
    const file = await at.upload(new Uint8Array([1]));
    for (const key of [row.person, `${row.person}.x`, file.key.slice(0, -1)])
      expect(codeOf(await at.send(people.clerk, paper({ files: [{ ...file, key }] })))).toBe(
        'request.fileUnknown',
      );
    const opened = await at.cases.openedRequest(people.clerk, id, ['applicant'], '办理');
    expect(opened.shredded).toEqual([]);
  });
});

const numbered = async (at: Desk, template: string) => {
  const { store, ids, clock } = at.ports;
  const data = { type: 'setRequestNumberTemplate', template };
  const caller = {
    kind: 'officer',
    officer: officer('head', ['disclosureHead'], { agency: null }),
  };
  const call = { tenant: 'T1', caller, commandId: `set ${template}`, body: data } as Call;
  const handler = new RequestSettingHandler(store, ids, clock);
  return handler.execute(new RequestSettingCommand(call, data));
};

describe('registration numbers', () => {
  it('follow the template of the government, each series from one', async () => {
    const at = await desk();
    const next = async () => ((await at.send(people.clerk, paper())) as RequestReceipt).number;
    expect(await next()).toBe('2026-00001');
    await numbered(at, '依申请{year}第{serial:3}号');
    expect([await next(), await next()]).toEqual(['依申请2026第001号', '依申请2026第002号']);
    await numbered(at, '{year}-{serial:5}');
    expect(await next()).toBe('2026-00002');
    expect(await numbered(at, '13900000001-{serial}')).toMatchObject({
      code: 'request.personalInClear',
    });
    expect(await numbered(at, '{year}')).toMatchObject({ code: 'request.numberTemplateWrong' });
  });

  it('count on within the year, are taken once and given back', async () => {
    const at = await desk();
    const first = (await at.send(people.clerk, paper())) as RequestReceipt;
    const second = (await at.send(people.clerk, paper())) as RequestReceipt;
    expect([first.number, second.number]).toEqual(['2026-00001', '2026-00002']);
    expect(await at.send(people.clerk, paper({ number: '2026-00001' }))).toMatchObject({
      code: 'request.numberTaken',
      field: 'number',
    });
    const refused = await at.send(people.clerk, paper({ number: 'X-1', receivedOn: '2030-01-01' }));
    expect(codeOf(refused)).toBe('request.dayImpossible');
    const taken = await at.send(people.clerk, paper({ number: 'X-1' }));
    expect(codeOf(taken)).toBe('accepted');
  });

  it('are given back by the watch unless they are in use', async () => {
    const at = await desk();
    const { id, number } = (await at.send(people.clerk, paper())) as RequestReceipt;
    const { store, ids, clock } = at.ports;
    const releases = new ReleaseRequestNumberHandler(store, ids, clock);
    const call = { tenant: 'T1', commandId: 'w', body: {} };
    await releases.execute(
      new ReleaseRequestNumberCommand(
        { ...call, caller: { kind: 'process', name: 'w' } },
        { value: number!, holder: id },
      ),
    );
    expect(codeOf(await at.send(people.clerk, paper({ number })))).toBe('request.numberTaken');
    const outsider = releases.execute(
      new ReleaseRequestNumberCommand(
        { ...call, caller: { kind: 'public' } },
        { value: number!, holder: id },
      ),
    );
    expect(await gateOf(outsider)).toBe('FORBIDDEN');
  });

  it('and secrets are told again for the same command, and for no other', async () => {
    const at = await desk();
    const first = (await at.send(people.clerk, paper(), 'once')) as RequestReceipt;
    expect(await at.send(people.clerk, paper(), 'once')).toEqual(first);
    expect(codeOf(await at.send(people.clerk, paper({ name: '另一人' }), 'once'))).toBe(
      'command.idReused',
    );
    expect(first.secret).toMatch(/^(\w{4}-){3}\w{4}$/);
  });
});

describe('the online form', () => {
  it('is sent back with help for a wrong number, and says nothing of the number', async () => {
    const at = await desk();
    const wrong = form({ identity: { kind: 'identityCard', number: '110105194912310021' } });
    const answer = await at.counter.submitRequest(nobody, wrong);
    expect(answer).toMatchObject({
      code: 'request.identityInvalid',
      field: 'identity.number',
      article: '条例第二十九条',
    });
    expect(JSON.stringify(answer)).not.toContain('1101051949');
    expect((await at.log()).length).toBe(1);
  });

  it('is sent back with help for 10,000 lines, and without a way to answer', async () => {
    const at = await desk();
    const long = form({ description: '请公开\n'.repeat(10_000) });
    expect(await at.counter.submitRequest(nobody, long)).toMatchObject({
      code: 'request.descriptionTooLong',
      field: 'description',
    });
    expect(await at.counter.submitRequest(nobody, form({ contact: {} }))).toMatchObject({
      code: 'request.contactMissing',
    });
    expect(await at.counter.submitRequest(nobody, form({ channel: 'inPerson' }))).toMatchObject({
      code: 'request.channelNotOnline',
    });
    expect((await at.log()).length).toBe(1);
  });

  it('decides nothing that is the office’s to decide', async () => {
    const at = await desk();
    const pushy = form({ receivedOn: '2020-01-02', confirmedOn: '2020-01-02', number: 'X-1' });
    const { id } = await at.counter.submitRequest(nobody, pushy);
    expect(await caseOf(at, id as string)).toMatchObject({
      number: '2026-00001',
      receivedOn: '2026-03-02',
      confirmedOn: null,
      stage: 'confirmation',
    });
  });

  it('opens the request to its applicant, by number and secret only', async () => {
    const at = await desk();
    const { id, number, secret } = (await at.counter.submitRequest(nobody, form())) as {
      id: string;
      number: string;
      secret: string;
    };
    await at.catchUp();
    const named = { government: GOVERNMENT, number, secret };
    expect(await at.counter.trackRequest(nobody, named)).toMatchObject({ stage: 'confirmation' });
    await at.send(people.clerk, { type: 'confirmReceipt', requestId: id, means: 'phone' });
    const tracked = await at.counter.trackRequest(nobody, {
      ...named,
      secret: secret.toLowerCase().replaceAll('-', ' '),
    });
    expect(tracked).toMatchObject({ stage: 'acceptance', deadline: { dueOn: '2026-03-30' } });
    expect(tracked.deadline.steps.length).toBeGreaterThan(3);
    for (const wrong of [
      { ...named, secret: '0000-0000-0000-0000' },
      { ...named, number: '2026-00002' },
      { ...named, government: '430423' },
      { ...named, government: '999999' },
    ])
      expect(await gateOf(at.counter.trackRequest(nobody, wrong))).toBe('NOT_FOUND');
    const withdrawn = { commandId: 'w', ...named };
    expect(await gateOf(at.counter.withdrawRequest(nobody, { ...withdrawn, secret: 'AAAA' }))).toBe(
      'NOT_FOUND',
    );
    expect(await at.counter.withdrawRequest(nobody, withdrawn)).toMatchObject({
      __typename: 'Accepted',
    });
    expect(await at.counter.trackRequest(nobody, named)).toMatchObject({ outcome: 'withdrawn' });
  });

  it('lets the applicant put right what was asked about, with the same help', async () => {
    const at = await desk();
    const registered = (await at.send(people.clerk, paper())) as RequestReceipt;
    const requestId = registered.id;
    await at.send(people.clerk, { type: 'requestClarification', requestId, items: ['identity'] });
    await at.catchUp();
    const named = {
      government: GOVERNMENT,
      number: registered.number!,
      secret: registered.secret!,
    };
    const wrong = { kind: 'identityCard', number: '110105194912310021' };
    const answer = (commandId: string, change: object) =>
      at.counter.answerClarification(nobody, { commandId, ...named, ...change });
    expect(await answer('a1', { identity: wrong })).toMatchObject({
      code: 'request.identityInvalid',
    });
    expect(await answer('a2', { description: '行\n'.repeat(10_000) })).toMatchObject({
      code: 'request.descriptionTooLong',
    });
    const right = { kind: 'identityCard', number: '11010519491231002X' };
    const taken = await answer('a3', { identity: right, name: '钟离试' });
    expect(taken).toMatchObject({ __typename: 'Accepted' });
    expect(await answer('a3', { identity: right, name: '钟离试' })).toEqual(taken);
    expect((await at.counter.trackRequest(nobody, named)).clarification).toMatchObject({
      receivedOn: '2026-03-02',
    });
  });

  it('is closed for a minute to who keeps guessing', async () => {
    const at = await desk();
    const named = { government: GOVERNMENT, number: '2026-00001', secret: 'AAAA' };
    for (let i = 0; i < 30; i++) await gateOf(at.counter.trackRequest(nobody, named));
    expect(await gateOf(at.counter.trackRequest(nobody, named))).toBe('TOO_MANY_ATTEMPTS');
    const elsewhere = { ...nobody, source: '192.0.2.2' };
    expect(await gateOf(at.counter.trackRequest(elsewhere, named))).toBe('NOT_FOUND');
  });
});

describe('commands', () => {
  it('are for the roles of the policy; the watch’s are nobody else’s', async () => {
    const at = await desk();
    const requestId = await at.received();
    const extend = { type: 'grantExtension', requestId, reason: '案情复杂' } as const;
    expect(await gateOf(at.send(people.clerk, extend))).toBe('FORBIDDEN');
    expect(codeOf(await at.send(people.head, extend))).toBe('accepted');
    const missed = { type: 'noteMissedDeadline', requestId } as const;
    expect(await gateOf(at.send(people.head, missed))).toBe('FORBIDDEN');
    expect(codeOf(await at.send('watch', missed))).toBe('accepted');
  });

  it('find nothing of another government or agency', async () => {
    const at = await desk();
    const requestId = await at.received();
    const stranger = officer('x', ['clerk'], { tenant: 'T2' });
    expect(codeOf(await at.send(stranger, { type: 'accept', requestId }))).toBe('request.notFound');
    expect(await gateOf(at.cases.request(stranger, requestId))).toBe('NOT_FOUND');
    const other = officer('y', ['clerk'], { agency: 'agency2' });
    expect(await gateOf(at.cases.request(other, requestId))).toBe('NOT_FOUND');
    expect(await gateOf(at.send(other, { type: 'accept', requestId }))).toBe('FORBIDDEN');
  });

  it('split a request into parts that have numbers of their own, once', async () => {
    const at = await desk();
    const requestId = await at.received();
    const split = {
      type: 'split' as const,
      requestId,
      parts: [{ subject: '甲' }, { subject: '乙' }],
      reason: '一事一申请',
    } satisfies PlainRequestInput;
    expect(codeOf(await at.send(people.clerk, split, 'split'))).toBe('accepted');
    expect(codeOf(await at.send(people.clerk, split, 'split'))).toBe('accepted');
    await at.catchUp();
    const { nodes } = await at.cases.requests(people.clerk, null, 'receivedOn');
    expect(nodes.map(({ number, subject, outcome }) => [number, subject, outcome]).sort()).toEqual([
      ['2026-00001', '统计公报编制说明', 'split'],
      ['2026-00001-1', '甲', null],
      ['2026-00001-2', '乙', null],
    ]);
  });

  it('write the letter, sealed, and give it to the applicant for a while', async () => {
    const at = await desk();
    const registered = (await at.send(people.clerk, paper())) as RequestReceipt;
    const requestId = registered.id;
    await at.send(people.clerk, { type: 'requestClarification', requestId, items: ['content'] });
    await at.catchUp();
    const named = {
      government: GOVERNMENT,
      number: registered.number!,
      secret: registered.secret!,
    };
    const { letters } = await at.counter.trackRequest(nobody, named);
    expect(letters).toMatchObject([{ kind: 'clarification', zh: '补正通知书' }]);
    const { digest, path } = letters[0]!;
    const ticket = new URL(path, 'http://x').searchParams.get('ticket')!;
    expect(await at.files.mayRead(digest, nobody, ticket)).toMatchObject({
      name: '补正通知书.pdf',
      mediaType: 'application/pdf',
    });
    expect(await at.files.mayRead('0'.repeat(64), nobody, ticket)).toBeUndefined();
    at.ports.clock.set('2026-03-02T03:00:00.000Z');
    expect(await at.files.mayRead(digest, nobody, ticket)).toBeUndefined();
  });

  it('write what is printed at the counter, on record', async () => {
    const at = await desk();
    const id = await at.received();
    const receipt = await at.prints.requestLetter(people.clerk, id, 'receipt', false);
    expect(receipt).toMatchObject({ name: 'receipt.pdf', mediaType: 'application/pdf' });
    expect(at.audited).toMatchObject([{ type: 'SealedFieldsOpened', fields: ['letter'] }]);
    expect(await gateOf(at.prints.requestLetter(people.clerk, id, 'withdrawn', false))).toBe(
      'NOT_FOUND',
    );
    const auditor = officer('auditor', ['auditor']);
    expect(await gateOf(at.prints.requestLetter(auditor, id, 'receipt', false))).toBe('FORBIDDEN');
    await at.send(people.clerk, { type: 'withdraw', requestId: id });
    expect(await gateOf(at.prints.requestLetter(people.clerk, id, 'withdrawn', false))).toBeNull();
  });

  it('count those of one day in the order of their numbers, however these are written', async () => {
    const at = await desk();
    await numbered(at, '{serial}');
    const ids: string[] = [];
    for (let i = 0; i < 12; i++) ids.push(await at.received());
    await at.received({ identity: { kind: 'passport', number: 'E00000001' } });
    const asked = async (nth: number) => {
      const requestId = ids[nth - 1]!;
      const fee = { type: 'noticeFee', requestId, basis: 'perRequest', quantity: 1 } as const;
      const code = codeOf(await at.send(people.clerk, fee));
      const [noticed] = (await caseOf(at, requestId)).fees;
      return [code, noticed?.amountFen ?? 0];
    };
    // Ten a month are free (国办函〔2020〕109号), whatever day of it they come on.
    expect(await asked(2)).toEqual(['request.feeNothingToPay', 0]);
    expect(await asked(10)).toEqual(['request.feeNothingToPay', 0]);
    expect(await asked(11)).toEqual(['accepted', 10_000]);
    expect(await asked(12)).toEqual(['accepted', 10_000]);
  });

  it('count the requests of the month for the fee by number', async () => {
    const at = await desk();
    for (let i = 0; i < 14; i++) await at.received();
    const requestId = await at.received();
    const fee = { type: 'noticeFee', requestId, basis: 'perRequest', quantity: 1 } as const;
    expect(codeOf(await at.send(people.clerk, fee))).toBe('accepted');
    const { fees } = await caseOf(at, requestId);
    expect(fees).toMatchObject([{ basis: 'perRequest' }]);
    expect(fees[0]!.amountFen).toBeGreaterThan(0);
    expect(await at.cases.requestMonths(people.clerk, requestId)).toEqual([
      { month: '2026-03', count: 15 },
    ]);
  });

  it('name the field that is wrong and repeat nothing personal', async () => {
    const at = await desk();
    const refused = await at.send(people.clerk, paper({ receivedOn: '2026-02-30' }));
    expect(refused).toMatchObject({ code: 'command.invalid', field: 'receivedOn' });
    const named = await at.send(people.clerk, paper({ channel: '钟离试' }));
    expect(named).toBeInstanceOf(Rejection);
    expect(JSON.stringify(named)).not.toContain('钟离试');
  });
});

describe('a case', () => {
  it('goes from receipt to archive', async () => {
    const at = await desk();
    const requestId = await at.received();
    const { clerk, drafter, reviewer, signer, archivist } = people;
    const stageOf = async () => (await caseOf(at, requestId)).stage;
    expect(await stageOf()).toBe('acceptance');
    await at.send(clerk, { type: 'accept', requestId });
    const paperOut = await at.upload(new TextEncoder().encode('%PDF 编制说明'));
    const { digest, key } = paperOut;
    const drafted = await at.send(drafter, {
      type: 'draftReply',
      requestId,
      kind: 'granted',
      says: [{ statement: 'given', text: '予以公开,见附件。' }],
      contents: [{ digest, key, title: '统计公报编制说明' }],
      form: 'paper',
    });
    expect(codeOf(drafted)).toBe('accepted');
    const replyId = (await caseOf(at, requestId)).replies[0]!.replyId;
    expect(codeOf(await at.send(signer, { type: 'approveReply', requestId, replyId }))).toBe(
      'request.secrecyMissing',
    );
    await at.send(drafter, { type: 'requestSecrecy', requestId, replyId });
    expect(await stageOf()).toBe('secrecy');
    await at.send(reviewer, { type: 'passSecrecy', requestId, replyId });
    expect(await stageOf()).toBe('approval');
    await at.send(signer, { type: 'approveReply', requestId, replyId });
    expect(await stageOf()).toBe('issue');
    await at.send(clerk, { type: 'issueReply', requestId, replyId });
    expect(await stageOf()).toBe('delivery');
    const delivered = { type: 'recordDelivery', requestId, replyId, route: 'post' } as const;
    expect(codeOf(await at.send(clerk, delivered))).toBe('accepted');
    expect(await caseOf(at, requestId)).toMatchObject({ stage: 'concluded', outcome: 'granted' });
    const archive = { type: 'archive', requestId, fileNumber: 'A-1' } as const;
    expect(codeOf(await at.send(archivist, archive))).toBe('accepted');
    expect(await stageOf()).toBe('archived');
  });

  it('says what may be done now, and why not', async () => {
    const at = await desk();
    const requestId = await at.received();
    const node = await caseOf(at, requestId);
    const action = (who: typeof people.clerk, command: string) =>
      at.cases.allowed(who, node).find((known) => known.command === command);
    expect(action(people.clerk, 'accept')).toMatchObject({ allowed: true, zh: '受理' });
    expect(action(people.clerk, 'grantExtension')).toMatchObject({ code: 'request.noRole' });
    expect(action(people.head, 'grantExtension')).toMatchObject({ allowed: true });
    expect(action(people.clerk, 'confirmReceipt')).toMatchObject({
      allowed: false,
      code: 'request.confirmationNotNeeded',
      article: '条例第三十一条',
    });
    for (const { code } of at.cases.allowed(people.head, node))
      expect(code).not.toBe('command.invalid');
  });

  it('opens what is sealed only on record, to who may', async () => {
    const at = await desk();
    const id = await at.received();
    const open = at.cases.openedRequest(people.clerk, id, ['applicant', 'contact'], '电话联系');
    expect(JSON.parse((await open).applicant!)).toMatchObject({ name: '钟离试' });
    expect((await open).description).toBeNull();
    expect(at.audited).toMatchObject([
      { type: 'SealedFieldsOpened', account: 'clerk', subject: id, purpose: '电话联系' },
    ]);
    const auditor = officer('auditor', ['auditor']);
    expect(await gateOf(at.cases.openedRequest(auditor, id, ['applicant'], '好奇'))).toBe(
      'FORBIDDEN',
    );
    expect(await gateOf(at.cases.openedRequest(people.clerk, id, ['applicant'], ' '))).toBe(
      'BAD_REQUEST',
    );
  });

  it('shows which other requests are of the same person, without saying who it is', async () => {
    const at = await desk();
    const one = await at.received();
    const two = await at.received({ name: '钟离 试' });
    await at.received({ identity: { kind: 'passport', number: 'E12345678' } });
    await at.catchUp();
    const others = await at.cases.others(people.clerk, await caseOf(at, one));
    expect(others.map(({ id }) => id)).toEqual([two]);
    const filter = { samePersonAs: one };
    expect((await at.cases.requests(people.clerk, filter)).nodes).toHaveLength(2);
  });
});

describe('queues', () => {
  it('filter, sort by due day and count by stage', async () => {
    const at = await desk();
    const late = await at.received({ receivedOn: '2026-01-05' });
    const soon = await at.received();
    await at.received({ channel: 'mail' });
    await at.catchUp();
    const ids = async (filter: object) =>
      (await at.cases.requests(people.clerk, filter)).nodes.map(({ id }) => id);
    expect(await ids({ overdue: true })).toEqual([late]);
    expect(await ids({ dueTo: '2026-03-30' })).toEqual([late, soon]);
    expect(await ids({ stage: 'confirmation' })).toHaveLength(1);
    expect(await ids({ subject: '编制' })).toHaveLength(3);
    expect(await ids({ number: '2026-00002' })).toEqual([soon]);
    const stages = await at.cases.requestStages(people.clerk);
    expect(stages).toContainEqual({ stage: 'acceptance', count: 2 });
    const page = await at.cases.requests(people.clerk, null, 'receivedOn', 2);
    const rest = await at.cases.requests(
      people.clerk,
      null,
      'receivedOn',
      2,
      page.pageInfo.endCursor,
    );
    expect(page.nodes.length + rest.nodes.length).toBe(3);
    expect(rest.pageInfo.hasNextPage).toBe(false);
  });

  it('give supervisors counts and lateness, and nothing else', async () => {
    const at = await desk();
    await at.received({ receivedOn: '2026-01-05' });
    await at.catchUp();
    const supervisor = officer('s', ['supervisor'], { agency: null });
    const overview = await at.overview.requestOverview(supervisor, GOVERNMENT);
    expect(overview[0]).toMatchObject({ open: 1, overdue: 1, concluded: 0 });
    expect(JSON.stringify(overview)).not.toContain('ciphertext');
    expect(await gateOf(at.cases.requests(supervisor, null))).toBeNull();
    expect((await at.cases.requests(supervisor, null)).nodes).toEqual([]);
    const stranger = officer('t', ['supervisor'], { tenant: 'T2', agency: null });
    expect(await gateOf(at.overview.requestOverview(stranger, GOVERNMENT))).toBe('NOT_FOUND');
    expect(await gateOf(at.overview.requestOverview(people.clerk, GOVERNMENT))).toBe('NOT_FOUND');
  });
});

describe('the receipt of a registration', () => {
  it('is for officers and the public one and the same', async () => {
    const at = await desk();
    const answer = await at.mutations['registerRequest']!(people.clerk, {
      commandId: 'r1',
      agency: 'agency1',
      channel: 'inPerson',
      applicantKind: 'business',
      name: '某某有限公司',
      identity: { kind: 'organisationCode', number: '91350100M000100Y43' },
      contact: { phone: '0000-1' },
      description: '采购结果',
    });
    expect(answer).toMatchObject({ __typename: 'RequestRegistered', number: '2026-00001' });
    const requestId = answer['id'] as string;
    const corrected = await at.mutations['correctReceipt']!(people.clerk, {
      commandId: 'r2',
      requestId,
      change: { applicantKind: 'research' },
      reason: '登记有误',
    });
    expect(corrected).toMatchObject({ __typename: 'Accepted' });
    expect((await caseOf(at, requestId)).applicantKind).toBe('research');
    const outcome = (await at.send(people.clerk, { type: 'accept', requestId })) as Receipt;
    expect(outcome.revision).toBeGreaterThan(2);
  });
});
