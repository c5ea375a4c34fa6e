import { catalogueContext, starterColumns } from '@gongkai/catalogue';
import { type Receipt, type Role } from '@gongkai/kernel';
import { codeOf, deskFor, gateOf, MemoryBlobs, policyConformance } from '@gongkai/testing';
import { ReleaseIndexNumberCommand } from './commands.js';
import { publicationContext } from './index.js';
import { Office, people, officer } from './office.js';
import { publicationPolicy } from './policy.js';
import { draft } from './testing.js';

policyConformance('publication', publicationPolicy);

const office = async () => {
  const at = await deskFor([catalogueContext, publicationContext]);
  return new Office({ ...at, blobs: new MemoryBlobs() }).open();
};

describe('index numbers', () => {
  it('follow the template and count on', async () => {
    const at = await office();
    const ids = [await at.ready(), await at.ready({ title: '另一件' })];
    for (const id of ids) await at.publish(id);
    expect(await at.numberOf(ids[0]!)).toBe('00835003X/2026-00001');
    expect(await at.numberOf(ids[1]!)).toBe('00835003X/2026-00002');
  });
  it('are taken once', async () => {
    const at = await office();
    const [one, two] = [await at.ready(), await at.ready({ title: '另一件' })];
    expect(codeOf(await at.publish(one, { indexNumber: 'X-1' }))).toBe('accepted');
    expect(await at.publish(two, { indexNumber: '机密★X-2' })).toMatchObject({
      code: 'publication.classifiedMark',
      field: 'indexNumber',
    });
    expect(await at.holderOf('机密★X-2')).toBeNull();
    const refused = await at.publish(two, { indexNumber: 'X-1' });
    expect(refused).toMatchObject({ code: 'publication.indexNumberTaken', field: 'indexNumber' });
    expect(codeOf(await at.publish(two))).toBe('accepted');
  });
  it('are given back when the publication is refused, and may be taken again by the same command', async () => {
    const at = await office();
    const id = await at.ready();
    const change = { indexNumber: 'X-1' };
    expect(codeOf(await at.publish(id, change, 'again', 99))).toBe('command.conflict');
    expect(await at.holderOf('X-1')).toBeNull();
    expect(codeOf(await at.publish(id, change, 'again'))).toBe('accepted');
    expect(await at.holderOf('X-1')).toBe(id);
  });
  it('stay with their item when its command id comes again with another content', async () => {
    const at = await office();
    const head = officer('x', ['disclosureHead']);
    const item = {
      ...draft({ column: starterColumns[0]!.code, formedOn: null }),
      type: 'attest',
      indexNumber: 'X-1',
      publications: [{ channel: 'website', publishedOn: '2012-05-02' }],
      proof: { kind: 'website', reference: '县政府网站存档' },
      attestedBy: '张三',
    };
    const { id } = (await at.send(head, item as never, 'row1')) as Receipt;
    const other = { ...item, title: '另一标题' };
    expect(codeOf(await at.send(head, other as never, 'row1'))).toBe('command.idReused');
    expect(await at.holderOf('X-1')).toBe(id);
  });
  it('belong to one of many who come at once', async () => {
    const at = await office();
    const ids = await Promise.all(
      Array.from({ length: 8 }, (_, i) => at.ready({ title: `第${i}件` })),
    );
    const outcomes = await Promise.all(ids.map((id) => at.publish(id)));
    expect(outcomes.map(codeOf)).toEqual(Array(8).fill('accepted'));
    const numbers = await Promise.all(ids.map((id) => at.numberOf(id)));
    expect(new Set(numbers).size).toBe(8);
  });
  it('give the same receipt for the same command', async () => {
    const at = await office();
    const id = await at.ready();
    const first = await at.publish(id, {}, 'once');
    expect(await at.publish(id, {}, 'once')).toEqual(first);
    expect(codeOf(await at.publish(id, { channel: 'weibo' }, 'once'))).toBe('command.idReused');
  });
  it('are given back with a paper that is given up after it was not public after all', async () => {
    const at = await office();
    const documentId = await at.ready();
    await at.publish(documentId, { indexNumber: 'X-1' });
    const head = officer('x', ['disclosureHead']);
    await at.send(head, { type: 'voidPublication', documentId, reason: '登记有误' });
    expect(await at.holderOf('X-1')).toBe(documentId);
    await at.send(people.drafter, { type: 'abandon', documentId, reason: '重复' });
    expect(await at.holderOf('X-1')).toBeNull();
  });
  it('are given back by the watch unless they are in use', async () => {
    const at = await office();
    const id = await at.ready();
    await at.publish(id, { indexNumber: 'X-1' });
    const give = (value: string) =>
      at.releases.execute(
        new ReleaseIndexNumberCommand(
          { tenant: 'T1', caller: { kind: 'process', name: 'w' }, commandId: 'w1', body: {} },
          { value, holder: id },
        ),
      );
    await give('X-1');
    expect(await at.holderOf('X-1')).toBe(id);
    expect(
      await gateOf(
        at.releases.execute(
          new ReleaseIndexNumberCommand(
            { tenant: 'T1', caller: { kind: 'public' }, commandId: 'w', body: {} },
            { value: 'X-1', holder: id },
          ),
        ),
      ),
    ).toBe('FORBIDDEN');
  });
});

describe('an old item', () => {
  const attest = (change: object = {}) =>
    ({
      ...draft({ column: starterColumns[0]!.code, formedOn: null }),
      type: 'attest',
      publications: [{ channel: 'website', publishedOn: '2012-05-02' }],
      proof: { kind: 'website', reference: '县政府网站存档' },
      attestedBy: '张三',
      ...change,
    }) as never;
  it('is taken over by the disclosure officer or head, and no other', async () => {
    const at = await office();
    for (const role of ['drafter', 'clerk', 'signer', 'sectionHead'] as const)
      expect(await gateOf(at.send(officer('x', [role]), attest()))).toBe('FORBIDDEN');
    for (const role of ['disclosureOfficer', 'disclosureHead'] as const)
      expect(codeOf(await at.send(officer('x', [role]), attest()))).toBe('accepted');
  });
  it('taken over by mistake gives its index number back, to be taken over rightly', async () => {
    const at = await office();
    const head = officer('x', ['disclosureHead']);
    const numbered = attest({ indexNumber: 'X-1' });
    const { id: documentId } = (await at.send(head, numbered)) as Receipt;
    const taken = await at.send(head, attest({ indexNumber: 'X-1', title: '另一件' }));
    expect(codeOf(taken)).toBe('publication.indexNumberTaken');
    const voided = { type: 'voidPublication', documentId, reason: '登记有误' } as const;
    expect(await gateOf(at.send(officer('y', ['clerk']), voided))).toBe('FORBIDDEN');
    expect(codeOf(await at.send(head, voided))).toBe('accepted');
    expect(await at.holderOf('X-1')).toBeNull();
    const { id } = (await at.send(head, numbered, 'anew')) as Receipt;
    expect(await at.holderOf('X-1')).toBe(id);
    expect(await at.numberOf(documentId)).toBeUndefined();
    expect(await at.numberOf(id)).toBe('X-1');
  });
  it('rests on a proof whose file is there', async () => {
    const at = await office();
    const bytes = async function* () {
      yield new Uint8Array([1, 2, 3]);
    };
    const { digest } = await at.ports.blobs.put('T1', bytes(), 10);
    const on = (of: string) =>
      at.send(
        officer('x', ['disclosureHead']),
        attest({ proof: { kind: 'paper', reference: '公报', digest: of } }),
      );
    expect(await on('b'.repeat(64))).toMatchObject({ field: 'proof.digest' });
    expect(codeOf(await on(digest))).toBe('accepted');
  });
});

describe('commands', () => {
  it('name the field that is wrong', async () => {
    const at = await office();
    expect(await at.send(people.drafter, draft({ formedOn: '2026-02-30' }))).toMatchObject({
      code: 'command.invalid',
      field: 'formedOn',
    });
    expect(await at.send(people.drafter, draft({ column: '9999' }))).toMatchObject({
      code: 'catalogue.columnUnknown',
      field: 'column',
    });
    // Of townships only (乡镇事项).
    expect(await at.send(people.drafter, draft({ column: '0453' }))).toMatchObject({
      code: 'catalogue.columnNotForAgency',
      field: 'column',
    });
    expect(
      await gateOf(at.send(people.drafter, draft({ agency: 'nowhere', column: '0101' }))),
    ).toBe('FORBIDDEN');
    const attachments = [
      { digest: 'a'.repeat(64), name: '附件.pdf', bytes: 3, mediaType: 'application/pdf' },
    ];
    expect(
      await at.send(people.drafter, draft({ column: starterColumns[0]!.code, attachments })),
    ).toMatchObject({ code: 'publication.attachmentUnknown' });
  });
  it('are for the roles of the policy, and notes for the watch alone', async () => {
    const at = await office();
    const id = await at.ready();
    expect(await gateOf(at.send(people.drafter, { type: 'approve', documentId: id }))).toBe(
      'FORBIDDEN',
    );
    expect(await gateOf(at.send(people.signer, { type: 'noteLate', documentId: id }))).toBe(
      'FORBIDDEN',
    );
  });
  it('find nothing of another government', async () => {
    const at = await office();
    const id = await at.ready();
    const stranger = officer('x', ['drafter'], { tenant: 'T2' });
    expect(codeOf(await at.send(stranger, { type: 'requestSecrecy', documentId: id }))).toBe(
      'publication.notFound',
    );
  });
});

describe('gazette issues', () => {
  it('come out once, with a pick-up point, and take items through their own publication', async () => {
    const at = await office();
    const plan = { type: 'plan', year: 2026, number: 3, title: '第3期' } as const;
    expect(await at.issue({ ...plan, title: '机密★第3期' })).toMatchObject({
      code: 'publication.classifiedMark',
      field: 'title',
    });
    const { id: issueId } = (await at.issue(plan)) as Receipt;
    expect(codeOf(await at.issue(plan))).toBe('publication.gazetteIssueExists');
    // A command id that comes again for something else takes nothing from what it made.
    const once = { year: 2026, number: 4 };
    const second = await at.issue({ ...plan, ...once }, 'once');
    expect(codeOf(second)).toBe('accepted');
    expect(codeOf(await at.issue({ ...plan, ...once, title: '特刊' }, 'once'))).toBe(
      'command.idReused',
    );
    expect(codeOf(await at.issue({ ...plan, ...once }))).toBe('publication.gazetteIssueExists');
    const release = { type: 'release', issueId, copies: 100 } as const;
    expect(codeOf(await at.issue(release))).toBe('publication.pickUpPointMissing');
    const point = { issueId, place: '县档案馆' };
    expect(codeOf(await at.issue({ type: 'removePickUpPoint', ...point }))).toBe(
      'publication.pickUpPointUnknown',
    );
    await at.issue({ type: 'addPickUpPoint', ...point });
    const documentId = await at.ready();
    const inIssue = { channel: 'gazette', gazetteIssue: issueId };
    expect(codeOf(await at.publish(documentId, inIssue))).toBe('publication.gazetteIssueUnknown');
    expect(codeOf(await at.issue(release))).toBe('accepted');
    expect(codeOf(await at.issue(release))).toBe('publication.gazetteIssueReleased');
    expect(codeOf(await at.publish(documentId))).toBe('accepted');
    const { clock } = at.ports;
    const head = officer('head', ['disclosureHead']);
    const correction = { documentId, publication: 1, publishedOn: clock.today(), reason: '误登' };
    const put = { type: 'correctPublication', ...correction, ...inIssue } as const;
    expect(codeOf(await at.send(head, put as never))).toBe('accepted');
    await at.catchUp();
    expect((await at.items.gazetteIssues('430422')).nodes).toMatchObject([
      { id: issueId, pickUpPoints: ['县档案馆'] },
    ]);
    expect((await at.items.publicItems('430422', { gazetteIssue: issueId })).nodes).toHaveLength(1);
  });
  it('are put right in title and release, or taken back, by the disclosure office', async () => {
    const at = await office();
    const plan = { type: 'plan', year: 2026, number: 3, title: '第3期' } as const;
    const { id: issueId } = (await at.issue(plan)) as Receipt;
    const put = (change: object, role: Role = 'disclosureHead') =>
      at.issue({ type: 'correct', issueId, reason: '登记有误', ...change }, undefined, role);
    const back = () =>
      at.issue({ type: 'voidRelease', issueId, reason: '登记有误' }, undefined, 'disclosureHead');
    expect(await gateOf(put({ title: '第三期' }, 'clerk'))).toBe('FORBIDDEN');
    expect(codeOf(await put({ title: '第三期' }))).toBe('accepted');
    expect(codeOf(await put({ copies: 20 }))).toBe('publication.gazetteIssueNotReleased');
    expect(codeOf(await back())).toBe('publication.gazetteIssueNotReleased');
    await at.issue({ type: 'addPickUpPoint', issueId, place: '县档案馆' });
    expect(codeOf(await at.issue({ type: 'release', issueId, copies: 10 }))).toBe('accepted');
    const today = at.ports.clock.today();
    expect(await put({ releasedOn: '2025-12-31' })).toMatchObject({
      code: 'publication.dayImpossible',
      field: 'releasedOn',
    });
    expect(await put({ title: '绝密★第3期' })).toMatchObject({
      code: 'publication.classifiedMark',
      field: 'title',
    });
    const shown = async () => {
      await at.catchUp();
      return (await at.items.gazetteIssues('430422')).nodes;
    };
    expect(codeOf(await put({ copies: 20 }))).toBe('accepted');
    expect(await put({ copies: 20 })).toMatchObject({ position: null });
    expect(await shown()).toMatchObject([{ title: '第三期', releasedOn: today, copies: 20 }]);
    expect(codeOf(await back())).toBe('accepted');
    expect(await shown()).toEqual([]);
    expect(codeOf(await at.issue({ type: 'release', issueId, copies: 10 }))).toBe('accepted');
  });
});
