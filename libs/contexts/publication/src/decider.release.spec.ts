import { type DocumentCommandInput } from './commands.js';
import { mayReachPublic } from './decider.state.js';
import {
  documentId,
  run,
  refusal,
  last,
  draft,
  approved,
  by,
  propose,
  ready,
  refused,
  requested,
  publish,
  published,
  revised,
  withheld,
  type Step,
  type Given,
} from './testing.js';

describe('publication', () => {
  it('carries what the public sees, once, and counts the item once', () => {
    const { history } = run([
      ...published,
      publish({ channel: 'weibo' }),
      publish({ means: 'townSite', site: '镇网站' }),
    ]);
    const acts = history.filter((event) => event.type === 'DocumentPublished');
    expect(acts.map(({ data }) => [data.first, data.firstInChannel, data.item !== null])).toEqual([
      [true, true, true],
      [false, true, false],
      [false, false, false],
    ]);
  });
  it('records lateness, does not refuse it', () =>
    expect(
      run([
        ...ready,
        [{ type: 'publish', documentId, channel: 'website' }, { today: '2026-03-09' }],
      ]).outcome,
    ).toMatchObject([{ data: { late: true, dueOn: '2026-03-06' } }]));
  it('is in time on the due day', () =>
    expect(
      run([
        ...ready,
        [{ type: 'publish', documentId, channel: 'website' }, { today: '2026-03-06' }],
      ]).outcome,
    ).toMatchObject([{ data: { late: false } }]));
  it.each<[string, Given, [string, string | null]]>([
    [
      'before it was formed',
      { publishedOn: '2026-02-01' },
      ['publication.beforeFormation', 'publishedOn'],
    ],
    ['in the future', { publishedOn: '2026-03-03' }, ['publication.dayImpossible', 'publishedOn']],
    [
      'before it was approved',
      { publishedOn: '2026-03-01' },
      ['publication.dayImpossible', 'publishedOn'],
    ],
    [
      'by means of another channel',
      { means: 'radio' },
      ['publication.meansOfOtherChannel', 'means'],
    ],
    [
      'in a gazette without an issue',
      { channel: 'gazette' },
      ['publication.gazetteIssueUnknown', 'gazetteIssue'],
    ],
  ])('is refused %s', (_, change, expected) =>
    expect(refusal(...ready, publish(change))).toEqual(expected),
  );
  it('is refused twice in one place', () =>
    expect(refusal(...published, publish())).toEqual(['publication.alreadyInChannel', 'channel']));
  it('takes place on the day the gazette issue came out', () => {
    const inGazette = (publishedOn: string | undefined): Step => [
      { type: 'publish', documentId, channel: 'gazette', gazetteIssue: 'issue1', publishedOn },
      { today: '2026-03-20', gazetteIssue: { releasedOn: '2026-03-16' } },
    ];
    expect(run([...ready, inGazette(undefined)]).outcome).toMatchObject([
      { data: { publishedOn: '2026-03-16', gazetteIssue: 'issue1' } },
    ]);
    expect(refusal(...ready, inGazette('2026-03-17'))).toEqual([
      'publication.gazetteDay',
      'publishedOn',
    ]);
  });
  it('keeps its index number', () => {
    const numbered = [
      ...ready,
      by('clerk', { type: 'publish', documentId, channel: 'website' }, { indexNumber: 'A/1' }),
    ];
    expect(run(numbered).state.indexNumber).toBe('A/1');
    expect(refusal(...numbered, publish({ channel: 'weibo', indexNumber: 'A/2' }))).toEqual([
      'publication.indexNumberFixed',
      'indexNumber',
    ]);
  });
  it('is only for 主动公开', () =>
    expect(last(...withheld, by('signer', { type: 'approve', documentId }), publish())).toBe(
      'publication.notForThePublic',
    ));
  it('needs approval', () =>
    expect(last(...ready.slice(0, 5), publish())).toBe('publication.notApproved'));
});

describe('submission to a superior’s site', () => {
  const submit: Step = by('clerk', {
    type: 'submit',
    documentId,
    to: '衡南县',
    site: '县政府门户网站',
  });
  const taken: Step = by('clerk', { type: 'recordTaken', documentId, submission: 1 });
  it('is no return to the public before the withdrawal', () => {
    const withdrawn: Step = [
      { type: 'withdraw', documentId, reason: '有误' },
      { today: '2026-03-10' },
    ];
    const takenOn = (on: string): Step =>
      by(
        'clerk',
        { type: 'recordTaken', documentId, submission: 1, takenOn: on },
        { today: '2026-03-20' },
      );
    const steps = [...published, submit, withdrawn, approved];
    expect(last(...steps, takenOn('2026-03-09'))).toEqual(['SubmissionTaken']);
    expect(last(...steps, takenOn('2026-03-10'))).toEqual(['SubmissionTaken', 'DocumentPublished']);
  });
  it('passes the same gate', () =>
    expect(last(...ready.slice(0, 5), submit)).toBe('publication.notApproved'));
  it('counts as a publication when it is taken, once', () => {
    expect(last(...ready, submit, taken)).toEqual(['SubmissionTaken', 'DocumentPublished']);
    expect(run([...ready, submit, taken]).outcome).toMatchObject([
      {},
      { data: { channel: 'website', means: 'superiorPortal', first: true, submission: 1 } },
    ]);
    expect(last(...ready, submit, taken, taken)).toBe('publication.submissionUnknown');
    expect(last(...ready, submit, taken, submit)).toBe('publication.alreadyInChannel');
  });
  it('is recorded as taken even when the content has moved on, and then counts for nothing', () =>
    expect(last(...ready, submit, revised, taken)).toEqual(['SubmissionTaken']));
  it('may be returned and sent again', () => {
    const returned: Step = by('clerk', {
      type: 'recordReturned',
      documentId,
      submission: 1,
      reason: '格式不符',
    });
    expect(last(...ready, submit, submit)).toBe('publication.submissionPending');
    expect(last(...ready, submit, returned, submit)).toEqual(['SubmissionSent']);
    expect(last(...ready, returned)).toBe('publication.submissionUnknown');
  });
});

describe('an old item', () => {
  const attest = (change: Given = {}): DocumentCommandInput =>
    ({
      ...draft(),
      type: 'attest',
      formedOn: null,
      publications: [
        { channel: 'weibo', publishedOn: '2012-05-04' },
        { channel: 'website', publishedOn: '2012-05-02' },
      ],
      proof: { kind: 'website', reference: '县政府网站存档' },
      attestedBy: '张三',
      ...change,
    }) as DocumentCommandInput;
  it('enters as published elsewhere, the earliest first, and counts once', () => {
    const { outcome, state } = run([attest()]);
    expect(outcome).toMatchObject([
      {
        type: 'DocumentAttested',
        data: { channel: 'website', first: true, late: false, attestedBy: '张三' },
      },
      { type: 'PublicationAttested', data: { channel: 'weibo', first: false } },
    ]);
    expect(mayReachPublic(state)).toEqual({ by: 'attestation' });
    expect(state.secrecy.status).toBe('none');
  });
  it('does not go anywhere new on its attestation', () =>
    expect(last(attest(), publish({ channel: 'wechat' }))).toBe('publication.attestationOnly'));
  it('leaves the public when it is decided to be kept', () => {
    const kept: Step[] = [
      attest(),
      {
        type: 'proposeAttribute',
        documentId,
        attribute: 'withheld',
        ground: 'stateSecret',
        reason: '涉及国家秘密',
      },
      by('signer', { type: 'decideAttribute', documentId, attribute: 'withheld' }),
    ];
    expect(run(kept).outcome).toMatchObject([
      { type: 'AttributeDecided' },
      {
        type: 'DocumentWithdrawn',
        data: { cause: 'attributeMoved', reason: '涉及国家秘密', withdrawnBy: 'signer' },
      },
    ]);
    expect(last(...kept, publish())).toBe('publication.notForThePublic');
  });
  it('leaves the public when a review refuses it', () => {
    const steps = [attest(), propose, requested, refused];
    expect(run(steps).outcome).toMatchObject([
      { type: 'SecrecyReviewRefused' },
      { type: 'DocumentWithdrawn', data: { cause: 'secrecyRefused', withdrawnBy: 'reviewer' } },
    ]);
    expect(mayReachPublic(run(steps).state)).toMatchObject({
      code: 'publication.attributeUndecided',
    });
  });
  it('rests on a proof that is there', () => {
    const digest = 'b'.repeat(64);
    const proof = { kind: 'paper', reference: '2012年公报', digest };
    expect(refusal([attest({ proof }), { proofMissing: true }])).toEqual([
      'publication.attachmentUnknown',
      'proof.digest',
    ]);
  });
  it('is refused when its summary bears a secrecy mark', () =>
    expect(refusal(attest({ summary: '机密★10年\n关于某事' }))).toEqual([
      'publication.classifiedMark',
      'summary',
    ]));
  it('is attested by no program', () =>
    expect(last([attest(), { actor: { kind: 'process', id: 'p' } }])).toBe(
      'publication.personNeeded',
    ));
  it('is refused before its formation, in the future and twice in one place', () => {
    const on = (publishedOn: string) =>
      attest({ formedOn: '2012-05-03', publications: [{ channel: 'website', publishedOn }] });
    expect(refusal(on('2012-05-02'))).toEqual(['publication.beforeFormation', 'publishedOn']);
    expect(refusal(on('2027-01-01'))).toEqual(['publication.dayImpossible', 'publishedOn']);
    expect(
      refusal(
        attest({
          publications: [
            { channel: 'weibo', publishedOn: '2012-05-02' },
            { channel: 'weibo', publishedOn: '2012-05-03' },
          ],
        }),
      ),
    ).toEqual(['publication.alreadyInChannel', 'publications']);
  });
});
