import {
  approved,
  bare,
  by,
  dataOf,
  draft,
  issued,
  last,
  ready,
  received,
  refusal,
  refused,
  reviewed,
  run,
  sealed,
  type Given,
} from './reply-examples.js';

const then = (today: string, ...steps: Given[]): Given[] =>
  steps.map((step) => (Array.isArray(step) ? [step[0], { ...step[1], today }] : [step, { today }]));
const old: Given = [{ type: 'receive', receivedOn: '2015-03-02' }, { today: '2015-03-20' }];
const asked: Given = [{ type: 'sendConsultation' }, { today: '2026-03-03' }];
const answers = (answer: string, reasonable: boolean | null = true): Given => [
  { type: 'answerConsultation', answer, reasonable },
  { today: '2026-03-10' },
];
const clarified: Given[] = [
  [{ type: 'requestClarification' }, { today: '2026-03-04' }],
  [{ type: 'receiveClarification', description: sealed('more') }, { today: '2026-03-09' }],
];

describe('a draft of a reply', () => {
  it('stands on article and ground, and is known by the digest of all it says', () => {
    const { contentDigest, ...rest } = dataOf(
      'ReplyDrafted',
      received,
      refused('internalAffairs', { article: '条例第十六条第一款' }),
    )!;
    expect(rest).toMatchObject({
      kind: 'refused',
      article: '条例第三十六条第三项',
      ground: 'internalAffairs',
      groundArticle: '条例第十六条第一款',
      draftedBy: 'drafter',
      draftedOn: '2026-03-20',
    });
    const other = dataOf(
      'ReplyDrafted',
      received,
      refused('internalAffairs', { text: sealed('乙') }),
    );
    expect(contentDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(other!.contentDigest).not.toBe(contentDigest);
  });

  it.each<[string, Given[], [string, string | null]]>([
    ['a refusal without a ground', [bare('refused')], ['request.groundMissing', 'ground']],
    [
      'a ground that the kind does not rest on',
      [bare('petition', { ground: 'stateSecret', statements: ['otherRules'] })],
      ['request.groundNotOfKind', 'ground'],
    ],
    [
      'a ground of another article',
      [refused('stateSecret', { article: '条例第十五条' })],
      ['request.articleOfOther', 'article'],
    ],
    [
      '三需要 under the edition of 2019',
      [refused('noSpecialNeed')],
      ['request.groundNotInEdition', 'ground'],
    ],
    [
      'a correction of a record that nobody asked for',
      [bare('recordRefused')],
      ['request.replyOwnRecordOnly', 'kind'],
    ],
    [
      'a refusal without reasons',
      [refused('stateSecret', { statements: [] })],
      ['request.statementMissing', 'text'],
    ],
    [
      'half of a partial reply',
      [draft({ kind: 'partlyGranted', ground: 'stateSecret', statements: ['given'] })],
      ['request.statementMissing', 'text'],
    ],
    [
      'reasons that are claimed without a word of text',
      [refused('stateSecret', { text: null })],
      ['request.statementMissing', 'text'],
    ],
    [
      'unclear after no clarification',
      [bare('stillUnclear')],
      ['request.clarificationMissing', 'kind'],
    ],
    ['excess without asking for reasons', [bare('excessive')], ['request.excessNotFound', 'kind']],
    [
      'a third party that was not asked',
      [refused('personalPrivacy')],
      ['request.thirdPartyNotConsulted', 'ground'],
    ],
    [
      'a third party that has not answered',
      [asked, refused('personalPrivacy')],
      ['request.consultationOpen', 'ground'],
    ],
    [
      'a third party that agrees',
      [asked, answers('consents'), refused('personalPrivacy')],
      ['request.thirdPartyConsents', 'ground'],
    ],
    [
      'to disclose while a third party is asked',
      [asked, draft()],
      ['request.consultationOpen', null],
    ],
    [
      'to disclose what a third party objects to',
      [asked, answers('objects'), draft()],
      ['request.thirdPartyObjects', null],
    ],
    [
      'a day before the receipt',
      [draft({ on: '2026-03-01' })],
      ['request.replyBeforeReceipt', 'on'],
    ],
    ['a day to come', [draft({ on: '2026-03-21' })], ['request.dayImpossible', 'on']],
    [
      'a file that is not there',
      [[{ type: 'draftReply' }, { missingFile: 'f'.repeat(64) }]],
      ['request.fileUnknown', 'contents'],
    ],
    [
      'a program as its author',
      [[{ type: 'draftReply' }, { actor: { kind: 'process', id: 'watch' } }]],
      ['request.replyAuthorless', null],
    ],
  ])('refuses %s', (_, steps, expected) => expect(refusal(received, ...steps)).toEqual(expected));
  it('refuses a reply before the receipt', () =>
    expect(refusal(draft())[0]).toBe('request.notFound'));

  it.each<[string, Given[]]>([
    [
      'a part, with what is given and why the rest is not',
      [draft({ kind: 'partlyGranted', ground: 'stateSecret', statements: ['given', 'reasons'] })],
    ],
    [
      'a refusal for the sake of a third party with good reason',
      [asked, answers('objects'), refused('personalPrivacy')],
    ],
    [
      'a refusal after its silence',
      [
        asked,
        [{ type: 'recordConsultationDelivery', consultationId: 'ask1' }, { today: '2026-03-04' }],
        by(
          'drafter',
          {
            type: 'draftReply',
            kind: 'refused',
            ground: 'commercialSecret',
            statements: ['reasons'],
            contents: [],
          },
          { today: '2026-03-26' },
        ),
      ],
    ],
    [
      'disclosure although it objects without good reason',
      [asked, answers('objects', false), draft()],
    ],
    [
      'disclosure in the public interest',
      [asked, answers('objects'), { type: 'noticeOverride' }, draft()],
    ],
    [
      'the part a third party leaves free',
      [
        asked,
        answers('partly'),
        draft({
          kind: 'partlyGranted',
          ground: 'personalPrivacy',
          statements: ['given', 'reasons'],
        }),
      ],
    ],
    ['unclear after a clarification', [...clarified, bare('stillUnclear')]],
    [
      'excess found unreasonable',
      [
        [{ type: 'askExcessReasons' }, { today: '2026-03-03' }],
        [{ type: 'decideExcess' }, { today: '2026-03-12' }],
        bare('excessive'),
      ],
    ],
    ['papers alone', [draft({ text: null })]],
  ])('takes %s', (_, steps) => expect(last(received, ...steps)).toEqual(['ReplyDrafted']));

  it('knows the grounds and ways of 2007', () => {
    const needs: Given[] = then('2015-03-05', {
      type: 'requestClarification',
      items: ['specialNeeds'],
    });
    expect(last(old, ...then('2015-03-20', refused('noSpecialNeed')))).toBe('request.needNotAsked');
    expect(last(old, ...needs, ...then('2015-03-20', refused('noSpecialNeed')))).toEqual([
      'ReplyDrafted',
    ]);
    expect(last(old, ...then('2015-03-20', refused('processInformation')))).toBe(
      'request.groundNotInEdition',
    );
    expect(last(old, ...then('2015-03-20', bare('excessive')))).toBe(
      'request.replyKindNotInEdition',
    );
    expect(last(old, ...needs, ...then('2015-03-20', bare('stillUnclear')))).toEqual([
      'ReplyDrafted',
    ]);
    const silent = then('2015-03-05', { type: 'sendConsultation' });
    expect(last(old, ...silent, ...then('2015-03-20', refused('personalPrivacy')))).toEqual([
      'ReplyDrafted',
    ]);
  });

  it('corrects a record, passes it on or refuses to, when that was asked', () => {
    const own: Given = { type: 'receive', kind: 'ownRecordCorrection' };
    expect(last(own, draft())).toBe('request.replyDisclosureOnly');
    expect(last(own, bare('recordRefused'))).toEqual(['ReplyDrafted']);
    expect(last(own, bare('recordPassedOn', { statements: ['competentAgency'] }))).toEqual([
      'ReplyDrafted',
    ]);
    expect(refusal(own, draft({ kind: 'recordCorrected' }))).toEqual([
      'request.statementMissing',
      'text',
    ]);
    expect(
      last(own, draft({ kind: 'recordCorrected', statements: ['given', 'evidence'] })),
    ).toEqual(['ReplyDrafted']);
  });

  it('written anew loses review and approval, and remembers everybody who wrote in it', () => {
    const again = draft({ text: sealed('again') });
    const { outcome, state } = run(...ready, again);
    expect(outcome).toMatchObject([{ type: 'ReplyDrafted' }, { type: 'SecrecyReviewVoided' }]);
    expect(state.replies).toMatchObject([{ approval: null, secrecy: { status: 'none' } }]);
    expect(last(...ready, draft())).toEqual([]);
    const byHead: Given = by('head', { type: 'draftReply', text: sealed('again') });
    expect(last(received, draft(), byHead, ...reviewed, approved)).toBe(
      'request.separationOfDuties',
    );
  });
});

describe('the way out', () => {
  it('asks another person to review what leaves, before another approves it', () => {
    expect(last(received, draft(), approved)).toBe('request.secrecyMissing');
    expect(
      last(received, draft(), { type: 'requestSecrecy' }, by('drafter', { type: 'passSecrecy' })),
    ).toBe('secrecy.separationOfDuties');
    expect(last(received, draft(), ...reviewed, by('drafter', { type: 'approveReply' }))).toBe(
      'request.separationOfDuties',
    );
    expect(
      last(received, draft(), ...reviewed, [
        { type: 'approveReply' },
        { actor: { kind: 'operator', id: 'root' } },
      ]),
    ).toBe('request.replyAuthorless');
    expect(last(...ready, approved)).toBe('request.replyAlreadyApproved');
    expect(last(...ready)).toEqual(['ReplyApproved']);
  });
  it('asks no review of a letter that gives nothing', () => {
    const petition = bare('petition', { statements: ['otherRules'] });
    expect(last(received, petition, { type: 'requestSecrecy' })).toBe('request.secrecyNotNeeded');
    expect(last(received, petition, approved, issued)).toEqual(['ReplyIssued']);
  });
  it('asks for it as soon as any letter carries papers', () => {
    const withPaper = draft({ kind: 'petition', statements: ['otherRules'] });
    expect(last(received, withPaper, approved)).toBe('request.secrecyMissing');
  });
  it('lets out only what is approved as it is', () => {
    expect(last(received, draft(), ...reviewed, issued)).toBe('request.replyNotApproved');
    expect(last(...ready, draft({ text: sealed('again') }), issued)).toBe('request.secrecyMissing');
    expect(last(...ready, issued, issued)).toBe('request.replyAlreadyIssued');
    expect(last(...ready, issued, draft({ text: sealed('again') }))).toBe(
      'request.replyAlreadyIssued',
    );
    expect(last(received, { type: 'issueReply', replyId: 'reply2' })).toBe('request.replyUnknown');
  });
  it('looks again at what happened since the draft', () => {
    expect(last(...ready, { type: 'sendConsultation' }, issued)).toBe('request.consultationOpen');
  });
  it('lets one reply of a round out', () => {
    const second: Given[] = [
      refused('stateSecret', { replyId: 'reply2' }),
      by('head', { type: 'approveReply', replyId: 'reply2' }),
      { type: 'issueReply', replyId: 'reply2' },
    ];
    expect(last(...ready, issued, ...second)).toBe('request.replyInForce');
  });
  it('follows the order of days', () => {
    expect(
      refusal(
        received,
        draft({ on: '2026-03-10' }),
        by('drafter', { type: 'requestSecrecy', on: '2026-03-09' }),
      ),
    ).toEqual(['request.dayImpossible', 'on']);
    expect(
      refusal(
        received,
        draft({ on: '2026-03-10' }),
        ...reviewed,
        by('head', { type: 'approveReply', on: '2026-03-19' }),
      ),
    ).toEqual(['request.dayImpossible', 'on']);
    expect(refusal(...ready, { type: 'issueReply', on: '2026-03-19' })).toEqual([
      'request.dayImpossible',
      'on',
    ]);
  });
  it('names the remedy of the ground and the day', () => {
    const remedy = (...steps: Given[]) => dataOf('ReplyIssued', ...steps)!.remedy;
    const paths: Given[] = [refused('stateSecret'), approved, issued];
    expect(remedy(received, ...paths)).toBe('reconsiderationFirst');
    expect(remedy(received, bare('notHeld', { statements: ['searched'] }), approved, issued)).toBe(
      'reconsiderationOrCourt',
    );
    expect(
      remedy([{ type: 'receive', receivedOn: '2023-03-02' }, {}], ...then('2023-03-20', ...paths)),
    ).toBe('reconsiderationOrCourt');
  });
  it('is not open to programs', () =>
    expect(
      last(...ready, [{ type: 'issueReply' }, { actor: { kind: 'process', id: 'watch' } }]),
    ).toBe('request.replyAuthorless'));
  it('can be gone on the day the request comes in', () => {
    const today = { today: '2026-03-02' };
    const on = (step: Given): Given =>
      Array.isArray(step) ? [step[0], { ...step[1], ...today }] : [step, today];
    expect(
      last(...[...ready, issued, { type: 'recordDelivery', route: 'handedOver' } as Given].map(on)),
    ).toEqual(['ReplyDelivered', 'RequestConcluded']);
  });
});
