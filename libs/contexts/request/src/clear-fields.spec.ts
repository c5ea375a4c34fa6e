import type { Letters } from '@gongkai/letter';
import { Rejection } from '@gongkai/kernel';
import { deskFor, gateOf, MemoryBlobs, memoryVault } from '@gongkai/testing';
import fc from 'fast-check';
import { Desk, paper, people } from './desk.js';
import { requestContext } from './index.js';
import type { PlainRequestInput } from './commands.plain.js';

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
const desk = async () => {
  const at = await deskFor([requestContext]);
  return new Desk({
    ...at,
    blobs: new MemoryBlobs(),
    vault: memoryVault(at.clock),
    letters: noLetters,
  });
};

/** Of the applicant of `paper`, of the agent, of the third party, and of somebody nobody named. */
const PLANTED = [
  '钟离试',
  '11010519491231002X',
  '13900000000',
  '第五测',
  '东郭验',
  '13900000008',
  '110105194912310038',
  'planted@example.org',
  'E12345678',
] as const;
const agent = { name: '第五测', authorised: true };
const addressee = { name: '东郭验', contact: { phone: '0734-8000001' } };

/** Every field in clear of every command of an officer, with the text put into it. */
const commands: Record<string, (requestId: string, text: string) => object> = {
  subject: (requestId, subject) => ({ type: 'setSubject', requestId, subject }),
  correction: (requestId, reason) => ({
    type: 'correctReceipt',
    requestId,
    change: { field: 'channel', now: 'inPerson' },
    reason,
  }),
  edition: (requestId, reason) => ({ type: 'overrideEdition', requestId, edition: '2007', reason }),
  unit: (requestId, unit) => ({ type: 'route', requestId, unit }),
  officer: (requestId, officer) => ({ type: 'route', requestId, officer }),
  transfer: (requestId, reason) => ({ type: 'transfer', requestId, outside: '某局', reason }),
  outside: (requestId, outside) => ({ type: 'transfer', requestId, outside, reason: '职责' }),
  split: (requestId, reason) => ({
    type: 'split',
    requestId,
    parts: [{ subject: '甲' }, { subject: '乙' }],
    reason,
  }),
  part: (requestId, subject) => ({
    type: 'split',
    requestId,
    parts: [{ subject: '甲' }, { subject }],
    reason: '一事一申请',
  }),
  join: (requestId, reason) => ({ type: 'join', requestId, into: 'other', reason }),
  extension: (requestId, reason) => ({ type: 'grantExtension', requestId, reason }),
  consent: (requestId, consentedBy) => ({
    type: 'grantExtension',
    requestId,
    reason: '复杂',
    consentedBy,
  }),
  asked: (requestId, name) => ({
    type: 'sendConsultation',
    requestId,
    kind: 'otherAgency',
    name,
  }),
  consultation: (requestId, consultationId) => ({
    type: 'sendConsultation',
    requestId,
    kind: 'otherAgency',
    name: '某局',
    consultationId,
  }),
  goodReason: (requestId, goodReason) => ({
    type: 'receiveClarification',
    requestId,
    description: '已补正',
    goodReason,
  }),
  title: (requestId, title) => ({
    type: 'draftReply',
    requestId,
    kind: 'granted',
    contents: [{ digest: 'f'.repeat(64), title }],
  }),
  article: (requestId, article) => ({
    type: 'draftReply',
    requestId,
    kind: 'notHeld',
    text: '不存在',
    article,
  }),
  question: (requestId, question) => ({
    type: 'askSecrecyGuidance',
    requestId,
    replyId: 'r1',
    department: 'secrecy',
    name: '保密局',
    question,
  }),
  remark: (requestId, remark) => ({ type: 'passSecrecy', requestId, replyId: 'r1', remark }),
  undo: (requestId, reason) => ({
    type: 'undoReply',
    requestId,
    replyId: null,
    by: 'office',
    reference: '1',
    reason,
  }),
  reference: (requestId, reference) => ({
    type: 'undoReply',
    requestId,
    replyId: null,
    by: 'court',
    reference,
    reason: '撤销',
  }),
  suggestion: (requestId, reason) => ({
    type: 'decideSuggestion',
    requestId,
    suggestionId: 's1',
    taken: false,
    reason,
  }),
  file: (requestId, fileNumber) => ({ type: 'archive', requestId, fileNumber }),
};
const intake: Record<string, (text: string) => object> = {
  subject: (subject) => ({ subject }),
  number: (number) => ({ number }),
  editionReason: (editionReason) => ({ edition: '2007', editionReason }),
};
const words = fc.constantFrom('', '转', '关于', '请见(');

const inLog = async (at: Desk, text: string) =>
  (await at.log()).some((record) => new TextDecoder().decode(record).includes(text));

describe('planted personal data in a field that is kept in clear', () => {
  it('is in no event, whatever the command', async () => {
    const at = await desk();
    const requestId = await at.received({ agent });
    const consulted = { type: 'sendConsultation', requestId, kind: 'thirdParty', addressee };
    await at.send(people.clerk, consulted as PlainRequestInput);
    const known = fc.constantFrom(...PLANTED);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(commands)),
        known,
        words,
        async (field, planted, before) => {
          const data = commands[field]!(requestId, `${before}${planted}`);
          const who = { ...people.clerk, grants: Object.values(people).flatMap((p) => p.grants) };
          const outcome = await at.send(who, data as PlainRequestInput);
          expect(outcome).toBeInstanceOf(Rejection);
          expect(JSON.stringify(outcome)).not.toContain(planted);
          expect(await inLog(at, planted)).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is in no event of a registration, the claim of its number included', async () => {
    const at = await desk();
    const three = fc.constantFrom('钟离试', '11010519491231002X', '13900000000', '第五测');
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(intake)), three, async (field, planted) => {
        const outcome = await at.send(people.clerk, paper({ agent, ...intake[field]!(planted) }));
        expect(outcome).toBeInstanceOf(Rejection);
        expect(JSON.stringify(outcome)).not.toContain(planted);
        expect(await inLog(at, planted)).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  it('is compared with nobody once the key of the person is destroyed', async () => {
    const at = await desk();
    const requestId = await at.received();
    const rename = { type: 'setSubject', requestId, subject: '钟离试验田规划' } as const;
    expect(await at.send(people.clerk, rename)).toMatchObject({
      code: 'request.personalInClear',
      field: 'subject',
      details: { personal: 'ownName' },
    });
    await at.catchUp();
    const { row } = await at.cases.request(people.clerk, requestId);
    await at.ports.vault.shred('T1', row.person);
    expect(await at.send(people.clerk, rename)).not.toBeInstanceOf(Rejection);
  });

  it('is not said to the audit either, as the purpose of an opening', async () => {
    const at = await desk();
    const id = await at.received();
    const opening = at.cases.openedRequest(people.clerk, id, ['contact'], '回电13900000000');
    expect(await gateOf(opening)).toBe('BAD_REQUEST');
    expect(at.audited).toEqual([]);
  });

  it('is not what a firm is called', async () => {
    const at = await desk();
    const firm = paper({
      applicantKind: 'business',
      name: '试验化工有限公司',
      identity: { kind: 'none', number: null },
      subject: '试验化工有限公司环评批复',
    });
    expect(await at.send(people.clerk, firm)).not.toBeInstanceOf(Rejection);
  });
});
