import { addOf } from '@gongkai/figures';
import { secrecyEvents } from '@gongkai/secrecy';
import fc from 'fast-check';
import type { AnyEvent } from '@gongkai/kernel';
import { Channel } from './decider.content.js';
import { documentEvents } from './events.js';
import { placementFacet, recordFacet, unpackPlacement } from './events.placement.js';
import {
  approved,
  by,
  changed,
  decided,
  documentId,
  draft,
  passed,
  publish,
  published,
  ready,
  requested,
  revised,
  run,
  type Step,
} from './testing.js';
import { publicationIndicators } from './publication.indicators.js';

const catalogue: Record<string, { facet: ((data: never) => number) | undefined }> = documentEvents;
/** What the figures would count over a history. */
const count = (id: string, history: readonly AnyEvent[]): number => {
  const indicator = publicationIndicators.find((known) => known.id === `publication.${id}`)!;
  return history
    .map(({ type, data }) => {
      const facet = catalogue[type]!.facet?.(data as never) ?? 0;
      return indicator.counts
        .filter(({ event, when }) => event === type && (when?.(facet) ?? true))
        .reduce((sum, of) => sum + addOf(of, facet), 0);
    })
    .reduce((sum, part) => sum + part, 0);
};
const counts = (ids: string[], ...steps: Step[]) => {
  const { history } = run(steps);
  return ids.map((id) => count(id, history));
};

describe('indicators of publication', () => {
  it('read back what a facet packs, and packs what was packed before as it was', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...Channel.options),
        fc.constantFrom('functions', 'policy', 'plans', 'work', 'other'),
        fc.boolean(),
        fc.integer({ min: 0, max: 7 }),
        fc.boolean(),
        (channel, columnClass, normative, step, issued) => {
          const first = step < 2;
          const how = {
            first,
            late: step === 1 || step > 5,
            entered: step < 4 || step > 5,
            firstInChannel: ![3, 5, 7].includes(step),
          };
          const what = { channel, columnClass: columnClass as 'other', normative };
          const data = { ...what, genre: 'circular' as const, ...how };
          const kind = (Channel.options.indexOf(channel) * 5 + classes.indexOf(columnClass)) * 3;
          const facet = placementFacet(data);
          if (step < 6) expect(facet).toBe((kind + Number(normative)) * 6 + step);
          for (const record of [
            { ...data, issued: issued && first },
            { ...data, issued: false },
          ]) {
            const packed = recordFacet(record);
            expect(packed).toBeLessThan(1024);
            const { channel: at, norm, columnClass: of, ...read } = unpackPlacement(packed);
            expect(read).toEqual({ ...how, issued: record.issued });
            expect(Channel.options[at]).toBe(channel);
            expect(classes[of]).toBe(columnClass);
            expect(norm).toBe(Number(normative));
          }
        },
      ),
    ));
  const classes = ['functions', 'policy', 'plans', 'work', 'other'];

  it('count a change that came late with its return after a withdrawal', () => {
    const withdrawn: Step = { type: 'withdraw', documentId, reason: '有误' };
    const steps = [...published, changed, withdrawn, requested, passed, decided, approved];
    const back = (today: string): Step => [
      { type: 'publish', documentId, channel: 'website' },
      { today },
    ];
    expect(counts(['late', 'items'], ...steps, back('2026-03-30'))).toEqual([0, 1]);
    expect(counts(['late', 'items'], ...steps, back('2026-03-31'))).toEqual([1, 1]);
    const voided: Step = { type: 'voidPublication', documentId, publications: [2], reason: '误登' };
    expect(counts(['late', 'items'], ...steps, back('2026-03-31'), voided)).toEqual([0, 1]);
    const first = { ...(voided as object), publications: [1] } as Step;
    // Then it is the first, and came after the limit from formation.
    expect(counts(['late', 'items'], ...steps, back('2026-03-30'), first)).toEqual([1, 1]);
  });

  it('count an item in several channels once, and each kind of channel once', () =>
    expect(
      counts(
        [
          'items',
          'normative',
          'regulations',
          'channel.website',
          'channel.weibo',
          'class.policy',
          'normativeIssued',
        ],
        ...published,
        publish({ means: 'subSite', site: '分站' }),
        publish({ channel: 'weibo' }),
      ),
    ).toEqual([1, 1, 0, 1, 1, 1, 1]));

  it('count a change that reached the public late', () => {
    const correctedOn = (today: string): Step[] => [
      ...published,
      changed,
      requested,
      passed,
      decided,
      approved,
      [{ type: 'correct', documentId, reason: '变更' }, { today }],
    ];
    expect(counts(['late', 'corrected'], ...correctedOn('2026-03-30'))).toEqual([0, 1]);
    expect(counts(['late', 'corrected'], ...correctedOn('2026-03-31'))).toEqual([1, 1]);
  });

  it('count what is late', () =>
    expect(
      counts(['late'], ...ready, [
        { type: 'publish', documentId, channel: 'website' },
        { today: '2026-04-01' },
      ]),
    ).toEqual([1]));

  it('keep the stock in force through withdrawal, return and repeal', () => {
    const withdraw: Step = { type: 'withdraw', documentId, reason: '有误' };
    const repeal: Step = { type: 'repeal', documentId, basis: '县政府令' };
    expect(counts(['inForce'], ...published)).toEqual([1]);
    expect(counts(['inForce', 'withdrawn'], ...published, withdraw)).toEqual([0, 1]);
    expect(counts(['inForce', 'items'], ...published, withdraw, approved, publish())).toEqual([
      1, 1,
    ]);
    expect(counts(['inForce', 'normativeRepealed'], ...published, repeal)).toEqual([0, 1]);
    expect(counts(['inForce'], ...published, repeal, withdraw)).toEqual([0]);
  });

  it('follow a correction that makes a paper no longer normative', () => {
    const revise = by('drafter', {
      type: 'revise',
      documentId,
      title: '关于印发2026年工作要点的通知',
      genre: 'circular',
      normative: false,
      formedOn: '2026-02-02',
    });
    const correct = by('clerk', { type: 'correct', documentId, reason: '不属规范性文件' });
    const again = [requested, passed, decided, approved, correct];
    expect(counts(['inForce'], ...published, revise, ...again)).toEqual([0]);
    expect(counts(['inForce'], ...published, revised, ...again)).toEqual([1]);
  });

  it('count an attested item like a published one', () => {
    const attest = {
      ...draft({ formedOn: null }),
      type: 'attest',
      publications: [
        { channel: 'website', means: 'superiorPortal', publishedOn: '2017-05-02' },
        { channel: 'wechat', publishedOn: '2017-05-04' },
      ],
      proof: { kind: 'report', reference: '2017年度报告' },
      attestedBy: '张三',
    } as never;
    expect(
      counts(['items', 'channel.website', 'channel.wechat', 'late', 'inForce'], attest),
    ).toEqual([1, 1, 1, 0, 1]);
  });

  it('count refused reviews of papers, not those of replies to requests', () => {
    const refused = (host: 'document' | 'reply' | null) => ({
      type: 'SecrecyReviewRefused',
      data: { host },
    });
    const facets = { ...catalogue, ...secrecyEvents } as typeof catalogue;
    const of = publicationIndicators.find(({ id }) => id === 'publication.secrecyRefused')!;
    const counted = [refused('document'), refused(null), refused('reply')].map(({ type, data }) =>
      of.counts.some(({ when }) => when?.(facets[type]!.facet!(data as never))),
    );
    // What was recorded before the host was said is counted as it was then.
    expect(counted).toEqual([true, true, false]);
  });

  it('are declared once each, in both languages', () => {
    const ids = publicationIndicators.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { zh, en, counts: of } of publicationIndicators) {
      expect(zh && en).toBeTruthy();
      for (const { event } of of) expect(Object.keys(documentEvents)).toContain(event);
    }
  });
});
