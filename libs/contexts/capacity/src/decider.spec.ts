import type { EntryCommand } from '@gongkai/entries';
import { fold, Rejection } from '@gongkai/kernel';
import { figuresOf, specFor } from '@gongkai/testing';
import fc from 'fast-check';
import { capacityIndicators } from './capacity.indicators.js';
import {
  activityAggregate,
  fundsAggregate,
  leadingBodyAggregate,
  resourceAggregate,
  type ActivityFacts,
} from './decider.js';
import {
  ActivityKind,
  capacityEvents,
  type Activity,
  type ActivityEvent,
  type Funds,
  type FundsEvent,
  type LeadingBody,
  type Resource,
  type ResourceEvent,
} from './events.js';

const facts: ActivityFacts = {
  today: '2026-03-04',
  actor: { kind: 'officer', id: 'clerk' },
  agencyActive: true,
  bodyThere: true,
};
const id = 'x1';
const agency = 'agency1';
const figures = figuresOf(capacityIndicators, capacityEvents);
const enter = <V>(value: V): EntryCommand<V> => ({ type: 'enter', id, value });
const withdraw = { type: 'withdraw', id, reason: '误登' } as const;

describe('offices, reading places and people', () => {
  const { given } = specFor(resourceAggregate.decider, facts);
  const people: Resource = {
    agency,
    kind: 'partTime',
    number: 58,
    name: '各科室信息员',
    address: null,
    hours: null,
    since: '2017-01-01',
  };
  const provided = (entry: Resource): ResourceEvent => ({
    type: 'ResourceProvided',
    data: { id, version: 1, entry, by: 'clerk' },
  });
  const ended: ResourceEvent = {
    type: 'ResourceEnded',
    data: { id, version: 1, entry: people, on: '2018-05-31', reason: '撤并', by: 'clerk' },
  };
  const end = { type: 'end', id, on: '2018-05-31', reason: '撤并' } as const;

  it('are there from a day until they end', () => {
    given().when(enter(people)).then(provided(people));
    given(provided(people)).when(end).then(ended);
    given(provided(people), ended).when(end).thenRejected('capacity.ended');
    given(provided(people))
      .when({ type: 'resume', id, reason: 'r' })
      .thenRejected('capacity.notEnded');
    given()
      .when(enter({ ...people, since: '2026-03-05' }))
      .thenRejected('capacity.dayImpossible', 'since');
    given()
      .when(enter(people), { agencyActive: false })
      .thenRejected('capacity.agencyUnknown', 'agency');
    given().when(withdraw).thenRejected('capacity.unknown');
  });

  it('are entered one by one, but for people', () => {
    for (const kind of ['office', 'readingPlace'] as const) {
      given()
        .when(enter({ ...people, kind, number: 2 }))
        .thenRejected('capacity.oneAtATime', 'number');
      const one = { ...people, kind, number: 1 };
      given().when(enter(one)).then(provided(one));
    }
  });

  it('stand at the end of a month as many as they are', () => {
    const place = { ...people, kind: 'readingPlace', number: 1, since: '2017-06-01' } as const;
    const history = [provided(people), provided(place), ended];
    const at = (month: string, name: string) =>
      figures(history, month).get(`capacity.${name}`) ?? 0;
    expect(at('2017-01', 'partTime')).toBe(58);
    expect(at('2017-05', 'readingPlaces')).toBe(0);
    expect(at('2017-12', 'readingPlaces')).toBe(1);
    expect(at('2018-04', 'partTime')).toBe(58);
    expect(at('2018-05', 'partTime')).toBe(0);
  });
});

describe('funds', () => {
  const { given } = specFor(fundsAggregate.decider, facts);
  const funds: Funds = {
    agency,
    purpose: '查阅点设备',
    on: '2017-03-01',
    amountFen: 5_500_000_00,
    source: null,
  };

  it('are borne in the figures by round portions, and taken off by them', () => {
    const { outcome } = given().when(enter(funds));
    const history = outcome as FundsEvent[];
    expect(history[0]).toEqual({
      type: 'FundsAllotted',
      data: { id, version: 1, entry: funds, by: 'clerk' },
    });
    expect(figures(history, '2017-01', '2017-12').get('capacity.funds')).toBe(550_000_000);
    const back = given(...history).when(withdraw).outcome as FundsEvent[];
    expect(figures([...history, ...back], '2017-03').get('capacity.funds')).toBe(0);
    given(...history, ...back)
      .when(withdraw)
      .thenRejected('capacity.withdrawn');
  });

  it('add up to what stands, whatever is corrected', () => {
    const amount = fc.integer({ min: 1, max: 2 ** 48 - 1 });
    const on = fc.constantFrom('2016-12-31', '2017-03-01', '2017-11-30');
    fc.assert(
      fc.property(fc.array(fc.tuple(amount, on), { minLength: 1, maxLength: 6 }), (versions) => {
        const history: FundsEvent[] = [];
        for (const [amountFen, day] of versions) {
          const value = { ...funds, amountFen, on: day };
          const command: EntryCommand<Funds> =
            history.length === 0 ? enter(value) : { type: 'correct', id, value, reason: 'r' };
          const { decider } = fundsAggregate;
          const decided = decider.decide(fold(decider, history), command, facts);
          if (!(decided instanceof Rejection)) history.push(...decided);
        }
        const [last, day] = versions.at(-1)!;
        const found = figures(history, '2017-01', '2017-12').get('capacity.funds') ?? 0;
        expect(found).toBe(day === '2016-12-31' ? 0 : last);
      }),
    );
  });
});

describe('meetings, courses, campaigns and instructions', () => {
  const { given } = specFor(activityAggregate.decider, facts);
  const course: Activity = {
    agency,
    kind: 'course',
    title: '政府信息公开业务培训班',
    on: '2017-04-18',
    bodyId: null,
    people: 121,
    leaflets: 0,
    by: null,
    summary: null,
    address: null,
  };
  const events = (...values: Activity[]) =>
    values.flatMap((value) => given().when(enter(value)).outcome as ActivityEvent[]);

  it('bear how many came beside themselves', () => {
    const data = { id, version: 1 };
    given()
      .when(enter(course))
      .then(
        { type: 'ActivityEntered', data: { ...data, entry: course, by: 'clerk' } },
        ...[112, 9].map((number): ActivityEvent => ({
          type: 'NumbersCounted',
          data: { ...data, agency, on: course.on, of: 'attendances', number },
        })),
      );
  });

  it('have only what belongs to their kind', () => {
    const wrong: [string, Activity][] = [
      ['people', { ...course, kind: 'article' }],
      ['people', { ...course, kind: 'instruction' }],
      ['leaflets', { ...course, leaflets: 5 }],
      ['bodyId', { ...course, bodyId: 'b1' }],
    ];
    for (const [field, value] of wrong)
      given().when(enter(value)).thenRejected('capacity.fieldForeign', field);
    given()
      .when(enter({ ...course, kind: 'jointConference', bodyId: 'b1' }), { bodyThere: false })
      .thenRejected('capacity.bodyUnknown', 'bodyId');
  });

  it('are counted by kind, with their numbers', () => {
    const campaign: Activity = { ...course, kind: 'campaign', people: 3_000, leaflets: 20_000 };
    const none = { ...course, people: 0 };
    const found = figures(
      events(
        course,
        { ...course, kind: 'courseAttended', people: 4 },
        { ...none, kind: 'meeting' },
        { ...none, kind: 'jointConference' },
        { ...none, kind: 'instruction' },
        { ...none, kind: 'article' },
        campaign,
      ),
      '2017-01',
      '2017-12',
    );
    const of = (name: string) => found.get(`capacity.${name}`);
    expect(of('courses')).toBe(1);
    expect(of('attendances')).toBe(121);
    expect(of('coursesAttended')).toBe(1);
    expect(of('ownAttendances')).toBe(4);
    expect(of('meetings')).toBe(2);
    expect(of('instructions')).toBe(1);
    expect(of('articles')).toBe(1);
    expect(of('campaigns')).toBe(1);
    expect(of('visitors')).toBe(3_000);
    expect(of('leaflets')).toBe(20_000);
  });

  it('count nothing once they are taken back, of whatever kind', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ActivityKind.options),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.integer({ min: 0, max: 90_000 }),
        (kind, people, leaflets) => {
          const entered = given().when(enter({ ...course, kind, people, leaflets })).outcome;
          if (entered instanceof Rejection) return;
          const back = given(...entered).when(withdraw).outcome as ActivityEvent[];
          const found = figures([...entered, ...back], '2017-04');
          expect([...found.values()].every((value) => value === 0)).toBe(true);
        },
      ),
    );
  });
});

describe('leading groups and joint conferences', () => {
  const { given } = specFor(leadingBodyAggregate.decider, facts);
  const member = { agency: null, name: '县长', post: null, role: 'head', duties: null } as const;
  const body: LeadingBody = {
    agency: null,
    kind: 'leadingGroup',
    name: '县政府信息公开工作领导小组',
    documentNumber: '南政办发〔2016〕5号',
    since: '2016-02-01',
    members: [member, { ...member, agency: 'agency1', name: '县统计局', role: 'member' }],
  };
  it('have a head and members with their duties, and are there until dissolved', () => {
    given()
      .when(enter(body))
      .then({ type: 'LeadingBodyFormed', data: { id, version: 1, entry: body, by: 'clerk' } });
    given()
      .when(enter({ ...body, members: body.members.slice(1) }))
      .thenRejected('capacity.headMissing', 'members');
    const formed = given().when(enter(body)).outcome as never[];
    expect(figures(formed, '2016-02').get('capacity.leadingGroups')).toBe(1);
    const gone = given(...formed).when({ type: 'end', id, on: '2020-01-01', reason: '调整' });
    const history = [...formed, ...(gone.outcome as never[])];
    expect(figures(history, '2020-01').get('capacity.leadingGroups')).toBe(0);
  });
});
