import { specFor } from '@gongkai/testing';
import type { RetentionCommandData, RetentionFacts } from './decider.js';
import { retentionDecider } from './decider.js';
import { noErasure } from './decider.erasure.js';
import { onlyKept, scheduleOn } from './decider.state.js';
import type { RetentionEvent } from './events.js';
import { fold } from '@gongkai/kernel';

const today = '2027-01-05';
const found = { streams: [{ prefix: 'b17/T1/request-', ids: ['R1'] }], fields: 4, files: 1 };
const held = { kind: 'request', id: 'R1', closedOn: '2016-05-05', own: null };
const approved = {
  ...noErasure,
  id: 'E1',
  status: 'approved' as const,
  person: 'K1',
  legalGround: '个人信息保护法第四十七条',
  askedBy: 'account1',
  approvedBy: 'account2',
};
const facts: RetentionFacts = {
  today,
  actor: { kind: 'officer', id: 'account1' },
  newId: 'H1',
  caseKnown: true,
  cases: [held],
  found,
  erasure: approved,
  dueCount: 0,
};
const { given } = specFor(retentionDecider, facts);

const adopted = (
  years: number | null = 10,
  more: Partial<{ kind: string; version: number; effectiveOn: string }> = {},
): RetentionEvent => ({
  type: 'RetentionScheduleAdopted',
  data: {
    kind: 'request',
    version: 1,
    years,
    counted: 'nextYear',
    legalGround: '保管期限规定',
    decision: '1号',
    effectiveOn: '2026-01-01',
    adoptedBy: 'account1',
    ...more,
  },
});
const order = { kind: 'order' as const, id: null };
const placed = (caseId = 'R1', hold = 'H1'): RetentionEvent => ({
  type: 'HoldPlaced',
  data: {
    hold,
    caseKind: 'request',
    caseId,
    cause: order,
    reason: '复查',
    orderedBy: '县司法局',
    placedOn: '2027-01-05',
    placedBy: 'account1',
  },
});
const lifted: RetentionEvent = {
  type: 'HoldLifted',
  data: {
    hold: 'H1',
    caseKind: 'request',
    caseId: 'R1',
    cause: order,
    reason: '终结',
    orderedBy: '县司法局',
    on: today,
    liftedBy: 'account1',
  },
};
const restricted: RetentionEvent = {
  type: 'DataRestricted',
  data: {
    person: 'K1',
    requestedBy: 'person',
    reason: '本人申请',
    until: '2026-12-31',
    on: today,
    restrictedBy: 'account1',
  },
};
const schedule = {
  type: 'adoptSchedule',
  kind: 'request',
  years: 10,
  counted: 'nextYear',
  legalGround: '保管期限规定',
  decision: '1号',
} as const;
const hold = {
  type: 'placeHold',
  caseKind: 'request',
  caseId: 'R1',
  reason: '复查',
  orderedBy: '县司法局',
} as const;
const lift = { type: 'liftHold', hold: 'H1', reason: '终结', orderedBy: '县司法局' } as const;
const restrict = {
  type: 'restrict',
  person: 'K1',
  requestedBy: 'person',
  reason: '本人申请',
} as const;
const erase: RetentionCommandData = { type: 'erase', erasure: 'E1' };

describe('a retention schedule', () => {
  it('is adopted for a kind of case, and the next takes effect after it', () => {
    given()
      .when({ ...schedule, effectiveOn: '2026-01-01' })
      .then(adopted());
    given(adopted())
      .when(schedule)
      .then(adopted(10, { version: 2, effectiveOn: today }));
    given(adopted())
      .when({ ...schedule, effectiveOn: '2026-01-01' })
      .thenRejected('retention.effectiveBefore', 'effectiveOn');
    given()
      .when({ ...schedule, kind: 'recipe' })
      .thenRejected('retention.kindUnknown', 'kind');
  });

  it('is in force from its day on', () => {
    const later = adopted(30, { version: 2, effectiveOn: '2028-01-01' });
    const state = fold(retentionDecider, [adopted(), later]);
    expect(scheduleOn(state, 'request', '2025-12-31')).toBeUndefined();
    expect(scheduleOn(state, 'request', '2027-12-31')?.years).toBe(10);
    expect(scheduleOn(state, 'request', '2028-01-01')?.years).toBe(30);
  });

  it('tells once that cases have been kept long enough', () => {
    const note: RetentionCommandData = { type: 'noteDue', kind: 'request' };
    const noted: RetentionEvent = {
      type: 'RetentionDueNoted',
      data: { kind: 'request', cases: 3, closedUpTo: '2016-12-31', on: today },
    };
    given(adopted()).when(note, { dueCount: 3 }).then(noted);
    given(adopted()).when(note).then();
    given(adopted(), noted).when(note, { dueCount: 3 }).then();
    given(adopted(null)).when(note, { dueCount: 3 }).then();
    given().when(note, { dueCount: 3 }).then();
  });
});

describe('a legal hold', () => {
  it('is placed on a case there is, and lifted, with who ordered it and why', () => {
    given().when(hold).then(placed());
    given(placed()).when(lift).then(lifted);
    given(placed(), lifted).when(lift).thenRejected('retention.holdUnknown', 'hold');
    given().when(hold, { caseKnown: false }).thenRejected('retention.caseUnknown', 'caseId');
    given()
      .when({ ...hold, caseKind: 'recipe' })
      .thenRejected('retention.kindUnknown', 'caseKind');
    given()
      .when({ ...hold, placedOn: '2027-01-06' })
      .thenRejected('retention.dayImpossible', 'placedOn');
    given(placed())
      .when({ ...lift, on: '2027-01-06' })
      .thenRejected('retention.dayImpossible', 'on');
  });

  it('is placed once for each case of an appeal', () => {
    const cause = { kind: 'suit' as const, id: 'S1' };
    const command: RetentionCommandData = {
      type: 'holdForAppeal',
      caseKind: 'request',
      caseId: 'R1',
      cause,
      placedOn: '2027-01-04',
    };
    const event = given().when(command).outcome as RetentionEvent[];
    expect(event).toMatchObject([{ type: 'HoldPlaced', data: { cause, placedOn: '2027-01-04' } }]);
    given(...event)
      .when(command)
      .then();
  });
});

describe('the data of a person', () => {
  it('is restricted to storage until its period is over, unless a case is held', () => {
    given(adopted()).when(restrict).then(restricted);
    given(restricted).when(restrict).thenRejected('retention.restrictedAlready', 'person');
    given(placed()).when(restrict).thenRejected('retention.held');
    given().when(restrict, { cases: [] }).thenRejected('retention.personUnknown', 'person');
    const end: RetentionCommandData = { type: 'endRestriction', person: 'K1', reason: '撤回' };
    const of = { person: 'K1', reason: '撤回', on: today, liftedBy: 'account1' };
    given(restricted).when(end).then({ type: 'RestrictionLifted', data: of });
    given().when(end).thenRejected('retention.notRestricted', 'person');
  });

  it('is only kept while it is restricted, but where a hold needs it', () => {
    const state = fold(retentionDecider, [restricted, placed('R1')]);
    expect([onlyKept(state, 'K1', 'R1'), onlyKept(state, 'K1', 'R2')]).toEqual([false, true]);
    expect(onlyKept(state, 'K2', 'R2')).toBe(false);
  });

  it('is erased with a certificate once every period is over', () => {
    const data = {
      erasure: 'E1',
      person: 'K1',
      keys: ['K1'],
      streams: found.streams,
      fields: 4,
      files: 1,
      ground: 'retentionOver' as const,
      legalGround: approved.legalGround,
      keptTo: '2026-12-31',
      askedBy: 'account1',
      approvedBy: 'account2',
      on: today,
    };
    given(adopted()).when(erase).then({ type: 'PersonErased', data });
    given(adopted())
      .when(erase, {
        cases: [{ ...held, closedOn: null }],
        erasure: { ...approved, ground: 'lawOrders' },
      })
      .then({ type: 'PersonErased', data: { ...data, ground: 'lawOrders', keptTo: null } });
  });

  it('is not erased before, with the case and the day that stand against it', () => {
    const outcome = given(adopted()).when(erase, { today: '2026-12-31' }).outcome;
    expect(outcome).toMatchObject({
      code: 'retention.periodRunning',
      details: { case: 'R1', until: '2026-12-31' },
    });
    given(adopted(), placed()).when(erase).thenRejected('retention.held');
    given(adopted(), placed(), lifted).when(erase, {}).outcome;
    given(adopted(null)).when(erase).thenRejected('retention.permanent');
    given().when(erase).thenRejected('retention.noSchedule');
    given(adopted())
      .when(erase, { cases: [held, { ...held, id: 'R2', closedOn: null }] })
      .thenRejected('retention.caseOpen');
    given(adopted())
      .when(erase, { cases: [{ ...held, own: 'years30' }] })
      .thenRejected('retention.periodRunning');
    given(adopted())
      .when(erase, { cases: [{ ...held, own: 'permanent' }] })
      .thenRejected('retention.permanent');
  });

  it('is not erased against a hold even where law orders it, nor without approval', () => {
    given(placed())
      .when(erase, { erasure: { ...approved, ground: 'lawOrders' } })
      .thenRejected('retention.held');
    given(adopted())
      .when(erase, { erasure: { ...approved, status: 'asked' } })
      .thenRejected('retention.notApproved');
    given(adopted()).when(erase, { erasure: null }).thenRejected('retention.erasureUnknown');
  });
});
