import {
  at,
  clock,
  dataOf,
  dueOn,
  last,
  receive,
  refusal,
  run,
  sealed,
  watch,
  type Step,
} from './testing.js';

const ask = (today = '2023-03-06', more = {}) =>
  at(today, 'requestClarification', {
    items: ['content'],
    text: sealed(5),
    respondBy: '2023-03-20',
    ...more,
  });
const answer = (today: string, more = {}) =>
  at(today, 'receiveClarification', { description: sealed(6), ...more });
const note = (today: string): Step => at(today, 'noteAbandonment', {}, { actor: watch });
const asked = [receive({ defects: ['contentUnclear'] }), ask()];

describe('a notice to correct a request (条例第三十条)', () => {
  it('stops the clock until the applicant has acted', () => {
    expect(last(...asked)).toEqual(['ClarificationRequested', 'DeadlineSet']);
    expect(clock(...asked)).toMatchObject({ startsOn: '2023-03-01', dueOn: null });
  });
  it('is in time on the seventh working day and late after it', () => {
    expect(dataOf('ClarificationRequested', receive(), ask('2023-03-10'))?.late).toBe(false);
    expect(dataOf('ClarificationRequested', receive(), ask('2023-03-13'))?.late).toBe(true);
  });
  it('counts the seven days from the confirmation, and none while it is awaited', () => {
    const mail = receive({ channel: 'mail' });
    const confirmed = at('2023-03-06', 'confirmReceipt');
    expect(dataOf('ClarificationRequested', mail, confirmed, ask('2023-03-15'))?.late).toBe(false);
    expect(dataOf('ClarificationRequested', mail, ask('2023-03-15'))?.late).toBe(false);
  });
  it('knows no seven days under the edition of 2007', () => {
    const old = receive({ receivedOn: '2017-03-01' }, { today: '2017-03-01' });
    const sent = ask('2017-03-20', { respondBy: '2017-04-20' });
    expect(dataOf('ClarificationRequested', old, sent)?.late).toBe(false);
  });
  it('gives fifteen working days when no day is named', () =>
    expect(
      dataOf('ClarificationRequested', receive(), ask('2023-03-06', { respondBy: undefined }))
        ?.respondBy,
    ).toBe('2023-03-27'));
  it('goes out once in a case, whatever came of it', () => {
    expect(last(...asked, ask('2023-03-07'))).toBe('request.alreadyClarified');
    expect(last(...asked, answer('2023-03-08'), ask('2023-03-09'))).toBe(
      'request.alreadyClarified',
    );
  });
  it('needs a day that can be and a period that ends after it', () => {
    expect(refusal(receive(), ask('2023-03-06', { on: '2023-02-28' }))).toEqual([
      'request.dayImpossible',
      'on',
    ]);
    expect(refusal(receive(), ask('2023-03-06', { respondBy: '2023-03-06' }))).toEqual([
      'request.respondByImpossible',
      'respondBy',
    ]);
  });
});

describe('the corrected request', () => {
  it('starts the period anew on the day it comes', () => {
    expect(clock(...asked, answer('2023-03-15'))).toMatchObject({
      startsOn: '2023-03-15',
      dueOn: '2023-04-13',
    });
    expect(dataOf('DeadlineSet', ...asked, answer('2023-03-15'))?.cause).toBe(
      'clarificationAnswer',
    );
  });
  it('takes the place of what it corrects, and says what is still wrong', () => {
    const given = { contact: sealed(7), identityKind: 'passport', identityMac: 'mac2' };
    const { state } = run(...asked, answer('2023-03-15', { ...given, defects: ['formMissing'] }));
    expect(state.description).toEqual(sealed(6));
    expect(state.applicant).toMatchObject({
      name: sealed(1),
      contact: sealed(7),
      identityKind: 'passport',
      identityMac: 'mac2',
    });
    expect(state.defects).toEqual(['formMissing']);
  });
  it('reaches an applicant whose receipt was never confirmed', () =>
    expect(clock(receive({ channel: 'mail' }), ask(), answer('2023-03-15'))).toMatchObject({
      startsOn: '2023-03-15',
      dueOn: '2023-04-13',
    }));
  it('must be awaited, and comes on a day that can be', () => {
    expect(last(receive(), answer('2023-03-15'))).toBe('request.clarificationNotAwaited');
    expect(last(...asked, answer('2023-03-15'), answer('2023-03-16'))).toBe(
      'request.clarificationNotAwaited',
    );
    expect(last(...asked, answer('2023-03-15', { on: '2023-03-05' }))).toBe(
      'request.dayImpossible',
    );
    expect(refusal(...asked, [answer('2023-03-15')[0], { missingFile: 'a' }])).toEqual([
      'request.fileUnknown',
      'files',
    ]);
    const withdrawn = at('2023-03-14', 'withdraw');
    expect(last(...asked, withdrawn, answer('2023-03-15'))).toBe('request.clarificationNotAwaited');
  });
});

describe('a request that is not corrected', () => {
  it('lapses the day after the last one, and is over', () => {
    const { history, state } = run(...asked, note('2023-03-24'));
    expect(history.slice(-2)).toMatchObject([
      { type: 'RequestAbandoned', data: { on: '2023-03-21', notedOn: '2023-03-24' } },
      { type: 'RequestConcluded', data: { outcome: 'notClarified', concludedOn: '2023-03-21' } },
    ]);
    expect(state.status).toBe('concluded');
  });
  it('does not lapse on the last day, nor twice', () => {
    expect(last(...asked, note('2023-03-20'))).toEqual([]);
    expect(last(...asked, note('2023-03-21'), note('2023-03-22'))).toEqual([]);
    expect(last(receive(), note('2023-05-21'))).toEqual([]);
  });
  it('has lapsed for everybody, whether or not the watch has been there', () => {
    const extend = at('2023-03-22', 'grantExtension', { reason: '量大' });
    expect(last(...asked, extend)).toBe('request.closed');
    expect(last(...asked, note('2023-03-21'), extend)).toBe('request.closed');
  });
  it('comes back when the correction turns out to have come in time', () => {
    const inTime = answer('2023-03-24', { on: '2023-03-17' });
    const noted = run(...asked, note('2023-03-21'), inTime);
    expect((noted.outcome as { type: string }[]).map(({ type }) => type)).toEqual([
      'ClarificationReceived',
      'RequestReopened',
      'DeadlineSet',
    ]);
    const unnoted = run(...asked, inTime);
    expect(noted.state.clock).toEqual(unnoted.state.clock);
    expect(noted.state).toMatchObject({ status: 'open', abandoned: null, conclusions: [] });
    expect(unnoted.history.map(({ type }) => type)).not.toContain('RequestAbandoned');
  });
  it('stays over when the correction came late without good reason, and that is on record', () => {
    const late = answer('2023-03-24');
    expect(last(...asked, late)).toEqual([
      'ClarificationReceived',
      'RequestAbandoned',
      'RequestConcluded',
    ]);
    expect(last(...asked, note('2023-03-21'), late)).toEqual(['ClarificationReceived']);
    expect(dataOf('ClarificationReceived', ...asked, late)).toMatchObject({
      late: true,
      counts: false,
    });
  });
  it('comes back when it was late with good reason', () => {
    const late = answer('2023-03-24', { goodReason: '住院' });
    expect(dueOn(...asked, late)).toBe('2023-04-23');
    const noted = [...asked, note('2023-03-21'), late];
    expect(dueOn(...noted)).toBe('2023-04-23');
    expect(dataOf('RequestReopened', ...noted)?.cause).toBe('goodReason');
  });
  it('does not lapse under the edition of 2007, and a late correction starts the period anew', () => {
    const old = [
      receive({ receivedOn: '2017-03-01' }, { today: '2017-03-01' }),
      ask('2017-03-06', { respondBy: '2017-03-20' }),
    ];
    expect(last(...old, note('2017-03-24'))).toEqual([]);
    expect(clock(...old, answer('2017-03-24'))?.startsOn).toBe('2017-03-24');
  });
});
