import { specFor } from '@gongkai/testing';
import fc from 'fast-check';
import { inboxSettingDecider, mailboxOf, REMINDER_DAYS_DEFAULT } from './decider.settings.js';
import type { InboxSettingEvent } from './events.js';

const facts = {
  today: '2026-03-02',
  actor: { kind: 'officer', id: 'head' },
  agencyKnown: true,
} as const;
const { given } = specFor(inboxSettingDecider, facts);
const address = 'office@county.example';
const kept: InboxSettingEvent = { type: 'OfficeMailboxSet', data: { agency: 'A1', address } };

describe('the settings of an inbox', () => {
  it('set the days of reminders, when they are other than before', () => {
    given()
      .when({ type: 'setReminderDays', workingDays: 3 })
      .then({ type: 'ReminderDaysSet', data: { workingDays: 3 } });
    given().when({ type: 'setReminderDays', workingDays: REMINDER_DAYS_DEFAULT }).then();
  });

  it('keep a mailbox for an agency or for the office of the government', () => {
    given().when({ type: 'setMailbox', agency: 'A1', address }).then(kept);
    given(kept).when({ type: 'setMailbox', agency: 'A1', address }).then();
    given(kept)
      .when({ type: 'setMailbox', agency: null, address })
      .then({ type: 'OfficeMailboxSet', data: { agency: null, address } });
  });

  it('refuse what is no address and an agency that does not exist', () => {
    for (const wrong of [
      'office',
      'a b@c.example',
      'a@b',
      '<a@b.example>',
      'a@b.example,c@d.example',
    ])
      given()
        .when({ type: 'setMailbox', agency: 'A1', address: wrong })
        .thenRejected('inbox.addressWrong', 'address');
    given()
      .when({ type: 'setMailbox', agency: 'A9', address }, { agencyKnown: false })
      .thenRejected('inbox.agencyUnknown', 'agency');
  });

  it('let a mailbox go, once', () => {
    given(kept)
      .when({ type: 'removeMailbox', agency: 'A1' })
      .then({ type: 'OfficeMailboxRemoved', data: { agency: 'A1' } });
    given(kept, { type: 'OfficeMailboxRemoved', data: { agency: 'A1' } })
      .when({ type: 'removeMailbox', agency: 'A1' })
      .thenRejected('inbox.mailboxUnknown');
  });

  it('have the last mailbox that was set, whatever was before', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 5 }), { nil: null })), (steps) => {
        let state = inboxSettingDecider.initial;
        let last: string | undefined;
        for (const step of steps) {
          const events = inboxSettingDecider.decide(
            state,
            step === null
              ? { type: 'removeMailbox', agency: 'A1' }
              : { type: 'setMailbox', agency: 'A1', address: `a${String(step)}@b.example` },
            facts,
          );
          last = step === null ? undefined : `a${String(step)}@b.example`;
          if (Array.isArray(events)) state = events.reduce(inboxSettingDecider.evolve, state);
          expect(mailboxOf(state, 'A1')).toBe(last);
        }
      }),
    );
  });
});
