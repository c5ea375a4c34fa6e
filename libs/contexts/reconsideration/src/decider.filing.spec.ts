import {
  accepted,
  answered,
  at,
  dataOf,
  dueOn,
  file,
  last,
  published,
  refusal,
  run,
  served,
  unanswered,
  withReply,
} from './testing.js';

const silence = { challenged: { kind: 'silence', requestId: 'request1' } };
const publication = { challenged: { kind: 'publication', documentId: 'document1' } };
const noLonger = { challenged: { kind: 'noLongerProcessed', requestId: 'request1' } };

describe('what is challenged', () => {
  it('is looked up: the act, its ground, and when the time to file ends', () => {
    expect(dataOf('ReconsiderationFiled', file())).toMatchObject({
      respondent: 'agency1',
      edition: '2023',
      ground: 'internalAffairs',
      groundArticle: '条例第十六条第一款',
      reviewFirst: true,
      actOn: '2026-03-20',
      filing: { startsOn: '2026-03-23', dueOn: '2026-05-22' },
      late: false,
    });
    expect(last(file())).toEqual(['ReconsiderationFiled', 'ReconsiderationDueSet']);
  });

  it('is not there before it is done', () => {
    expect(refusal(file({}, { request: null }))).toEqual([
      'reconsideration.requestUnknown',
      'challenged',
    ]);
    const other = { challenged: { kind: 'reply', requestId: 'request1', replyId: 'reply9' } };
    expect(last(file(other))).toBe('reconsideration.replyUnknown');
    expect(last(file({}, { request: withReply({ issued: null, delivered: null }) }))).toBe(
      'reconsideration.noDecision',
    );
    const issued = { on: '2026-04-21', remedy: 'reconsiderationOrCourt' as const, letter: null };
    const later = { request: withReply({ issued, delivered: null }), today: '2026-04-22' };
    expect(refusal(file({}, later))).toEqual(['reconsideration.beforeDecision', 'filedOn']);
  });

  it('is an answer given elsewhere, of which only the end is on record', () => {
    const elsewhere = { challenged: { kind: 'reply', requestId: 'request1', replyId: null } };
    const request = answered({ replies: [] });
    expect(dataOf('ReconsiderationFiled', file(elsewhere, { request }))).toMatchObject({
      actOn: '2026-03-23',
      reviewFirst: false,
    });
    expect(last(file(elsewhere, { request: unanswered() }))).toBe('reconsideration.noDecision');
  });

  it('is silence from the end of the reply period on, and not before', () => {
    const request = unanswered();
    expect(dataOf('ReconsiderationFiled', file(silence, { request }))).toMatchObject({
      actOn: null,
      filing: { startsOn: '2026-03-30', dueOn: '2026-05-29' },
    });
    const early = file({ ...silence, filedOn: '2026-03-30' }, { request, today: '2026-04-01' });
    expect(refusal(early)).toEqual(['reconsideration.periodNotOver', 'filedOn']);
    expect(last(file(silence, { request: unanswered({ clock: null }) }))).toBe(
      'reconsideration.periodNotOver',
    );
    expect(refusal(file(silence))).toEqual(['reconsideration.answeredInTime', 'challenged']);
  });

  it('is a publication that was made', () => {
    const document = published();
    expect(dataOf('ReconsiderationFiled', file(publication, { document }))).toMatchObject({
      actOn: '2026-03-10',
      // When this applicant knew of it is not on record, so nothing can be late.
      filing: null,
      late: false,
    });
    const known = { ...publication, knownOn: '2026-03-12' };
    expect(dataOf('ReconsiderationFiled', file(known, { document }))).toMatchObject({
      filing: { startsOn: '2026-03-12', dueOn: '2026-05-11' },
    });
    expect(last(file(publication))).toBe('reconsideration.documentUnknown');
    const draft = published({ firstPublishedOn: null });
    expect(last(file(publication, { document: draft }))).toBe('reconsideration.noDecision');
  });

  it('is that a request is no longer processed', () => {
    const abandoned = { cause: 'feeUnpaid', round: 1, on: '2026-04-01' } as const;
    const request = unanswered({ abandoned });
    expect(dataOf('ReconsiderationFiled', file(noLonger, { request }))).toMatchObject({
      filing: { startsOn: '2026-04-01' },
    });
    expect(last(file(noLonger))).toBe('reconsideration.noDecision');
  });
});

describe('an application', () => {
  it('after the period is recorded as late, not refused', () => {
    const late = file({ filedOn: '2026-05-25' }, { today: '2026-05-25' });
    expect(dataOf('ReconsiderationFiled', late)).toMatchObject({
      late: true,
      filing: { dueOn: '2026-05-22' },
    });
  });

  it('has a year where nobody told of this way', () => {
    const untold = file({ remedyTold: false });
    expect(dataOf('ReconsiderationFiled', untold)?.filing?.dueOn).toBe('2027-03-23');
  });

  it('falls under the law of its day, another one with a reason', () => {
    const reason = { edition: '2017', editionReason: '期限起算于修订前' };
    const body = { kind: 'superiorDepartment', name: '某市局', tenant: null };
    expect(refusal(file({ edition: '2017' }))).toEqual([
      'reconsideration.editionReason',
      'editionReason',
    ]);
    expect(dataOf('ReconsiderationFiled', file({ ...reason, body }))).toMatchObject({
      edition: '2017',
      bodiesByLaw: ['localGovernment', 'superiorDepartment'],
      bodyReason: null,
    });
  });

  it('goes to the body the law names; another one stands with a reason', () => {
    const body = { kind: 'superiorDepartment', name: '某市局', tenant: null };
    expect(refusal(file({ body }))).toEqual(['reconsideration.bodyReason', 'bodyReason']);
    expect(dataOf('ReconsiderationFiled', file({ body, bodyReason: '来文如此' }))).toMatchObject({
      bodyReason: '来文如此',
      bodiesByLaw: ['localGovernment'],
    });
    expect(last(file({ body, vertical: true }))).toContain('ReconsiderationFiled');
    expect(last(file({ body }, { respondentKind: 'unheardOf' }))).toContain('ReconsiderationFiled');
  });

  it('has days that can be, and is registered once', () => {
    expect(refusal(file({ filedOn: '2026-04-21' }))).toEqual([
      'reconsideration.dayImpossible',
      'filedOn',
    ]);
    expect(refusal(file({ receivedOn: '2026-04-19' }))[1]).toBe('receivedOn');
    expect(refusal(file({ knownOn: '2026-04-21' }))[1]).toBe('knownOn');
    expect(last(file(), file())).toBe('reconsideration.exists');
    expect(last(at('2026-04-20', 'accept'))).toBe('reconsideration.notFound');
  });

  it('registered by mistake is voided and gone', () => {
    const voided = at('2026-04-21', 'void', { cause: 'duplicate' });
    expect(last(file(), voided)).toEqual(['ReconsiderationVoided']);
    expect(last(file(), voided, at('2026-04-22', 'accept'))).toBe('reconsideration.notFound');
  });
});

describe('the examination', () => {
  it('takes five working days, then the case counts as accepted', () => {
    expect(dueOn('examination', file())).toBe('2026-04-27');
    const noted = run(file(), at('2026-04-28', 'noteAcceptance'));
    expect(noted.state.accepted).toEqual({ on: '2026-04-27', from: '2026-04-27', deemed: true });
    expect(noted.state.clocks.decision?.dueOn).toBe('2026-06-26');
    expect(last(file(), at('2026-04-27', 'noteAcceptance'))).toEqual([]);
    expect(
      last(file(), at('2026-04-28', 'noteAcceptance'), at('2026-04-29', 'noteAcceptance')),
    ).toEqual([]);
  });

  it('under the law of 2017 it counts from receipt', () => {
    const old = file({ filedOn: '2023-12-20' }, { today: '2023-12-20', request: old2023() });
    const { state } = run(old, at('2024-01-05', 'noteAcceptance'));
    expect(state.accepted).toMatchObject({ on: '2023-12-27', from: '2023-12-20' });
    expect(dueOn('decision', old, at('2024-01-05', 'accept', { on: '2023-12-25' }))).toBe(
      '2024-02-18',
    );
  });

  it('takes a paper of an earlier day that comes in later', () => {
    const noted = [file(), at('2026-04-28', 'noteAcceptance')];
    expect(run(...noted, at('2026-04-29', 'accept', { on: '2026-04-24' })).state.accepted).toEqual({
      on: '2026-04-24',
      from: '2026-04-24',
      deemed: false,
    });
    const late = at('2026-04-30', 'accept', { procedure: 'simplified', on: '2026-04-29' });
    expect(run(...noted, late).state).toMatchObject({
      accepted: { on: '2026-04-29', from: '2026-04-27' },
      procedure: 'simplified',
    });
    const asked = at('2026-04-29', 'requestCorrection', { on: '2026-04-24' });
    expect(run(...noted, asked).state).toMatchObject({ status: 'correcting', accepted: null });
    const refused = at('2026-04-30', 'refuse', { ground: 'notInterested', on: '2026-04-27' });
    expect(run(...noted, refused).state.end).toMatchObject({ kind: 'refused', late: false });
  });

  it('waits for corrections, and begins anew with them', () => {
    const asked = [file(), at('2026-04-24', 'requestCorrection')];
    expect(dataOf('ReconsiderationCorrectionRequested', ...asked)).toMatchObject({
      respondBy: '2026-05-12',
      dueOn: '2026-04-27',
      late: false,
    });
    expect(last(...asked, at('2026-05-06', 'noteAcceptance'))).toEqual([]);
    const corrected = [...asked, at('2026-05-13', 'correct')];
    expect(dataOf('ReconsiderationCorrected', ...corrected)?.late).toBe(true);
    expect(dueOn('examination', ...corrected)).toBe('2026-05-20');
    expect(last(file(), at('2026-04-21', 'correct'))).toBe('reconsideration.notCorrecting');
  });

  it('asked too late for corrections it stands as accepted', () => {
    const { state, history } = run(file(), at('2026-04-29', 'requestCorrection'));
    expect(history.map(({ type }) => type)).toContain('ReconsiderationAccepted');
    expect(state).toMatchObject({ status: 'accepted', accepted: { deemed: true } });
  });

  it('ends with one acceptance, or with a refusal', () => {
    expect(last(...accepted(), at('2026-04-23', 'accept'))).toBe('reconsideration.alreadyAccepted');
    expect(last(...accepted(), at('2026-04-23', 'refuse', { ground: 'other' }))).toBe(
      'reconsideration.alreadyAccepted',
    );
    expect(last(...accepted(), at('2026-04-23', 'requestCorrection'))).toBe(
      'reconsideration.alreadyAccepted',
    );
    expect(refusal(file(), at('2026-04-20', 'accept', { on: '2026-04-19' }))[0]).toBe(
      'reconsideration.dayImpossible',
    );
    const refused = [file(), at('2026-04-24', 'refuse', { ground: 'tooLate' })];
    expect(dataOf('ReconsiderationRefused', ...refused)).toMatchObject({ tableOutcome: 'other' });
    expect(last(...refused, at('2026-04-25', 'accept'))).toBe('reconsideration.ended');
  });

  it('knows no simplified procedure before 2024', () => {
    const old = file({ filedOn: '2023-12-20' }, { today: '2023-12-20', request: old2023() });
    expect(refusal(old, at('2023-12-22', 'accept', { procedure: 'simplified' }))).toEqual([
      'reconsideration.procedureUnknown',
      'procedure',
    ]);
    const shown = { acceptedOn: '2023-12-21', procedure: 'simplified' };
    expect(last(old, at('2023-12-22', 'serveCopy', shown))).toBe(
      'reconsideration.procedureUnknown',
    );
  });
});

const old2023 = () =>
  withReply({
    issued: { on: '2023-12-01', remedy: 'reconsiderationOrCourt', letter: null },
    delivered: { route: 'handedOver', givenOn: '2023-12-04', late: false },
  });

describe('the copy', () => {
  it('starts the clock of the answer by the procedure', () => {
    expect(dueOn('answer', ...served())).toBe('2026-05-13');
    expect(dueOn('answer', ...served('simplified'))).toBe('2026-05-07');
    expect(dataOf('CopyServed', ...served())).toMatchObject({
      sendBy: '2026-05-06',
      late: false,
    });
    const late = at('2026-05-08', 'serveCopy', { sentOn: '2026-05-07' });
    expect(dataOf('CopyServed', ...accepted(), late)?.late).toBe(true);
  });

  it('gives ten calendar days under the law of 2017', () => {
    const old = file({ filedOn: '2023-12-20' }, { today: '2023-12-20', request: old2023() });
    const copy = at('2023-12-27', 'serveCopy', { acceptedOn: '2023-12-22' });
    // The tenth day, 2024-01-06, is a Saturday.
    expect(dueOn('answer', old, copy)).toBe('2024-01-08');
  });

  it('shows the acceptance when its day comes along', () => {
    expect(last(file(), at('2026-04-24', 'serveCopy'))).toBe('reconsideration.notAccepted');
    const shown = at('2026-04-24', 'serveCopy', {
      acceptedOn: '2026-04-22',
      procedure: 'simplified',
    });
    expect(run(file(), shown).state).toMatchObject({
      accepted: { from: '2026-04-22' },
      procedure: 'simplified',
    });
    expect(refusal(file(), at('2026-04-24', 'serveCopy', { acceptedOn: '2026-04-19' }))[1]).toBe(
      'acceptedOn',
    );
  });

  it('comes once, on a day that can be', () => {
    expect(last(...served(), at('2026-04-28', 'serveCopy'))).toBe(
      'reconsideration.copyServedAlready',
    );
    expect(refusal(...accepted(), at('2026-04-27', 'serveCopy', { on: '2026-04-21' }))[1]).toBe(
      'on',
    );
    expect(refusal(...accepted(), at('2026-04-27', 'serveCopy', { sentOn: '2026-04-28' }))[1]).toBe(
      'sentOn',
    );
  });
});
