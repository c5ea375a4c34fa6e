import { fold } from '@gongkai/kernel';
import type { DocumentCommandInput } from './commands.js';
import { documentDecider } from './decider.js';
import { placementsOf, publicationsOf } from './decider.stay.js';
import { stageOf } from './documents.projection.js';
import {
  approved,
  by,
  decided,
  documentId,
  draft,
  last,
  passed,
  propose,
  publish,
  published,
  ready,
  refusal,
  requested,
  revised,
  run,
  type Given,
  type Step,
} from './testing.js';

const reason = '登记有误';
const of = (type: string, data: Given = {}): Step =>
  by('head', { type, documentId, reason, ...data } as never);
const voided = (...publications: number[]) =>
  of('voidPublication', publications.length === 0 ? {} : { publications });
const corrected = (publication: number, change: Given) =>
  of('correctPublication', {
    publication,
    channel: 'website',
    publishedOn: '2026-03-02',
    ...change,
  });
const withdraw: Step = by('head', { type: 'withdraw', documentId, reason: '有误' });
const repeal: Step = by('head', { type: 'repeal', documentId, basis: '县政府令' });
const later = (step: Step, today: string): Step =>
  Array.isArray(step) ? [step[0], { ...step[1], today }] : [step, { today }];
const attest = {
  ...draft({ formedOn: null }),
  type: 'attest',
  publications: [
    { channel: 'website', publishedOn: '2012-05-02' },
    { channel: 'weibo', publishedOn: '2012-05-04' },
  ],
  proof: { kind: 'website', reference: '县政府网站存档' },
  attestedBy: '张三',
} as unknown as DocumentCommandInput;

const again: Step[] = [requested, passed, decided, approved];

describe('a publication recorded by mistake', () => {
  it('is taken back: nothing is public, and the paper may be published', () => {
    const { state, outcome } = run([...published, voided(1)]);
    expect(outcome).toMatchObject([
      {
        type: 'PublicationVoided',
        data: {
          publication: 1,
          publishedOn: '2026-03-02',
          first: true,
          shown: true,
          last: true,
          reason,
          voidedBy: 'head',
          running: { of: 'formation', from: '2026-02-02', publishBy: '2026-03-06' },
        },
      },
    ]);
    expect(state).toMatchObject({
      publicDigest: null,
      everPublic: false,
      firstPublishedOn: null,
      inForce: false,
      publishBy: '2026-03-06',
    });
    expect(stageOf(state)).toBe('publication');
    expect(run([...published, voided(), publish()]).outcome).toMatchObject([
      { type: 'DocumentPublished', data: { first: true, entered: true } },
    ]);
  });

  it('is ready to be published only as what was reviewed and signed', () => {
    const left = (...steps: Step[]) => (run(steps).outcome as { data: object }[]).at(-1)!.data;
    expect(left(...published, voided())).toMatchObject({ ready: true });
    expect(left(...published, revised, voided())).toMatchObject({ ready: false });
    const weibo = publish({ channel: 'weibo' });
    expect(left(...published, weibo, voided(2))).toMatchObject({ ready: false });
    expect(left(...ready, repeal, of('voidEnding'))).toMatchObject({ ready: true });
    expect(left(...published, repeal, of('voidEnding'))).toMatchObject({ ready: false });
  });

  it('leaves the others: the next by day counts in its place', () => {
    const { outcome, state } = run([
      ...published,
      later(publish({ channel: 'weibo' }), '2026-03-10'),
      voided(1),
    ]);
    expect(outcome).toMatchObject([
      {
        type: 'PublicationRestated',
        // The limit of the item ran out on 6 March.
        data: { publication: 3, of: 2, first: true, entered: true, late: true, reason: null },
      },
      { type: 'PublicationVoided', data: { publication: 1, reason, last: false } },
      { type: 'PublicationVoided', data: { publication: 2, reason: null, last: false } },
    ]);
    expect(placementsOf(state)).toMatchObject([{ number: 3, channel: 'weibo' }]);
    expect(state).toMatchObject({ firstPublishedOn: '2026-03-10', publishedLate: true });
  });

  it('is put right in day and place, and keeps what the public has', () => {
    const { outcome, state } = run([
      ...published,
      later(corrected(1, { publishedOn: '2026-03-10' }), '2026-03-20'),
    ]);
    expect(outcome).toMatchObject([
      { type: 'PublicationRestated', data: { publication: 2, of: 1, late: true, reason } },
      { type: 'PublicationVoided', data: { publication: 1, late: false, last: false } },
    ]);
    expect(state.publicDigest).not.toBeNull();
    expect(state).toMatchObject({ firstPublishedOn: '2026-03-10', version: 1, inForce: true });
  });

  it('keeps its place among those of its day', () => {
    const weibo = publish({ channel: 'weibo' });
    const steps = [...published, weibo, corrected(1, { site: '分站' })];
    expect(last(...steps)).toEqual(['PublicationRestated', 'PublicationVoided']);
    expect(last(...steps, voided(2))).toEqual(['PublicationVoided']);
  });

  it('is not what it says when nothing in it is another', () => {
    expect(last(...published, corrected(1, {}))).toEqual([]);
    const { state } = run([
      ...published,
      corrected(1, { publishedOn: undefined, url: 'https://example.org/1' }),
    ]);
    expect(placementsOf(state)).toMatchObject([
      { publishedOn: '2026-03-02', url: 'https://example.org/1' },
    ]);
  });

  it('takes with it the corrections and the withdrawal of what was never public', () => {
    const correct = by('clerk', { type: 'correct', documentId, reason: '标题有误' });
    const { outcome, state } = run([...published, revised, ...again, correct, withdraw, voided()]);
    expect(outcome).toMatchObject([
      { type: 'CorrectionVoided', data: { version: 2 } },
      { type: 'WithdrawalVoided', data: { withdrawnOn: '2026-03-02', wasInForce: true } },
      { type: 'PublicationVoided', data: { shown: false, last: true } },
    ]);
    expect(state).toMatchObject({ everPublic: false, stays: [] });
    expect(stageOf(state)).toBe('approval');
  });

  it('of an earlier time before the public makes the later one the first', () => {
    const { outcome, state } = run([
      ...published,
      withdraw,
      approved,
      later(publish(), '2026-03-20'),
      voided(1),
    ]);
    expect(outcome).toMatchObject([
      { type: 'PublicationRestated', data: { of: 2, first: true, late: true, shown: true } },
      { type: 'WithdrawalVoided' },
      { type: 'PublicationVoided', data: { publication: 1, shown: false } },
      { type: 'PublicationVoided', data: { publication: 2, shown: true, last: false } },
    ]);
    expect(state.publicDigest).not.toBeNull();
  });

  it('of an earlier time leaves the later one its own day of formation', () => {
    const [revise] = revised as [DocumentCommandInput, object];
    const formed = by('drafter', { ...revise, formedOn: '2026-03-02' } as DocumentCommandInput);
    const at = (step: Step): Step => later(step, '2026-03-16');
    const anew = [formed, propose, ...again, publish()].map(at);
    const back = [...published, later(withdraw, '2026-03-10'), ...anew, at(voided(1))];
    expect(run(back).outcome).toMatchObject([
      // Formed on 2 February it would have been late.
      { type: 'PublicationRestated', data: { of: 2, late: false, dueOn: '2026-03-30' } },
      { type: 'WithdrawalVoided' },
      { type: 'PublicationVoided', data: { publication: 1, dueOn: '2026-03-06' } },
      { type: 'PublicationVoided', data: { publication: 2 } },
    ]);
  });

  it('was earlier than what is on record: it takes the first place by itself', () => {
    const early = publish({ channel: 'weibo', publishedOn: '2026-03-03' });
    const { history } = run([...ready, later(publish(), '2026-03-10'), later(early, '2026-03-10')]);
    const document = fold(documentDecider, history);
    expect(document).toMatchObject({ firstPublishedOn: '2026-03-03', publishedLate: false });
    expect(publicationsOf(document)).toMatchObject([
      { channel: 'website', first: false, late: false },
      { channel: 'weibo', first: true, late: false },
    ]);
  });

  it('is refused by name', () => {
    expect(refusal(...published, voided(2))).toEqual(['publication.recordUnknown', 'publications']);
    expect(refusal(...ready, voided())).toEqual(['publication.recordUnknown', 'publications']);
    expect(refusal(...published, corrected(2, {}))).toEqual([
      'publication.recordUnknown',
      'publication',
    ]);
    expect(refusal(...published, corrected(1, { means: 'weibo' }))).toEqual([
      'publication.meansOfOtherChannel',
      'means',
    ]);
    expect(refusal(...published, corrected(1, { publishedOn: '2026-02-01' }))).toEqual([
      'publication.beforeFormation',
      'publishedOn',
    ]);
    // It was approved on 2 March, and nothing is published tomorrow.
    for (const publishedOn of ['2026-03-01', '2026-03-03'])
      expect(refusal(...published, corrected(1, { publishedOn }))).toEqual([
        'publication.dayImpossible',
        'publishedOn',
      ]);
    expect(refusal(...published, corrected(1, { channel: 'gazette' }))).toEqual([
      'publication.gazetteIssueUnknown',
      'gazetteIssue',
    ]);
    const weibo = publish({ channel: 'weibo' });
    expect(refusal(...published, weibo, corrected(1, { channel: 'weibo' }))).toEqual([
      'publication.alreadyInChannel',
      'channel',
    ]);
    expect(last(...published, repeal, voided())).toBe('publication.endingStands');
  });

  it('in the gazette bears the day of the issue', () => {
    const to = corrected(1, { channel: 'gazette', gazetteIssue: 'issue1', url: undefined });
    const inIssue = (releasedOn: string): Step => [
      (to as [DocumentCommandInput, object])[0],
      { gazetteIssue: { releasedOn } },
    ];
    expect(refusal(...published, inIssue('2026-03-01'))).toEqual([
      'publication.gazetteDay',
      'publishedOn',
    ]);
    expect(run([...published, inIssue('2026-03-02')]).outcome).toMatchObject([
      { type: 'PublicationRestated', data: { channel: 'gazette', gazetteIssue: 'issue1' } },
      { type: 'PublicationVoided' },
    ]);
  });

  it('withdrawn since was public no later than that', () => {
    const steps = [...published, later(withdraw, '2026-03-10')];
    expect(
      refusal(...steps, later(corrected(1, { publishedOn: '2026-03-11' }), '2026-03-20')),
    ).toEqual(['publication.dayImpossible', 'publishedOn']);
    expect(
      last(...steps, later(corrected(1, { publishedOn: '2026-03-10' }), '2026-03-20')),
    ).toEqual(['PublicationRestated', 'PublicationVoided']);
  });
});

describe('what is on record of a publication', () => {
  const on = (step: Step, today: string, data: Given): Step => {
    const [input, change] = later(step, today) as [DocumentCommandInput, object];
    return [{ ...input, ...data } as DocumentCommandInput, change];
  };
  const correct = by('clerk', { type: 'correct', documentId, reason: '标题有误' });
  const impossible = (field: string) => ['publication.dayImpossible', field];
  const moved = later(corrected(1, { publishedOn: '2026-04-10' }), '2026-04-20');
  const weibo = later(publish({ channel: 'weibo', publishedOn: '2026-04-05' }), '2026-04-06');

  it('is not put after its repeal: the stock would fall before it rose', () => {
    expect(last(...published, later(repeal, '2026-03-10'), moved)).toBe('publication.endingStands');
    const ended = on(repeal, '2026-04-07', { repealedOn: '2026-03-10' });
    expect(last(...published, weibo, ended, voided(1))).toBe('publication.endingStands');
    expect(last(...published, weibo, ended, voided(2))).toEqual(['PublicationVoided']);
    expect(last(...published, later(repeal, '2026-04-10'), moved)).toHaveLength(2);
  });

  it('is not put after its correction or withdrawal', () => {
    const steps = [...published, revised, ...again, later(correct, '2026-03-05')];
    expect(refusal(...steps, moved)).toEqual(impossible('publishedOn'));
    expect(refusal(...steps, weibo, voided(1))).toEqual(impossible('publications'));
    const { outcome } = run([...published, later(withdraw, '2026-03-10'), moved]);
    expect(outcome).toMatchObject({ details: { why: '晚于 2026-03-10 已登记的更正或者撤回' } });
  });

  it('is not put before the withdrawal of what was public earlier', () => {
    const back = on(approved, '2026-03-20', { on: '2026-03-03' });
    const steps = [...published, later(withdraw, '2026-03-10'), back];
    const early = later(publish({ publishedOn: '2026-03-09' }), '2026-03-20');
    expect(refusal(...steps, early)).toEqual(impossible('publishedOn'));
    const again = later(publish(), '2026-03-20');
    const second = (publishedOn: string) => later(corrected(2, { publishedOn }), '2026-03-20');
    expect(refusal(...steps, again, second('2026-03-09'))).toEqual(impossible('publishedOn'));
    expect(last(...steps, again, second('2026-03-10'))).toHaveLength(2);
  });

  it('of an earlier time before the public is taken back though it was repealed since', () => {
    const steps = [...published, withdraw, approved, later(publish(), '2026-03-20')];
    const { outcome } = run([...steps, later(repeal, '2026-03-21'), voided(1)]);
    expect(outcome).toMatchObject([
      { type: 'PublicationRestated', data: { of: 2, first: true } },
      { type: 'WithdrawalVoided' },
      { type: 'PublicationVoided' },
      { type: 'PublicationVoided' },
    ]);
  });
});

describe('an item taken over by mistake', () => {
  it('is closed with its last publication, and its index number given back', () => {
    const numbered: Step = [
      { ...attest, indexNumber: '平政2012-1' } as DocumentCommandInput,
      { indexNumber: '平政2012-1' },
    ];
    const { outcome, state } = run([numbered, voided()]);
    expect(outcome).toMatchObject([
      { type: 'PublicationVoided', data: { issued: true, closed: false } },
      {
        type: 'PublicationVoided',
        data: { closed: true, last: true, running: null, indexNumber: '平政2012-1' },
      },
    ]);
    expect(state).toMatchObject({ status: 'voided', indexNumber: null, publicDigest: null });
    expect(stageOf(state)).toBe('voided');
    expect(last(numbered, voided(), voided())).toBe('publication.closed');
  });

  it('is closed though it was withdrawn since', () => {
    const { outcome, state } = run([attest, withdraw, voided()]);
    expect((outcome as { data: object }[]).at(-1)).toMatchObject({ data: { closed: true } });
    expect(state).toMatchObject({ status: 'voided', publicDigest: null });
  });

  it('goes on as a paper of its own where it was reviewed and approved since', () => {
    const reviewed = [attest, propose, ...again, publish({ channel: 'wechat' })];
    const { outcome } = run([...reviewed, voided(2), voided(1)]);
    expect(outcome).toMatchObject([
      { type: 'PublicationRestated', data: { channel: 'wechat', first: true, issued: true } },
      { type: 'PublicationVoided', data: { unattested: false } },
      { type: 'PublicationVoided', data: { unattested: true, closed: false } },
    ]);
    const { state } = run([...reviewed, voided()]);
    expect(state).toMatchObject({ status: 'open', everPublic: false });
    expect(last(...reviewed, voided(), publish())).toContain('DocumentPublished');
  });

  it('loses one wrong channel and stays', () => {
    const { state } = run([attest, voided(2)]);
    expect(placementsOf(state)).toMatchObject([{ channel: 'website', first: true, issued: true }]);
    expect(state.status).toBe('open');
  });
});

describe('a submission recorded by mistake', () => {
  const submit: Step = by('clerk', {
    type: 'submit',
    documentId,
    to: '市政府',
    site: '市政府门户网站',
  } as never);
  const taken = by('clerk', { type: 'recordTaken', documentId, submission: 1 } as never);
  const returned = by('clerk', {
    type: 'recordReturned',
    documentId,
    submission: 1,
    reason: '格式不符',
  } as never);
  const back = of('voidSubmission', { submission: 1 });

  it('loses its outcome first, with the publication it brought, and then itself', () => {
    const { outcome, state, history } = run([...ready, submit, taken, back]);
    expect(outcome).toMatchObject([
      { type: 'SubmissionVoided', data: { what: 'taken', on: '2026-03-02' } },
      { type: 'PublicationVoided', data: { submission: 1, last: true } },
    ]);
    expect(state.submissions).toMatchObject([{ outcome: 'sent', answeredOn: null }]);
    expect(run([back], history).outcome).toMatchObject([
      { type: 'SubmissionVoided', data: { what: 'sent' } },
    ]);
    expect(last(...ready, submit, back, back)).toBe('publication.submissionUnknown');
    expect(last(...ready, submit, returned, back, taken)).toEqual([
      'SubmissionTaken',
      'DocumentPublished',
    ]);
    expect(refusal(...ready, back)).toEqual(['publication.submissionUnknown', 'submission']);
  });

  it('is taken back by its publication too', () =>
    expect(last(...ready, submit, taken, voided(1))).toEqual([
      'SubmissionVoided',
      'PublicationVoided',
    ]));

  it('has the day put right on both sides, and no other channel', () => {
    const place = { means: 'superiorPortal', site: '市政府门户网站' };
    const steps = [...ready, submit, later(taken, '2026-03-05')];
    const { outcome, state } = run([
      ...steps,
      later(corrected(1, { ...place, publishedOn: '2026-03-03' }), '2026-03-20'),
    ]);
    expect(outcome).toMatchObject([
      { type: 'SubmissionVoided', data: { what: 'taken', on: '2026-03-05' } },
      { type: 'SubmissionTaken', data: { takenOn: '2026-03-03' } },
      { type: 'PublicationRestated', data: { publishedOn: '2026-03-03', submission: 1 } },
      { type: 'PublicationVoided' },
    ]);
    expect(state.submissions).toMatchObject([{ outcome: 'taken', answeredOn: '2026-03-03' }]);
    expect(refusal(...steps, later(corrected(1, {}), '2026-03-20'))).toEqual([
      'publication.ofSubmission',
      'channel',
    ]);
  });
});

describe('an ending recorded by mistake', () => {
  it('is taken back: the item is in force again', () => {
    const replace = by('head', { type: 'replace', documentId, by: 'doc2' });
    const replaced: Step = [
      (replace as [DocumentCommandInput, object])[0],
      { replacementIsPublic: true },
    ];
    for (const [step, ending] of [
      [repeal, 'repealed'],
      [replaced, 'replaced'],
    ] as const) {
      const { outcome, state } = run([...published, step, of('voidEnding')]);
      expect(outcome).toMatchObject([
        { type: 'EndingVoided', data: { ending, endedOn: '2026-03-02', wasInForce: true } },
      ]);
      expect(state).toMatchObject({ ended: null, inForce: true });
    }
    expect(last(...published, of('voidEnding'))).toBe('publication.stillInForce');
  });

  it('counts what was withdrawn since as withdrawn while in force', () => {
    const { outcome, state } = run([...published, repeal, withdraw, of('voidEnding')]);
    expect(outcome).toMatchObject([
      { type: 'EndingVoided', data: { wasInForce: true } },
      { type: 'WithdrawalVoided', data: { wasInForce: false } },
      { type: 'DocumentWithdrawn', data: { wasInForce: true, withdrawnBy: 'head' } },
    ]);
    expect(state).toMatchObject({ ended: null, inForce: false, publicDigest: null });
    expect(stageOf(state)).toBe('withdrawn');
  });

  it('of a paper never public lets its limit run again', () =>
    expect(run([...ready, repeal, of('voidEnding')]).outcome).toMatchObject([
      { data: { running: { of: 'formation', publishBy: '2026-03-06' } } },
    ]));
});

describe('a note of a classified paper', () => {
  const note = { type: 'noteHandledOutside', agency: 'agency1', mark: 'secret' } as never;
  it('is taken back once', () => {
    const { outcome, state } = run([note, of('voidHandledOutside')]);
    expect(outcome).toMatchObject([
      { type: 'HandledOutsideVoided', data: { mark: 'secret', notedOn: '2026-03-02' } },
    ]);
    expect(stageOf(state)).toBe('voided');
    expect(last(note, of('voidHandledOutside'), of('voidHandledOutside'))).toBe(
      'publication.closed',
    );
    expect(last(...ready, of('voidHandledOutside'))).toBe('publication.notHandledOutside');
  });
});
