import { nationalCalendar } from '@gongkai/calendar';
import type { Calendars } from '@gongkai/holiday';
import { deriveId, streamName, type Call, type Officer, type Role } from '@gongkai/kernel';
import { Cursors } from '@gongkai/nest';
import {
  appendUnreadable,
  catchUpWith,
  countingIds,
  FakeClock,
  MemoryEventStore,
  MemoryNotifier,
  MemoryReadStore,
  policyConformance,
} from '@gongkai/testing';
import { MessageCommand, type InboxSettingCommand, type MessageCommandData } from './commands.js';
import { messageIdOf } from './decider.js';
import type { Recipient } from './events.js';
import { InboxSettingHandler, MessageHandler } from './inbox.handler.js';
import { InboxResolver } from './inbox.resolver.js';
import { MailRound, mailOf } from './mail-round.js';
import { messageRows, type MessageRow } from './messages.projection.js';
import { inboxPolicy } from './policy.js';
import type { MessageSubject } from './subjects.js';

policyConformance('inbox', inboxPolicy);

const officer = (account: string, grants: [Role, string | null][], tenant = 'T1'): Officer => ({
  account,
  tenant,
  agency: grants[0]?.[1] ?? null,
  grants: grants.map(([role, agency]) => ({ role, agency })),
});
const li = officer('li', [['disclosureOfficer', 'A1']]);
const wang = officer('wang', [['clerk', null]]);
const zhao = officer('zhao', [['disclosureOfficer', 'A2']]);
const head = officer('head', [['disclosureHead', null]]);

const platform = (
  clock = new FakeClock(),
  store = new MemoryEventStore(clock),
  notifier = new MemoryNotifier(),
) => {
  const reads = new MemoryReadStore();
  const ids = countingIds();
  const calendars = { of: () => ({ calendar: nationalCalendar }) } as unknown as Calendars;
  const messages = new MessageHandler(store, ids, clock, calendars);
  const settings = new InboxSettingHandler(store, ids, clock);
  const send = (command: object) =>
    command instanceof MessageCommand
      ? messages.execute(command)
      : settings.execute(command as InboxSettingCommand);
  const bus = { execute: send };
  const cursors = new Cursors(new Uint8Array(32));
  const resolver = new InboxResolver(bus as never, store, reads, clock, cursors);
  const tenants = () => ['T1', 'T2'];
  const round = new MailRound({ store, reads, clock, notifier, tenants, send });
  const project = () => catchUpWith(store, reads, [messageRows]);
  let next = 0;
  const asProcess = (data: MessageCommandData, tenant = 'T1') => {
    const caller = { kind: 'process', name: 'requestMessages' } as const;
    const call: Call = { tenant, caller, commandId: deriveId('p', String(++next)), body: data };
    return send(new MessageCommand(call, data));
  };
  const post = async (
    cause: string,
    subject: MessageSubject,
    to: Recipient,
    dueOn: string | null = null,
  ) => {
    const about = { kind: 'request', id: 'R1', number: '2026-0007' } as const;
    const messageId = messageIdOf(cause, to);
    await asProcess({ type: 'post', messageId, cause, to, subject, about, dueOn });
    return messageId;
  };
  const input = () => ({ commandId: `c${String(++next)}` });
  return { store, clock, reads, notifier, resolver, round, project, asProcess, post, input, send };
};
const office = (agency: string | null, ...roles: Role[]): Recipient => ({
  kind: 'office',
  roles,
  agency,
});

describe('the inbox of an officer', () => {
  it('holds what is to a role in the agency, to that role everywhere, and to the officer by name', async () => {
    const { post, project, resolver } = platform();
    await post('E1', 'requestReceived', office('A1', 'clerk', 'disclosureOfficer'));
    await post('E2', 'requestReceived', office('A2', 'clerk', 'disclosureOfficer'));
    await post('E3', 'requestRouted', { kind: 'officer', account: 'li' });
    await project();
    const seen = async (who: Officer) => {
      const { nodes } = await resolver.messages(who);
      return nodes.map(({ subject, agency }) => `${subject} ${agency ?? '-'}`).sort();
    };
    expect(await seen(li)).toEqual(['requestReceived A1', 'requestRouted -']);
    expect(await seen(wang)).toEqual(['requestReceived A1', 'requestReceived A2']);
    expect(await seen(zhao)).toEqual(['requestReceived A2']);
    expect(await seen(head)).toEqual([]);
    expect(await seen(officer('spy', [['disclosureOfficer', null]], 'T2'))).toEqual([]);
  });

  it('lists each message once, the newest first, page by page', async () => {
    const { post, project, resolver } = platform();
    for (let i = 0; i < 7; i++)
      await post(`E${String(i)}`, 'feePaid', office('A1', 'clerk', 'disclosureOfficer'));
    await project();
    const both = officer('both', [
      ['clerk', 'A1'],
      ['disclosureOfficer', null],
    ]);
    const found: string[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof resolver.messages>> = await resolver.messages(
        both,
        null,
        null,
        3,
        after,
      );
      found.push(...page.nodes.map(({ id }) => id));
      after = page.pageInfo.endCursor;
    } while (after !== null);
    expect(found).toHaveLength(7);
    expect(new Set(found).size).toBe(7);
    const { nodes } = await resolver.messages(both, null, null, 100);
    expect(nodes.map(({ id }) => id)).toEqual(found);
    const times = nodes.map(({ postedAt }) => postedAt);
    expect(times).toEqual([...times].sort().reverse());
  });

  it('knows what each officer has read, what waits and what is late', async () => {
    const { post, project, resolver, input, asProcess } = platform();
    const to = office('A1', 'disclosureOfficer');
    const first = await post('E1', 'dueSoon', to, '2020-01-06');
    const second = await post('E2', 'requestWithdrawn', to);
    await project();
    expect(await resolver.counts(li)).toEqual({ unread: 2, waiting: 1, late: 1, more: false });
    await resolver.readMessage(li, { ...input(), message: first });
    await project();
    expect(await resolver.counts(li)).toMatchObject({ unread: 1, waiting: 1 });
    const unread = await resolver.messages(li, true);
    expect(unread.nodes.map(({ id }) => id)).toEqual([second]);
    const other = officer('chen', [['disclosureOfficer', null]]);
    expect((await resolver.counts(other)).unread).toBe(2);
    await asProcess({ type: 'settle', messageId: first });
    await project();
    expect(await resolver.counts(li)).toMatchObject({ waiting: 0, late: 0 });
    expect((await resolver.messages(li, false, true)).nodes).toEqual([]);
    expect((await resolver.messages(li)).nodes).toHaveLength(2);
  });

  it('lets nobody read, or post, what is not theirs', async () => {
    const { post, resolver, input, send } = platform();
    const message = await post('E1', 'requestReceived', office('A1', 'disclosureOfficer'));
    for (const who of [zhao, head])
      await expect(resolver.readMessage(who, { ...input(), message })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
    await expect(resolver.readMessage(li, { ...input(), message: 'NOBODY' })).rejects.toMatchObject(
      {
        code: 'NOT_FOUND',
      },
    );
    const call: Call = {
      tenant: 'T1',
      caller: { kind: 'officer', officer: li },
      commandId: 'x',
      body: {},
    };
    await expect(
      send(new MessageCommand(call, { type: 'settle', messageId: message })),
    ).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it('is set up by the head of the disclosure office', async () => {
    const { resolver, input } = platform();
    await resolver.setReminderDays(head, { ...input(), workingDays: 3 } as never);
    await resolver.setOfficeMailbox(head, {
      ...input(),
      address: 'office@county.example',
    } as never);
    expect(await resolver.settings(li)).toEqual({
      reminderDays: 3,
      mailboxes: [{ agency: null, address: 'office@county.example' }],
    });
    await resolver.removeOfficeMailbox(head, { ...input() } as never);
    expect((await resolver.settings(li)).mailboxes).toEqual([]);
    await expect(
      resolver.setReminderDays(li, { ...input(), workingDays: 3 } as never),
    ).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(
      await resolver.setOfficeMailbox(head, {
        ...input(),
        agency: 'A9',
        address: 'a@b.example',
      } as never),
    ).toMatchObject({ code: 'inbox.agencyUnknown' });
    expect(
      await resolver.setReminderDays(head, { ...input(), workingDays: 99 } as never),
    ).toMatchObject({
      code: 'command.invalid',
      field: 'workingDays',
    });
  });
});

describe('mail to an office', () => {
  const address = 'office@county.example';
  const withMailbox = async () => {
    const under = platform();
    await under.resolver.setOfficeMailbox(head, { ...under.input(), address } as never);
    return under;
  };
  const to = office(null, 'disclosureOfficer');

  it('goes out once per cause, however often the round runs and after a restart', async () => {
    const { post, project, round, notifier, store, clock } = await withMailbox();
    await post('E1', 'overdue', to, '2026-03-10');
    await post('E1', 'overdue', to, '2026-03-10');
    await project();
    expect(await round.round()).toBe(1);
    await project();
    expect(await round.round()).toBe(0);
    const again = platform(clock, store, notifier);
    await again.project();
    expect(await again.round.round()).toBe(0);
    expect(notifier.sent).toHaveLength(1);
  });

  it('is not sent twice when the round runs before the record is in the read models', async () => {
    const { post, project, round, notifier, store } = await withMailbox();
    const message = await post('E1', 'overdue', to);
    await project();
    await round.round();
    await round.round();
    // Sent again under the same cause, and recorded once.
    expect(new Set(notifier.sent.map(({ cause }) => cause))).toEqual(new Set([message]));
    const stored = await store.read(streamName('T1', 'message', message));
    expect(stored).toHaveLength(2);
  });

  it('names the case by number and the last day, and nothing else', async () => {
    const { post, project, round, notifier } = await withMailbox();
    await post('E1', 'dueSoon', to, '2026-03-10');
    await project();
    await round.round();
    expect(notifier.sent[0]).toMatchObject({ to: address, subject: '答复期限将至(2026-0007)' });
    expect(notifier.sent[0]!.text.split('\n')).toEqual([
      '答复期限将至。The reply is due soon.',
      '登记编号 Number: 2026-0007',
      '期限 Due: 2026-03-10',
      '请登录政府信息公开平台办理。Sign in to the disclosure platform to handle it.',
      '',
    ]);
    const row = {
      id: 'M',
      subject: 'deadlineMoved',
      about: { kind: 'calendar', id: 'x', number: null },
      dueOn: null,
    };
    expect(mailOf(row as unknown as MessageRow, address).text).not.toContain('Number');
  });

  it('is tried again after a while when the server does not answer', async () => {
    const { post, project, round, notifier, clock } = await withMailbox();
    await post('E1', 'overdue', to);
    await project();
    notifier.breakDown(true);
    await round.round();
    await project();
    notifier.breakDown(false);
    expect(await round.round()).toBe(0);
    clock.set(new Date(clock.now().getTime() + 61_000).toISOString());
    expect(await round.round()).toBe(1);
    await project();
    expect(await round.round()).toBe(0);
  });

  it('is given up when there is no such mailbox, or none any more', async () => {
    const { post, project, round, notifier, resolver, input } = await withMailbox();
    notifier.refuse(address);
    await post('E1', 'overdue', to);
    await project();
    await round.round();
    await project();
    const chen = officer('chen', [['disclosureOfficer', null]]);
    expect((await resolver.messages(chen)).nodes[0]!.mail).toBe('givenUp');
    await post('E2', 'feePaid', to);
    await resolver.removeOfficeMailbox(head, { ...input() } as never);
    await project();
    expect(await round.round()).toBe(0);
    await project();
    expect((await resolver.messages(chen)).nodes.map(({ mail }) => mail)).toEqual([
      'givenUp',
      'givenUp',
    ]);
  });

  it('of a message that cannot be read goes once, and the others still go', async () => {
    const { post, project, round, notifier, store } = await withMailbox();
    const message = await post('E1', 'overdue', to);
    await post('E2', 'feePaid', to);
    await project();
    const unreadable = { tenant: 'T1', aggregate: 'message', aggregateId: message };
    await appendUnreadable(store, 'MessagePosted', unreadable);
    expect(await round.round()).toBe(1);
    await project();
    expect(await round.round()).toBe(0);
    expect(notifier.sent).toHaveLength(2);
    expect(round.unreadable).toBe(1);
  });

  it('is not sent a week late, nor for what is settled meanwhile', async () => {
    const { post, project, round, clock, asProcess } = await withMailbox();
    const settled = await post('E1', 'overdue', to);
    await asProcess({ type: 'settle', messageId: settled });
    await project();
    expect(await round.round()).toBe(0);
    await post('E2', 'overdue', to);
    await project();
    clock.set(new Date(clock.now().getTime() + 8 * 86_400_000).toISOString());
    expect(await round.round()).toBe(0);
  });

  it('is not even planned without a mailbox', async () => {
    const { post, project, round, resolver } = platform();
    await post('E1', 'overdue', to);
    await project();
    expect(await round.round()).toBe(0);
    const chen = officer('chen', [['disclosureOfficer', null]]);
    expect((await resolver.messages(chen)).nodes[0]!.mail).toBe('none');
  });
});
