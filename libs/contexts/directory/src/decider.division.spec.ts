import { Rejection } from '@gongkai/kernel';
import { specFor } from '@gongkai/testing';
import fc from 'fast-check';
import type { DivisionCommandData } from './commands.js';
import { divisionDecider, type Division, type DivisionFacts } from './decider.division.js';
import { governmentDecider } from './decider.government.js';
import type { DivisionEvent, GovernmentEvent } from './events.js';

const today = '2026-03-02';
const actor = { kind: 'officer', id: 'u1' } as const;
const ground = '民函〔2018〕105号';

const division = (kind: NonNullable<Division>['kind'], over: Partial<NonNullable<Division>> = {}) =>
  ({
    kind,
    grouping: false,
    until: null,
    into: null,
    spans: [{ since: null, code: '370000', name: '山东省', parent: 'N' }],
    ...over,
  }) satisfies Division;

describe('a division', () => {
  const defaults: DivisionFacts = {
    today,
    actor,
    parent: division('prefecture'),
    into: null,
    codeFree: true,
  };
  const { given } = specFor(divisionDecider, defaults);
  const county = {
    kind: 'county' as const,
    code: '371626',
    name: '邹平县',
    parent: 'D371600',
    since: null,
    grouping: false,
  };
  const listed: DivisionEvent = { type: 'DivisionListed', data: county };
  const recoded: DivisionEvent = {
    type: 'DivisionRecoded',
    data: { code: '371681', name: '邹平市', on: '2018-07-02', ground },
  };
  const ended: DivisionEvent = {
    type: 'DivisionAbolished',
    data: { on: '2020-01-01', ground: null },
  };
  const list = { type: 'list' as const, ...county };
  const rename = {
    type: 'rename' as const,
    division: 'D1',
    name: '新名县',
    on: '2019-01-01',
    ground: null,
  };
  const recode = {
    type: 'recode' as const,
    division: 'D1',
    code: '371681',
    name: '邹平市',
    on: '2018-07-02',
    ground,
  };
  const move = {
    type: 'move' as const,
    division: 'D1',
    parent: 'D370100',
    code: '370126',
    on: '2019-01-01',
    ground: null,
  };
  const merge = {
    type: 'merge' as const,
    division: 'D1',
    into: 'D2',
    on: '2019-01-01',
    ground: null,
  };

  it('is listed under a higher level', () => given().when(list).then(listed));
  it('is listed once', () => given(listed).when(list).thenRejected('directory.exists', 'code'));
  it('needs a superior that exists on the day', () => {
    given().when(list, { parent: null }).thenRejected('directory.parentMissing', 'parent');
    const later = division('prefecture', {
      spans: [{ since: '2015-01-01', code: '371600', name: '滨州市', parent: 'P' }],
    });
    given()
      .when({ ...list, since: '2014-12-31' }, { parent: later })
      .thenRejected('directory.parentMissing');
  });
  it('cannot stand under its own level', () =>
    given()
      .when(list, { parent: division('county') })
      .thenRejected('directory.wrongLevel', 'parent'));
  it('cannot have the code of another', () => {
    given().when(list, { codeFree: false }).thenRejected('directory.codeTaken', 'code');
    given(listed).when(recode, { codeFree: false }).thenRejected('directory.codeTaken', 'code');
    given(listed).when(move, { codeFree: false }).thenRejected('directory.codeTaken', 'code');
  });
  it('cannot begin in the future', () =>
    given()
      .when({ ...list, since: '2026-03-03' })
      .thenRejected('directory.inFuture', 'since'));
  it('is the nation when nothing is above it', () => {
    const nation = { ...county, kind: 'nation' as const, parent: null };
    given()
      .when({ type: 'list', ...nation }, { parent: null })
      .then({ type: 'DivisionListed', data: nation });
  });
  it('goes on under another code and name', () => given(listed).when(recode).then(recoded));
  it('says nothing when nothing changes', () => {
    given(listed, recoded)
      .when({ ...recode, on: '2019-01-01' })
      .then();
    given(listed)
      .when({ ...rename, name: '邹平县' })
      .then();
    given(listed)
      .when({ ...move, parent: 'D371600', code: '371626' })
      .then();
  });
  it('is renamed, moved and abolished', () => {
    const { type: _, division: __, ...renamed } = rename;
    given(listed).when(rename).then({ type: 'DivisionRenamed', data: renamed });
    const { type: ___, division: ____, ...moved } = move;
    given(listed).when(move).then({ type: 'DivisionMoved', data: moved });
    given(listed)
      .when({ type: 'abolish', division: 'D1', on: '2020-01-01', ground: null })
      .then(ended);
  });
  it('is merged into another of its level that is still there', () => {
    const { type: _, division: __, ...merged } = merge;
    given(listed)
      .when(merge, { into: division('county') })
      .then({ type: 'DivisionMerged', data: merged });
    given(listed).when(merge).thenRejected('directory.successorMissing', 'into');
    given(listed)
      .when(merge, { into: division('county', { until: '2025-01-01' }) })
      .thenRejected('directory.successorMissing', 'into');
    given(listed)
      .when(merge, { into: division('prefecture') })
      .thenRejected('directory.successorOfOtherKind', 'into');
    given(listed)
      .when({ ...merge, into: 'D1' }, { into: division('county') })
      .thenRejected('directory.loop', 'into');
  });
  it('changes in the order of the days, while it exists, and not in the future', () => {
    given(listed, recoded)
      .when({ ...rename, on: '2018-07-01' })
      .thenRejected('directory.beforeLastChange', 'on');
    given(listed, ended).when(rename).thenRejected('directory.ended', 'on');
    given(listed)
      .when({ ...rename, on: '2026-03-03' })
      .thenRejected('directory.inFuture', 'on');
  });
  it('must be listed before it changes', () =>
    given().when(rename).thenRejected('directory.missing', 'division'));

  const day = fc.integer({ min: 2000, max: 2027 }).map((year) => `${year}-06-01`);
  const command: fc.Arbitrary<DivisionCommandData> = fc.oneof(
    fc.constant(list),
    fc.record({ on: day, name: fc.constantFrom('甲县', '乙县') }).map((x) => ({ ...rename, ...x })),
    fc.record({ on: day, code: fc.constantFrom('1', '2') }).map((x) => ({ ...recode, ...x })),
    fc.record({ on: day, parent: fc.constantFrom('P', 'Q') }).map((x) => ({ ...move, ...x })),
    fc.record({ on: day }).map((x) => ({ ...merge, ...x })),
  );
  it('has a history in order, whatever is asked of it', () =>
    fc.assert(
      fc.property(fc.array(command, { maxLength: 15 }), (commands) => {
        let state: Division = divisionDecider.initial;
        for (const one of commands) {
          const facts = { ...defaults, into: division('county') };
          const outcome = divisionDecider.decide(state, one, facts);
          if (!(outcome instanceof Rejection))
            state = outcome.reduce(divisionDecider.evolve, state);
        }
        const days = (state?.spans ?? []).map(({ since }) => since ?? '');
        expect(days).toEqual([...new Set(days)].sort());
        if (state?.until) expect(days.every((since) => since <= state!.until!)).toBe(true);
      }),
    ));
});

describe('a government', () => {
  const { given } = specFor(governmentDecider, { today, actor, division: division('county') });
  const join = { type: 'join' as const, division: 'D1', name: '邹平县人民政府', on: '2008-05-01' };
  const { type: _, ...data } = join;
  const joined: GovernmentEvent = { type: 'GovernmentJoined', data };
  const rename = {
    type: 'rename' as const,
    government: 'T1',
    name: '邹平市人民政府',
    on: '2018-07-02',
  };

  it('joins at its division', () => given().when(join).then(joined));
  it('joins once', () => given(joined).when(join).thenRejected('directory.alreadyJoined'));
  it('joins neither at a town, nor at a code that only groups, nor at nothing', () => {
    given()
      .when(join, { division: division('town') })
      .thenRejected('directory.notGoverned');
    given()
      .when(join, { division: division('county', { grouping: true }) })
      .thenRejected('directory.notGoverned');
    given().when(join, { division: null }).thenRejected('directory.missing');
  });
  it('does not join in the future', () =>
    given()
      .when({ ...join, on: '2027-01-01' })
      .thenRejected('directory.inFuture'));
  it('is renamed in the order of the days', () => {
    given(joined)
      .when(rename)
      .then({
        type: 'GovernmentRenamed',
        data: { division: 'D1', name: '邹平市人民政府', on: '2018-07-02' },
      });
    given(joined)
      .when({ ...rename, name: join.name })
      .then();
    given(joined)
      .when({ ...rename, on: '2008-04-30' })
      .thenRejected('directory.beforeLastChange');
    given().when(rename).thenRejected('directory.notJoined');
  });
  it('keeps its division whatever is asked of it', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.constant(join),
            fc.string().map((name) => ({ ...rename, name })),
          ),
        ),
        (commands) => {
          const log: GovernmentEvent[] = [];
          for (const command of commands) {
            const { outcome } = given(...log).when(command);
            if (!(outcome instanceof Rejection)) log.push(...outcome);
          }
          expect(new Set(log.map((event) => event.data.division)).size).toBeLessThanOrEqual(1);
        },
      ),
    ));
});
