import type { Recorded } from '@gongkai/kernel';
import { documentMessages } from './document-messages.process.js';
import { subjects } from './subjects.js';

let next = 0;
const event = (type: string, data: object = {}, meta: object = {}) =>
  ({
    type,
    data: { documentId: 'doc1', ...data },
    meta: {
      id: `e${++next}`,
      aggregate: 'document',
      aggregateId: 'doc1',
      agency: 'agency1',
      origin: 'live',
      occurredOn: '2026-03-10',
      ...meta,
    },
    position: BigInt(next),
  }) as unknown as Recorded<never>;
type Row = ReturnType<typeof documentMessages.apply>;
const rowOf = (...events: Recorded<never>[]) =>
  events.reduce<Row>((of, each) => documentMessages.apply(of, each, 'doc1'), undefined);
const told = (...events: Recorded<never>[]) =>
  rowOf(...events)!.posts.map(({ subject, to }) => [
    subject,
    to.kind === 'office' ? to.agency : null,
  ]);
const requested = () => event('SecrecyReviewRequested', { subject: 'doc1' });
const passed = () => event('SecrecyReviewPassed', { subject: 'doc1' });
const approved = (attribute: string) => event('DocumentApproved', { attribute });

describe('what officers are told of a paper', () => {
  it('follows it from the review to the signer, to the clerk, and ends when it is public', () => {
    expect(told(requested())).toEqual([['paperReviewWaiting', 'agency1']]);
    expect(told(requested(), passed())).toEqual([['paperToSign', 'agency1']]);
    const signed = [requested(), passed(), approved('onInitiative')];
    expect(told(...signed)).toEqual([['paperToPublish', 'agency1']]);
    expect(told(...signed, event('DocumentPublished'))).toEqual([]);
    expect(told(requested(), passed(), approved('withheld'))).toEqual([]);
  });
  it('waits for the clerk again when it was not public after all', () => {
    const voided = (data: object) =>
      event('PublicationVoided', { ready: false, closed: false, ...data });
    const waiting = [['paperToPublish', 'agency1']];
    expect(told(event('DocumentPublished'), voided({ ready: true }))).toEqual(waiting);
    expect(told(approved('withheld'), voided({}))).toEqual([]);
    expect(told(approved('onInitiative'), voided({ closed: true }))).toEqual([]);
    const repealed = [approved('onInitiative'), event('DocumentRepealed')];
    expect(told(...repealed, event('EndingVoided', { ready: true }))).toEqual(waiting);
    expect(told(...repealed, event('EndingVoided', { ready: false }))).toEqual([]);
  });
  it('goes back to those who write when it is refused or returned', () => {
    const refused = event('SecrecyReviewRefused', { subject: 'doc1' });
    expect(told(requested(), refused)).toEqual([['paperReviewRefused', 'agency1']]);
    expect(told(requested(), refused, event('DocumentContentRevised'))).toEqual([]);
    expect(told(requested(), passed(), event('DocumentReturned'))).toEqual([
      ['paperReturned', 'agency1'],
    ]);
  });
  it('asks another agency of the government by its last day, and tells what it said', () => {
    const asked = { party: 'agency2', external: false, dueOn: '2026-03-31' };
    const row = rowOf(event('CoordinationAsked', asked))!;
    expect(row.posts).toMatchObject([
      { subject: 'coordinationAsked', to: { agency: 'agency2' }, dueOn: '2026-03-31' },
    ]);
    expect(told(event('CoordinationAsked', { ...asked, external: true }))).toEqual([]);
    expect(told(event('CoordinationSilenceNoted', { party: 'agency2' }))).toEqual([
      ['coordinationAnswered', 'agency1'],
    ]);
  });
  it('says at once what is overdue and what is to be looked at again, until it is done', () => {
    const late = event('PublicationLatenessNoted');
    expect(told(late)).toEqual([['publicationOverdue', 'agency1']]);
    expect(told(late, event('DocumentPublished'))).toEqual([]);
    const due = event('ReevaluationDueNoted');
    expect(told(due)).toEqual([['reevaluationDue', 'agency1']]);
    expect(told(due, event('WithholdingReevaluated'))).toEqual([]);
    expect(told(late, requested(), event('DraftAbandoned'))).toEqual([]);
  });
  it('is silent about replies, imports and simulations', () => {
    const key = (meta: object) => documentMessages.key(event('SecrecyReviewRequested', {}, meta));
    expect(key({})).toBe('doc1');
    expect(key({ aggregate: 'request' })).toBeUndefined();
    expect(key({ origin: 'imported' })).toBeUndefined();
    expect(key({ origin: 'simulated' })).toBeUndefined();
  });
  it('reaches only those who may do what it asks, and goes by mail when something waits', () => {
    expect(subjects.coordinationAsked).toMatchObject({ news: true, mail: true });
    expect(subjects.publicationOverdue.roles).toContain('disclosureHead');
  });
});
