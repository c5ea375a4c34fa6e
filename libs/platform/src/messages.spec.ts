import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GovernmentCommand, loadDivisions } from '@gongkai/directory';
import { InboxSettingCommand, MailRound, messageCollection, type MessageRow } from '@gongkai/inbox';
import { PLATFORM, Rejection, type Receipt } from '@gongkai/kernel';
import { LETTERS, sampleFields, type Letters } from '@gongkai/letter';
import { RequestCommand } from '@gongkai/request';
import { FakeClock, MemoryNotifier } from '@gongkai/testing';
import { HENGNAN } from './demo/spec-divisions.js';
import { Platform } from './platform.js';

/** A real folder, a real request, days that pass: what the officers hear, and how often. */
describe('messages to the officers of a request', () => {
  let root: string;
  let platform: Platform;
  let tenant: string;
  const clock = new FakeClock(new Date('2026-03-02T01:00:00Z'));
  const notifier = new MemoryNotifier();
  const open = () => Platform.open({ data: join(root, 'data'), access: 'write', clock });
  const give = async (
    Kind: typeof GovernmentCommand | typeof RequestCommand | typeof InboxSettingCommand,
    data: Record<string, unknown>,
    of = tenant,
  ): Promise<Receipt> => {
    const caller = { kind: 'operator' as const, name: 'spec' };
    const call = { tenant: of, caller, commandId: platform.ids.id(), body: data };
    const outcome = await platform.send(new Kind(call, data));
    if (outcome instanceof Rejection) throw new Error(`${outcome.code} ${outcome.en}`);
    if (outcome.position !== null) await platform.waitFor(outcome.position);
    return outcome;
  };
  /** The day passes: what is due is noted, told, reminded of, and sent. */
  const pass = async (day: string): Promise<number> => {
    clock.set(`${day}T02:00:00.000Z`);
    const { events: store, reads, send } = platform;
    const mail = new MailRound({ store, reads, clock, notifier, tenants: () => [tenant], send });
    let sent = 0;
    for (let i = 0; i < 3; i++) {
      await platform.watchOnce();
      await platform.waitFor((await platform.events.head())!);
      sent += await mail.round();
      await platform.waitFor((await platform.events.head())!);
    }
    return sent;
  };
  const messages = async (): Promise<string[]> => {
    const sort = { key: 'postedAt' };
    const page = await platform.reads.find(messageCollection, tenant, { sort, limit: 50 });
    const said = ({ subject, settledAt, mail }: MessageRow) =>
      `${subject} ${settledAt === null ? 'open' : 'settled'} ${mail.state}`;
    return page.rows.map(said);
  };

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'gongkai-messages-'));
    platform = await open();
    const deps = { store: platform.events, ids: platform.ids };
    await loadDivisions(deps, { today: clock.today(), rows: HENGNAN, changes: [] });
    await platform.waitFor((await platform.events.head())!);
    const division = platform.tree.find('衡南县')[0]!.id;
    const data = { type: 'join', division, name: '衡南县人民政府', on: '2008-05-01' };
    tenant = (await give(GovernmentCommand, data, PLATFORM)).id;
  }, 60_000);
  afterAll(async () => {
    await platform.close();
    rmSync(root, { recursive: true });
  });

  it('come once per cause, by mail too, whatever is restarted', async () => {
    await give(InboxSettingCommand, { type: 'setMailbox', address: 'office@county.example' });
    const person = { name: '张三', applicantKind: 'natural', description: '2026年财政预算' };
    const arrived = { type: 'receive', channel: 'inPerson', receivedOn: '2026-03-02', ...person };
    await give(RequestCommand, arrived);
    expect(await pass('2026-03-02')).toBe(1);
    expect(await messages()).toEqual(['requestReceived open sent']);
    await platform.close();
    platform = await open();
    expect(await pass('2026-03-20')).toBe(0);
    // 条例第三十三条: twenty working days end on 2026-03-30; five of them before is the 23rd.
    expect(await pass('2026-03-22')).toBe(0);
    expect(await pass('2026-03-23')).toBe(1);
    expect(await messages()).toEqual(['requestReceived open sent', 'dueSoon open sent']);
    expect(await pass('2026-03-31')).toBe(1);
    await platform.close();
    platform = await open();
    expect(await pass('2026-04-01')).toBe(0);
    expect(await messages()).toEqual([
      'requestReceived open sent',
      'dueSoon settled sent',
      'overdue open sent',
    ]);
    const said = notifier.sent.map(({ subject, text }) => `${subject}\n${text}`).join('\n');
    expect(said).toContain('2026-03-30');
    expect(said).not.toMatch(/张三|财政预算/);
  }, 60_000);

  it('find the letters of the platform beside them', async () => {
    const letters = platform.app.get<Letters>(LETTERS, { strict: false });
    const fields = sampleFields('extension', 'zh');
    const input = {
      kind: 'extension',
      language: 'zh',
      edition: '2019',
      on: '2026-03-30',
      fields,
    } as const;
    const letter = await letters.write(tenant, input);
    expect(letter).toMatchObject({ template: 0, title: '政府信息公开延期答复告知书' });
  });
});
