import type { Recorded } from '@gongkai/kernel';
import type { CaseEvent } from './case-events.js';
import { messageIdOf } from './decider.js';
import type { OwnEvent } from './posts.js';
import { requestMessages, type CaseMessagesRow } from './request-messages.process.js';

let position = 0n;
const meta = (more: Record<string, unknown>) => ({
  meta: {
    id: `E${String(++position)}`,
    tenant: 'T1',
    agency: 'A1',
    aggregate: 'request',
    aggregateId: 'R1',
    occurredOn: '2026-03-02',
    origin: 'live',
    ...more,
  },
  position,
});
type Case = Recorded<CaseEvent>;
/** An event of a case with what the process looks at. */
const of = (type: CaseEvent['type'], data: object = {}, more: Record<string, unknown> = {}): Case =>
  ({ type, data: { requestId: 'R1', ...data }, ...meta(more) }) as unknown as Case;
const received = () => of('RequestReceived', { agency: 'A1', number: '2026-0007' });
const deadline = (dueOn: string | null) => of('DeadlineSet', { round: 1, dueOn });

type Row = CaseMessagesRow | undefined;
type Any = Parameters<typeof requestMessages.apply>[1];
const fold = (events: readonly Any[], from?: Row): Row =>
  events.reduce<Row>((row, event) => {
    const key = requestMessages.key(event);
    return key === undefined ? row : requestMessages.apply(row, event, 'R1');
  }, from);
const asked = (row: Row, today = '2026-03-02') =>
  requestMessages.due(row!, today).map(({ data }) => data);
const subjectsOf = (row: Row, today?: string) =>
  asked(row, today).map((data) => ('subject' in data ? data.subject : data.type));

/** What the decider would answer to everything the process asks for. */
const answered = (row: Row, today = '2026-03-02'): Recorded<OwnEvent>[] =>
  asked(row, today).map((data) => {
    const { messageId } = data;
    const about = { kind: 'request', id: 'R1', number: '2026-0007' };
    if (data.type === 'settle')
      return {
        type: 'MessageSettled',
        data: { about },
        ...meta({ aggregate: 'message', aggregateId: messageId }),
      };
    const { cause, to, subject, dueOn } = data as Extract<typeof data, { type: 'post' }>;
    return {
      type: 'MessagePosted',
      data: { cause, to, subject, about, dueOn, mail: false },
      ...meta({ aggregate: 'message', aggregateId: messageId }),
    };
  }) as unknown as Recorded<OwnEvent>[];
/** The row once everything asked for by a day has been done. */
const done = (row: Row, today?: string): Row => fold(answered(row, today), row);

describe('what officers are told of a case', () => {
  it('is that it came, to those who receive requests, with number and last day', () => {
    const [told] = asked(fold([received(), deadline('2026-03-30')]));
    expect(told).toMatchObject({
      type: 'post',
      subject: 'requestReceived',
      to: { kind: 'office', roles: ['clerk', 'disclosureOfficer'], agency: 'A1' },
      about: { kind: 'request', id: 'R1', number: '2026-0007' },
      dueOn: '2026-03-30',
    });
  });

  it('is asked for until it is posted, and not after', () => {
    const row = fold([received()]);
    expect(subjectsOf(row)).toEqual(['requestReceived']);
    expect(asked(done(row))).toEqual([]);
    expect(done(row)!.due).toBeNull();
  });

  it.each<[CaseEvent['type'], string]>([
    ['ClarificationReceived', 'clarificationReceived'],
    ['ExcessReasonsGiven', 'reasonsGiven'],
    ['ConsultationAnswered', 'consultationAnswered'],
    ['ConsultationSilent', 'consultationSilent'],
    ['ConsultationReturned', 'consultationReturned'],
    ['SecrecyReviewRequested', 'secrecyReviewWaiting'],
    ['SecrecyReviewRefused', 'secrecyReviewRefused'],
    ['SecrecyReviewPassed', 'replyToApprove'],
    ['ReplyApproved', 'replyToIssue'],
    ['ReplyReturned', 'replyReturned'],
    ['FeePaid', 'feePaid'],
    ['DeadlineMissed', 'overdue'],
    ['RoundOpened', 'roundOpened'],
    ['RequestAbandoned', 'requestAbandoned'],
    ['RequestWithdrawn', 'requestWithdrawn'],
    ['PublicationSuggested', 'publicationSuggested'],
  ])('after %s is %s', (type, subject) => {
    expect(subjectsOf(fold([of(type, { round: 1 })], done(fold([received()]))))).toEqual([subject]);
  });

  it('is told to the officer a case is routed to, by name', () => {
    const row = fold([of('RequestRouted', { officer: 'li' })], done(fold([received()])));
    expect(asked(row)[0]).toMatchObject({
      subject: 'requestRouted',
      to: { kind: 'officer', account: 'li' },
    });
    const unit = fold([of('RequestRouted', { officer: null })], done(fold([received()])));
    expect(asked(unit)).toEqual([]);
  });

  it('goes to the agency that gets a case, and is settled in the one that lets it go', () => {
    const here = done(fold([received()]));
    const gone = fold(
      [of('RequestTransferredOut', { to: 'A2' }), of('RequestTransferredIn', { to: 'A2' })],
      here,
    );
    expect(subjectsOf(gone)).toEqual(['settle', 'requestReceived']);
    expect(asked(gone)[1]).toMatchObject({ to: { agency: 'A2' } });
  });
});

describe('a due day', () => {
  it('asks for a reminder, of which the setting says when', () => {
    const row = done(fold([received()]));
    const due = fold([deadline('2026-03-30')], row);
    expect(asked(due)).toMatchObject([{ type: 'remind', subject: 'dueSoon', dueOn: '2026-03-30' }]);
  });

  it('is asked about again on the day of the reminder, not before', () => {
    const due = fold([deadline('2026-03-30')], done(fold([received()])));
    const [{ messageId } = { messageId: '' }] = asked(due);
    const scheduled = {
      type: 'ReminderScheduled',
      data: {
        cause: 'x',
        about: { kind: 'request', id: 'R1', number: null },
        remindOn: '2026-03-23',
        dueOn: '2026-03-30',
      },
      ...meta({ aggregate: 'message', aggregateId: messageId }),
    } as unknown as Recorded<OwnEvent>;
    const waiting = fold([scheduled], due);
    expect(waiting!.due).toBe('2026-03-23');
    expect(asked(waiting, '2026-03-22')).toEqual([]);
    expect(subjectsOf(waiting, '2026-03-23')).toEqual(['dueSoon']);
  });

  it('that is set anew settles what was said of the old one', () => {
    const soon = done(fold([received(), deadline('2026-03-05')]));
    const later = fold([deadline('2026-04-02')], soon);
    expect(subjectsOf(later)).toEqual(['settle', 'dueSoon']);
    expect(asked(later)[1]).toMatchObject({ dueOn: '2026-04-02' });
  });

  it('that moves takes a reminder nobody has had yet along, and asks for nothing', () => {
    const due = fold([deadline('2026-03-30')], done(fold([received()])));
    const [{ messageId } = { messageId: '' }] = asked(due);
    const scheduled = {
      type: 'ReminderScheduled',
      data: { about: { id: 'R1' }, remindOn: '2026-03-23' },
      ...meta({ aggregate: 'message', aggregateId: messageId }),
    } as unknown as Any;
    const waiting = fold([scheduled], due);
    const later = fold([of('DeadlineMoved', { round: 1, to: '2026-04-01' })], waiting);
    expect([later!.dueOn, later!.due]).toEqual(['2026-04-01', '2026-03-23']);
    expect(asked(later, '2026-03-23')).toMatchObject([
      { type: 'remind', messageId, dueOn: '2026-04-01' },
    ]);
    const sooner = fold([of('DeadlineMoved', { round: 1, to: '2026-03-27' })], waiting);
    expect([sooner!.dueOn, sooner!.due]).toEqual(['2026-03-27', '2026-03-20']);
    expect(fold([deadline(null)], waiting)!.due).toBeNull();
  });

  it('that stays the same is not said again', () => {
    const soon = done(fold([received(), deadline('2026-03-05')]));
    expect(asked(fold([deadline('2026-03-05')], soon))).toEqual([]);
  });

  it('that passes settles the reminder', () => {
    const soon = done(fold([received(), deadline('2026-03-05')]));
    expect(subjectsOf(fold([of('DeadlineMissed')], soon))).toEqual(['settle', 'overdue']);
  });

  it('that a notice moves is told to an agency once, however many cases it moves', () => {
    const move = of('DeadlineMoved', { round: 1, to: '2026-03-31', calendar: 4 });
    expect(requestMessages.key(move)).toEqual(['R1', 'moved.A1.4']);
    const first = requestMessages.apply(undefined, move, 'moved.A1.4');
    const again = requestMessages.apply(first, of('DeadlineMoved', { calendar: 4 }), 'moved.A1.4');
    expect(requestMessages.due(again!, '2026-03-02')).toHaveLength(1);
    expect(requestMessages.due(again!, '2026-03-02')[0]!.data).toMatchObject({
      subject: 'deadlineMoved',
      about: { kind: 'calendar', id: 'moved.A1.4', number: null },
    });
    const posted = {
      type: 'MessagePosted',
      data: {
        cause: 'moved.A1.4',
        to: {
          kind: 'office',
          roles: ['clerk', 'disclosureOfficer', 'disclosureHead'],
          agency: 'A1',
        },
        subject: 'deadlineMoved',
      },
      ...meta({
        aggregate: 'message',
        aggregateId: messageIdOf('moved.A1.4', again!.posts[0]!.to),
      }),
    } as unknown as Any;
    const told = requestMessages.apply(again, posted, 'moved.A1.4');
    expect(told!.due).toBeNull();
    expect(requestMessages.apply(told, move, 'moved.A1.4')!.due).toBeNull();
  });
});

describe('what is done', () => {
  it.each<[CaseEvent['type'], CaseEvent['type']]>([
    ['SecrecyReviewRequested', 'SecrecyReviewPassed'],
    ['SecrecyReviewPassed', 'ReplyApproved'],
    ['ReplyApproved', 'ReplyIssued'],
    ['PublicationSuggested', 'PublicationSuggestionDecided'],
  ])('after %s is settled by %s', (asks, does) => {
    const row = done(fold([of(asks)], done(fold([received()]))));
    expect(subjectsOf(fold([of(does)], row))).toContain('settle');
  });

  it('is settled with the end of the case; news stays until it is read', () => {
    const row = done(fold([received(), deadline('2026-03-05'), of('FeePaid')]));
    const ended = fold([of('RequestWithdrawn'), of('RequestConcluded')], row);
    expect(subjectsOf(ended)).toEqual(['settle', 'settle', 'settle', 'requestWithdrawn']);
    const rested = done(ended);
    expect(rested).toMatchObject({ open: [], settling: [], posts: [], due: null, closed: true });
  });

  it('before it was posted is not posted', () => {
    const row = fold([received(), of('SecrecyReviewRequested'), of('SecrecyReviewPassed')]);
    expect(subjectsOf(row)).toEqual(['requestReceived', 'replyToApprove']);
  });

  it('while it was on its way is settled as soon as it arrives', () => {
    const before = fold([received()]);
    const onItsWay = answered(before);
    const accepted = fold([of('RequestAccepted')], before);
    expect(subjectsOf(fold(onItsWay, accepted))).toEqual(['settle']);
  });

  it('is followed anew when a case is taken up again', () => {
    const ended = done(fold([of('RequestConcluded')], done(fold([received()]))));
    const again = fold(
      [of('RoundOpened', { round: 2 }), of('DeadlineSet', { round: 2, dueOn: '2026-05-06' })],
      ended,
    );
    expect(subjectsOf(again)).toEqual(['roundOpened', 'dueSoon']);
  });
});

describe('nobody is told', () => {
  it.each(['imported', 'simulated'])('of %s cases', (origin) => {
    expect(requestMessages.key(of('RequestReceived', {}, { origin }))).toBeUndefined();
  });

  it('of reviews of what is no request', () => {
    expect(
      requestMessages.key(of('SecrecyReviewRequested', {}, { aggregate: 'document' })),
    ).toBeUndefined();
  });

  it('anything of an applicant', () => {
    const row = fold([
      of('RequestReceived', {
        agency: 'A1',
        number: '2026-0007',
        applicant: '张某某',
        subject: '低保',
      }),
    ]);
    expect(JSON.stringify(asked(row))).not.toMatch(/张某某|低保/);
  });
});

it('gives the same row whatever was done in one batch or in many', () => {
  const events = [received(), deadline('2026-03-05'), of('FeePaid'), of('RequestConcluded')];
  const whole = fold(events);
  const parts = events.reduce<Row>((row, event) => fold([event], row), undefined);
  expect(parts).toEqual(whole);
});
