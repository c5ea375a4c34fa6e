import { addOf } from '@gongkai/figures';
import { fold, monthOf } from '@gongkai/kernel';
import fc from 'fast-check';
import { Channel, normOf } from './decider.content.js';
import { documentDecider } from './decider.js';
import { noteLate } from './decider.limits.js';
import type { Document } from './decider.state.js';
import { publicationsOf, type Publication } from './decider.stay.js';
import { documentWatch, type WatchRow } from './document.process.js';
import { documentEvents, type DocumentEvent } from './events.js';
import { publicationIndicators } from './publication.indicators.js';
import { columnUse, type ColumnUseRow } from './registers.projection.js';
import { documentId, facts } from './testing.js';
import { mended, play, sequence } from './testing-histories.js';

type Spec = {
  facet?: (data: never) => number;
  occurredOn?: (data: never) => string | null;
};
const catalogue: Record<string, Spec> = documentEvents as never;
const TODAY = '2026-12-31';

/** Indicator and month → what the figures count over a history; zeros left out. */
const figuresOf = (history: readonly DocumentEvent[]): Record<string, number> => {
  const figures: Record<string, number> = {};
  for (const { type, data } of history) {
    const facet = catalogue[type]!.facet?.(data as never) ?? 0;
    const on = catalogue[type]!.occurredOn?.(data as never) ?? TODAY;
    for (const { id, kind, counts } of publicationIndicators)
      for (const count of counts)
        if (count.event === type && (count.when?.(facet) ?? true)) {
          const key = kind === 'stock' ? id : `${id} ${monthOf(on)}`;
          figures[key] = (figures[key] ?? 0) + addOf(count, facet);
        }
  }
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== 0));
};

/** The same told again from how the document stands in the end, record by record. */
const figuresIn = (document: Document): Record<string, number> => {
  const figures: Record<string, number> = {};
  const add = (name: string, on: string | null) => {
    const key = `publication.${name}${on === null ? '' : ` ${monthOf(on)}`}`;
    figures[key] = (figures[key] ?? 0) + 1;
  };
  const earliest = (of: readonly Publication[]) =>
    of.map(({ publishedOn }) => publishedOn).sort()[0];
  const [firstStay] = document.stays;
  if (firstStay) {
    const on = earliest(firstStay.publications)!;
    const first = firstStay.publications.find(({ publishedOn }) => publishedOn === on)!;
    add('items', on);
    if (normOf(first) === 1) add('normative', on);
    if (normOf(first) === 2) add('regulations', on);
    add(`class.${first.columnClass}`, on);
  }
  for (const channel of Channel.options)
    for (const stay of document.stays) {
      const there = stay.publications.filter((of) => of.channel === channel);
      if (there.length === 0) continue;
      add(`channel.${channel}`, earliest(there)!);
      break;
    }
  for (const { publications, corrections, withdrawal } of document.stays) {
    for (const { publishedOn, late } of publications) if (late) add('late', publishedOn);
    for (const { correctedOn, late } of corrections) {
      add('corrected', correctedOn);
      if (late) add('late', correctedOn);
    }
    if (withdrawal) add('withdrawn', withdrawal.withdrawnOn);
  }
  for (const { outcome, sentOn, answeredOn } of document.submissions) {
    if (outcome !== 'voided') add('submissions', sentOn);
    if (outcome === 'taken') add('submissionsTaken', answeredOn);
  }
  const { ended, publicContent, outside, status } = document;
  if (ended && normOf(ended) === 1) add('normativeRepealed', ended.on);
  if (ended && normOf(ended) === 2) add('regulationsRepealed', ended.on);
  if (publicContent && !ended && normOf(publicContent) === 1) add('inForce', null);
  if (publicContent && !ended && normOf(publicContent) === 2) add('regulationsInForce', null);
  if (outside && status === 'handledOutside') add('handledOutside', outside.notedOn);
  return figures;
};
const told = new Set([
  ...['items', 'normative', 'regulations', 'late', 'corrected', 'withdrawn', 'submissions'],
  ...['submissionsTaken', 'normativeRepealed', 'regulationsRepealed', 'inForce'],
  ...['regulationsInForce', 'handledOutside'],
]);
const isTold = (key: string): boolean => {
  const name = key.split(' ')[0]!.replace('publication.', '');
  return told.has(name) || /^(channel|class)\./.test(name);
};

describe('mistaken records taken back or put right, in every order', () => {
  it('leave in every month what would have been counted had they never been made', () => {
    let voided = 0;
    fc.assert(
      fc.property(
        fc.oneof({ weight: 1, arbitrary: sequence }, { weight: 4, arbitrary: mended }),
        (steps) => {
          const history = play(steps, () => undefined);
          const counted = Object.entries(figuresOf(history)).filter(([key]) => isTold(key));
          expect(Object.fromEntries(counted)).toEqual(figuresIn(fold(documentDecider, history)));
          voided += history.filter(({ type }) => type === 'PublicationVoided').length;
        },
      ),
      { numRuns: 800 },
    );
    expect(voided).toBeGreaterThan(100);
  });

  it('leave each record with a number of its own, and what the public has with at least one', () =>
    fc.assert(
      fc.property(mended, (steps) => {
        const document = fold(
          documentDecider,
          play(steps, () => undefined),
        );
        const numbers = publicationsOf(document).map(({ number }) => number);
        expect(new Set(numbers).size).toBe(numbers.length);
        expect(Math.max(0, ...numbers)).toBeLessThanOrEqual(document.recorded);
        const present = document.stays.at(-1);
        expect(document.publicDigest !== null).toBe(present?.withdrawal === null);
        for (const { publications } of document.stays) expect(publications).not.toHaveLength(0);
      }),
      { numRuns: 300 },
    ));

  it('leave the columns used as often, and on the days, that what stands says', () =>
    fc.assert(
      fc.property(mended, (steps) => {
        const history = play(steps, () => undefined);
        const document = fold(documentDecider, history);
        const rows = new Map<string, ColumnUseRow>();
        for (const event of history) {
          if (!Object.hasOwn(columnUse.events, event.type)) continue;
          const recorded = { ...event, meta: { agency: document.agency }, position: 1n } as never;
          const key = columnUse.key(recorded) as string | undefined;
          if (key !== undefined) rows.set(key, columnUse.apply(rows.get(key), recorded, key)!);
        }
        const days = document.stays.flatMap(({ publications, corrections }) => [
          ...publications.filter(({ entered }) => entered).map(({ publishedOn }) => publishedOn),
          ...corrections.map(({ correctedOn }) => correctedOn),
        ]);
        const [row] = rows.values();
        expect(row?.lastPublishedOn ?? null).toBe(days.sort().at(-1) ?? null);
        expect(row?.items ?? 0).toBe(document.stays.length);
      }),
      { numRuns: 300 },
    ));

  it('leave the watch asking for just what is to be noted', () =>
    fc.assert(
      fc.property(mended, (steps) => {
        const history = play(
          steps.map((step) => ({ ...step, today: '2026-06-01' })),
          () => undefined,
        );
        const document = fold(documentDecider, history);
        const { decision, proposal } = document;
        // What is proposed of a later content the watch takes for what is decided.
        fc.pre(!decision || !proposal || decision.attribute === proposal.attribute);
        // Written anew after its limit was noted to be over, a paper is asked about once more.
        fc.pre(document.lateNotedFor === null);
        let row: WatchRow | undefined;
        for (const event of history)
          if (Object.hasOwn(documentWatch.events, event.type)) {
            const recorded = { ...event, meta: { origin: 'live' }, position: 1n } as never;
            row = documentWatch.apply(row, recorded, documentId);
          }
        const today = '2027-06-01';
        const asked = row ? documentWatch.due(row, today) : [];
        const toNote = noteLate(document, { type: 'noteLate', documentId }, { ...facts, today });
        expect(asked.filter(({ note }) => note.type === 'noteLate')).toHaveLength(toNote.length);
      }),
      { numRuns: 400 },
    ));
});
