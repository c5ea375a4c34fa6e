import { agencyProjection, Tree, type NodeRow } from '@gongkai/directory';
import { CalendarBook } from '@gongkai/holiday';
import {
  parseRecord,
  streamName,
  type NewEvent,
  type Officer,
  type Receipt,
  type Recorded,
} from '@gongkai/kernel';
import { Cursors } from '@gongkai/nest';
import { requestStreamEvents } from '@gongkai/request';
import {
  deskFor,
  gateOf,
  MemoryBlobs,
  memoryVault,
  officerWith,
  policyConformance,
} from '@gongkai/testing';
import { Opener } from '@gongkai/vault';
import { SuitCommand } from './commands.js';
import { litigationContext } from './index.js';
import { SuitMutations } from './mutation.resolver.js';
import { litigationPolicy } from './policy.js';
import { SuitHandler } from './suit.handler.js';
import { courtOrders, suitEvidenceWatch } from './suit.process.js';
import { SuitResolver } from './suit.resolver.js';

policyConformance('litigation', litigationPolicy);

const row = (
  id: string,
  tenant: string,
  kind: NodeRow['kind'],
  parent: string | null,
): NodeRow => ({
  id,
  kind,
  tenant,
  grouping: false,
  government: kind === 'county' ? { name: `${id}人民政府`, joinedOn: '2008-05-01' } : null,
  revision: 1,
  spans: [{ since: null, code: id, name: id, parent }],
  until: null,
  into: null,
});

const legal = officerWith('legalOfficer', 'agency1');
const office = officerWith('legalOfficer');
const sealed = { key: 'p1', nonce: 'n', ciphertext: 'c', commitment: 'm' };

/** A request of agency1, received, refused on a ground, given and so ended, as the log has it. */
const requestEvents = (ground: string | null) => {
  const of = { requestId: 'r1', round: 1, applicantKind: 'natural' };
  const reply = { replyId: 'a1', kind: 'refused', article: '条例第三十六条', ground };
  const content = { groundArticle: null, contentDigest: 'd' };
  const route = { route: 'post', handedOverOn: '2026-01-09', signedOn: null };
  return [
    {
      type: 'RequestReceived',
      data: {
        requestId: 'r1',
        number: '2026-1',
        agency: 'agency1',
        kind: 'disclosure',
        channel: 'signedPost',
        applicantKind: 'natural',
        identityKind: 'none',
        identityMac: null,
        receivedOn: '2026-01-05',
        confirmedOn: null,
        restarts: [],
        edition: '2019',
        editionReason: null,
        person: 'p1',
        applicant: sealed,
        contact: sealed,
        agent: null,
        description: sealed,
        files: [],
        supply: { form: 'paper', route: 'post' },
        subject: null,
        trackingDigest: null,
        defects: [],
        partOf: null,
        registeredBy: 'clerk',
      },
    },
    {
      type: 'DeadlineSet',
      data: {
        ...{ requestId: 'r1', round: 1, startsOn: '2026-01-05', dueOn: '2026-02-02' },
        ...{ edition: '2019', provisional: false, calendar: 0, cause: 'receipt' },
      },
    },
    {
      type: 'ReplyDrafted',
      data: {
        ...{ requestId: 'r1', round: 1, ...reply, ...content },
        ...{ text: null, statements: [], contents: [], form: null },
        ...{ draftedBy: 'drafter', draftedOn: '2026-01-07' },
      },
    },
    {
      type: 'ReplyIssued',
      data: {
        ...{ ...of, ...reply, ...content, remedy: 'reconsiderationFirst', letter: null },
        ...{ issuedBy: 'clerk', issuedOn: '2026-01-08' },
      },
    },
    {
      type: 'ReplyDelivered',
      data: {
        ...{ ...of, replyId: 'a1', ...route, givenOn: '2026-01-09', dueOn: '2026-02-02' },
        ...{ late: false, extended: false, irregular: null, recordedBy: 'clerk' },
      },
    },
    {
      type: 'RequestConcluded',
      data: { ...of, outcome: 'refusedPrivacy', extended: false, concludedOn: '2026-01-09' },
    },
  ];
};

const platform = async (ground: string | null = null) => {
  const vault = memoryVault();
  const { key: person } = await vault.person('T1', null);
  const calendars = new CalendarBook();
  const blobs = new MemoryBlobs();
  const tree = Tree.from([
    row('D1', 'T1', 'county', null),
    row('agency1', 'T1', 'department', 'D1'),
    row('agency2', 'T1', 'department', 'D1'),
  ]);
  const contexts = [
    litigationContext,
    { projections: [agencyProjection, suitEvidenceWatch, courtOrders] },
  ];
  const desk = await deskFor(
    contexts as never,
    ({ store, ids, clock }) => [
      [SuitCommand, new SuitHandler(store, ids, clock, blobs, vault, calendars, tree)],
    ],
    { agencies: [{}, { id: 'agency2', name: '县档案局' }] },
  );
  desk.clock.set('2026-06-30T02:00:00Z');
  const append = async (events: readonly { type: string; data: object }[], known = 0) => {
    const stored = events.map(({ type, data }, i): NewEvent => {
      const spec = requestStreamEvents[type as 'RequestConcluded'];
      const whole = type === 'RequestReceived' ? { ...data, person } : data;
      return {
        meta: {
          id: desk.ids.id(),
          type,
          schema: spec.version,
          tenant: 'T1',
          agency: 'agency1',
          aggregate: 'request',
          aggregateId: 'r1',
          revision: known + i + 1,
          actor: { kind: 'officer', id: 'clerk' },
          command: { id: `r${known + i}`, digest: '' },
          causation: null,
          correlation: 'r',
          occurredOn: '2026-01-09',
          origin: 'live',
        },
        data: JSON.stringify(whole),
        facet: 0,
      };
    });
    await desk.store.append(streamName('T1', 'request', 'r1'), known, stored);
  };
  await append(requestEvents(ground));
  const audited: unknown[] = [];
  const record = (_: string, entry: unknown) => Promise.resolve(void audited.push(entry));
  const resolver = new SuitResolver(
    desk.reads,
    new Cursors(new Uint8Array(32)),
    desk.store,
    desk.clock,
    calendars,
    new Opener(vault, { record }),
  );
  const mutations = new SuitMutations(desk.bus as never);
  let next = 0;
  const send = (name: Exclude<keyof SuitMutations, 'bus'>, who: Officer, input: object) =>
    mutations[name](who, { commandId: `c${++next}`, ...input }) as Promise<
      Partial<Receipt> & { code?: string }
    >;
  return { ...desk, resolver, send, audited, append, blobs, person };
};

const suit = {
  agency: 'agency1',
  route: 'direct',
  challenged: { kind: 'reply', requestId: 'r1', replyId: 'a1' },
  court: '衡阳铁路运输法院',
  subject: '不服政府信息公开答复',
  filedOn: '2026-03-02',
  plaintiff: { name: '钟离试', identity: null, contact: '试验路一号' },
};

describe('the desk of suits', () => {
  it('reads the act off the request, seals the plaintiff under the key of the applicant', async () => {
    const { resolver, send, catchUp, store, audited, person } = await platform('personalPrivacy');
    const { id } = await send('fileSuit', legal, suit);
    await catchUp();
    const [stored] = await store.read(streamName('T1', 'suit', id!));
    const { data, meta } = parseRecord(stored!.record);
    expect(data).toMatchObject({ person, decidedOn: '2026-01-08', reviewSkipped: true });
    expect(meta).toMatchObject({ agency: 'agency1', occurredOn: '2026-03-02' });
    expect(Buffer.from(stored!.record).toString()).not.toContain('钟离试');
    expect(await resolver.suit(legal, id!)).toMatchObject({
      challengedId: 'r1',
      replyId: 'a1',
      limit: { from: '2026-01-09', lastDay: '2026-07-09' },
    });
    const opened = await resolver.openedSuit(legal, id!, '核对送达地址');
    expect(opened.plaintiff).toContain('钟离试');
    expect(audited).toHaveLength(1);
    expect(await gateOf(resolver.openedSuit(legal, id!, ' '))).toBe('BAD_REQUEST');
    const clerk = officerWith('clerk', 'agency1');
    expect(await gateOf(resolver.openedSuit(clerk, id!, '核对'))).toBe('FORBIDDEN');
  });

  it('refuses what there was not: no such reply, before it was given, silence before its end', async () => {
    const { send } = await platform();
    const filed = (more: object) => send('fileSuit', legal, { ...suit, ...more });
    const nothing = { code: 'litigation.nothingToChallenge' };
    const of = (replyId: string) => ({ challenged: { ...suit.challenged, replyId } });
    expect(await filed(of('other'))).toMatchObject(nothing);
    expect(await filed({ filedOn: '2026-01-08' })).toMatchObject(nothing);
    const silence = { challenged: { kind: 'silence', requestId: 'r1', replyId: null } };
    expect(await filed(silence)).toMatchObject(nothing);
    expect(await filed({ challenged: { kind: 'silence', requestId: 'r2' } })).toMatchObject(
      nothing,
    );
    const document = { challenged: { kind: 'publication', documentId: 'd1' } };
    expect(await filed(document)).toMatchObject(nothing);
    const lapsed = { challenged: { kind: 'noLongerProcessed', requestId: 'r1' } };
    expect(await filed(lapsed)).toMatchObject(nothing);
    const elsewhere = { ...suit, agency: 'agency2' };
    expect(await send('fileSuit', office, elsewhere)).toMatchObject({
      code: 'litigation.otherAgency',
    });
    const named = { ...suit, subject: '钟离试不服答复' };
    expect(await send('fileSuit', legal, named)).toMatchObject({ code: 'request.personalInClear' });
    const after = { route: 'afterReconsideration', reconsiderationId: 'f1' };
    expect(await filed(after)).toMatchObject({ code: 'litigation.reconsiderationUnknown' });
  });

  it('links several suits on one act, and lists them to those who may see them', async () => {
    const { resolver, send, catchUp } = await platform();
    const first = await send('fileSuit', legal, suit);
    const second = await send('fileSuit', office, {
      ...suit,
      agency: 'agency2',
      role: 'jointRespondent',
      jointWith: ['agency1'],
      filedOn: '2026-03-03',
    });
    await catchUp();
    const list = async (who: Officer, args: Record<string, unknown>) =>
      (await resolver.suits(who, args)).nodes.map(({ id }) => id);
    expect(await list(office, {})).toEqual([second.id, first.id]);
    expect(await list(legal, {})).toEqual([first.id]);
    expect(await list(office, { challenged: 'r1', role: 'respondent' })).toEqual([first.id]);
    expect(() => resolver.suits(legal, { agency: 'agency2' })).toThrow('NOT_FOUND');
    expect(await gateOf(resolver.suit(legal, second.id!))).toBe('NOT_FOUND');
    const node = await resolver.suit(office, first.id!);
    expect((await resolver.siblings(office, node)).map(({ id }) => id)).toEqual([second.id]);
    expect(await resolver.siblings(legal, node)).toEqual([]);
  });

  it('marks the events of a joint respondent by who counts the suit first', async () => {
    const { send, store } = await platform();
    const joint = { ...suit, agency: 'agency2', role: 'jointRespondent', jointWith: ['agency1'] };
    const { id } = await send('fileSuit', office, joint);
    const [stored] = await store.read(streamName('T1', 'suit', id!));
    expect(parseRecord(stored!.record).meta.agency).toBe('agency2~agency1');
    const below = { ...joint, agency: null };
    expect(await send('fileSuit', office, below)).toMatchObject({
      code: 'litigation.countedBelow',
    });
    const unknown = { ...joint, jointWith: ['nowhere'] };
    expect(await send('fileSuit', office, unknown)).toMatchObject({
      code: 'litigation.nodeUnknown',
    });
    const local = officerWith('legalOfficer', 'agency2');
    expect(await send('acceptSuit', local, { suitId: id, number: '12' })).toMatchObject({
      revision: 2,
    });
  });

  it('gives one receipt for one command, and seals nothing twice', async () => {
    const { send, store } = await platform();
    const once = { ...suit, commandId: 'same' };
    const first = await send('fileSuit', legal, once);
    expect(await send('fileSuit', legal, once)).toEqual(first);
    const other = { ...once, court: '另一法院' };
    expect(await send('fileSuit', legal, other)).toMatchObject({ code: 'command.idReused' });
    expect(await store.read(streamName('T1', 'suit', first.id!))).toHaveLength(1);
  });

  it('says what may be done, and why not, as the commands would', async () => {
    const { resolver, send } = await platform();
    const { id: suitId } = await send('fileSuit', legal, suit);
    const node = await resolver.suit(legal, suitId!);
    const allowed = resolver.allowed(legal, node).filter((of) => of.allowed);
    expect(allowed.map(({ command }) => command)).toEqual([
      'accept',
      'joinParty',
      'receiveCopy',
      'judge',
      'void',
    ]);
    const clerk = officerWith('clerk', 'agency1');
    expect(resolver.allowed(clerk, node).map(({ code }) => code)).toEqual(
      Array(12).fill('litigation.noRole'),
    );
  });

  it('has the watch note once that no evidence came', async () => {
    const { resolver, send, catchUp, reads, bus, blobs } = await platform();
    const { id: suitId } = await send('fileSuit', legal, suit);
    await send('receiveSuitCopy', legal, { suitId, on: '2026-03-10' });
    await catchUp();
    const rows = async () =>
      (await reads.find(suitEvidenceWatch.collection, 'T1', { limit: 9 })).rows;
    const [waiting] = await rows();
    expect(suitEvidenceWatch.due(waiting!, '2026-03-25')).toEqual([]);
    const [note] = suitEvidenceWatch.due(waiting!, '2026-03-26');
    const caller = { kind: 'process', name: 'suitEvidenceWatch' } as const;
    const call = { tenant: 'T1', caller, commandId: 'w1', body: note };
    await bus.execute(suitEvidenceWatch.command(call, note!));
    await catchUp();
    expect(await rows()).toEqual([]);
    expect((await resolver.suits(legal, {})).nodes).toMatchObject([{ evidenceMissed: true }]);
    const byHand = { ...call, caller: { kind: 'officer', officer: legal } as const };
    const same = new SuitCommand(byHand, { type: 'noteEvidenceMissed', suitId });
    expect(await gateOf(bus.execute(same))).toBe('FORBIDDEN');
    const items = [{ title: '检索记录', digest: 'a'.repeat(64) }];
    expect(await send('fileSuitEvidence', legal, { suitId, items })).toMatchObject({
      code: 'litigation.fileUnknown',
    });
    const bytes = (async function* () {
      yield new Uint8Array([1]);
    })();
    const { digest } = await blobs.put('T1', bytes, 10);
    const late = { suitId, items: [{ title: '检索记录', digest }] };
    expect(await send('fileSuitEvidence', legal, late)).toMatchObject({ revision: 4 });
  });

  it('sends an order to answer anew to the request, once, with a round of its own', async () => {
    const { send, catchUp, reads, append } = await platform();
    const { id: suitId } = await send('fileSuit', legal, suit);
    await send('judgeSuit', legal, {
      suitId,
      outcome: 'quashed',
      number: '(2026)湘8602行初12号',
      judgedOn: '2026-05-20',
      servedOn: '2026-05-22',
      order: { days: 15 },
    });
    await catchUp();
    const rows = async () => (await reads.find(courtOrders.collection, 'T1', { limit: 9 })).rows;
    expect(await rows()).toEqual([]);
    await send('concludeSuit', legal, { suitId, on: '2026-06-09' });
    await catchUp();
    const [waiting] = await rows();
    expect(courtOrders.due(waiting!, '2026-06-08')).toEqual([]);
    const [given] = courtOrders.due(waiting!, '2026-06-30');
    expect(given!.order).toMatchObject({
      type: 'undoReply',
      requestId: 'r1',
      replyId: 'a1',
      by: 'court',
      reference: '(2026)湘8602行初12号',
      days: 15,
      startsOn: '2026-06-09',
    });
    // An order that nobody takes is not tried for ever.
    expect(courtOrders.due(waiting!, '2026-08-30')).toEqual([]);
    const round = { requestId: 'r1', round: 2, applicantKind: 'natural', startsOn: '2026-06-09' };
    await append([{ type: 'RoundOpened', data: { ...round, days: 15, reason: 'r' } }], 6);
    await catchUp();
    expect(await rows()).toEqual([]);
    const ended = { type: 'SuitConcluded', data: { anew: null } } as unknown as Recorded<never>;
    expect(courtOrders.key(ended)).toBeUndefined();
  });

  it('keeps a third party that is a person sealed', async () => {
    const { resolver, send } = await platform();
    const { id: suitId } = await send('fileSuit', legal, suit);
    const person = {
      name: '欧阳试',
      identity: { kind: 'identityCard', number: '11010519491231002X' },
    };
    await send('joinSuitParty', legal, { suitId, kind: 'thirdParty', person });
    const node = await resolver.suit(legal, suitId!);
    expect(node.parties).toMatchObject([{ kind: 'thirdParty', name: null, sealed: true }]);
    const opened = await resolver.openedSuit(legal, suitId!, '送达');
    expect(opened.parties[0]).toContain('欧阳试');
  });
});
