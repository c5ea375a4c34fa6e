import {
  answered,
  approved,
  by,
  delivered,
  draft,
  issued,
  last,
  ready,
  received,
  refusal,
  refused,
  run,
  sealed,
  type Change,
  type Given,
} from './reply-examples.js';

const undone = (change: Change = {}, today = '2026-06-01'): Given => [
  { type: 'undoReply', ...change },
  { today },
];
const at = (today: string, ...steps: Given[]): Given[] =>
  steps.map((step) => (Array.isArray(step) ? [step[0], { ...step[1], today }] : [step, { today }]));
const second = (today: string): Given[] =>
  at(
    today,
    draft({ replyId: 'reply2', text: sealed('anew') }),
    by('drafter', { type: 'requestSecrecy', replyId: 'reply2' }),
    by('reviewer', { type: 'passSecrecy', replyId: 'reply2' }),
    by('head', { type: 'approveReply', replyId: 'reply2' }),
    { type: 'issueReply', replyId: 'reply2' },
    delivered({ replyId: 'reply2' }),
  );

describe('a reply that is undone', () => {
  it.each(['court', 'reconsideration', 'office'])('by %s stays, and another round opens', (who) => {
    const { outcome, state } = run(...answered, undone({ by: who }));
    expect(outcome).toMatchObject([
      { type: 'ReplyUndone', data: { replyId: 'reply1', round: 1, by: who, on: '2026-06-01' } },
      { type: 'RoundOpened', data: { round: 2, startsOn: '2026-06-01', days: null } },
      { type: 'DeadlineSet', data: { round: 2, dueOn: '2026-06-30', cause: 'round' } },
    ]);
    expect(state).toMatchObject({ status: 'open', round: 2, conclusions: [{ round: 1 }] });
    expect(state.replies[0]).toMatchObject({ issued: { on: '2026-03-20' }, undone: { by: who } });
  });
  it('runs by the days that were ordered, from the day it was ordered', () =>
    expect(
      run(...answered, undone({ on: '2026-05-20', startsOn: '2026-05-25', days: 15 })).outcome,
    ).toMatchObject([
      { data: { on: '2026-05-20' } },
      { data: { startsOn: '2026-05-25', days: 15 } },
      { type: 'DeadlineSet', data: { startsOn: '2026-05-25', dueOn: '2026-06-15' } },
    ]));
  it('is followed by a reply of its own, which may be undone again', () => {
    const { outcome, state } = run(...answered, undone(), ...second('2026-06-10'));
    expect(outcome).toMatchObject([
      { type: 'ReplyDelivered', data: { round: 2, late: false } },
      { type: 'RequestConcluded', data: { round: 2, outcome: 'granted' } },
    ]);
    expect(state.conclusions).toHaveLength(2);
    const again = undone({ replyId: 'reply2', by: 'reconsideration' }, '2026-08-03');
    expect(run(...answered, undone(), ...second('2026-06-10'), again).state).toMatchObject({
      round: 3,
      status: 'open',
    });
  });
  it('is undone once, by its own round', () => {
    expect(last(...answered, undone(), undone())).toBe('request.nothingToUndo');
    expect(last(...answered, undone(), ...second('2026-06-10'), undone())).toBe(
      'request.nothingToUndo',
    );
    expect(last(...answered, undone({ replyId: 'reply9' }))).toBe('request.replyUnknown');
    expect(last(...ready, undone({}, '2026-03-20'))).toBe('request.nothingToUndo');
    expect(refusal(...answered, undone({ on: '2026-03-19' }))).toEqual([
      'request.dayImpossible',
      'on',
    ]);
    expect(refusal(...answered, undone({ on: '2026-05-20', startsOn: '2026-05-19' }))).toEqual([
      'request.dayImpossible',
      'startsOn',
    ]);
  });
  it('cannot be drafted again, nor its review or drafts used in the next round', () => {
    expect(last(...answered, undone(), ...at('2026-06-02', draft({ text: sealed('anew') })))).toBe(
      'request.replyAlreadyExists',
    );
    expect(last(...answered, undone(), ...at('2026-06-02', approved))).toBe('request.replyUnknown');
    const other: Given[] = [
      draft({ replyId: 'reply2' }),
      ...at('2026-06-02', by('head', { type: 'approveReply', replyId: 'reply2' })),
    ];
    expect(
      last(
        received,
        other[0]!,
        refused('stateSecret'),
        approved,
        issued,
        delivered(),
        undone(),
        other[1]!,
      ),
    ).toBe('request.replyUnknown');
  });
  it('before it was given is taken back by the office, and the round goes on', () => {
    const today = '2026-03-20';
    expect(last(...ready, issued, undone({ by: 'office' }, today))).toEqual(['ReplyUndone']);
    expect(last(...ready, issued, undone({ by: 'court' }, today))).toBe('request.nothingToUndo');
    expect(last(...ready, issued, undone({ by: 'office' }, today), delivered())).toBe(
      'request.replyNotIssued',
    );
    const { state } = run(...ready, issued, undone({ by: 'office' }, today), ...second(today));
    expect(state).toMatchObject({
      round: 1,
      status: 'concluded',
      conclusions: [{ outcome: 'granted' }],
    });
  });
  it('may lie in the archive', () => {
    const { state } = run(...answered, { type: 'archive' }, undone());
    expect(state).toMatchObject({ status: 'open', round: 2 });
  });
});

describe('an end without a reply', () => {
  const unpaid: Given[] = [
    received,
    { type: 'noticeFee', on: '2026-03-05' },
    [{ type: 'noteAbandonment' }, { today: '2026-04-03' }],
  ];
  it('can be undone as well', () =>
    expect(run(...unpaid, undone({ replyId: null })).outcome).toMatchObject([
      { type: 'RoundOpened', data: { round: 2 } },
      { type: 'DeadlineSet', data: { round: 2, dueOn: '2026-06-30' } },
    ]));
  it('but not while the round is open, nor when the applicant withdrew, nor past a reply', () => {
    expect(last(...answered, undone({ replyId: null }))).toBe('request.nothingToUndo');
    expect(last(received, undone({ replyId: null }))).toBe('request.roundOpen');
    expect(last(received, { type: 'withdraw' }, undone({ replyId: null }))).toBe(
      'request.nothingToUndo',
    );
    expect(refusal(...unpaid, undone({ replyId: null, on: '2026-04-02' }))).toEqual([
      'request.dayImpossible',
      'on',
    ]);
  });
});
