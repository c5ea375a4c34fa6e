import { deadlineOf, nationalCalendar } from '@gongkai/calendar';
import { decode } from '@gongkai/kernel';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clockOf } from './decider.clock.js';
import { requestEvents } from './events.js';
import { requestSettingEvents } from './events.setting.js';
import {
  packConcluded,
  packCorrected,
  packLate,
  packReceived,
  packTransferred,
  unpackApplicant,
  unpackConcluded,
  unpackCorrected,
  unpackLate,
  unpackReceived,
  unpackTransferred,
} from './events.facets.js';
import { ApplicantKind, Channel, IdentityKind, Outcome } from './events.kinds.js';
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
  watch,
} from './testing.js';

describe('a request that arrives', () => {
  it('is registered and has a due day at once', () => {
    const { state, history } = run(receive());
    expect(history.map(({ type }) => type)).toEqual(['RequestReceived', 'DeadlineSet']);
    expect(state).toMatchObject({ status: 'open', edition: '2019', round: 1, agency: 'agency1' });
    expect(state.clock).toEqual({
      round: 1,
      edition: '2019',
      startsOn: '2023-03-01',
      dueOn: '2023-03-29',
      provisional: false,
      calendar: 0,
    });
    expect(dataOf('DeadlineSet', receive())).toMatchObject({ cause: 'receipt' });
  });
  it.each(Channel.options)('is registered when it comes by %s', (channel) => {
    const waits = ['mail', 'online', 'email', 'fax'].includes(channel);
    expect(dueOn(receive({ channel }))).toBe(waits ? null : '2023-03-29');
    expect(dueOn(receive({ channel, confirmedOn: '2023-03-01' }))).toBe('2023-03-29');
  });
  it.each(IdentityKind.options)('is registered with %s as identity, defects and all', (kind) => {
    const defects = kind === 'none' ? ['identityMissing'] : ['identityCheckDigit', 'nameMissing'];
    const { state } = run(receive({ identityKind: kind, defects }));
    expect(state.defects).toEqual(defects);
    expect(state.applicant.identityKind).toBe(kind);
    expect(state.clock?.dueOn).toBe('2023-03-29');
  });
  it('is due on the fifteenth working day under the edition of 2007', () =>
    expect(clock(receive({ receivedOn: '2017-03-01' }, { today: '2017-03-01' }))).toMatchObject({
      edition: '2007',
      dueOn: '2017-03-22',
    }));
  it('has a provisional due day in a year whose notice is not loaded', () => {
    const received = receive({ receivedOn: '2026-12-25' }, { today: '2026-12-25' });
    expect(clock(received)).toMatchObject({ dueOn: '2027-01-25', provisional: true });
  });
  it('is registered late with the day it arrived', () =>
    expect(dueOn(receive({}, { today: '2023-06-01' }))).toBe('2023-03-29'));
  it('cannot come from the future, from before the Regulations or to nobody', () => {
    expect(refusal(receive({ receivedOn: '2023-03-02' }))).toEqual([
      'request.dayImpossible',
      'receivedOn',
    ]);
    expect(refusal(receive({ receivedOn: '2008-04-30' }))).toEqual([
      'request.dayImpossible',
      'receivedOn',
    ]);
    expect(refusal(receive({ confirmedOn: '2023-02-28' }))).toEqual([
      'request.dayImpossible',
      'confirmedOn',
    ]);
    expect(refusal(receive({}, { agencyActive: false }))).toEqual([
      'request.agencyUnknown',
      'agency',
    ]);
    expect(refusal(receive({}, { missingFile: 'a' }))).toEqual(['request.fileUnknown', 'files']);
  });
  it('is registered once', () =>
    expect(last(receive(), receive())).toBe('request.alreadyReceived'));
  it('takes another edition only with a reason (条例第五十六条)', () => {
    const old = { receivedOn: '2019-05-14', edition: '2019' };
    expect(refusal(receive(old))).toEqual(['request.editionReasonMissing', 'editionReason']);
    const { state } = run(receive({ ...old, editionReason: '对申请人有利' }));
    expect(state).toMatchObject({ edition: '2019', editionReason: '对申请人有利' });
    const usual = run(receive({ edition: '2019', editionReason: '无须理由' })).state;
    expect(usual.editionReason).toBeNull();
  });
  it('must be there for anything else', () =>
    expect(refusal(at('2023-03-01', 'accept'))).toEqual(['request.notFound', 'requestId']));
});

describe('confirmation of the receipt (条例第三十一条)', () => {
  const mail = receive({ channel: 'mail' });
  it('starts the period, and is late when it is not of the day of arrival', () => {
    const steps = [mail, at('2023-03-06', 'confirmReceipt')];
    expect(clock(...steps)).toMatchObject({ startsOn: '2023-03-06', dueOn: '2023-04-03' });
    expect(dataOf('ReceiptConfirmed', ...steps)).toMatchObject({ late: true, means: 'phone' });
    expect(dataOf('ReceiptConfirmed', mail, at('2023-03-01', 'confirmReceipt'))?.late).toBe(false);
    expect(dataOf('DeadlineSet', ...steps)).toMatchObject({ cause: 'confirmation' });
  });
  it('is made once, on a day that can be, and only where it counts', () => {
    expect(last(mail, at('2023-03-06', 'confirmReceipt'), at('2023-03-07', 'confirmReceipt'))).toBe(
      'request.alreadyConfirmed',
    );
    expect(last(mail, at('2023-03-06', 'confirmReceipt', { on: '2023-02-28' }))).toBe(
      'request.dayImpossible',
    );
    expect(last(receive(), at('2023-03-06', 'confirmReceipt'))).toBe(
      'request.confirmationNotNeeded',
    );
  });
});

describe('correction of a mistaken entry', () => {
  const correct = (change: object, today = '2023-03-06') =>
    at(today, 'correctReceipt', { change, reason: '回执误录' });
  it('reckons the due day anew and keeps what was', () => {
    const steps = [receive(), correct({ field: 'receivedOn', now: '2023-02-27' })];
    expect(last(...steps)).toEqual(['ReceiptCorrected', 'DeadlineSet']);
    expect(dueOn(...steps)).toBe('2023-03-27');
    expect(dataOf('ReceiptCorrected', ...steps)).toMatchObject({
      change: { field: 'receivedOn', was: '2023-03-01', now: '2023-02-27' },
    });
    expect(dataOf('DeadlineSet', ...steps)).toMatchObject({ cause: 'receiptCorrection' });
  });
  it('moves a case into the edition of its true day of receipt', () => {
    const steps = [
      receive({ receivedOn: '2019-05-15' }),
      correct({ field: 'receivedOn', now: '2019-05-14' }),
    ];
    expect(clock(...steps)).toMatchObject({ edition: '2007', dueOn: '2019-06-04' });
    expect(run(...steps).state.edition).toBe('2007');
    const overridden = at('2023-03-06', 'overrideEdition', { edition: '2007', reason: '个案' });
    const kept = run(steps[0]!, overridden, correct({ field: 'receivedOn', now: '2019-05-16' }));
    expect(kept.state.edition).toBe('2007');
  });
  it('puts right the channel, the confirmation and the kind of applicant', () => {
    const mail = [receive(), correct({ field: 'channel', now: 'mail' })];
    expect(dueOn(...mail)).toBeNull();
    const confirmed = correct({ field: 'confirmedOn', now: '2023-03-03' });
    expect(dueOn(...mail, confirmed)).toBe('2023-03-31');
    expect(dueOn(...mail, confirmed, correct({ field: 'confirmedOn', now: null }))).toBeNull();
    const kind = run(receive(), correct({ field: 'applicantKind', now: 'business' }));
    expect(kind.state.applicant.kind).toBe('business');
    expect(kind.outcome).toHaveLength(1);
  });
  it('must change something, and to a day that can be', () => {
    const same = correct({ field: 'receivedOn', now: '2023-03-01' });
    expect(refusal(receive(), same)).toEqual(['request.nothingToCorrect', 'change.now']);
    const accepted = at('2023-03-02', 'accept');
    const after = correct({ field: 'receivedOn', now: '2023-03-03' });
    expect(refusal(receive(), accepted, after)).toEqual(['request.dayImpossible', 'change.now']);
    const before = correct({ field: 'confirmedOn', now: '2023-02-27' });
    expect(refusal(receive(), before)).toEqual(['request.dayImpossible', 'change.now']);
  });
});

describe('the edition of a case', () => {
  const pending = receive({ receivedOn: '2019-05-14' }, { today: '2019-05-20' });
  const override = (more = {}) =>
    at('2019-05-20', 'overrideEdition', { edition: '2019', reason: '从新' }, more);
  it('is overridden with a reason, and the due day follows', () => {
    expect(dueOn(pending)).toBe('2019-06-04');
    expect(last(pending, override())).toEqual(['EditionOverridden', 'DeadlineSet']);
    expect(dueOn(pending, override())).toBe('2019-06-12');
    const { state } = run(pending, override());
    const { steps } = deadlineOf(nationalCalendar, clockOf(state, nationalCalendar));
    expect(steps.map(({ kind }) => kind)).toContain('editionOverridden');
  });
  it('is not overridden by what it is already, nor by a program', () => {
    const same = at('2023-03-01', 'overrideEdition', { edition: '2019', reason: '从新' });
    expect(refusal(receive(), same)).toEqual(['request.editionSame', 'edition']);
    expect(last(pending, override({ actor: watch }))).toBe('request.personNeeded');
  });
});

describe('the events', () => {
  it('each have an example that decodes', () => {
    const folder = join(import.meta.dirname, 'fixtures');
    const every = { ...requestEvents, ...requestSettingEvents };
    const found = readdirSync(folder).map((name) => {
      const [type, version] = name.split('.') as [string, string];
      const example: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      return decode(every, type, Number(version.slice(1)), example).type;
    });
    expect(found.sort()).toEqual(Object.keys(every).sort());
  });
  it('have facets of ten bits that say what was put into them', () => {
    for (const [type, { facet, current }] of Object.entries(requestEvents)) {
      const path = join(import.meta.dirname, `fixtures/${type}.v1.json`);
      const data = current.parse(JSON.parse(readFileSync(path, 'utf8'))) as never;
      const value = facet?.(data) ?? 0;
      expect({ type, ok: value >= 0 && value < 1024 }).toEqual({ type, ok: true });
    }
    for (const applicantKind of ApplicantKind.options) {
      for (const channel of Channel.options)
        for (const part of [true, false]) {
          const data = { applicantKind, channel, part };
          expect(unpackReceived(packReceived(data))).toEqual(data);
        }
      for (const outcome of Outcome.options)
        for (const laterRound of [true, false])
          for (const extended of [true, false]) {
            const data = { applicantKind, outcome, laterRound, extended };
            expect(unpackConcluded(packConcluded(data))).toEqual(data);
            expect(packConcluded(data)).toBeLessThan(1024);
          }
      expect(unpackLate(packLate({ applicantKind, late: true }))).toEqual({
        applicantKind,
        late: true,
      });
      for (const laterRound of [true, false]) {
        const data = { applicantKind, outside: !laterRound, laterRound };
        expect(unpackTransferred(packTransferred(data))).toEqual(data);
      }
      expect(unpackApplicant(packLate({ applicantKind, late: false }))).toEqual({ applicantKind });
      for (const now of ApplicantKind.options) {
        const data = { of: 'applicantKind', was: applicantKind, now, laterRound: true } as const;
        expect(unpackCorrected(packCorrected(data))).toEqual(data);
      }
    }
    for (const was of Channel.options)
      for (const now of Channel.options) {
        const data = { of: 'channel', was, now } as const;
        expect(unpackCorrected(packCorrected(data))).toEqual(data);
      }
    expect(unpackCorrected(packCorrected({ of: 'other' }))).toEqual({ of: 'other' });
  });
});

describe('acceptance, subject and route', () => {
  it('are facts of their own that move no day', () => {
    const steps = [receive(), at('2023-03-02', 'accept')];
    expect(last(...steps)).toEqual(['RequestAccepted']);
    expect(last(...steps, at('2023-03-03', 'accept'))).toBe('request.alreadyAccepted');
    expect(last(receive(), at('2023-03-02', 'accept', { on: '2023-02-28' }))).toBe(
      'request.dayImpossible',
    );
    const subject = at('2023-03-02', 'setSubject', { subject: '2022年财政决算' });
    expect(last(receive(), subject)).toEqual(['SubjectSet']);
    expect(last(receive(), subject, subject)).toEqual([]);
    const routed = at('2023-03-02', 'route', { unit: '预算科' }, { actor: officer('clerk') });
    expect(run(receive(), routed).state.unit).toBe('预算科');
    expect(refusal(receive(), at('2023-03-02', 'route'))).toEqual(['request.routeEmpty', 'unit']);
    expect(last(receive(), at('2023-03-02', 'route', { unit: '预算科', on: '2023-03-03' }))).toBe(
      'request.dayImpossible',
    );
  });
});
