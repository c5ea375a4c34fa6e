import { encodeRecord, type EventMetadata } from '@gongkai/kernel';
import {
  caseEvent,
  decisionIn,
  digestsIn,
  isUnissuedDraft,
  partyKeyIn,
  withheldFrom,
  type CaseEvent,
} from './case-events.js';
import { bundleErrors, rejectBundle } from './errors.js';
import { openingsOf, sealedFieldsIn } from './field-openings.js';
import { zipBundle } from './bundle-zip.js';
import { exampleSealed } from './testing.js';

const REQUEST = 'b00/T1/request-R1';
const APPEAL = 'b00/T1/reconsideration-A1';
const DOCUMENT = 'b00/T1/document-D1';
let position = 0n;
const happened = (stream: string, type: string, data: object, revision = 1): CaseEvent => {
  const [aggregate = '', aggregateId = ''] = stream.split('/')[2]!.split('-');
  const recordedAt = '2026-03-02T00:00:00.000Z';
  const named = { type, tenant: 'T1', aggregate, aggregateId, revision, recordedAt };
  const meta = named as EventMetadata;
  position += 1n;
  return caseEvent(stream, { position, record: encodeRecord(meta, JSON.stringify(data)) });
};
const reply = { replyId: 'reply1', contentDigest: 'd1' };

describe('the decision that is challenged', () => {
  const challenged = { kind: 'reply', requestId: 'R1', replyId: 'reply1' };
  const issued = happened(REQUEST, 'ReplyIssued', reply, 4);
  const other = happened(REQUEST, 'ReplyIssued', { replyId: 'reply2' }, 9);
  const filed = (of: object) => happened(APPEAL, 'ReconsiderationFiled', { challenged: of });

  it('is the reply that the appeal names', () => {
    expect(decisionIn([issued, other, filed(challenged)])).toEqual({
      stream: REQUEST,
      revision: 4,
    });
  });
  it('of silence is the day the period was missed', () => {
    const missed = happened(REQUEST, 'DeadlineMissed', {}, 3);
    const silence = { kind: 'silence', requestId: 'R1' };
    expect(decisionIn([missed, filed(silence)])).toEqual({ stream: REQUEST, revision: 3 });
  });
  it('of a publication is its first day before the public', () => {
    const published = happened(DOCUMENT, 'DocumentPublished', {}, 6);
    const publication = { kind: 'publication', documentId: 'D1' };
    expect(decisionIn([published, filed(publication)])).toEqual({ stream: DOCUMENT, revision: 6 });
  });
  it('is none where nobody challenges anything, or what is challenged is not here', () => {
    expect(decisionIn([issued])).toBeNull();
    expect(decisionIn([filed({ kind: 'elsewhere', subject: '另案' })])).toBeNull();
  });
});

describe('what a party does not see', () => {
  const third = { consultationId: 'c1', kind: 'thirdParty' };
  const agency = { consultationId: 'c2', kind: 'otherAgency' };
  const events = [
    happened(REQUEST, 'SecrecyReviewPassed', { remark: '无' }),
    happened(REQUEST, 'ConsultationSent', third),
    happened(REQUEST, 'ConsultationAnswered', { consultationId: 'c1' }),
    happened(REQUEST, 'ConsultationSent', agency),
    happened(REQUEST, 'ReplyIssued', reply),
    happened(DOCUMENT, 'DocumentDrafted', {}),
  ];
  it('are reviews, opinions and papers that were never published', () => {
    expect(events.map(withheldFrom(events))).toEqual([
      'secrecyReview',
      'thirdPartyOpinion',
      'thirdPartyOpinion',
      'consultationOfAgencies',
      null,
      'withheldPaper',
    ]);
  });
  it('is not a document that was published', () => {
    const all = [...events, happened(DOCUMENT, 'DocumentPublished', {})];
    expect(withheldFrom(all)(all.at(-2)!)).toBeNull();
  });
  it('are papers whose publication was recorded by mistake', () => {
    const mistaken = [
      happened(DOCUMENT, 'DocumentPublished', {}),
      happened(DOCUMENT, 'PublicationVoided', {}),
    ];
    const draft = events.at(-1)!;
    expect(withheldFrom([...events, ...mistaken])(draft)).toBe('withheldPaper');
    const restated = happened(DOCUMENT, 'PublicationRestated', {});
    expect(withheldFrom([...events, mistaken[0]!, restated, mistaken[1]!])(draft)).toBeNull();
  });
  it('is not the publication they challenge, though its record was taken back since', () => {
    const publication = { kind: 'publication', documentId: 'D1' };
    const published = happened(DOCUMENT, 'DocumentPublished', {});
    const filed = happened(APPEAL, 'ReconsiderationFiled', { challenged: publication });
    const voided = happened(DOCUMENT, 'PublicationVoided', {});
    const withheld = withheldFrom([published, filed, voided]);
    expect([published, voided].map(withheld)).toEqual([null, null]);
    expect(decisionIn([published, filed, voided])).not.toBeNull();
    const before = happened(DOCUMENT, 'PublicationVoided', {});
    const late = happened(APPEAL, 'ReconsiderationFiled', { challenged: publication });
    expect(withheldFrom([published, before, late])(published)).toBe('withheldPaper');
  });
  it('are drafts of replies that never went out', () => {
    const drafts = ['d1', 'd2'].map((contentDigest) =>
      happened(REQUEST, 'ReplyDrafted', { replyId: 'reply1', contentDigest }),
    );
    expect(drafts.map(isUnissuedDraft([...drafts, ...events]))).toEqual([false, true]);
  });
  it('is told by the key of the person whose case it is', () => {
    const filed = happened(APPEAL, 'ReconsiderationFiled', { person: 'K7' });
    expect(partyKeyIn([...events, filed], APPEAL)).toBe('K7');
    expect(partyKeyIn(events, DOCUMENT)).toBeNull();
  });
});

describe('what an event names', () => {
  it('are digests by themselves, not parts of longer ones', () => {
    const digest = 'a1'.repeat(32);
    const event = happened(REQUEST, 'X', { letter: digest, key: `${digest}00` });
    expect(digestsIn(event)).toEqual([digest]);
  });
  it('are sealed fields by their path, each opened or destroyed', async () => {
    const { field, opening } = exampleSealed({ name: '张三' }, 'seed');
    const fields = sealedFieldsIn({ 'a/b': [{ applicant: field }], other: null });
    expect([...fields.keys()]).toEqual(['/a~1b/0/applicant']);
    const vault = {
      opening: async <T>() => ({ plain: { name: '张三' } as T, salt: opening.salt }),
    };
    expect(await openingsOf(vault, 'T1', fields)).toEqual([
      { path: '/a~1b/0/applicant', ...opening },
    ]);
  });
});

describe('a refusal', () => {
  it('has a code and words in both languages', () => {
    expect(Object.keys(bundleErrors)).toEqual([
      'bundle.caseUnknown',
      'bundle.noCheckpoint',
      'bundle.tooLarge',
      'bundle.checkpointInvalid',
    ]);
    expect(rejectBundle('bundle.caseUnknown', { case: 'X1' }).zh).toContain('X1');
  });
  it('of a case too large for a zip comes from the zip', () => {
    const file = { path: '', bytes: new Uint8Array() };
    const files = Array.from({ length: 65_535 }, (_, i) => ({ ...file, path: String(i) }));
    expect(() => zipBundle(files)).toThrow(RangeError);
  });
});
