import type { Rejection } from '@gongkai/kernel';
import { type DocumentCommandInput } from './commands.js';
import { mayReachPublic } from './decider.state.js';
import type { DocumentFacts } from './decider.state.js';
import type { DocumentEvent } from './events.js';
import {
  documentId,
  officer,
  run,
  refusal,
  last,
  draft,
  by,
  propose,
  requested,
  passed,
  decided,
  approved,
  ready,
  refused,
  publish,
  published,
  revised,
  type Step,
  type Given,
} from './testing.js';

describe('approval', () => {
  it('comes after the decision and the review, by another person', () => {
    expect(last(draft(), propose, approved)).toBe('publication.attributeUndecided');
    expect(last(draft(), propose, decided, approved)).toBe('publication.secrecyMissing');
    expect(
      last(draft(), propose, requested, passed, decided, { type: 'approve', documentId }),
    ).toBe('publication.separationOfDuties');
    expect(last(...ready)).toEqual(['DocumentApproved']);
    expect(last(...ready, approved)).toBe('publication.alreadyApproved');
  });
  it('needs a review by nobody who ever proposed the attribute', () => {
    const proposed = (id: string) =>
      by(id, { type: 'proposeAttribute', documentId, attribute: 'onInitiative' });
    const review = by('other', { type: 'passSecrecy', documentId });
    expect(last(draft(), proposed('other'), propose, requested, review)).toBe(
      'secrecy.separationOfDuties',
    );
  });
  it('names the step that a day lies before', () => {
    const early = by('signer', { type: 'approve', documentId, on: '2026-03-01' });
    expect(run([...ready.slice(0, 5), early]).outcome).toMatchObject({
      zh: '日期 2026-03-01 不可能:早于保密审查之日 2026-03-02',
      en: 'The day 2026-03-01 is impossible: it is before 2026-03-02, the day it was reviewed',
    });
    expect(run([...ready, publish({ publishedOn: '2026-03-01' })]).outcome).toMatchObject({
      zh: '日期 2026-03-01 不可能:早于签发之日 2026-03-02',
    });
    expect(run([...ready, publish({ publishedOn: '2026-03-03' })]).outcome).toMatchObject({
      zh: '日期 2026-03-03 不可能:晚于今天',
    });
  });
  it('cannot lie before the review', () =>
    expect(
      refusal(
        ...ready.slice(0, 5),
        by('signer', { type: 'approve', documentId, on: '2026-03-01' }),
      ),
    ).toEqual(['publication.dayImpossible', 'on']));
  it('sends back with a reason, until the next revision', () => {
    const back = by('signer', { type: 'returnDraft', documentId, reason: '请补充依据' });
    expect(run([...ready, back]).state).toMatchObject({ returned: '请补充依据', approval: null });
    expect(run([...ready, back, revised]).state.returned).toBeNull();
    expect(last(...published, back)).toBe('publication.alreadyPublic');
  });
  it('lapses with the content, and so does the review', () => {
    const { outcome, state } = run([...ready, revised]);
    expect((outcome as DocumentEvent[]).map(({ type }) => type)).toEqual([
      'DocumentContentRevised',
      'SecrecyReviewVoided',
    ]);
    expect(state.approval).toBeNull();
    expect((mayReachPublic(state) as Rejection).code).toBe('publication.attributeUndecided');
  });
});

describe('a content the review has refused', () => {
  const asked = by('reviewer', {
    type: 'askSecrecyGuidance',
    documentId,
    department: 'secrecyDepartment',
    name: '县保密局',
    question: '能否公开',
  });
  const forbidden = by('reviewer', {
    type: 'answerSecrecyGuidance',
    documentId,
    outcome: 'mayNotDisclose',
    answer: '不得公开',
  });
  const { agency: _, column: __, ...content } = draft() as Record<string, unknown>;
  const restored = by('drafter', { ...content, type: 'revise', documentId } as never);

  it.each<[string, Step[]]>([
    ['was refused', [refused]],
    ['the department asked forbade', [asked, forbidden]],
  ])('is not reviewed again by writing another and then it again: %s', (_case, steps) => {
    const again: Step[] = [draft(), propose, requested, ...steps, revised, restored];
    expect(last(...again, requested)).toBe('secrecy.alreadyReviewed');
    expect(last(...again, decided)).toBe('publication.secrecyRefused');
    expect(last(...again, revised, requested)).toEqual(['SecrecyReviewRequested']);
  });
  it('is reviewed again once it was withheld and let go on re-evaluation', () => {
    const withhold = by('signer', {
      type: 'decideAttribute',
      documentId,
      attribute: 'withheld',
      ground: 'stateSecret',
      reason: '涉及国家秘密',
    });
    const release = by('signer', {
      type: 'reevaluate',
      documentId,
      outcome: 'released',
      reason: '已解密',
    });
    const kept: Step[] = [draft(), propose, requested, refused, revised, restored, withhold];
    expect(last(...kept, release, propose, requested)).toEqual(['SecrecyReviewRequested']);
  });
});

describe('coordination', () => {
  const ask = (change: Given = {}): Step =>
    ({ type: 'askCoordination', documentId, party: 'agency2', ...change }) as never;
  const until = ready.slice(0, 5);
  const answer = (
    type: 'confirmCoordination' | 'objectCoordination',
    change: Partial<DocumentFacts> = {},
  ): Step => [
    {
      type,
      documentId,
      party: 'agency2',
      ...(type === 'objectCoordination' ? { reason: '数据有出入' } : {}),
    } as never,
    { actor: officer('other', 'agency2'), ...change },
  ];
  it('keeps a document from approval until the agency confirms', () => {
    expect(last(...until, ask(), approved)).toBe('publication.coordinationOpen');
    expect(last(...until, ask(), answer('confirmCoordination'), approved)).toEqual([
      'DocumentApproved',
    ]);
  });
  it('keeps it from the public when asked after approval', () =>
    expect(last(...ready, ask(), publish())).toBe('publication.coordinationOpen'));
  it('needs a superior’s word after an objection', () => {
    const settle = by('signer', {
      type: 'settleCoordination',
      documentId,
      party: 'agency2',
      reason: '按统计口径发布',
    });
    expect(last(...until, ask(), answer('objectCoordination'), approved)).toBe(
      'publication.coordinationOpen',
    );
    expect(last(...until, ask(), settle)).toBe('publication.coordinationNotAsked');
    expect(last(...until, ask(), answer('objectCoordination'), settle, approved)).toEqual([
      'DocumentApproved',
    ]);
  });
  it('is settled for an agency that is no more and cannot be asked about the new content', () => {
    const settle = (agencyActive: boolean) =>
      by(
        'signer',
        { type: 'settleCoordination', documentId, party: 'agency2', reason: '该机关已撤销' },
        { agencyActive },
      );
    const again = [revised, requested, passed, decided];
    const stale = [...until, ask(), answer('confirmCoordination'), ...again];
    expect(last(...stale, approved)).toBe('publication.coordinationOpen');
    expect(last(...stale, settle(true))).toBe('publication.coordinationNotAsked');
    expect(last(...stale, settle(false), approved)).toEqual(['DocumentApproved']);
    expect(last(...until, ask(), settle(false), approved)).toEqual(['DocumentApproved']);
    expect(last(...until, ask(), answer('confirmCoordination'), settle(false))).toBe(
      'publication.coordinationNotAsked',
    );
    expect(last(...until, settle(false))).toBe('publication.coordinationNotAsked');
  });
  it('takes silence for consent after its limit, noted by the watch', () => {
    const note: DocumentCommandInput = {
      type: 'noteCoordinationSilence',
      documentId,
      party: 'agency2',
    };
    const asked = [...until, ask({ answerWithinDays: 5 })];
    expect(last(...asked, [note, { today: '2026-03-09' }])).toEqual([]);
    expect(last(...asked, [note, { today: '2026-03-10' }])).toEqual(['CoordinationSilenceNoted']);
    expect(
      last(...asked, [note, { today: '2026-03-10' }], [note, { today: '2026-03-11' }]),
    ).toEqual([]);
    expect(last(...asked, [note, { today: '2026-03-10' }], approved)).toEqual(['DocumentApproved']);
  });
  it('leaves silence open where it does not consent', () => {
    const note: Step = [
      { type: 'noteCoordinationSilence', documentId, party: 'agency2' },
      { today: '2026-06-01' },
    ];
    expect(last(...until, ask({ silenceConsents: false }), note, approved)).toBe(
      'publication.coordinationOpen',
    );
  });
  it('records a late answer as late', () =>
    expect(
      run([
        ...until,
        ask({ answerWithinDays: 1 }),
        answer('confirmCoordination', { today: '2026-03-20' }),
      ]).outcome,
    ).toMatchObject([{ data: { late: true } }]));
  it('refuses an unknown agency, the own agency, a second question and an answer nobody asked for', () => {
    expect(
      refusal(draft(), [
        { type: 'askCoordination', documentId, party: 'agency9' },
        { agencyActive: false },
      ]),
    ).toEqual(['publication.agencyUnknown', 'party']);
    expect(refusal(draft(), ask({ party: 'agency1' }))).toEqual([
      'publication.coordinationWithSelf',
      'party',
    ]);
    expect(refusal(draft(), ask(), ask())).toEqual([
      'publication.coordinationAlreadyAsked',
      'party',
    ]);
    expect(refusal(draft(), answer('confirmCoordination'))).toEqual([
      'publication.coordinationNotAsked',
      'party',
    ]);
  });
  it('asks anew about a revised content', () =>
    expect(last(draft(), ask(), answer('confirmCoordination'), revised, ask())).toEqual([
      'CoordinationAsked',
    ]));
});
