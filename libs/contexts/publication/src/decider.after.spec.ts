import { type DocumentCommandInput } from './commands.js';
import {
  documentId,
  run,
  refusal,
  last,
  draft,
  by,
  propose,
  refused,
  requested,
  passed,
  decided,
  approved,
  ready,
  publish,
  published,
  revised,
  withheld,
  type Step,
  type Given,
} from './testing.js';

describe('after publication', () => {
  const again: Step[] = [revised, requested, passed, decided, approved];
  const correct: Step = by('clerk', { type: 'correct', documentId, reason: '标题有误' });
  it('corrects only with a review and approval of the new content', () => {
    expect(last(...published, correct)).toBe('publication.nothingToCorrect');
    expect(last(...published, revised, correct)).toBe('publication.attributeUndecided');
    expect(last(...published, ...again, publish({ channel: 'weibo' }))).toBe(
      'publication.correctionPending',
    );
    expect(run([...published, ...again, correct]).outcome).toMatchObject([
      { type: 'DocumentCorrected', data: { version: 2, late: false, dueOn: null } },
    ]);
    expect(last(...ready, correct)).toBe('publication.notPublic');
  });
  it('counts 20 working days from a change of the information itself', () => {
    const changed = by('drafter', {
      type: 'revise',
      documentId,
      title: '新标题',
      formedOn: '2026-02-02',
      changedOn: '2026-03-02',
    });
    const steps = [...published, changed, requested, passed, decided, approved];
    const late: Step = [{ type: 'correct', documentId, reason: '变更' }, { today: '2026-03-31' }];
    expect(run([...steps, late]).outcome).toMatchObject([
      { data: { late: true, dueOn: '2026-03-30' } },
    ]);
    expect(
      refusal(
        ...published,
        by('drafter', {
          type: 'revise',
          documentId,
          title: '新',
          formedOn: '2026-02-02',
          changedOn: '2026-02-01',
        }),
      ),
    ).toEqual(['publication.dayImpossible', 'changedOn']);
  });
  it('takes an item down at once on a finding about secrecy', () => {
    const inspect = (aspect: string): Step =>
      by('officer', {
        type: 'recordInspection',
        documentId,
        findings: [{ aspect, remark: '含个人信息' }],
      } as never);
    expect(last(...published, inspect('secrecy'))).toEqual([
      'InspectionRecorded',
      'DocumentReturned',
      'DocumentWithdrawn',
      'SecrecyReviewVoided',
    ]);
    expect(last(...published, inspect('secrecy'), approved)).toBe('publication.secrecyMissing');
    expect(last(...published, inspect('format'))).toEqual([
      'InspectionRecorded',
      'DocumentReturned',
    ]);
    expect(last(...published, { type: 'recordInspection', documentId, findings: [] })).toEqual([
      'InspectionRecorded',
    ]);
    expect(last(...ready, inspect('format'))).toBe('publication.notPublic');
  });
  it('withdraws, and comes back only with a new approval, not counted again', () => {
    const withdraw: Step = { type: 'withdraw', documentId, reason: '有误' };
    expect(last(...published, withdraw)).toEqual(['DocumentWithdrawn']);
    expect(last(...published, withdraw, publish())).toBe('publication.notApproved');
    expect(run([...published, withdraw, approved, publish()]).outcome).toMatchObject([
      { data: { first: false, entered: true, firstInChannel: false } },
    ]);
    expect(last(...ready, withdraw)).toBe('publication.notPublic');
  });
  it('is replaced by a public document only', () => {
    const replace: DocumentCommandInput = { type: 'replace', documentId, by: 'doc2' };
    expect(last(...published, [replace, { replacementIsPublic: true }])).toEqual([
      'DocumentReplaced',
    ]);
    expect(refusal(...published, replace)).toEqual(['publication.replacementUnknown', 'by']);
    expect(
      last(...published, [replace, { replacementIsPublic: true }], publish({ channel: 'weibo' })),
    ).toBe('publication.noLongerInForce');
  });
  it('is repealed once', () => {
    const repeal: Step = { type: 'repeal', documentId, basis: '政府令第1号' };
    expect(run([...published, repeal]).outcome).toMatchObject([
      { type: 'DocumentRepealed', data: { wasInForce: true } },
    ]);
    expect(last(...published, repeal, repeal)).toBe('publication.noLongerInForce');
    expect(last(draft(), repeal)).toBe('publication.notApproved');
  });
  it('leaves the public when it leaves 主动公开', () => {
    const move = (attribute: string, change: Given = {}): Step =>
      by('signer', {
        type: 'moveAttribute',
        documentId,
        attribute,
        reason: '变更',
        ...change,
      } as never);
    expect(last(...published, move('onRequest'))).toEqual(['AttributeMoved', 'DocumentWithdrawn']);
    expect(last(...published, move('onInitiative'))).toBe('publication.attributeSame');
    expect(last(...published, move('onRequest'), publish())).toBe('publication.notForThePublic');
  });
  it('goes to archive and library', () => {
    const deliver: Step = { type: 'deliver', documentId, to: 'archive', place: '县档案馆' };
    expect(last(...published, deliver)).toEqual(['DocumentDelivered']);
    expect(last(...ready, deliver)).toBe('publication.notPublic');
    expect(refusal(...published, deliver, deliver)).toEqual([
      'publication.alreadyDelivered',
      'place',
    ]);
    const library: Step = { type: 'deliver', documentId, to: 'library', place: '县图书馆' };
    expect(last(...published, deliver, library)).toEqual(['DocumentDelivered']);
    expect(last(...published, deliver, ...again, correct, deliver)).toEqual(['DocumentDelivered']);
  });
});

describe('what is withheld', () => {
  const kept = (change: Given = {}): Step =>
    by('signer', {
      type: 'reevaluate',
      documentId,
      outcome: 'kept',
      reason: '仍属过程性信息',
      ground: 'processInformation',
      ...change,
    } as never);
  it('is kept with a ground and a next day, or released to a new decision', () => {
    expect(run([...withheld, kept()]).outcome).toMatchObject([{ data: { nextOn: '2027-03-02' } }]);
    const other = run([...withheld, kept({ ground: 'internalAffairs', reason: '属于内部管理' })]);
    expect(other.state.decision).toMatchObject({
      attribute: 'withheld',
      ground: { code: 'internalAffairs', edition: '2019', article: '条例第十六条第一款' },
      reason: '属于内部管理',
      by: 'signer',
    });
    const { state } = run([...withheld, kept({ outcome: 'released' })]);
    expect(state).toMatchObject({ decision: null, reevaluateOn: null });
    expect(refusal(...withheld, kept({ ground: undefined }))).toEqual([
      'publication.groundNeeded',
      'ground',
    ]);
    expect(refusal(...withheld, kept({ nextOn: '2026-03-02' }))).toEqual([
      'publication.dayImpossible',
      'nextOn',
    ]);
    expect(last(...ready, kept())).toBe('publication.notWithheld');
  });
  it('is reviewed anew when it is released, though a review had refused it', () => {
    const secret: Step[] = [
      draft(),
      propose,
      requested,
      refused,
      by('signer', {
        type: 'decideAttribute',
        documentId,
        attribute: 'withheld',
        ground: 'stateSecret',
        reason: '涉及国家秘密',
      }),
    ];
    const released = kept({ outcome: 'released', reason: '已解密' });
    expect(last(...secret, requested)).toBe('secrecy.alreadyReviewed');
    expect(last(...secret, released)).toEqual(['WithholdingReevaluated', 'SecrecyReviewVoided']);
    expect(
      last(...secret, released, propose, requested, passed, decided, approved, publish()),
    ).toEqual(['DocumentPublished']);
  });
  it('takes a former content from the public with it', () => {
    const steps: Step[] = [
      ...published,
      revised,
      by('signer', {
        type: 'decideAttribute',
        documentId,
        attribute: 'withheld',
        ground: 'processInformation',
        reason: '属于过程性信息',
      }),
    ];
    expect(last(...steps)).toEqual(['AttributeDecided', 'DocumentWithdrawn']);
  });
  it('falls due once', () => {
    const note: Step = [{ type: 'noteReevaluationDue', documentId }, { today: '2027-03-02' }];
    expect(last(...withheld, { type: 'noteReevaluationDue', documentId })).toEqual([]);
    expect(last(...withheld, note)).toEqual(['ReevaluationDueNoted']);
    expect(last(...withheld, note, note)).toEqual([]);
  });
});
