import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Rejection } from '@gongkai/kernel';
import type { Outcome } from '@gongkai/request';
import type { Item } from './ledger.js';
import { parseDayPeriod } from './period.js';
import { compared, reconcileRequests, type Reconciliation } from './reconcile.js';
import { openOffice, type Office } from './testing.js';

const view = { from: '2023-01-01', to: '2023-12-31', endsBy: '2023-12-31' };
const item = (
  number: string,
  receivedOn: string,
  endedOn: string | null = null,
  outcome: Outcome = 'granted',
): Item => ({
  of: { id: number, number, agency: null, rounds: new Map(), attested: null },
  receivedOn,
  end: endedOn === null ? null : { on: endedOn, outcome },
});
const year = [
  item('A', '2022-12-01', '2023-01-05'),
  item('B', '2023-03-01', '2023-03-20', 'notHeld'),
  item('C', '2023-06-01', '2023-12-20', 'partlyGranted'),
  item('D', '2023-12-01', '2024-01-10'),
  item('E', '2023-12-05', '2024-02-01'),
  item('F', '2023-12-06'),
];
const right = {
  pendingStart: 1,
  received: 5,
  processed: 3,
  pendingEnd: 3,
  fullGrant: 1,
  partialGrant: 1,
  noRecords: 1,
};
const against = (figures: Record<string, number>) =>
  compared(year, view, { figures, period: null });
const fieldsOf = ({ disagreements }: Reconciliation) =>
  disagreements.map(({ kind, id, field }) => [kind, id, field].filter(Boolean).join(' '));

describe('published figures beside the cases', () => {
  it('agree when they are right', () => {
    expect(against(right)).toEqual({ computed: right, published: right, disagreements: [] });
  });

  it('that count answers after the period are found out, with the rows', () => {
    const printed = { ...right, processed: 4, pendingEnd: 2, fullGrant: 2 };
    const found = against(printed);
    expect(found.computed).toEqual(right);
    expect(fieldsOf(found)).toEqual([
      'total processed',
      'total pendingEnd',
      'total fullGrant',
      'row D processed',
    ]);
    const [total, , , row] = found.disagreements;
    expect(total).toMatchObject({ printed: 4, computed: 3 });
    expect(total!.why).toContain('2024-01-10');
    expect(total!.why).toContain('2024-01-31');
    expect(total!.why).toContain('E (2024-02-01)');
    expect(row).toMatchObject({ printed: 1, computed: 0 });
    expect(row!.why).toContain('2024-01-10');
  });

  it('that were drawn up too early leave answers out', () => {
    const found = against({ ...right, processed: 2, pendingEnd: 4, partialGrant: 0 });
    expect(fieldsOf(found).slice(3)).toEqual(['row C processed']);
    expect(found.disagreements[0]!.why).toContain('2023-12-19');
  });

  it('that read a contradictory entry in its other way are found out, too', () => {
    const stated = {
      number: 'G',
      confirmedOn: null,
      endedOn: '2023-02-01',
      days: null,
      daysTolled: null,
      disposition: 'provided',
      secondDisposition: 'no records',
      secondOutcome: 'notHeld' as const,
    };
    const attested = {
      requestId: 'G',
      applicantKind: 'natural' as const,
      receivedOn: '2023-02-03',
      proof: { kind: 'register' as const, reference: 'log' },
      attestedBy: 'office',
      daysAllowed: null,
      stated,
      outcome: 'granted' as const,
      assumed: [],
      defects: [],
      daysCounted: null,
      calendar: 0,
      recordedBy: 'office',
    };
    const both = {
      ...item('G', '2023-01-10', '2023-02-01'),
      of: { ...item('G', '').of, attested },
    };
    const counted = { fullGrant: 1, noRecords: 2 };
    const found = compared([...year, both], view, { figures: counted, period: null });
    expect(found.computed).toEqual({ fullGrant: 2, noRecords: 1 });
    expect(fieldsOf(found)).toEqual(['total fullGrant', 'total noRecords', 'row G outcome']);
    expect(found.disagreements[2]).toMatchObject({ printed: 'notHeld', computed: 'granted' });

    // Ended before it came: open here, and perhaps counted as processed there.
    const never = { ...both, end: null };
    const said = { ...right, received: 6, processed: 4, fullGrant: 2 };
    expect(fieldsOf(compared([...year, never], view, { figures: said, period: null }))).toEqual([
      'total processed',
      'total pendingEnd',
      'total fullGrant',
      'row G outcome',
    ]);
  });

  it('that nothing explains are said to be unexplained', () => {
    const found = against({ ...right, received: 9 });
    expect(fieldsOf(found)).toEqual(['total received']);
    expect(found.disagreements[0]!.why).toContain('For the other 4 no entry gives a reason.');
  });

  it('may have keys of their own: what one counts comes from a mapping, else it is unknown', () => {
    const figures = { closed: 3, special: 2, granted: 1 };
    const mapped = { closed: 'processed' } as const;
    const found = compared(year, view, { figures, period: null }, mapped);
    expect(found.computed).toEqual({ closed: 3, special: null, granted: 1 });
    expect(fieldsOf(found)).toEqual(['total special']);
  });

  it('of another period say so', () => {
    const period = { from: '2023-01-01', to: '2023-11-30' };
    const found = compared(year, view, { figures: right, period });
    expect(found.disagreements).toMatchObject([
      { kind: 'period', printed: '2023-01-01..2023-11-30' },
    ]);
  });
});

describe('a period of days', () => {
  it('is two days, or a year or month for its first and last', () => {
    expect(parseDayPeriod('2022-10-01..2023-09-30')).toEqual({
      from: '2022-10-01',
      to: '2023-09-30',
    });
    expect(parseDayPeriod('2024-02')).toEqual({ from: '2024-02-01', to: '2024-02-29' });
    expect(parseDayPeriod('2022-10..2023')).toEqual({ from: '2022-10-01', to: '2023-12-31' });
  });

  it.each(['', '2023-13', '2023-02-30..2023-03-01', '2023..2022', 'a..b', '1..2..3'])(
    '%s is refused',
    (text) => {
      expect((parseDayPeriod(text) as Rejection).code).toBe('requests.periodInvalid');
    },
  );
});

const root = join(import.meta.dirname, '../../../..');
const mapping = join(root, 'docs/guide/examples/usab-foia.mapping.json');
const real = join(root, '../shared/data/usab-foia-2023');

describe('reconciling a government', () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice();
  }, 60_000);
  afterAll(() => office.close());
  const reconcile = (published: string, period = '2022-10-01..2023-09-30', node = '衡南县') =>
    reconcileRequests(office.platform, { node: office.nodeOf(node), period, published });

  it('refuses a file that is missing, no JSON, or holds no whole numbers', async () => {
    const code = async (content: string) => {
      const outcome = await reconcile(office.write('published.json', content));
      return outcome instanceof Rejection ? outcome.code : 'taken';
    };
    expect(((await reconcile('/nowhere.json')) as Rejection).code).toBe(
      'requests.publishedMissing',
    );
    for (const content of ['{', '[]', '{}', '{"received": "20"}', '{"published": {"a": -1}}'])
      expect(await code(content)).toBe('requests.publishedInvalid');
    expect(await code('{"received": 0}')).toBe('taken');
    const nation = reconcileRequests(office.platform, {
      node: office.nodeOf('全国'),
      period: '2023',
      published: '',
    });
    expect(((await nation) as Rejection).code).toBe('import.notGoverned');
  });

  if (existsSync(real)) {
    it('computes the year of a real office and names what its report and log have wrong', async () => {
      await office.accepted(join(real, 'requests.csv'), mapping);
      const found = (await reconcile(join(real, 'published.json'))) as Reconciliation;
      expect(found.computed).toEqual({
        pendingStart: 0,
        received: 20,
        processed: 11,
        pendingEnd: 9,
        fullGrant: 5,
        partialGrant: 1,
        fullExemptionDenial: 0,
        noRecords: 5,
      });
      const late = ['13', '14', '15', '16', '17', '18', '19', '20'];
      expect(fieldsOf(found)).toEqual([
        'total processed',
        'total pendingEnd',
        'total fullGrant',
        'total partialGrant',
        'total noRecords',
        'row 2023-01 disposition',
        'row 2023-02 days',
        ...late.map((number) => `row 2023-${number} processed`),
      ]);
      const of = (id: string) => found.disagreements.find((each) => each.id === id);
      expect(of('2023-02')).toMatchObject({ printed: 17, computed: 4 });
      expect(of('2023-01')).toMatchObject({ computed: 'granted' });
      expect(found.disagreements[0]!.why).toContain('2023-12 (2023-11-01)');
    });

    it('shows the same year to the agency only where its cases are', async () => {
      const found = (await reconcile(
        join(real, 'published.json'),
        undefined,
        '教育局',
      )) as Reconciliation;
      expect(found.computed).toMatchObject({ received: 0, processed: 0 });
    });
  } else it('is not tried on the real log: it is not beside this repository', () => undefined);
});
