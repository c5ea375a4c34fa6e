import {
  at,
  clock,
  dataOf,
  dueOn,
  last,
  officer,
  receive,
  refusal,
  run,
  sealed,
  watch,
  type Step,
} from './testing.js';

const consultationId = 'consultation1';
const send = (today = '2023-03-06', more = {}, known = {}): Step =>
  at(
    today,
    'sendConsultation',
    { consultationId, kind: 'thirdParty', addressee: sealed(4), ...more },
    known,
  );
const on = (today: string, type: Parameters<typeof at>[1], more = {}): Step =>
  at(today, type, { consultationId, ...more });

describe('the reply period while others are consulted (条例第三十三条第三款)', () => {
  it('stands still from the letter until the fifteenth working day after it arrived', () => {
    expect(clock(receive(), send())).toMatchObject({ startsOn: '2023-03-01', dueOn: null });
    const delivered = [receive(), send(), on('2023-03-08', 'recordConsultationDelivery')];
    expect(last(...delivered)).toEqual(['ConsultationDelivered', 'DeadlineSet']);
    expect(dataOf('ConsultationDelivered', ...delivered)?.answerBy).toBe('2023-03-29');
    expect(dueOn(...delivered)).toBe('2023-04-23');
  });
  it('goes on the day after the answer', () => {
    const answered = on('2023-03-10', 'answerConsultation', { answer: 'consents' });
    expect(dueOn(receive(), send(), answered)).toBe('2023-04-04');
  });
  it('takes no more for a late answer than for silence, noted or not', () => {
    const delivered = [receive(), send(), on('2023-03-08', 'recordConsultationDelivery')];
    const silent = at(
      '2023-03-30',
      'noteConsultationSilence',
      { consultationId },
      { actor: watch },
    );
    const late = on('2023-04-10', 'answerConsultation', { answer: 'consents' });
    expect(last(...delivered, silent)).toEqual(['ConsultationSilent']);
    expect(dueOn(...delivered, silent)).toBe('2023-04-23');
    expect(dueOn(...delivered, silent, late)).toBe('2023-04-23');
    expect(dueOn(...delivered, late)).toBe('2023-04-23');
  });
  it('counts two letters at once as one pause', () => {
    const other = send('2023-03-07', {
      consultationId: 'consultation2',
      kind: 'otherAgency',
      name: '某局',
    });
    const answers = ['consultation1', 'consultation2'].map((id) =>
      at('2023-03-10', 'answerConsultation', { consultationId: id, answer: 'consents' }),
    );
    expect(dueOn(receive(), send(), other, ...answers)).toBe('2023-04-04');
  });
  it('stops for third parties alone under the edition of 2007, without a last day', () => {
    const old = receive({ receivedOn: '2017-03-01' }, { today: '2017-03-01' });
    expect(dueOn(old, send('2017-03-06'))).toBeNull();
    const delivered = on('2017-03-08', 'recordConsultationDelivery');
    expect(dueOn(old, send('2017-03-06'), delivered)).toBeNull();
    const agency = send('2017-03-06', { kind: 'otherAgency', name: '某局' });
    expect(dueOn(old, agency)).toBe('2017-03-22');
  });
  it('is not moved by an answer that comes after the end of the case', () => {
    const ended = [receive(), send(), at('2023-03-08', 'withdraw')];
    const answered = on('2023-03-10', 'answerConsultation', { answer: 'consents' });
    expect(last(...ended, answered)).toEqual(['ConsultationAnswered']);
  });
});

describe('a consultation in a request', () => {
  it('asks an agency that exists, and not after the end', () => {
    const agency = { kind: 'jointMaker', agency: 'agency2', addressee: null };
    expect(last(receive(), send('2023-03-06', agency))).toEqual([
      'ConsultationSent',
      'DeadlineSet',
    ]);
    expect(refusal(receive(), send('2023-03-06', agency, { agencyActive: false }))).toEqual([
      'request.agencyUnknown',
      'agency',
    ]);
    expect(last(receive(), at('2023-03-08', 'withdraw'), send('2023-03-09'))).toBe(
      'request.closed',
    );
  });
  it('is overridden in the public interest, and the third party is told (条例第三十二条)', () => {
    const objects = on('2023-03-10', 'answerConsultation', { answer: 'objects', reasonable: true });
    const override = at(
      '2023-03-13',
      'noticeOverride',
      { consultationId, reason: sealed(5) },
      { actor: officer('head') },
    );
    const { state, outcome } = run(receive(), send(), objects, override);
    expect(outcome).toMatchObject([{ type: 'OverrideNoticed', data: { decidedBy: 'head' } }]);
    expect(state.consultations[consultationId]?.overriddenOn).toBe('2023-03-13');
  });
});
