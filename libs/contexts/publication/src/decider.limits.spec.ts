import { calendarWith, nationalCalendar, type Calendar } from '@gongkai/calendar';
import { type DocumentCommandInput } from './commands.js';
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
  run,
  withheld,
  type Given,
  type Step,
} from './testing.js';

const note = (today: string, calendar: Calendar = nationalCalendar): Step => [
  { type: 'noteLate', documentId },
  { today, calendar },
];
const change = (change: Given = {}): Step =>
  by('drafter', {
    type: 'revise',
    documentId,
    title: '新标题',
    formedOn: '2026-02-02',
    ...change,
  } as DocumentCommandInput);
const again: Step[] = [requested, passed, decided, approved];

describe('the limit of 20 working days', () => {
  it('is noted when it is over, once', () => {
    expect(last(draft(), propose, note('2026-03-06'))).toEqual([]);
    expect(last(draft(), propose, note('2026-03-09'))).toEqual(['PublicationLatenessNoted']);
    expect(last(draft(), propose, note('2026-03-09'), note('2026-03-10'))).toEqual([]);
    expect(last(...published, note('2026-03-09'))).toEqual([]);
  });
  it('does not bind what is not meant for the public, nor what was given up or repealed', () => {
    expect(last(...withheld, note('2026-06-01'))).toEqual([]);
    const abandoned: Step = { type: 'abandon', documentId, reason: '重复' };
    expect(last(draft(), propose, abandoned, note('2026-06-01'))).toEqual([]);
    const repealed: Step = { type: 'repeal', documentId, basis: '政府令第1号' };
    expect(last(...ready, repealed, note('2026-06-01'))).toEqual([]);
  });
  it('is not put off by a change before the first publication', () => {
    const changed = change({ changedOn: '2026-03-02' });
    expect(run([draft(), propose, changed]).state.publishBy).toBe('2026-03-06');
    expect(last(draft(), propose, changed, note('2026-03-09'))).toEqual([
      'PublicationLatenessNoted',
    ]);
  });
  it('runs again from a change of what is public, until the public has it', () => {
    const changed = change({ changedOn: '2026-03-02' });
    expect(last(...published, changed, note('2026-03-30'))).toEqual([]);
    expect(run([...published, changed, note('2026-03-31')]).outcome).toMatchObject([
      { type: 'PublicationLatenessNoted', data: { dueOn: '2026-03-30' } },
    ]);
    expect(last(...published, changed, note('2026-03-31'), note('2026-04-01'))).toEqual([]);
    expect(last(...published, change(), note('2026-06-01'))).toEqual([]);
    const corrected: Step = [
      { type: 'correct', documentId, reason: '变更' },
      { today: '2026-03-31' },
    ];
    const { outcome, state } = run([...published, changed, ...again, corrected]);
    expect(outcome).toMatchObject([{ data: { late: true, dueOn: '2026-03-30' } }]);
    expect(state.publishedLate).toBe(true);
    expect(last(...published, changed, ...again, corrected, note('2026-06-01'))).toEqual([]);
  });
  it('of a change goes on where the item is withdrawn, until it is back', () => {
    const changed = change({ changedOn: '2026-03-02' });
    const withdrawn: Step = by('head', { type: 'withdraw', documentId, reason: '有误' });
    const back = (today: string): Step => [
      { type: 'publish', documentId, channel: 'website' },
      { today },
    ];
    for (const steps of [
      [...published, changed, withdrawn],
      [...published, withdrawn, changed],
    ]) {
      expect(last(...steps, note('2026-03-30'))).toEqual([]);
      expect(last(...steps, note('2026-03-31'))).toEqual(['PublicationLatenessNoted']);
      expect(run([...steps, ...again, back('2026-03-30')]).outcome).toMatchObject([
        { data: { first: false, entered: true, late: false, dueOn: '2026-03-30' } },
      ]);
      const { outcome, state } = run([...steps, ...again, back('2026-03-31')]);
      expect(outcome).toMatchObject([{ data: { late: true, dueOn: '2026-03-30' } }]);
      expect(state).toMatchObject({ publishedLate: true, changedOn: null });
    }
    expect(last(...published, withdrawn, note('2026-06-01'))).toEqual([]);
    expect(run([...published, withdrawn, approved, back('2026-06-01')]).outcome).toMatchObject([
      { data: { late: false, dueOn: null } },
    ]);
  });
  it('of a change runs again when its return to the public never was', () => {
    const changed = change({ changedOn: '2026-03-02' });
    const withdrawn: Step = by('head', { type: 'withdraw', documentId, reason: '有误' });
    const voided: Step = by('head', {
      type: 'voidPublication',
      documentId,
      publications: [2],
      reason: '登记有误',
    });
    const steps = [...published, withdrawn, changed, ...again, publish(), voided];
    expect(run(steps).outcome).toMatchObject([
      { data: { running: { of: 'change', from: '2026-03-02', publishBy: '2026-03-30' } } },
    ]);
    expect(last(...steps, note('2026-03-31'))).toEqual(['PublicationLatenessNoted']);
  });
  it('of a change that the first publication brought does not run from then on', () => {
    const early = change({ changedOn: '2026-02-20' });
    const typo = change({ title: '新标题(更正)' });
    const steps = [draft(), propose, early, ...again, publish(), typo];
    expect(run(steps).state).toMatchObject({ changedOn: null });
    expect(last(...steps, note('2026-06-01'))).toEqual([]);
  });
  it('is put right where a law sets another than was thought', () => {
    const limit = { workingDays: 7, article: '政府采购法实施条例第四十三条' };
    const set = (to: object | null): Step =>
      by('drafter', { type: 'setLimit', documentId, limit: to, reason: '期限有误' } as never);
    const { outcome, state } = run([draft(), propose, set(limit)]);
    expect(outcome).toMatchObject([
      {
        type: 'PublicationLimitSet',
        data: { limit, running: { of: 'formation', from: '2026-02-02', publishBy: '2026-02-11' } },
      },
    ]);
    expect(state).toMatchObject({ limit, publishBy: '2026-02-11' });
    expect(last(draft(), propose, set(limit), note('2026-02-12'))).toEqual([
      'PublicationLatenessNoted',
    ]);
    expect(last(draft(), propose, set(null))).toEqual([]);
    const back = [draft({ limit }), propose, note('2026-02-12'), set(null)];
    expect(run(back).state).toMatchObject({
      limit: null,
      publishBy: '2026-03-06',
      lateNotedFor: null,
    });
    expect(last(...back, note('2026-03-06'))).toEqual([]);
    expect(last(...back, note('2026-03-09'))).toEqual(['PublicationLatenessNoted']);
    // Nothing runs: the next change has the new one.
    const changed = change({ changedOn: '2026-03-02' });
    expect(run([...published, set(limit), changed]).state.publishBy).toBe('2026-03-11');
  });
  it('runs from the day a re-evaluation let go what was withheld', () => {
    const released: Step = by(
      'head',
      { type: 'reevaluate', documentId, outcome: 'released', reason: '已无须保密' },
      { today: '2026-03-10' },
    );
    const at = (step: Step, today: string): Step =>
      Array.isArray(step) ? [step[0], { ...step[1], today }] : [step, { today }];
    const { outcome, state } = run([...withheld, released]);
    expect(outcome).toMatchObject([{ data: { outcome: 'released', publishBy: '2026-04-08' } }]);
    expect(state.publishBy).toBe('2026-04-08');
    const steps = [
      ...withheld,
      released,
      ...[propose, ...again].map((step) => at(step, '2026-03-11')),
    ];
    expect(last(...steps, note('2026-04-08'))).toEqual([]);
    expect(last(...steps, note('2026-04-09'))).toEqual(['PublicationLatenessNoted']);
    expect(run([...steps, at(publish(), '2026-03-20')]).outcome).toMatchObject([
      { data: { first: true, late: false, dueOn: '2026-04-08' } },
    ]);
  });
  it('has a change on a day after its formation', () =>
    expect(refusal(...published, change({ changedOn: '2026-02-01' }))).toEqual([
      'publication.dayImpossible',
      'changedOn',
    ]));
});

describe('the day of formation', () => {
  it('is not moved behind the first publication', () =>
    expect(refusal(...published, change({ formedOn: '2026-03-20' }))).toEqual([
      'publication.dayImpossible',
      'formedOn',
    ]));
  it('is not behind the first publication when it is revised later', () =>
    expect(
      refusal(
        ...published,
        by(
          'drafter',
          { type: 'revise', documentId, title: '新', formedOn: '2026-03-20' } as never,
          { today: '2026-03-25' },
        ),
      ),
    ).toEqual(['publication.beforeFormation', 'formedOn']));
  it('is not behind the day on which a superior’s site took it', () => {
    const early = (on: string) => ({ today: '2026-03-25', on });
    const steps: Step[] = [
      draft({ formedOn: '2026-03-01' }),
      propose,
      [{ type: 'requestSecrecy', documentId, on: '2026-02-10' }, {}],
      by('reviewer', { type: 'passSecrecy', documentId, on: '2026-02-10' }),
      decided,
      by('signer', { type: 'approve', documentId, on: '2026-02-10' }),
      by('clerk', { type: 'submit', documentId, to: '县', site: '县网', sentOn: '2026-02-11' }),
    ];
    const taken = (takenOn: string): Step =>
      by('clerk', { type: 'recordTaken', documentId, submission: 1, takenOn }, early(takenOn));
    expect(refusal(...steps, taken('2026-02-12'))).toEqual([
      'publication.beforeFormation',
      'takenOn',
    ]);
    expect(last(...steps, taken('2026-03-02'))).toEqual(['SubmissionTaken', 'DocumentPublished']);
  });
});

describe('a notice on the working calendar', () => {
  const today = '2027-01-20';
  const at = { today, actor: { kind: 'officer', id: 'drafter' } as const };
  const old: Step = [draft({ formedOn: today }), at];
  const off = ['2027-02-05', '2027-02-08', '2027-02-09', '2027-02-10', '2027-02-11', '2027-02-12'];
  const notice = {
    year: 2027,
    off: off.map((day) => ({ day, name: '春节' })),
    work: [],
    source: '国办发明电〔2026〕7号',
    issuedOn: '2026-11-04',
  };
  const calendar = calendarWith(nationalCalendar, [notice], { replacing: true });
  const loaded = { calendar, calendarRevision: 1 };
  const why = { notice: 'N1', reason: '国办发明电〔2026〕7号' };
  const moved: Step = [
    { type: 'recalculate', documentId, ...why },
    { today, ...loaded },
  ];

  it('moves the last day to publish', () => {
    const { outcome, state } = run([old, moved]);
    const data = { documentId, from: '2027-02-17', to: '2027-02-25', calendar: 1, ...why };
    expect(outcome).toEqual([{ type: 'PublicationDueMoved', data }]);
    expect(state.publishBy).toBe('2027-02-25');
    expect(last(old, moved, moved)).toEqual([]);
  });
  it('moves the last day to answer for those asked, where it is known how long they had', () => {
    const asked: Step = [
      { type: 'askCoordination', documentId, party: 'agency2' },
      { today, calendar: nationalCalendar },
    ];
    expect(last(old, asked, moved)).toEqual(['PublicationDueMoved', 'CoordinationDueMoved']);
    const { state } = run([old, asked, moved]);
    expect(state.coordination['agency2']).toMatchObject({ dueOn: '2027-02-18', answer: 'none' });
    const confirmed = by('else', { type: 'confirmCoordination', documentId, party: 'agency2' }, at);
    expect(last(old, asked, confirmed, moved)).toEqual(['PublicationDueMoved']);
  });
  it('leaves what is public, given up or kept for another reason alone', () => {
    expect(last(...published, moved)).toEqual([]);
    expect(last(draft(), { type: 'abandon', documentId, reason: '重复' }, moved)).toEqual([]);
  });
  it('decides what is late, though nothing was recalculated yet', () => {
    const proposed: Step = [{ ...(propose as DocumentCommandInput) }, at];
    expect(last(old, proposed, note('2027-02-18', calendar))).toEqual([]);
    expect(last(old, proposed, note('2027-02-26', calendar))).toEqual(['PublicationLatenessNoted']);
  });
  it('is waited for: on a provisional day nothing is found late', () => {
    const proposed: Step = [{ ...(propose as DocumentCommandInput) }, at];
    expect(last(old, proposed, note('2027-06-01'))).toEqual([]);
    const on = (id: string, input: DocumentCommandInput): Step =>
      by(id, input, { today: '2027-06-01' });
    const steps = [
      old,
      proposed,
      on('drafter', { type: 'requestSecrecy', documentId }),
      on('reviewer', { type: 'passSecrecy', documentId }),
      on('signer', { type: 'decideAttribute', documentId, attribute: 'onInitiative' }),
      on('signer', { type: 'approve', documentId }),
      on('clerk', { type: 'publish', documentId, channel: 'website' }),
    ];
    expect(run(steps).outcome).toMatchObject([{ data: { late: false, dueOn: '2027-02-17' } }]);
  });
  it('that put the last day off leaves nothing late that is put right within it', () => {
    const onDay = (id: string, input: DocumentCommandInput): Step =>
      by(id, input, { today: '2027-02-15' });
    const steps = [
      old,
      [propose as DocumentCommandInput, at] as Step,
      onDay('drafter', { type: 'requestSecrecy', documentId }),
      onDay('reviewer', { type: 'passSecrecy', documentId }),
      onDay('signer', { type: 'decideAttribute', documentId, attribute: 'onInitiative' }),
      onDay('signer', { type: 'approve', documentId }),
      onDay('clerk', { type: 'publish', documentId, channel: 'website' }),
    ];
    const putRight = (publishedOn: string, more: object): Step => [
      {
        type: 'correctPublication',
        ...{ documentId, publication: 1, channel: 'website', publishedOn, reason: '日期有误' },
      },
      { today: '2027-04-01', ...more },
    ];
    const restated = (late: boolean, dueOn: string) => [
      { type: 'PublicationRestated', data: { late, dueOn } },
      { type: 'PublicationVoided', data: { late: false, dueOn: '2027-02-17' } },
    ];
    for (const [on, late] of [
      ['2027-02-19', false],
      ['2027-02-25', false],
      ['2027-02-26', true],
    ] as const)
      expect(run([...steps, putRight(on, loaded)]).outcome).toMatchObject(
        restated(late, '2027-02-25'),
      );
    expect(run([...steps, putRight('2027-03-30', {})]).outcome).toMatchObject(
      restated(false, '2027-02-17'),
    );
  });
});

it('an abandoned paper waits for nobody', () => {
  const steps: Step[] = [
    ...withheld,
    { type: 'askCoordination', documentId, party: 'agency2' },
    { type: 'abandon', documentId, reason: '重复' },
  ];
  expect(run(steps).state).toMatchObject({ coordination: {}, reevaluateOn: null });
  expect(last(...published, publish({ channel: 'weibo' }))).toEqual(['DocumentPublished']);
});
