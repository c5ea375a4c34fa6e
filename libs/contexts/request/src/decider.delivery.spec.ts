import { deliveryRoutes } from './decider.delivery-routes.js';
import {
  answered,
  approved,
  bare,
  dataOf,
  delivered,
  draft,
  issued,
  last,
  ready,
  received,
  refusal,
  refused,
  reviewed,
  run,
  type Change,
  type Given,
} from './reply-examples.js';

const on = (today: string, change: Change = {}): Given => [
  { type: 'recordDelivery', replyId: 'reply1', ...change },
  { today },
];
const returned: Given = [
  { type: 'recordReturnedMail', reason: 'unclaimed' },
  { today: '2026-03-27' },
];

describe('a reply counts as given', () => {
  it.each<[string, string | null, string]>([
    ['handedOver', null, '2026-03-23'],
    ['handedOver', '2026-03-24', '2026-03-24'],
    ['messenger', '2026-03-25', '2026-03-25'],
    ['post', null, '2026-03-23'],
    ['post', '2026-03-26', '2026-03-23'],
    ['courier', '2026-03-26', '2026-03-26'],
    ['online', null, '2026-03-23'],
    ['email', null, '2026-03-23'],
    ['fax', null, '2026-03-23'],
  ])('by %s, signed for on %s, on %s', (route, signedOn, givenOn) => {
    const { outcome } = run(
      ...ready,
      issued,
      on('2026-03-30', { route, signedOn, handedOverOn: '2026-03-23' }),
    );
    expect(outcome).toMatchObject([
      { type: 'ReplyDelivered', data: { givenOn, late: false, dueOn: '2026-03-30' } },
      { type: 'RequestConcluded', data: { outcome: 'granted', concludedOn: givenOn, round: 1 } },
    ]);
  });
  it('says which rules were seen and which are a reading', () =>
    expect(
      Object.entries(deliveryRoutes)
        .filter(([, { verified }]) => verified)
        .map(([route]) => route),
    ).toEqual(['handedOver', 'messenger', 'post']));
  it('not before somebody has signed, when the route counts from signing', () =>
    expect(refusal(...ready, issued, delivered({ route: 'messenger' }))).toEqual([
      'request.signatureMissing',
      'signedOn',
    ]));
  it('late, on record and not refused', () => {
    expect(dataOf('ReplyDelivered', ...ready, issued, on('2026-03-31'))).toMatchObject({
      late: true,
    });
    expect(dataOf('ReplyDelivered', ...ready, issued, on('2026-03-30'))).toMatchObject({
      late: false,
    });
    const posted = { route: 'messenger', handedOverOn: '2026-03-30', signedOn: '2026-03-31' };
    expect(dataOf('ReplyDelivered', ...ready, issued, on('2026-04-01', posted))).toMatchObject({
      late: true,
    });
  });
  it('in time after an extension', () => {
    const extended: Given = { type: 'grantExtension', reason: '案情复杂', consentedBy: '张主任' };
    const { outcome } = run(...ready, extended, issued, on('2026-04-20'));
    expect(outcome).toMatchObject([
      { data: { late: false, extended: true } },
      { data: { extended: true } },
    ]);
  });
  it('by a courier all the same, with the rule that this offends against', () =>
    expect(
      dataOf(
        'ReplyDelivered',
        ...ready,
        issued,
        on('2026-03-24', { route: 'courier', signedOn: '2026-03-24' }),
      ),
    ).toMatchObject({ irregular: '邮政法第五十五条' }));
  it.each<[string, Given[], string]>([
    ['before it was issued', [delivered()], 'request.replyNotIssued'],
    ['that does not exist', [issued, delivered({ replyId: 'reply2' })], 'request.replyUnknown'],
    ['twice', [issued, delivered(), delivered()], 'request.replyAlreadyGiven'],
    [
      'before the day it was issued',
      [issued, delivered({ handedOverOn: '2026-03-19' })],
      'request.dayImpossible',
    ],
    [
      'before the receipt',
      [issued, delivered({ handedOverOn: '2026-03-01' })],
      'request.replyBeforeReceipt',
    ],
    [
      'on a day to come',
      [issued, delivered({ handedOverOn: '2026-03-21' })],
      'request.dayImpossible',
    ],
    [
      'signed before it left',
      [issued, on('2026-03-24', { handedOverOn: '2026-03-23', signedOn: '2026-03-22' })],
      'request.dayImpossible',
    ],
  ])('never one %s', (_, steps, code) => expect(last(...ready, ...steps)).toBe(code));
});

describe('mail that comes back', () => {
  it('was given all the same, and may go out again without ending the case again', () => {
    const again = on('2026-04-20', { handedOverOn: '2026-04-10' });
    expect(last(...answered, returned)).toEqual(['ReplyReturned']);
    expect(run(...answered, returned, again).outcome).toMatchObject([
      { type: 'ReplyDelivered', data: { givenOn: '2026-04-10', dueOn: null, late: false } },
    ]);
    expect(last(...answered, returned, again, again)).toBe('request.replyAlreadyGiven');
    expect(run(...answered, returned, again).state.conclusions).toHaveLength(1);
  });
  it('is on record once, and only when something was sent', () => {
    expect(last(...answered, returned, returned)).toBe('request.nothingToReturn');
    expect(last(...ready, issued, returned)).toBe('request.nothingToReturn');
    expect(last(...ready, issued, delivered({ route: 'handedOver' }), returned)).toBe(
      'request.nothingToReturn',
    );
    expect(refusal(...answered, { type: 'recordReturnedMail', on: '2026-03-19' })).toEqual([
      'request.dayImpossible',
      'on',
    ]);
  });
});

describe('the end of a round', () => {
  it.each<[string, Given[], string]>([
    ['a refusal', [refused('threeSecurities')], 'refusedSecurity'],
    [
      'a partial reply',
      [
        draft({ kind: 'partlyGranted', ground: 'stateSecret', statements: ['given', 'reasons'] }),
        ...reviewed,
      ],
      'partlyGranted',
    ],
    ['what is not held', [bare('notHeld', { statements: ['searched'] })], 'notHeld'],
    [
      'what has its own rules',
      [bare('otherAccessRules', { statements: ['otherRules'] })],
      'otherAccessRules',
    ],
    [
      'what was moved to an archive',
      [bare('movedToArchive', { statements: ['otherRules'] })],
      'movedToArchive',
    ],
  ])('by %s counts as that', (_, steps, outcome) =>
    expect(
      dataOf('RequestConcluded', received, ...steps, approved, issued, delivered()),
    ).toMatchObject({ outcome, applicantKind: 'natural', extended: false }),
  );
  it('is no time for another reply', () => {
    for (const step of [draft({ replyId: 'reply2' }), approved, issued])
      expect(last(...answered, step)).toBe('request.roundClosed');
    expect(last(...ready, { type: 'withdraw' }, issued)).toBe('request.roundClosed');
    expect(last(...ready, { type: 'withdraw' }, draft())).toBe('request.roundClosed');
    expect(last(...ready, issued, { type: 'withdraw' })).toBe('request.replyIssued');
  });
});
