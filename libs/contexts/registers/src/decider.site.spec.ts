import type { EntryFacts } from '@gongkai/entries';
import { fold, Rejection } from '@gongkai/kernel';
import { figuresOf, specFor } from '@gongkai/testing';
import fc from 'fast-check';
import type { SiteCommandData } from './commands.js';
import { siteAggregate, type SiteState } from './decider.site.js';
import { registersEvents, type LinkFinding, type Site, type SiteEvent } from './events.js';
import { registersIndicators } from './registers.indicators.js';

const facts: EntryFacts = {
  today: '2026-03-04',
  actor: { kind: 'officer', id: 'clerk' },
  agencyActive: true,
};
const { decider } = siteAggregate;
const { given } = specFor(decider, facts);
const id = 's1';

const site: Site = {
  agency: 'agency1',
  kind: 'subSite',
  name: '县统计局网站',
  address: 'https://tjj.example.invalid/',
  openedOn: '2012-03-01',
};
const entered = (entry: Site = site, version = 1): SiteEvent => ({
  type: 'SiteEntered',
  data: { id, version, entry, by: 'clerk' },
});
const withdrawn = (reason: string): SiteEvent => ({
  type: 'SiteWithdrawn',
  data: { id, version: 1, entry: site, reason, by: 'clerk' },
});
const closed = (on: string): SiteEvent => ({
  type: 'SiteClosed',
  data: { id, version: 1, entry: site, on, reason: '—', by: 'clerk' },
});
const checked = (check: number, on: string, finding: LinkFinding): SiteEvent => ({
  type: 'LinkChecked',
  data: { id, check, on, finding, remark: null, by: 'clerk' },
});
const unchecked = (check: number, on: string, finding: LinkFinding): SiteEvent => ({
  type: 'LinkCheckWithdrawn',
  data: { id, check, on, finding, reason: '误登', by: 'clerk' },
});
const counted = (on: string): SiteEvent => ({ type: 'LinklessSiteCounted', data: { id, on } });
const uncounted = (on: string): SiteEvent => ({ type: 'LinklessSiteUncounted', data: { id, on } });

const enter = (value: Site): SiteCommandData => ({ type: 'enter', id, value });
const check = (finding: LinkFinding, on?: string): SiteCommandData => ({
  type: 'check',
  id,
  finding,
  remark: null,
  ...(on === undefined ? {} : { on }),
});
const withdrawCheck = (number: number): SiteCommandData => ({
  type: 'withdrawCheck',
  id,
  check: number,
  reason: '误登',
});
const close = (on: string): SiteCommandData => ({ type: 'end', id, on, reason: '—' });
const correct = (more: Partial<Site>): SiteCommandData => ({
  type: 'correct',
  id,
  value: { ...site, ...more },
  reason: '误登',
});
const withdraw: SiteCommandData = { type: 'withdraw', id, reason: '误登' };

describe('a website', () => {
  it('is entered from the day it opened, which may be before the Regulations', () => {
    given().when(enter(site)).then(entered());
    const old = { ...site, openedOn: '2001-06-01' };
    given().when(enter(old)).then(entered(old));
    for (const openedOn of ['1994-04-19', '2026-03-05'])
      given()
        .when(enter({ ...site, openedOn }))
        .thenRejected('registers.dayImpossible', 'openedOn');
    given()
      .when(enter(site), { agencyActive: false })
      .thenRejected('registers.agencyUnknown', 'agency');
  });

  it('closes and is taken back like every entry', () => {
    given(entered()).when(close('2025-12-31')).then(closed('2025-12-31'));
    given(entered(), closed('2025-12-31'))
      .when(close('2025-12-31'))
      .thenRejected('registers.ended');
    given(entered()).when(withdraw).then(withdrawn('误登'));
  });
});

describe('the compulsory link of a site', () => {
  it('is looked for on a day, today unless another is said', () => {
    given(entered())
      .when(check('present'))
      .then(checked(1, '2026-03-04', 'present'));
    given(entered(), checked(1, '2025-03-31', 'present'))
      .when(check('missing', '2025-06-30'))
      .then(checked(2, '2025-06-30', 'missing'), counted('2025-06-30'));
    given(entered())
      .when(check('broken', '2025-06-30'))
      .then(checked(1, '2025-06-30', 'broken'), counted('2025-06-30'));
  });

  it('is not looked for before the site opened, after it closed, or in the future', () => {
    given(entered())
      .when(check('missing', '2012-02-29'))
      .thenRejected('registers.dayImpossible', 'on');
    given(entered())
      .when(check('missing', '2026-03-05'))
      .thenRejected('registers.dayImpossible', 'on');
    given(entered(), closed('2025-12-31'))
      .when(check('missing', '2026-01-01'))
      .thenRejected('registers.ended', 'on');
    given(entered(), closed('2025-12-31'))
      .when(check('present', '2025-12-31'))
      .then(checked(1, '2025-12-31', 'present'));
  });

  it('is not looked for on a site that is not there, nor on the one it leads to', () => {
    given().when(check('present')).thenRejected('registers.unknown', 'id');
    given(entered(), withdrawn('误登')).when(check('present')).thenRejected('registers.withdrawn');
    given(entered({ ...site, kind: 'opennessSite' }))
      .when(check('present'))
      .thenRejected('registers.linkNotRequired', 'id');
  });

  it('stands as the check of the latest day says, not the one recorded last', () => {
    const missing = [entered(), checked(1, '2025-06-30', 'missing'), counted('2025-06-30')];
    given(...missing)
      .when(check('present', '2025-03-31'))
      .then(checked(2, '2025-03-31', 'present'));
    given(...missing)
      .when(check('broken', '2025-03-31'))
      .then(checked(2, '2025-03-31', 'broken'), uncounted('2025-06-30'), counted('2025-03-31'));
    given(...missing)
      .when(check('present', '2025-06-30'))
      .then(checked(2, '2025-06-30', 'present'), uncounted('2025-06-30'));
  });

  it('stands as before when a check is taken back, once', () => {
    const found = [entered(), checked(1, '2025-06-30', 'missing'), counted('2025-06-30')];
    given(...found)
      .when(withdrawCheck(1))
      .then(unchecked(1, '2025-06-30', 'missing'), uncounted('2025-06-30'));
    given(...found)
      .when(withdrawCheck(2))
      .thenRejected('registers.checkUnknown', 'check');
    given(...found, unchecked(1, '2025-06-30', 'missing'), uncounted('2025-06-30'))
      .when(withdrawCheck(1))
      .thenRejected('registers.checkUnknown', 'check');
    given(...found, unchecked(1, '2025-06-30', 'missing'), uncounted('2025-06-30'))
      .when(check('present'))
      .then(checked(2, '2026-03-04', 'present'));
  });

  it('is missed no more when the site closes or was never there', () => {
    const missing = [entered(), checked(1, '2025-06-30', 'missing'), counted('2025-06-30')];
    given(...missing)
      .when(close('2025-12-31'))
      .then(closed('2025-12-31'), uncounted('2025-12-31'));
    given(...missing, closed('2025-12-31'), uncounted('2025-12-31'))
      .when({ type: 'resume', id, reason: '误登' })
      .then(
        {
          type: 'SiteClosureUndone',
          data: { id, version: 1, entry: site, on: '2025-12-31', reason: '误登', by: 'clerk' },
        },
        counted('2025-12-31'),
      );
    given(...missing)
      .when(withdraw)
      .then(withdrawn('误登'), uncounted('2025-06-30'));
  });

  it('keeps its checks when the entry is put right, unless they could not have been', () => {
    const history = [entered(), checked(1, '2025-06-30', 'missing'), counted('2025-06-30')];
    given(...history)
      .when(correct({ name: '县统计局子站' }))
      .then(withdrawn('误登'), entered({ ...site, name: '县统计局子站' }, 2));
    given(...history)
      .when(correct({ openedOn: '2025-07-01' }))
      .thenRejected('registers.linkChecked', 'id');
    given(...history)
      .when(correct({ kind: 'opennessSite' }))
      .thenRejected('registers.linkChecked', 'id');
    given(...history)
      .when(close('2025-06-29'))
      .thenRejected('registers.linkChecked', 'id');
  });

  it('is missed in the figures of every month as the checks that stand say', () => {
    const months = ['2025-01', '2025-02', '2025-03', '2025-04', '2025-05'];
    const day = fc
      .tuple(fc.constantFrom(...months), fc.constantFrom('10', '20'))
      .map((parts) => parts.join('-'));
    const finding = fc.constantFrom<LinkFinding>('present', 'missing', 'broken');
    const command: fc.Arbitrary<SiteCommandData> = fc.oneof(
      { weight: 6, arbitrary: fc.tuple(finding, day).map(([what, on]) => check(what, on)) },
      { weight: 3, arbitrary: fc.integer({ min: 1, max: 6 }).map(withdrawCheck) },
      day.map(close),
      fc.constant<SiteCommandData>({ type: 'resume', id, reason: '误登' }),
      day.map((openedOn) => correct({ openedOn })),
      fc.constantFrom(correct({ kind: 'townSite' }), correct({ kind: 'opennessSite' })),
      fc.constant(withdraw),
    );
    const figures = figuresOf(registersIndicators, registersEvents);
    fc.assert(
      fc.property(fc.array(command, { maxLength: 14 }), (commands) => {
        const history: SiteEvent[] = [entered({ ...site, openedOn: '2025-01-10' })];
        for (const next of commands) {
          const decided = decider.decide(fold(decider, history), next, facts);
          if (!(decided instanceof Rejection)) history.push(...decided);
        }
        const state = fold(decider, history);
        for (const month of months) {
          const values = figures(history, month);
          const { sites, withoutLink } = seenAt(state, `${month}-31`);
          expect(values.get('registers.sites') ?? 0).toBe(sites);
          expect(values.get('registers.sitesWithoutLink') ?? 0).toBe(withoutLink);
        }
      }),
      { numRuns: 400 },
    );
  });
});

/** What a person who reads the register at the end of a day counts. */
const seenAt = ({ value, withdrawn: gone, endedOn, checks }: SiteState, day: string) => {
  const there =
    !gone && value !== null && value.openedOn <= day && (endedOn === null || endedOn > day);
  const last = checks.filter(({ on }) => on <= day).at(-1);
  const without = there && last !== undefined && last.finding !== 'present';
  return { sites: Number(there), withoutLink: Number(without) };
};
