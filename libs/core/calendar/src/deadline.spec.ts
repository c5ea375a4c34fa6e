import fc from 'fast-check';
import {
  addDays,
  calendarOf,
  CHANNELS,
  clarifyBy,
  consultationDueBy,
  dayNumber,
  dayOf,
  deadlineOf,
  dueDayOf,
  editionOfReceipt,
  editionRules,
  isWorkingDay,
  nationalCalendar,
  payBy,
  type ClockFacts,
  type Deadline,
  type Pause,
} from './index.js';

const facts = (received: string, more: Partial<ClockFacts> = {}): ClockFacts => ({
  edition: null,
  channel: 'signedPost',
  received,
  confirmed: null,
  restarts: [],
  pauses: [],
  extension: null,
  delayedTo: null,
  ...more,
});
const deadline = (received: string, more: Partial<ClockFacts> = {}): Deadline =>
  deadlineOf(nationalCalendar, facts(received, more));
const step = ({ steps }: Deadline, kind: string) => steps.filter((each) => each.kind === kind);
const pause = (from: string, to: string | null, cause: Pause['cause'] = 'thirdParty'): Pause => ({
  id: `${from}/${to}`,
  from,
  to,
  cause,
});

describe('the due day of known cases', () => {
  it('is 2022-11-02 for a letter signed for on 2022-09-30, make-up days counted', () => {
    const found = deadline('2022-09-30');
    expect(found).toMatchObject({
      edition: '2019',
      startsOn: '2022-09-30',
      dueOn: '2022-11-02',
      provisional: false,
    });
    expect(step(found, 'holiday')).toMatchObject([
      { from: '2022-10-01', to: '2022-10-07', days: 7, zh: expect.stringContaining('国庆节') },
    ]);
    expect(step(found, 'makeUp')).toMatchObject([
      { from: '2022-10-08', to: '2022-10-09', days: 2 },
    ]);
    expect(step(found, 'period')).toMatchObject([{ days: 20, article: '条例第三十三条第二款' }]);
    expect(step(found, 'counting')).toMatchObject([{ from: '2022-10-01' }]);
    expect(step(found, 'due')).toMatchObject([{ from: '2022-11-02', to: '2022-11-02' }]);
  });
  it('passes over the two days off of September 2015 and counts the Sunday that made up for one', () => {
    const found = deadline('2015-09-01');
    expect(found).toMatchObject({ edition: '2007', dueOn: '2015-09-23' });
    expect(step(found, 'holiday')).toMatchObject([{ from: '2015-09-03', to: '2015-09-04' }]);
    expect(step(found, 'makeUp')).toMatchObject([{ from: '2015-09-06', to: '2015-09-06' }]);
  });
  it('has four days of Labour Day 2019 and both Sundays that made up for them', () => {
    const found = deadline('2019-04-26');
    expect(found).toMatchObject({ edition: '2007', dueOn: '2019-05-20' });
    expect(step(found, 'holiday')).toMatchObject([{ from: '2019-05-01', to: '2019-05-04' }]);
    expect(step(found, 'makeUp').map(({ from }) => from)).toEqual(['2019-04-28', '2019-05-05']);
  });
  it('has Spring Festival 2020 as it was prolonged, to 2 February', () => {
    const found = deadline('2020-01-17');
    expect(found.dueOn).toBe('2020-02-21');
    expect(step(found, 'holiday')).toMatchObject([
      { from: '2020-01-24', to: '2020-02-02', days: 10 },
    ]);
  });
  it('is provisional in a year whose notice is not loaded, and names the year', () => {
    const found = deadline('2026-12-25');
    expect(found).toMatchObject({ dueOn: '2027-01-25', provisional: true });
    expect(step(found, 'provisional')).toMatchObject([
      { from: '2027-01-01', to: '2027-12-31', en: expect.stringContaining('2027') },
    ]);
    expect(step(found, 'holiday')).toMatchObject([{ from: '2027-01-01', to: '2027-01-01' }]);
  });
});

describe('the edition', () => {
  it('follows the day of receipt', () => {
    expect(editionOfReceipt('2019-05-14')).toBe('2007');
    expect(editionOfReceipt('2019-05-15')).toBe('2019');
    expect(deadline('2019-05-14').dueOn).toBe('2019-06-04');
    expect(deadline('2019-05-15').dueOn).toBe('2019-06-13');
  });
  it('says so in a step when it was overridden', () => {
    const found = deadline('2019-05-14', { edition: '2019' });
    expect(found).toMatchObject({ edition: '2019', dueOn: '2019-06-12' });
    expect(step(found, 'editionOverridden')).toHaveLength(1);
    expect(step(deadline('2019-05-14', { edition: '2007' }), 'editionOverridden')).toEqual([]);
  });
  it('says that there were no Regulations before 2008-05-01', () =>
    expect(step(deadline('2008-04-30'), 'beforeRegulations')).toHaveLength(1));
});

describe('the start', () => {
  const startOf = (channel: ClockFacts['channel'], received: string, confirmed: string | null) =>
    deadline(received, { channel, confirmed }).startsOn;

  it('is the arrival in person and by signed post, the confirmation by other ways (2019)', () => {
    for (const channel of ['inPerson', 'signedPost', 'oral'] as const)
      expect(startOf(channel, '2023-03-01', '2023-03-06')).toBe('2023-03-01');
    for (const channel of ['mail', 'online', 'email', 'fax'] as const)
      expect(startOf(channel, '2023-03-01', '2023-03-06')).toBe('2023-03-06');
  });
  it('is the day the mail system took it under the letter of 2015, unless both sides confirmed', () => {
    expect(startOf('email', '2017-03-01', null)).toBe('2017-03-01');
    expect(startOf('email', '2017-03-01', '2017-03-06')).toBe('2017-03-06');
    for (const channel of ['mail', 'online', 'fax'] as const)
      expect(startOf(channel, '2017-03-01', '2017-03-06')).toBe('2017-03-06');
  });
  it('marks what is carried back before the letter of 2015 as not verified', () => {
    const before = deadline('2012-03-01', { channel: 'fax', confirmed: '2012-03-06' });
    expect(before.startsOn).toBe('2012-03-06');
    expect(step(before, 'start')[0]!.zh).toContain('未经核实');
    const after = deadline('2017-03-01', { channel: 'fax', confirmed: '2017-03-06' });
    expect(step(after, 'start')[0]!.zh).not.toContain('未经核实');
  });
  it('waits for the confirmation of ordinary mail and of a fax', () => {
    for (const channel of ['mail', 'fax'] as const) {
      const found = deadline('2023-03-01', { channel });
      expect(found).toMatchObject({ startsOn: null, dueOn: null, provisional: false });
      expect(step(found, 'notStarted')).toHaveLength(1);
    }
  });
  it('takes the day of arrival when told to assume the confirmation, and says so', () => {
    const found = deadline('2023-03-01', { channel: 'mail', confirmationAssumed: true });
    expect(found.startsOn).toBe('2023-03-01');
    expect(step(found, 'confirmationAssumed')).toHaveLength(1);
  });
  it('says that a confirmation does not move a channel that counts from arrival', () => {
    const found = deadline('2023-03-01', { confirmed: '2023-03-03' });
    expect(step(found, 'confirmationWithoutEffect')).toHaveLength(1);
  });
});

describe('what moves the due day', () => {
  it('begins anew with a correction', () => {
    const restarts = [{ on: '2023-03-15', cause: 'correction' as const }];
    const found = deadline('2023-03-01', { restarts });
    expect(found).toMatchObject({ startsOn: '2023-03-15', dueOn: deadline('2023-03-15').dueOn });
    expect(step(found, 'restart')).toMatchObject([{ from: '2023-03-15', article: '条例第三十条' }]);
  });
  it('begins anew with a payment since 2021, and not where no fee rule is in force', () => {
    const paid = (on: string) =>
      deadline(addDays(on, -5), { restarts: [{ on, cause: 'payment' }] });
    expect(paid('2021-03-15').startsOn).toBe('2021-03-15');
    for (const on of ['2020-03-16', '2016-03-15']) {
      expect(paid(on).startsOn).toBe(addDays(on, -5));
      expect(step(paid(on), 'restartWithoutEffect')).toHaveLength(1);
    }
  });
  it('keeps the last of several restarts and names the others', () => {
    const restarts = [
      { on: '2023-03-20', cause: 'payment' as const },
      { on: '2023-03-15', cause: 'correction' as const },
    ];
    const found = deadline('2023-03-01', { restarts });
    expect(found.startsOn).toBe('2023-03-20');
    expect(step(found, 'restartOvertaken')).toMatchObject([{ from: '2023-03-15' }]);
  });
  it('runs a later round with its own number of days', () => {
    const restarts = [{ on: '2023-05-08', cause: 'round' as const }];
    const found = deadline('2023-03-01', { restarts, base: 5 });
    expect(found).toMatchObject({ startsOn: '2023-05-08', dueOn: '2023-05-15' });
    expect(step(found, 'period')).toMatchObject([{ days: 5, article: null }]);
  });
  it('extends by the days granted, after the first period', () => {
    const found = deadline('2022-09-30', { extension: 20 });
    expect(found.dueOn).toBe('2022-11-30');
    expect(step(found, 'extension')).toMatchObject([
      { from: '2022-11-02', to: '2022-11-30', days: 20, article: '条例第三十三条第二款' },
    ]);
  });
  it('does not count the working days of a pause, from the day after sending to the answer', () => {
    const found = deadline('2022-09-30', { pauses: [pause('2022-10-10', '2022-10-14')] });
    expect(found.dueOn).toBe('2022-11-08');
    expect(step(found, 'paused')).toMatchObject([
      { from: '2022-10-11', to: '2022-10-14', days: 4 },
    ]);
    expect(step(found, 'pause')).toMatchObject([{ article: '条例第三十三条第三款' }]);
  });
  it('stands still in a pause that is open, and has no due day', () => {
    const found = deadline('2022-09-30', { pauses: [pause('2022-10-10', null)] });
    expect(found).toMatchObject({ startsOn: '2022-09-30', dueOn: null, provisional: false });
    expect(step(found, 'stopped')).toHaveLength(1);
  });
  it('is not moved by a pause after the due day, open or not', () => {
    for (const to of ['2022-12-30', null]) {
      const found = deadline('2022-09-30', { pauses: [pause('2022-11-02', to)] });
      expect(found.dueOn).toBe('2022-11-02');
      expect(step(found, 'pauseOutside')).toHaveLength(1);
    }
  });
  it('stops for another agency under the revision of 2019, not under the edition of 2007', () => {
    const asked = (received: string) =>
      deadline(received, {
        pauses: [pause(addDays(received, 1), addDays(received, 12), 'otherAgency')],
      });
    expect(asked('2023-03-01').dueOn! > deadline('2023-03-01').dueOn!).toBe(true);
    expect(asked('2017-03-01').dueOn).toBe(deadline('2017-03-01').dueOn);
    expect(step(asked('2017-03-01'), 'pauseWithoutEffect')).toHaveLength(1);
  });
  it('ends with the delayed period when that is later, under the revision of 2019', () => {
    expect(deadline('2022-09-30', { delayedTo: '2023-01-31' }).dueOn).toBe('2023-01-31');
    expect(deadline('2022-09-30', { delayedTo: '2022-10-31' }).dueOn).toBe('2022-11-02');
    const old = deadline('2017-03-01', { delayedTo: '2017-12-29' });
    expect(old.dueOn).toBe(deadline('2017-03-01').dueOn);
    expect(step(old, 'delayWithoutEffect')).toHaveLength(1);
  });
});

describe('other periods', () => {
  it('gives seven working days to ask for clarification, in the revision of 2019 only', () => {
    expect(clarifyBy(nationalCalendar, '2019', '2022-09-30')).toBe('2022-10-14');
    expect(clarifyBy(nationalCalendar, '2007', '2017-03-01')).toBeNull();
  });
  it('gives who is consulted fifteen working days, in the revision of 2019 only', () => {
    expect(consultationDueBy(nationalCalendar, '2019', '2022-09-30')).toBe('2022-10-26');
    expect(consultationDueBy(nationalCalendar, '2007', '2017-03-01')).toBeNull();
  });
  it('gives twenty working days to pay, since there is a tariff', () => {
    expect(payBy(nationalCalendar, '2019', '2022-09-30')).toBe('2022-11-02');
    expect(payBy(nationalCalendar, '2019', '2020-09-30')).toBeNull();
    expect(payBy(nationalCalendar, '2007', '2017-03-01')).toBeNull();
  });
});

describe('the rules as data', () => {
  it('have a start rule for every channel on every day an edition may be applied', () => {
    for (const edition of ['2007', '2019'] as const)
      for (const channel of CHANNELS) {
        const rules = editionRules[edition].start.filter((rule) => rule.channel === channel);
        expect(rules[0]!.from).toBe(editionRules[edition].inForce);
        expect(rules.at(-1)!.to).toBeNull();
        for (const [i, rule] of rules.entries())
          if (i > 0) expect(rule.from).toBe(addDays(rules[i - 1]!.to!, 1));
      }
  });
  it('each name their source', () => {
    const rules = JSON.stringify(editionRules);
    expect(rules).not.toContain('"source":""');
  });
});

const anyDay = (from: string, to: string) =>
  fc.integer({ min: dayNumber(from), max: dayNumber(to) }).map(dayOf);
const anyPause = (received: string) =>
  fc
    .record({
      start: fc.integer({ min: -5, max: 60 }),
      length: fc.integer({ min: 0, max: 30 }),
      cause: fc.constantFrom('thirdParty' as const, 'otherAgency' as const, 'other' as const),
    })
    .map(({ start, length, cause }) =>
      pause(addDays(received, start), addDays(received, start + length), cause),
    );
const anyCase = anyDay('2008-05-01', '2026-11-30').chain((received) =>
  fc.record({
    edition: fc.constantFrom(null, '2007' as const, '2019' as const),
    channel: fc.constantFrom(...CHANNELS),
    received: fc.constant(received),
    confirmed: fc.option(fc.nat(9).map((n) => addDays(received, n))),
    restarts: fc.array(
      fc.record({
        on: fc.nat(40).map((n) => addDays(received, n)),
        cause: fc.constantFrom('correction' as const, 'payment' as const, 'round' as const),
      }),
      { maxLength: 3 },
    ),
    pauses: fc.array(anyPause(received), { maxLength: 5 }),
    extension: fc.option(fc.integer({ min: 1, max: 20 })),
    delayedTo: fc.option(fc.integer({ min: 1, max: 200 }).map((n) => addDays(received, n))),
  }),
);
const due = (given: ClockFacts) => dueDayOf(nationalCalendar, given).dueOn;

describe('for all cases', () => {
  it('the due day without steps is the due day with steps', () =>
    fc.assert(
      fc.property(anyCase, (given) => {
        const { steps: _, ...rest } = deadlineOf(nationalCalendar, given);
        expect(dueDayOf(nationalCalendar, given)).toEqual(rest);
      }),
    ));

  it('pauses are a union: repeated, cut in two or in another order they move nothing more', () =>
    fc.assert(
      fc.property(anyCase, fc.nat(), (given, seed) => {
        const cut = given.pauses.flatMap((each) => {
          const days = dayNumber(each.to!) - dayNumber(each.from);
          const middle = addDays(each.from, days === 0 ? 0 : seed % (days + 1));
          return [each, { ...each, to: middle }, { ...each, from: middle }];
        });
        expect(due({ ...given, pauses: [...cut].reverse() })).toBe(due(given));
      }),
    ));

  it('the due day never comes earlier by a pause, a longer extension or an open pause closed later', () =>
    fc.assert(
      fc.property(anyCase, fc.integer({ min: 1, max: 20 }), (given, more) => {
        const before = due(given);
        const fewer = due({ ...given, pauses: given.pauses.slice(1) });
        const longer = due({ ...given, extension: (given.extension ?? 0) + more });
        if (before === null) return expect([fewer, longer]).toEqual([null, null]);
        expect(fewer! <= before).toBe(true);
        return expect(longer! >= before).toBe(true);
      }),
    ));

  it('the steps account for every day from the start to the due day, each once', () =>
    fc.assert(
      fc.property(anyCase, (given) => {
        const found = deadlineOf(nationalCalendar, { ...given, delayedTo: null });
        if (found.dueOn === null) return;
        const kinds = new Set(['working', 'makeUp', 'weekend', 'holiday', 'paused']);
        const stretches = found.steps.filter(({ kind }) => kinds.has(kind));
        let day = found.startsOn!;
        let counted = 0;
        for (const { from, to, days, kind } of stretches) {
          expect(from).toBe(addDays(day, 1));
          expect(dayNumber(to!) - dayNumber(from!) + 1).toBe(days);
          day = to!;
          if (kind === 'working' || kind === 'makeUp') counted += days!;
          for (let n = dayNumber(from!); n <= dayNumber(to!); n++)
            expect(isWorkingDay(nationalCalendar, dayOf(n))).toBe(
              kind !== 'weekend' && kind !== 'holiday',
            );
        }
        expect(day).toBe(found.dueOn);
        expect(counted).toBe(editionRules[found.edition].reply.days + (given.extension ?? 0));
      }),
    ));

  it('is a working day, unless the delayed period ends it', () =>
    fc.assert(
      fc.property(anyCase, (given) => {
        const day = due({ ...given, delayedTo: null });
        if (day !== null) expect(isWorkingDay(nationalCalendar, day)).toBe(true);
      }),
    ));

  it('is provisional exactly when the period reaches a year without its notice', () =>
    fc.assert(
      fc.property(anyCase, (given) => {
        const known = { ...given, delayedTo: null };
        const bare = dueDayOf(calendarOf({}), known);
        expect(bare.provisional).toBe(bare.dueOn !== null);
        const national = dueDayOf(nationalCalendar, known);
        const late = national.dueOn !== null && national.dueOn > '2026-12-31';
        expect(national.provisional).toBe(late);
      }),
    ));
});
