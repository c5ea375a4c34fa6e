import { addDays, nationalCalendar } from '@gongkai/calendar';
import { decode, Rejection, type Actor } from '@gongkai/kernel';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { consultationCommands, type ConsultationCommand } from './commands.js';
import {
  decideConsultation,
  evolveConsultations,
  pauseOf,
  silenceFrom,
  standingOf,
  type ConsultationFacts,
  type ConsultationHost,
  type Consultations,
} from './decider.js';
import { consultationEvents, type ConsultationEvent } from './events.js';

const calendar = nationalCalendar;
const sealed = { key: 'k', nonce: 'n', ciphertext: 'c', commitment: 'm' };
const host: ConsultationHost = {
  id: 'request1',
  agency: 'agency1',
  edition: '2019',
  receivedOn: '2023-03-01',
};
const old: ConsultationHost = { ...host, edition: '2007' };
const actor: Actor = { kind: 'officer', id: 'head' };
const consultationId = 'c1';

type Given = Readonly<Record<string, unknown>>;
type Step = [today: string, type: ConsultationCommand['type'], data?: Given, by?: Actor];
const decide = (state: Consultations, [today, type, data = {}, by = actor]: Step, of = host) => {
  const command = consultationCommands[type].parse({
    type,
    consultationId,
    ...data,
  }) as ConsultationCommand;
  return decideConsultation(state, command, of, { today, actor: by, calendar });
};
const run = (of: ConsultationHost, ...steps: Step[]) => {
  let state: Consultations = {};
  let outcome: ConsultationEvent[] | Rejection = [];
  for (const step of steps) {
    if (outcome instanceof Rejection) throw new Error(`refused too early: ${outcome.code}`);
    outcome = decide(state, step, of);
    if (!(outcome instanceof Rejection)) state = outcome.reduce(evolveConsultations, state);
  }
  return { state, outcome };
};
const codeOf = (...steps: Step[]) => {
  const { outcome } = run(host, ...steps);
  return outcome instanceof Rejection ? outcome.code : outcome.map(({ type }) => type);
};
const standing = (of: ConsultationHost, today: string, ...steps: Step[]) =>
  standingOf(run(of, ...steps).state[consultationId]!, of, { today, calendar });
const pause = (of: ConsultationHost, ...steps: Step[]) =>
  pauseOf(run(of, ...steps).state[consultationId]!, of.edition, calendar);

const send = (data: Given = {}): Step => [
  '2023-03-06',
  'sendConsultation',
  { kind: 'thirdParty', addressee: sealed, ...data },
];
const jointMaker = send({ kind: 'jointMaker', agency: 'agency2', addressee: null });
const otherAgency = send({ kind: 'otherAgency', name: '某局', addressee: null });
const delivered: Step = ['2023-03-08', 'recordConsultationDelivery'];
const returned: Step = ['2023-03-10', 'recordConsultationReturn', { reason: 'unclaimed' }];
const answer = (data: Given, today = '2023-03-10'): Step => [today, 'answerConsultation', data];
const objects = (reasonable: boolean | null, today?: string) =>
  answer({ answer: 'objects', reasonable }, today);
const silence = (today: string): Step => [
  today,
  'noteConsultationSilence',
  {},
  { kind: 'process', id: 'watch' },
];
const override: Step = ['2023-04-03', 'noticeOverride', { reason: sealed }];

describe('a letter of consultation', () => {
  it('goes to a third party by its sealed address, to an agency by its name', () => {
    for (const letter of [send(), jointMaker, otherAgency])
      expect(codeOf(letter)).toEqual(['ConsultationSent']);
    expect(codeOf(send({ addressee: null }))).toBe('consultation.addresseeMissing');
    expect(codeOf(send({ kind: 'jointMaker', addressee: null }))).toBe(
      'consultation.agencyMissing',
    );
    expect(codeOf(send({ kind: 'otherAgency', agency: 'agency1' }))).toBe('consultation.withSelf');
  });
  it('is sent once, on a day that can be', () => {
    expect(codeOf(send(), send())).toBe('consultation.alreadySent');
    expect(codeOf(send({ on: '2023-02-28' }))).toBe('consultation.dayImpossible');
    expect(codeOf(send({ on: '2023-03-07' }))).toBe('consultation.dayImpossible');
  });
  it('arrives or comes back, once, and not before it left', () => {
    expect(codeOf(delivered)).toBe('consultation.notFound');
    expect(codeOf(send(), delivered, delivered)).toBe('consultation.alreadyDelivered');
    expect(codeOf(send(), delivered, returned)).toBe('consultation.alreadyDelivered');
    expect(codeOf(send(), returned, returned)).toBe('consultation.alreadyReturned');
    expect(codeOf(send(), returned, delivered)).toBe('consultation.alreadyReturned');
    expect(codeOf(send(), answer({ answer: 'consents' }), returned)).toBe(
      'consultation.alreadyAnswered',
    );
    const early: Step = ['2023-03-08', 'recordConsultationDelivery', { on: '2023-03-03' }];
    expect(codeOf(send(), early)).toBe('consultation.dayImpossible');
  });
  it('may be known to have arrived after it was answered, but has not arrived later', () => {
    const late: Step = ['2023-03-20', 'recordConsultationDelivery', { on: '2023-03-08' }];
    expect(codeOf(send(), answer({ answer: 'consents' }), late)).toEqual(['ConsultationDelivered']);
    const after: Step = ['2023-03-20', 'recordConsultationDelivery'];
    expect(codeOf(send(), answer({ answer: 'consents' }), after)).toBe(
      'consultation.dayImpossible',
    );
  });
});

describe('an answer', () => {
  it('is recorded once, not before the letter arrived', () => {
    expect(codeOf(send(), answer({ answer: 'consents' }), answer({ answer: 'consents' }))).toBe(
      'consultation.alreadyAnswered',
    );
    expect(codeOf(send(), delivered, answer({ answer: 'consents', on: '2023-03-07' }))).toBe(
      'consultation.dayImpossible',
    );
  });
  it('of a third party that refuses is judged, under the edition of 2019', () => {
    expect(codeOf(send(), objects(null))).toBe('consultation.groundNotJudged');
    expect(run(old, send(), objects(null)).outcome).toMatchObject([{ data: { reasonable: null } }]);
    expect(codeOf(jointMaker, objects(null))).toEqual(['ConsultationAnswered']);
  });
  it('is late after the fifteenth working day from arrival', () => {
    const late = (today: string) => run(host, send(), delivered, objects(true, today)).outcome;
    expect(late('2023-03-29')).toMatchObject([{ data: { late: false } }]);
    expect(late('2023-03-30')).toMatchObject([{ data: { late: true } }]);
  });
});

describe('how a consultation stands (条例第三十二条、第三十四条)', () => {
  it('a third party that refuses with a reasonable ground binds the agency', () => {
    expect(standing(host, '2023-03-20', send(), objects(true))).toBe('refused');
    expect(standing(host, '2023-03-20', send(), objects(false))).toBe('agencyDecides');
    const partly = answer({ answer: 'partly', reasonable: true });
    expect(standing(host, '2023-03-20', send(), partly)).toBe('refusedInPart');
    expect(standing(host, '2023-03-20', send(), answer({ answer: 'consents' }))).toBe('agreed');
  });
  it('under the edition of 2007 any refusal binds, and nobody reached has not agreed', () => {
    expect(standing(old, '2023-03-20', send(), objects(null))).toBe('refused');
    expect(standing(old, '2023-03-20', send(), returned)).toBe('refused');
    expect(standing(host, '2023-03-20', send(), returned)).toBe('agencyDecides');
    expect(standing(old, '2023-09-20', send(), delivered)).toBe('open');
  });
  it('silence leaves it to the agency, or is consent of a joint maker', () => {
    expect(standing(host, '2023-03-29', send(), delivered)).toBe('open');
    expect(standing(host, '2023-03-30', send(), delivered)).toBe('agencyDecides');
    expect(standing(host, '2023-03-30', jointMaker, delivered)).toBe('agreed');
    expect(standing(host, '2023-09-30', otherAgency, delivered)).toBe('open');
  });
  it('a late refusal is worth no more than silence', () => {
    const late = objects(true, '2023-03-30');
    expect(standing(host, '2023-04-03', send(), delivered, late)).toBe('agencyDecides');
    expect(standing(host, '2023-04-03', jointMaker, delivered, objects(null, '2023-03-30'))).toBe(
      'agreed',
    );
    expect(standing(host, '2023-04-03', otherAgency, objects(null))).toBe('agencyDecides');
  });
});

describe('the public interest (条例第三十二条)', () => {
  it('prevails over a refusal, told to the third party by a named officer', () => {
    expect(codeOf(send(), objects(true), override)).toEqual(['OverrideNoticed']);
    expect(standing(host, '2023-04-03', send(), objects(true), override)).toBe('overridden');
    expect(codeOf(send(), objects(true), override, override)).toBe(
      'consultation.alreadyOverridden',
    );
    const program: Step = [...override.slice(0, 3), { kind: 'process', id: 'watch' }] as never;
    expect(codeOf(send(), objects(true), program)).toBe('consultation.personNeeded');
  });
  it('has nothing to prevail over without a refusal', () =>
    expect(codeOf(send(), answer({ answer: 'consents' }), override)).toBe(
      'consultation.nothingToOverride',
    ));
});

describe('silence', () => {
  it('is noted once, the day after the last one, with its effect', () => {
    expect(codeOf(send(), delivered, silence('2023-03-29'))).toEqual([]);
    const noted = run(host, send(), delivered, silence('2023-04-04'));
    expect(noted.outcome).toMatchObject([
      {
        type: 'ConsultationSilent',
        data: { effect: 'agencyDecides', dueOn: '2023-03-29', notedOn: '2023-04-04' },
      },
    ]);
    expect(decide(noted.state, silence('2023-04-05'))).toEqual([]);
    expect(run(host, jointMaker, delivered, silence('2023-04-04')).outcome).toMatchObject([
      { data: { effect: 'agreed' } },
    ]);
    expect(silenceFrom('2023-03-29')).toBe('2023-03-30');
  });
  it('is none where somebody answered, nobody was reached or no day is set', () => {
    const quiet = (of: ConsultationHost, ...steps: Step[]) => run(of, ...steps).outcome;
    expect(quiet(host, send(), silence('2023-09-01'))).toEqual([]);
    expect(quiet(host, send(), returned, silence('2023-09-01'))).toEqual([]);
    expect(quiet(host, send(), delivered, objects(true), silence('2023-09-01'))).toEqual([]);
    expect(quiet(host, otherAgency, delivered, silence('2023-09-01'))).toEqual([]);
    expect(quiet(old, send(), delivered, silence('2023-09-01'))).toEqual([]);
  });
});

describe('what it takes out of the reply period', () => {
  it('runs from the letter to the answer, the return or the fifteenth working day', () => {
    const from = '2023-03-06';
    expect(pause(host, send())).toMatchObject({ from, to: null, cause: 'thirdParty' });
    expect(pause(host, send(), delivered)).toMatchObject({ from, to: '2023-03-29' });
    expect(pause(host, send(), returned)).toMatchObject({ from, to: '2023-03-10' });
    expect(pause(host, send(), delivered, objects(true))).toMatchObject({ to: '2023-03-10' });
    expect(pause(host, otherAgency, delivered)).toMatchObject({ to: null, cause: 'otherAgency' });
    expect(pause(host, jointMaker, delivered)).toMatchObject({ cause: 'otherAgency' });
    expect(pause(old, send(), delivered)).toMatchObject({ to: null });
  });
});

describe('the events', () => {
  it('each have an example that decodes', () => {
    const folder = join(import.meta.dirname, 'fixtures');
    const found = readdirSync(folder).map((name) => {
      const example: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      return decode(consultationEvents, name.split('.')[0]!, 1, example).type;
    });
    expect(found.sort()).toEqual(Object.keys(consultationEvents).sort());
  });
  it('about a letter nobody knows change nothing', () => {
    const data = { subject: 'request1', consultationId: 'c9', deliveredOn: '2023-03-08' };
    const event = {
      type: 'ConsultationDelivered',
      data: { ...data, answerBy: null, recordedBy: 'x' },
    };
    expect(evolveConsultations({}, event as ConsultationEvent)).toEqual({});
  });
});

const anyStep: fc.Arbitrary<Step> = fc
  .tuple(
    fc.integer({ min: 0, max: 60 }).map((n) => addDays('2023-03-06', n)),
    fc.constantFrom<[ConsultationCommand['type'], Given][]>(
      ['recordConsultationDelivery', {}],
      ['recordConsultationReturn', {}],
      ['answerConsultation', { answer: 'objects', reasonable: true }],
      ['answerConsultation', { answer: 'consents' }],
      ['noteConsultationSilence', {}],
      ['noticeOverride', { reason: sealed }],
    ),
  )
  .map(([today, [type, data]]) => [today, type, data]);

describe('for every order of what may happen', () => {
  it('what was noted of silence changes neither the pause nor the standing', () =>
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 10 }), fc.boolean(), (steps, joint) => {
        const play = (noting: boolean) => {
          let state = run(host, joint ? jointMaker : send()).state;
          const facts: string[] = [];
          for (const step of [...steps].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
            if (!noting && step[1] === 'noteConsultationSilence') continue;
            const outcome = decide(state, step);
            if (step[1] !== 'noteConsultationSilence')
              facts.push(outcome instanceof Rejection ? outcome.code : 'taken');
            if (!(outcome instanceof Rejection)) state = outcome.reduce(evolveConsultations, state);
          }
          const known = state[consultationId]!;
          const on = { today: '2023-06-01', calendar } satisfies Partial<ConsultationFacts>;
          return [facts, pauseOf(known, '2019', calendar), standingOf(known, host, on)];
        };
        expect(play(true)).toEqual(play(false));
      }),
      { numRuns: 500 },
    ));
});
