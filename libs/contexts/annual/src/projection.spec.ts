import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode, type EventMetadata, type Recorded } from '@gongkai/kernel';
import fc from 'fast-check';
import { annualIndicators } from './annual.indicators.js';
import { annualRows, type AnnualRow } from './annual.projection.js';
import { annualEvents, unpackHandedIn, type AnnualEvent } from './events.js';

const folder = join(import.meta.dirname, 'fixtures');
const history = [
  'ReportOpened',
  'ReportHandedIn',
  'ReportReturned',
  'ReportApproved',
  'ReportPublished',
  'ReportCorrected',
] as const;
const fixture = (type: string): AnnualEvent =>
  decode(
    annualEvents,
    type,
    1,
    JSON.parse(readFileSync(join(folder, `${type}.v1.json`), 'utf8')),
  ) as AnnualEvent;
const events = history.map(fixture);
const meta = {} as EventMetadata;
const folded = (of: readonly AnnualEvent[]) =>
  of.reduce<AnnualRow | undefined>(
    (row, event, i) =>
      annualRows.apply(row, { ...event, meta, position: BigInt(i) } as Recorded<never>, 'R1'),
    undefined,
  );
const statusAfter = (...types: (typeof history)[number][]) => folded(types.map(fixture))?.status;

describe('the row of a report', () => {
  it('follows its course', () => {
    expect(statusAfter('ReportOpened')).toBe('drafting');
    expect(statusAfter('ReportOpened', 'ReportHandedIn')).toBe('handedIn');
    expect(statusAfter('ReportOpened', 'ReportHandedIn', 'ReportReturned')).toBe('returned');
    expect(folded(events.filter(({ type }) => type !== 'ReportReturned'))).toMatchObject({
      status: 'correcting',
      version: 1,
      soft: 2,
      decided: 1,
      late: false,
      documentId: 'D1',
      publishedOn: '2018-03-30',
    });
  });

  it('stands as before when the publication never was', () => {
    const way = ['ReportOpened', 'ReportHandedIn', 'ReportApproved', 'ReportPublished'] as const;
    const before = way.map(fixture);
    const voided = fixture('ReportPublicationVoided');
    expect(folded([...before, voided])).toMatchObject({
      status: 'approved',
      publishedOn: null,
      documentId: null,
      publishedLate: false,
    });
    expect(folded([...before, voided, fixture('ReportPublished')])).toEqual(folded(before));
  });

  it('keeps that the first version was late when a later one is handed in', () => {
    const first = fixture('ReportHandedIn') as Extract<AnnualEvent, { type: 'ReportHandedIn' }>;
    const late: AnnualEvent = { ...first, data: { ...first.data, late: true } };
    const second: AnnualEvent = { ...first, data: { ...first.data, version: 2 } };
    expect(folded([fixture('ReportOpened'), late, second])).toMatchObject({
      late: true,
      version: 2,
    });
  });

  it('comes of any part of its events, and of none without the first', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events), { maxLength: 12 }), (some) => {
        const row = folded(some);
        expect(row === undefined).toBe(!some.some(({ type }) => type === 'ReportOpened'));
      }),
    );
    expect(readdirSync(folder).length).toBeGreaterThan(history.length);
  });
});

describe('the indicators of annual reports', () => {
  const counted = (
    type: 'ReportHandedIn' | 'ReportPublished' | 'ReportPublicationVoided',
    more: object,
  ) => {
    const { data } = fixture(type);
    const facet = annualEvents[type].facet!({ ...data, ...more } as never);
    return annualIndicators
      .filter(({ counts }) => counts.some(({ event, when }) => event === type && when!(facet)))
      .map(({ id }) => id);
  };

  it('count a report with its first version, and what was late among them', () => {
    expect(counted('ReportHandedIn', {})).toEqual(['annual.handedIn']);
    expect(counted('ReportHandedIn', { late: true })).toEqual([
      'annual.handedIn',
      'annual.handedInLate',
    ]);
    expect(counted('ReportHandedIn', { version: 2 })).toEqual([]);
    expect(counted('ReportHandedIn', { annual: false })).toEqual([]);
    expect(counted('ReportPublished', { late: true })).toEqual([
      'annual.published',
      'annual.publishedLate',
    ]);
    expect(counted('ReportPublished', { first: false })).toEqual([]);
    expect(counted('ReportPublicationVoided', { late: true })).toEqual([
      'annual.published',
      'annual.publishedLate',
    ]);
    const taken = annualIndicators.flatMap(({ counts }) =>
      counts.filter(({ event }) => event === 'ReportPublicationVoided').map(({ add }) => add),
    );
    expect(taken).toEqual([-1, -1]);
  });

  it('tell facets apart', () =>
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), fc.boolean(), (late, annual, first) => {
        const facet = Number(late) | (Number(annual) << 1) | (Number(first) << 2);
        expect(unpackHandedIn(facet)).toEqual({ late, annual, first });
      }),
    ));
});
