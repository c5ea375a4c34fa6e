import { catalogueContext, starterColumns } from '@gongkai/catalogue';
import { type Officer } from '@gongkai/kernel';
import { deskFor, gateOf, MemoryBlobs } from '@gongkai/testing';
import { documentMutations } from './mutation.resolver.js';
import { publicationContext } from './index.js';
import { Office, people, nobody, officer } from './office.js';
import { draft } from './testing.js';

const office = async () => {
  const agencies = [{}, { id: 'agency2', code: '008350048', name: '县财政局' }];
  const at = await deskFor([catalogueContext, publicationContext], () => [], { agencies });
  return new Office({ ...at, blobs: new MemoryBlobs() }).open();
};

describe('the public', () => {
  it('searches and counts what is published, and nothing else', async () => {
    const at = await office();
    const [shown] = [await at.ready(), await at.ready({ title: '尚未公开的通知' })];
    await at.publish(shown);
    await at.publish(shown, { channel: 'weibo' });
    await at.catchUp();
    const page = await at.items.publicItems('430422', { text: '通知' });
    expect(page.nodes).toMatchObject([{ id: shown, title: '关于印发2026年工作要点的通知' }]);
    expect((await at.items.publicItems('430422', { channel: 'wechat' })).nodes).toEqual([]);
    expect(
      (await at.items.publicItems('430422', { agency: 'agency1', year: 2026 })).nodes,
    ).toHaveLength(1);
    expect((await at.items.publicItems('430422', { agency: 'own' })).nodes).toEqual([]);
    const facets = await at.items.publicItemFacets(nobody, '430422');
    expect(facets).toMatchObject({
      total: 1,
      agency: [{ value: 'agency1', name: '00835003X', count: 1 }],
      column: [{ name: starterColumns[0]!.name, count: 1 }],
      year: [{ value: '2026', count: 1 }],
      channel: [{ count: 1 }, { count: 1 }],
    });
    expect(await at.items.columnName(nobody, page.nodes[0]!)).toBe(starterColumns[0]!.name);
    expect(await gateOf(at.items.publicItems('430999'))).toBe('NOT_FOUND');
    expect((await at.items.publicItems('430423')).nodes).toEqual([]);
  });
  it('may fetch attachments of public items only', async () => {
    const at = await office();
    const bytes = async function* () {
      yield new Uint8Array([1, 2, 3]);
    };
    const { digest } = await at.ports.blobs.put('T1', bytes(), 10);
    const id = await at.ready({
      attachments: [{ digest, name: '附件.pdf', bytes: 3, mediaType: 'application/pdf' }],
    });
    await at.catchUp();
    expect(await at.files.mayRead(digest, nobody)).toBeUndefined();
    expect(await at.files.mayRead(digest, { ...nobody, officer: people.drafter })).toMatchObject({
      name: '附件.pdf',
    });
    await at.publish(id);
    await at.catchUp();
    expect(await at.files.mayRead(digest, nobody)).toEqual({
      tenant: 'T1',
      name: '附件.pdf',
      mediaType: 'application/pdf',
      item: { tenant: 'T1', agency: 'agency1', id },
    });
  });
  it('opens an item by its id or number, which counts; a search and what is not there do not', async () => {
    const at = await office();
    const id = await at.ready();
    await at.publish(id);
    await at.catchUp();
    const item = { tenant: 'T1', agency: 'agency1', id };
    const { indexNumber } = (await at.items.publicItem(nobody, '430422', id))!;
    await at.items.publicItem(nobody, '430422', null, indexNumber);
    await at.items.publicItems('430422', { text: '通知' });
    await at.items.publicItem(nobody, '430422', 'absent');
    expect(await gateOf(at.items.publicItem(nobody, '430422'))).toBe('BAD_REQUEST');
    expect(at.used).toEqual([
      ['views', item],
      ['views', item],
    ]);
  });
});

describe('supervision', () => {
  it('counts stages and lateness below, of drafts nothing, and of strangers nothing', async () => {
    const at = await office();
    const late = await at.ready({ formedOn: '2025-01-02' });
    await at.publish(late);
    await at.catchUp();
    const grants = [{ role: 'supervisor' as const, agency: null }];
    const supervisor: Officer = { ...officer('supervisor', []), grants };
    const [government, ...rest] = await at.overview.documentOverview(supervisor, '430422');
    const published = { overdue: 0, dueSoon: 0, publishedLate: 1 };
    expect(government).toMatchObject(published);
    expect(rest).toEqual([]);
    const counts = new Map(government!.stages.map(({ stage, count }) => [stage as string, count]));
    expect(counts.has('drafting')).toBe(false);
    expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(JSON.stringify(government)).not.toContain('通知');
    const ask = (who: Officer, node: string) => gateOf(at.overview.documentOverview(who, node));
    expect(await ask(people.drafter, '430422')).toBe('NOT_FOUND');
    expect(await ask(supervisor, '430423')).toBe('NOT_FOUND');
  });
});

describe('the officers’ desk', () => {
  it('shows queues, what may be done and why not', async () => {
    const at = await office();
    const id = await at.ready();
    await at.catchUp();
    expect(
      (await at.queues.documentQueue(people.clerk, 'publication')).nodes.map((row) => row.id),
    ).toEqual([id]);
    expect((await at.queues.documentQueue(people.clerk, 'secrecy')).nodes).toEqual([]);
    const document = await at.desk.document(people.clerk, id);
    const action = (who: Officer, command: string) =>
      at.desk.actions(who, document).find((known) => known.command === command);
    expect(action(people.clerk, 'publish')).toMatchObject({ allowed: true });
    expect(action(people.clerk, 'correct')).toMatchObject({
      allowed: false,
      code: 'publication.notPublic',
    });
    expect(action(people.drafter, 'publish')).toMatchObject({
      allowed: false,
      code: 'publication.noRole',
    });
    expect((await at.desk.documentTimeline(people.clerk, id)).map(({ type }) => type)).toEqual([
      'DocumentDrafted',
      'AttributeProposed',
      'SecrecyReviewRequested',
      'SecrecyReviewPassed',
      'AttributeDecided',
      'DocumentApproved',
    ]);
    expect(await at.queues.documentStages(people.clerk)).toContainEqual({
      stage: 'publication',
      count: 1,
    });
  });
  it('hides papers of other agencies and governments like absent ones', async () => {
    const at = await office();
    const id = await at.ready();
    await at.catchUp();
    const other = officer('y', ['clerk'], { agency: 'agency2' });
    for (const who of [other, officer('z', ['clerk'], { tenant: 'T2' })]) {
      expect(await gateOf(at.desk.document(who, id))).toBe('NOT_FOUND');
      expect((await at.queues.documentQueue(who)).nodes).toEqual([]);
    }
  });
  it('gives an agency asked for its word the paper and its attachments, and no other', async () => {
    const at = await office();
    const bytes = async function* () {
      yield new Uint8Array([1, 2, 3]);
    };
    const { digest } = await at.ports.blobs.put('T1', bytes(), 10);
    const attachments = [{ digest, name: '附件.pdf', bytes: 3, mediaType: 'application/pdf' }];
    const documentId = await at.ready({ attachments });
    const [asked, other] = ['agency2', 'agency3'].map((agency) =>
      officer('y', ['sectionHead'], { agency }),
    ) as [Officer, Officer];
    const mayFetch = (who: Officer) => at.files.mayRead(digest, { ...nobody, officer: who });
    await at.catchUp();
    expect(await mayFetch(asked)).toBeUndefined();
    await at.ask(documentId, 'agency2');
    await at.catchUp();
    expect(await at.desk.document(asked, documentId)).toMatchObject({ id: documentId });
    expect(await mayFetch(asked)).toMatchObject({ name: '附件.pdf' });
    expect(await mayFetch(other)).toBeUndefined();
    expect(await gateOf(at.desk.document(other, documentId))).toBe('NOT_FOUND');
  });
  it('shows an agency asked what it was asked about, neither before nor after', async () => {
    const at = await office();
    const documentId = await at.ready();
    const asked = officer('y', ['sectionHead'], { agency: 'agency2' });
    const waiting = async () => {
      await at.catchUp();
      return (await at.queues.coordinationQueue(asked, 'agency2')).nodes.map(({ id }) => id);
    };
    await at.ask(documentId, 'agency2');
    expect(await waiting()).toEqual([documentId]);
    expect(await at.desk.document(asked, documentId)).toMatchObject({ id: documentId });
    const { today } = at.ports.clock;
    expect(await gateOf(at.desk.document(asked, documentId, { asOf: today() }))).toBe('FORBIDDEN');
    expect(await gateOf(at.desk.documentTimeline(asked, documentId))).toBe('FORBIDDEN');
    expect(await at.desk.documentTimeline(people.drafter, documentId)).not.toHaveLength(0);
    const { title: _, ...content } = draft() as { title: string };
    const { agency: _a, column: _c, ...fields } = content as Record<string, unknown>;
    const revision = { ...fields, type: 'revise', documentId, title: '另一稿' };
    await at.send(people.drafter, revision as never);
    expect(await waiting()).toEqual([]);
    expect(await gateOf(at.desk.document(asked, documentId))).toBe('NOT_FOUND');
    await at.ask(documentId, 'agency2');
    expect(await waiting()).toEqual([documentId]);
    expect(await at.desk.document(asked, documentId)).toMatchObject({ title: '另一稿' });
  });
  it('lists what is still to be inspected, submitted and delivered', async () => {
    const at = await office();
    const documentId = await at.ready();
    await at.publish(documentId);
    const officerOf = officer('o', ['disclosureOfficer', 'archivist']);
    const open = async (which: {
      inspected?: boolean;
      submitted?: boolean;
      delivered?: boolean;
    }) => {
      await at.catchUp();
      const { inspected, submitted, delivered } = which;
      const asked = ['published', null, null, inspected, submitted, delivered] as const;
      return (await at.queues.documentQueue(officerOf, ...asked)).nodes.map(({ id }) => id);
    };
    expect(await open({ inspected: false })).toEqual([documentId]);
    await at.send(officerOf, { type: 'recordInspection', documentId, findings: [] });
    expect(await open({ inspected: false })).toEqual([]);
    expect(await open({ inspected: true })).toEqual([documentId]);
    expect(await open({ submitted: false })).toEqual([documentId]);
    const submit = { type: 'submit', documentId, to: '衡阳市', site: '市门户' } as const;
    await at.send(people.clerk, submit);
    expect(await open({ submitted: false })).toEqual([]);
    const returned = { type: 'recordReturned', documentId, submission: 1, reason: '格式' } as const;
    await at.send(people.clerk, returned);
    expect(await open({ submitted: false })).toEqual([documentId]);
    expect(await open({ delivered: false })).toEqual([documentId]);
    await at.send(officerOf, { type: 'deliver', documentId, to: 'archive', place: '县档案馆' });
    expect(await open({ delivered: false })).toEqual([]);
    expect(await at.desk.document(officerOf, documentId)).toMatchObject({
      inspectedOn: '2026-03-02',
      deliveries: [{ to: 'archive', place: '县档案馆', version: 1 }],
    });
  });
  it('lists what an agency sent to a superior’s site to its own officers', async () => {
    const at = await office();
    const documentId = await at.ready();
    await at.send(people.clerk, { type: 'submit', documentId, to: '衡阳市', site: '市门户' });
    await at.catchUp();
    const sent = { documentId, agency: 'agency1', submission: 1, outcome: 'sent' };
    expect((await at.queues.submissions(people.clerk)).nodes).toMatchObject([sent]);
    expect((await at.queues.submissions(people.clerk, 'agency1', 'taken')).nodes).toEqual([]);
    const other = officer('y', ['clerk'], { agency: 'agency2' });
    expect((await at.queues.submissions(other)).nodes).toEqual([]);
    expect(() => at.queues.submissions(other, 'agency1')).toThrow('NOT_FOUND');
  });
  it('lists the late, what is due for evaluation and the columns overdue', async () => {
    const at = await office();
    const id = await at.ready();
    at.ports.clock.set('2026-03-20T01:00:00.000Z');
    await at.catchUp();
    expect((await at.queues.lateDocuments(people.clerk, false)).nodes).toMatchObject([{ id }]);
    await at.publish(id);
    await at.catchUp();
    expect((await at.queues.lateDocuments(people.clerk, false)).nodes).toEqual([]);
    expect((await at.queues.lateDocuments(people.clerk, true)).nodes).toMatchObject([
      { id, late: true },
    ]);
    expect((await at.queues.reevaluationsDue(people.clerk)).nodes).toEqual([]);
    const head = { ...people.clerk, grants: [{ role: 'disclosureHead' as const, agency: null }] };
    at.ports.clock.set('2027-12-20T01:00:00.000Z');
    expect((await at.queues.overdueColumns(head)).length).toBeGreaterThan(0);
    expect((await at.queues.submissions(head)).nodes).toEqual([]);
  });
  it('has one mutation per command, which takes the input as it came', async () => {
    const at = await office();
    const {
      commandId: _,
      type: __,
      ...input
    } = {
      commandId: '',
      ...(draft({ column: starterColumns[0]!.code }) as object as { type: string }),
    };
    const accepted = await at.mutations['draftDocument']!(people.drafter, {
      commandId: 'c1',
      ...input,
      summary: null,
      details: {
        openMeeting: {
          heldOn: '2026-02-02',
          agenda: '议程',
          attendance: '列席人员',
          outcome: '结果',
        },
      },
    });
    expect(accepted).toMatchObject({ __typename: 'Accepted', revision: 1 });
    const documentId = accepted['id'] as string;
    expect(
      await at.mutations['requestSecrecy']!(people.drafter, { commandId: 'c2', documentId }),
    ).toMatchObject({ __typename: 'Rejected', code: 'publication.attributeNotProposed' });
    await at.mutations['proposeAttribute']!(people.drafter, {
      commandId: 'c3',
      documentId,
      attribute: 'onInitiative',
    });
    const own = { ...people.drafter, grants: [{ role: 'signer' as const, agency: 'agency1' }] };
    expect(
      await gateOf(
        at.mutations['decideAttribute']!(own, {
          commandId: 'c4',
          documentId,
          attribute: 'onInitiative',
        }),
      ),
    ).toBe('SEPARATION_OF_DUTIES');
    for (const name of Object.keys(documentMutations))
      expect(typeof at.mutations[name]).toBe('function');
  });
});
