import { dayNumber, nationalCalendar } from '@gongkai/calendar';
import { decode, fold } from '@gongkai/kernel';
import { figuresOf, specFor } from '@gongkai/testing';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { ComplaintCommands, type ComplaintCommandData } from './commands.js';
import { complaintIndicators } from './complaint.indicators.js';
import { complaintDecider, type ComplaintFacts } from './decider.js';
import { complaintRuleAggregate } from './decider.rules.js';
import { ComplaintKind, Finding } from './events.kinds.js';
import {
  complaintEvents,
  complaintRuleEvents,
  unpackComplaint,
  type ComplaintEvent,
} from './events.js';
import { STARTER_RULES } from './rules.js';

const facts: ComplaintFacts = {
  today: '2026-06-30',
  actor: { kind: 'officer', id: 'handler1' },
  calendar: nationalCalendar,
  calendarRevision: 0,
  rules: STARTER_RULES,
};
const { given } = specFor(complaintDecider, facts);
const complaintId = 'c1';

const command = (data: object): ComplaintCommandData => ComplaintCommands.parse(data);
const receive = (more: object = {}) =>
  command({
    type: 'receive',
    complaintId,
    kind: 'disclosureComplaint',
    agency: 'agency1',
    channel: 'letter',
    subject: '反映未按期公开',
    receivedOn: '2026-03-03',
    person: 'p1',
    complainant: null,
    text: null,
    ...more,
  });
const of = (type: string, more: object = {}) => command({ type, complaintId, ...more });
const answer = (on: string, more: object = {}) =>
  of('answer', { finding: 'founded', measure: 'corrected', text: null, on, ...more });

const after = (...commands: ComplaintCommandData[]): ComplaintEvent[] => {
  let events: ComplaintEvent[] = [];
  for (const each of commands) {
    const decided = complaintDecider.decide(fold(complaintDecider, events), each, facts);
    if (!Array.isArray(decided)) throw new Error(decided.code);
    events = [...events, ...decided];
  }
  return events;
};
const dataOf = (outcome: unknown) => (outcome as ComplaintEvent[])[0]!.data;

describe('a complaint', () => {
  it('is due by the rule of its kind, or by the day its slip says', () => {
    const due = (more: object) => dataOf(given().when(receive(more)).outcome);
    expect(due({})).toMatchObject({ dueOn: '2026-03-24', period: { days: 15, unit: 'working' } });
    expect(due({ kind: 'petitionAppeal' })).toMatchObject({ dueOn: '2026-05-02' });
    expect(due({ kind: 'hotline', dueOn: '2026-03-06' })).toMatchObject({
      dueOn: '2026-03-06',
      period: null,
    });
    given(...after(receive()))
      .when(receive())
      .then();
  });

  it('comes on a day that can be, to an agency there was', () => {
    given()
      .when(receive({ receivedOn: '2026-07-01' }))
      .thenRejected('complaint.dayImpossible', 'receivedOn');
    given()
      .when(receive({ dueOn: '2026-03-02' }))
      .thenRejected('complaint.dayImpossible', 'dueOn');
    given()
      .when(receive(), { agencyActive: false })
      .thenRejected('complaint.agencyUnknown', 'agency');
    given().when(of('show')).thenRejected('complaint.unknown', 'complaintId');
  });

  it('is assigned within the government, and goes elsewhere only once', () => {
    const assign = of('assign', { to: 'agency2', on: '2026-03-04' });
    const [assigned] = given(...after(receive())).when(assign).outcome as ComplaintEvent[];
    expect(assigned!.data).toMatchObject({ to: 'agency2' });
    given(...after(receive(), assign))
      .when(assign)
      .thenRejected('complaint.assignedThere', 'to');
    given(...after(receive()))
      .when(assign, { agencyActive: false })
      .thenRejected('complaint.agencyUnknown', 'to');
    const transfer = of('transfer', { to: '衡阳市人民政府', reason: '不属本级', on: '2026-03-05' });
    given(...after(receive(), transfer))
      .when(answer('2026-03-06'))
      .thenRejected('complaint.transferred');
  });

  it('records a late answer as late, and the missed day once', () => {
    const [inTime] = given(...after(receive())).when(answer('2026-03-24'))
      .outcome as ComplaintEvent[];
    expect(inTime!.data).toMatchObject({ late: false });
    const [late] = given(...after(receive())).when(answer('2026-03-25'))
      .outcome as ComplaintEvent[];
    expect(late!.data).toMatchObject({ late: true, dueOn: '2026-03-24' });
    const note = of('noteOverdue');
    given(...after(receive()))
      .when(note, { today: '2026-03-24' })
      .then();
    const noted = after(receive(), note);
    expect(noted.at(-1)!.type).toBe('ComplaintOverdueNoted');
    given(...noted)
      .when(note)
      .then();
    given(...after(receive(), answer('2026-03-10')))
      .when(note)
      .then();
  });

  it('is closed when it was answered, and taken up again with a period of its own', () => {
    given(...after(receive()))
      .when(of('close'))
      .thenRejected('complaint.notAnswered');
    const answered = after(receive(), answer('2026-03-20'));
    given(...answered)
      .when(answer('2026-03-21'))
      .thenRejected('complaint.answered');
    const closed = after(
      receive(),
      answer('2026-03-20'),
      of('close', { satisfied: true, on: '2026-03-23' }),
    );
    given(...closed)
      .when(of('close'))
      .thenRejected('complaint.closed');
    const reopen = of('reopen', { reason: '不满意', on: '2026-04-01' });
    expect(dataOf(given(...closed).when(reopen).outcome)).toMatchObject({ dueOn: '2026-04-23' });
    given(...after(receive()))
      .when(reopen)
      .thenRejected('complaint.open');
  });

  it('is shown to the superior once, at any stage', () => {
    const show = of('show', { on: '2026-03-23' });
    expect(given(...after(receive())).when(show).outcome).toHaveLength(1);
    given(...after(receive(), show))
      .when(show)
      .thenRejected('complaint.shown');
  });

  it('moves with the calendar only where its rule counts working days', () => {
    const exceptions = new Map(nationalCalendar.exceptions);
    exceptions.set(dayNumber('2026-03-24'), { working: false, name: '放假' });
    const calendar = { ...nationalCalendar, exceptions };
    const again = of('recalculate', { notice: 'n', reason: 'r' });
    const moved = given(...after(receive())).when(again, { calendar, calendarRevision: 2 });
    expect(dataOf(moved.outcome)).toMatchObject({ from: '2026-03-24', to: '2026-03-25' });
    given(...after(receive()))
      .when(again)
      .then();
    given(...after(receive({ kind: 'petitionAppeal' })))
      .when(again, { calendar })
      .then();
  });

  it('is voided for good', () => {
    const undo = of('void', { cause: 'otherKind' });
    given(...after(receive(), undo))
      .when(of('show'))
      .thenRejected('complaint.voided');
    given(...after(receive(), undo))
      .when(of('noteOverdue'))
      .then();
  });
});

describe('the rules of a government', () => {
  const rules = specFor(complaintRuleAggregate.decider, facts);
  it('are a starter until it adopts its own; kinds not named keep theirs', () => {
    const adopt = {
      type: 'adopt' as const,
      periods: { hotline: { days: 3, unit: 'working' as const } },
      basis: null,
      adoptedOn: '2026-01-05',
    };
    const { outcome } = rules.given().when(adopt);
    const [adopted] = outcome as { data: { periods: Record<string, unknown> } }[];
    expect(adopted!.data.periods).toMatchObject({ hotline: { days: 3 }, phone: { days: 5 } });
    rules
      .given()
      .when({ ...adopt, adoptedOn: '2026-07-01' })
      .thenRejected('complaint.dayImpossible', 'adoptedOn');
    rules
      .given(adopted as never)
      .when(adopt)
      .then();
  });
});

describe('the events of complaints', () => {
  const fixture = (type: string): unknown =>
    JSON.parse(readFileSync(new URL(`./fixtures/${type}.v1.json`, import.meta.url), 'utf8'));
  it('are read as they were written', () => {
    for (const [type, spec] of Object.entries({ ...complaintEvents, ...complaintRuleEvents }))
      expect(decode({ [type]: spec }, type, 1, fixture(type)).type).toBe(type);
  });
});

describe('figures of complaints', () => {
  const figures = figuresOf(complaintIndicators, complaintEvents);

  it('never count one kind for another, however they go', () => {
    const kinds = fc.array(fc.constantFrom(...ComplaintKind.options), { maxLength: 12 });
    fc.assert(
      fc.property(kinds, fc.array(fc.boolean(), { maxLength: 12 }), (received, voided) => {
        const events = received.flatMap((kind, i) =>
          after(receive({ kind }), ...(voided[i] ? [of('void', { cause: 'mistaken' })] : [])),
        );
        const values = figures(events, '2026-03');
        for (const kind of ComplaintKind.options) {
          const counted = received.filter((of, i) => of === kind && !voided[i]).length;
          expect(values.get(`complaint.${kind}`) ?? 0).toBe(counted);
        }
      }),
    );
  });

  it('tell answers and findings apart', () => {
    const events = Finding.options.flatMap((finding) =>
      after(receive(), answer('2026-03-25', { finding })),
    );
    const values = figures(events, '2026-03');
    expect(
      ['answered', 'answeredLate', 'founded'].map((id) => values.get(`complaint.${id}`)),
    ).toEqual([4, 4, 2]);
    expect(unpackComplaint(7).kind).toBeUndefined();
  });
});
