import { specFor } from '@gongkai/testing';
import { erasureDecider, type ErasureFacts } from './decider.erasure.js';
import { reject } from './errors.js';
import type { ErasureEvent } from './events.js';

const facts: ErasureFacts = {
  today: '2027-01-05',
  actor: { kind: 'officer', id: 'account1' },
  id: 'E1',
  key: 'held',
  cases: 2,
  obstacle: null,
  underWay: null,
};
const { given } = specFor(erasureDecider, facts);
const other = { actor: { kind: 'officer' as const, id: 'account2' } };
const of = { erasure: 'E1', person: 'K1' };
const on = facts.today;
const asked: ErasureEvent = {
  type: 'PersonErasureAsked',
  data: {
    ...of,
    ground: 'retentionOver',
    legalGround: '个人信息保护法第四十七条',
    requestedBy: 'office',
    reason: '期满',
    cases: 2,
    on,
    askedBy: 'account1',
  },
};
const approved: ErasureEvent = {
  type: 'PersonErasureApproved',
  data: { ...of, reason: '同意', on, approvedBy: 'account2' },
};
const ask = {
  type: 'ask',
  person: 'K1',
  ground: 'retentionOver',
  legalGround: '个人信息保护法第四十七条',
  requestedBy: 'office',
  reason: '期满',
} as const;
const approve = { type: 'approve', erasure: 'E1', reason: '同意' } as const;
const obstacle = reject('retention.held', { case: 'R1' });

describe('an erasure', () => {
  it('is asked for a person there is, when nothing stands against it', () => {
    given().when(ask).then(asked);
    given(asked).when(ask).then();
    given().when(ask, { obstacle }).thenRejected('retention.held');
    given().when(ask, { key: 'unknown' }).thenRejected('retention.personUnknown', 'person');
    given().when(ask, { cases: 0 }).thenRejected('retention.personUnknown', 'person');
    given().when(ask, { key: 'shredded' }).thenRejected('retention.erasedAlready', 'person');
    given().when(ask, { underWay: 'E0' }).thenRejected('retention.askedAlready', 'person');
  });

  it('is approved by another person, and only while nothing stands against it', () => {
    given(asked).when(approve, other).then(approved);
    given(asked).when(approve).thenRejected('retention.separationOfDuties');
    given(asked)
      .when(approve, { ...other, obstacle })
      .thenRejected('retention.held');
    given().when(approve, other).thenRejected('retention.erasureUnknown', 'erasure');
    given(asked, approved).when(approve, other).thenRejected('retention.erasureDecided');
  });

  it('is refused, or taken back until the keys are gone', () => {
    const refused = { ...of, reason: '移交', on, refusedBy: 'account2' };
    given(asked)
      .when({ type: 'refuse', erasure: 'E1', reason: '移交' }, other)
      .then({ type: 'PersonErasureRefused', data: refused });
    const withdraw = { type: 'withdraw', erasure: 'E1', reason: '有误' } as const;
    const withdrawn = { ...of, reason: '有误', on, withdrawnBy: 'account1' };
    for (const before of [[asked], [asked, approved]])
      given(...before)
        .when(withdraw)
        .then({ type: 'PersonErasureWithdrawn', data: withdrawn });
    const gone: ErasureEvent = { type: 'PersonKeysDestroyed', data: { ...of, keys: ['K1'], on } };
    given(asked, approved, gone).when(withdraw).thenRejected('retention.erasureDecided');
  });

  it('is confirmed once', () => {
    const confirm = { type: 'confirm', erasure: 'E1' } as const;
    const gone: ErasureEvent = { type: 'PersonKeysDestroyed', data: { ...of, keys: ['K1'], on } };
    given(asked, approved).when(confirm).then(gone);
    given(asked, approved, gone).when(confirm).then();
    given().when(confirm).thenRejected('retention.erasureUnknown');
  });
});
