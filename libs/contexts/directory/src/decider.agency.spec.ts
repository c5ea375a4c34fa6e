import { Rejection } from '@gongkai/kernel';
import { specFor } from '@gongkai/testing';
import fc from 'fast-check';
import type { AgencyCommandData } from './commands.js';
import { Agency, agencyDecider, type AgencyFacts } from './decider.agency.js';
import type { AgencyEvent } from './events.js';

const today = '2026-03-02';
const actor = { kind: 'officer', id: 'u1' } as const;

describe('an agency', () => {
  const town = {
    kind: 'town' as const,
    grouping: false,
    until: null,
    into: null,
    spans: [{ since: null, code: '430422103', name: '茶市镇', parent: 'D430422' }],
  };
  const registered: AgencyEvent = {
    type: 'AgencyRegistered',
    data: {
      agency: 'A1',
      kind: 'township',
      code: 'T001',
      name: '茶市镇人民政府',
      parent: null,
      division: 'TOWN',
      government: 'D430422',
      since: null,
    },
  };
  const other = agencyDecider.evolve(Agency.none, {
    ...registered,
    data: { ...registered.data, agency: 'A2', division: null },
  } as AgencyEvent);
  const gone = agencyDecider.evolve(other, { type: 'AgencyAbolished', data: { on: '2010-01-01' } });
  const defaults: AgencyFacts = {
    today,
    actor,
    agency: 'A1',
    government: 'D430422',
    parent: Agency.none,
    into: Agency.none,
    line: [],
    below: [],
    division: town,
  };
  const { given } = specFor(agencyDecider, defaults);
  const register = {
    type: 'register' as const,
    kind: 'township' as const,
    code: 'T001',
    name: '茶市镇人民政府',
    parent: null,
    division: 'TOWN',
    since: null,
  };
  const on = '2016-01-04';
  const move = { type: 'move' as const, agency: 'A1', parent: 'A2', division: null, on };
  const merge = { type: 'merge' as const, agency: 'A1', into: 'A2', on };
  const fill = {
    type: 'fillPost' as const,
    agency: 'A1',
    post: 'clerk' as const,
    title: '干事',
    account: null,
    name: '张三',
    on,
  };
  const { type: _, agency: __, ...held } = fill;
  const filled: AgencyEvent = { type: 'PostFilled', data: held };
  const handOver = { ...fill, type: 'handOverPost' as const, name: '李四', note: '移交目录' };

  it('is registered in its government', () => given().when(register).then(registered));
  it('is registered once, and only when its government has joined', () => {
    given(registered).when(register).thenRejected('directory.exists');
    given().when(register, { government: null }).thenRejected('directory.notJoined');
    given()
      .when({ ...register, since: '2026-12-01' })
      .thenRejected('directory.inFuture', 'since');
  });
  it('stands for a town only as a township or sub-district of the same government', () => {
    given()
      .when({ ...register, kind: 'department' })
      .thenRejected('directory.townOnly', 'division');
    given()
      .when(register, { government: 'D999999' })
      .thenRejected('directory.townElsewhere', 'division');
    given().when(register, { division: null }).thenRejected('directory.missing', 'division');
  });
  it('moves under another agency that is there', () => {
    given(registered)
      .when(move, { parent: other })
      .then({
        type: 'AgencyMoved',
        data: { parent: 'A2', division: null, government: 'D430422', on },
      });
    given(registered)
      .when(move, { parent: gone })
      .thenRejected('directory.parentMissing', 'parent');
    given(registered)
      .when({ ...move, parent: null, division: 'TOWN' })
      .then();
    given(registered).when(move, { government: null }).thenRejected('directory.notJoined');
  });
  it('never comes to stand under itself', () => {
    given(registered)
      .when({ ...move, parent: 'A1' }, { parent: other })
      .thenRejected('directory.loop', 'parent');
    given(registered)
      .when(move, { parent: other, line: ['A1'] })
      .thenRejected('directory.loop', 'parent');
    given(registered)
      .when(merge, { into: other, line: ['A1'] })
      .thenRejected('directory.loop', 'into');
  });
  it('is renamed, recoded, merged and abolished', () => {
    given(registered)
      .when({ type: 'rename', agency: 'A1', name: '茶市镇', on })
      .then({ type: 'AgencyRenamed', data: { name: '茶市镇', on } });
    given(registered).when({ type: 'rename', agency: 'A1', name: '茶市镇人民政府', on }).then();
    given(registered)
      .when({ type: 'recode', agency: 'A1', code: 'T009', on })
      .then({ type: 'AgencyRecoded', data: { code: 'T009', on } });
    given(registered).when({ type: 'recode', agency: 'A1', code: 'T001', on }).then();
    given(registered)
      .when(merge, { into: other })
      .then({ type: 'AgencyMerged', data: { into: 'A2', on } });
    given(registered).when(merge, { into: gone }).thenRejected('directory.successorMissing');
    given(registered)
      .when({ type: 'abolish', agency: 'A1', on })
      .then({ type: 'AgencyAbolished', data: { on } });
  });
  it('is not abolished while something stands under it', () => {
    const { outcome } = given(registered).when(
      { type: 'abolish', agency: 'A1', on },
      { below: ['茶市镇财政所', '茶市镇中心学校'] },
    );
    expect(outcome).toMatchObject({
      code: 'directory.hasSubordinates',
      zh: expect.stringContaining('茶市镇财政所、茶市镇中心学校。'),
    });
    const many = Array.from({ length: 11 }, (_, i) => `${i}所`);
    const { outcome: long } = given(registered).when(
      { type: 'abolish', agency: 'A1', on },
      { below: many },
    );
    expect((long as Rejection).zh).toContain('9所……。');
  });
  it('must be registered, and there, to change', () => {
    given().when(merge).thenRejected('directory.missing', 'agency');
    given(registered, { type: 'AgencyAbolished', data: { on: '2010-01-01' } })
      .when(fill)
      .thenRejected('directory.ended', 'on');
  });
  it('names its leader and clerk, and hands a post over when people change', () => {
    given(registered).when(fill).then(filled);
    given(registered, filled).when(fill).thenRejected('directory.postHeld', 'post');
    given(registered)
      .when({ ...fill, name: null })
      .thenRejected('directory.nobodyNamed', 'name');
    const { type: _, agency: __, ...passed } = handOver;
    given(registered, filled).when(handOver).then({ type: 'PostPassedOn', data: passed });
    given(registered).when(handOver).thenRejected('directory.postVacant', 'post');
    given(registered, filled)
      .when({ ...handOver, name: '张三' })
      .thenRejected('directory.samePerson', 'name');
    given(registered, filled)
      .when({ ...handOver, name: null })
      .thenRejected('directory.nobodyNamed', 'name');
    given(registered, filled)
      .when({ ...handOver, on: '2016-01-03' })
      .thenRejected('directory.beforeLastChange', 'on');
  });
  it('answers what it was on a day', () => {
    const agency = [
      registered,
      { type: 'AgencyRenamed', data: { name: '茶市镇', on } } as AgencyEvent,
      { type: 'AgencyAbolished', data: { on: '2020-01-01' } } as AgencyEvent,
    ].reduce((state, event) => agencyDecider.evolve(state, event), Agency.none);
    expect(agency.on('2015-12-31')?.name).toBe('茶市镇人民政府');
    expect(agency.on('2016-01-04')?.name).toBe('茶市镇');
    expect([agency.activeOn('2019-12-31'), agency.activeOn('2020-01-01')]).toEqual([true, false]);
    expect([agency.exists, agency.kind, agency.name, agency.code]).toEqual([
      true,
      'township',
      '茶市镇',
      'T001',
    ]);
  });

  const command: fc.Arbitrary<AgencyCommandData> = fc.oneof(
    fc.constantFrom<AgencyCommandData>(register, merge),
    fc
      .record({ post: fc.constantFrom('leader' as const, 'clerk' as const), name: fc.string() })
      .chain((x) => fc.constantFrom({ ...fill, ...x }, { ...handOver, ...x })),
  );
  it('has at most one holder of a post, each after the one before', () =>
    fc.assert(
      fc.property(fc.array(command, { maxLength: 15 }), (commands) => {
        const log: AgencyEvent[] = [];
        for (const one of commands) {
          const { outcome } = given(...log).when(one, { into: other });
          if (!(outcome instanceof Rejection)) log.push(...outcome);
        }
        const filledPosts = log.flatMap((e) => (e.type === 'PostFilled' ? [e.data.post] : []));
        expect(new Set(filledPosts).size).toBe(filledPosts.length);
      }),
    ));
});
