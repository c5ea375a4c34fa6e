import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CatalogueCommand, starterColumns, starterIndexNumber } from '@gongkai/catalogue';
import { GovernmentCommand, loadDivisions } from '@gongkai/directory';
import { HolidayCommand } from '@gongkai/holiday';
import {
  parseRecord,
  PLATFORM,
  Rejection,
  streamName,
  type Call,
  type Receipt,
} from '@gongkai/kernel';
import { DocumentCommand } from '@gongkai/publication';
import { RequestCommand } from '@gongkai/request';
import { FakeClock } from '@gongkai/testing';
import { HENGNAN } from '../demo/spec-divisions.js';
import { Platform } from '../platform.js';

const notice = {
  year: 2027,
  off: ['2027-02-08', '2027-02-09', '2027-02-10'].map((day) => ({ day, name: '春节' })),
  work: [{ day: '2027-02-14', name: '春节' }],
  source: '国办发明电〔2026〕7号',
  issuedOn: '2026-11-04',
};

/** Real requests in a real folder: received, a notice loaded late, taken back, the program ended. */
describe('requests under a calendar that changes', () => {
  let root: string;
  let platform: Platform;
  let tenant: string;
  const clock = new FakeClock(new Date('2027-01-20T01:00:00Z'));
  const open = () => Platform.open({ data: join(root, 'data'), access: 'write', clock });
  const caller = { kind: 'operator' as const, name: 'spec' };

  const give = async (
    Kind: new (call: Call, data: unknown) => object,
    data: Record<string, unknown>,
    of = PLATFORM,
  ): Promise<Receipt> => {
    const call = { tenant: of, caller, commandId: platform.ids.id(), body: data };
    const outcome = await platform.send(new Kind(call, data));
    if (outcome instanceof Rejection) throw new Error(`${outcome.code} ${outcome.en}`);
    if (outcome.position !== null) await platform.waitFor(outcome.position);
    return outcome;
  };
  const receive = async (receivedOn: string) => {
    const person = { name: '张三', applicantKind: 'natural', description: '2026年财政预算' };
    const data = { type: 'receive', channel: 'inPerson', receivedOn, ...person };
    return (await give(RequestCommand, data, tenant)).id;
  };
  const clockEvents = async (id: string) =>
    (await platform.events.read(streamName(tenant, 'request', id)))
      .map(({ record }) => parseRecord(record))
      .filter(({ meta }) => /^Deadline/.test(meta.type))
      .map(({ meta, data }) => ({
        type: meta.type,
        causation: meta.causation,
        ...(data as object),
      }));

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'gongkai-deadlines-'));
    platform = await open();
    const deps = { store: platform.events, ids: platform.ids };
    await loadDivisions(deps, { today: clock.today(), rows: HENGNAN, changes: [] });
    await platform.waitFor((await platform.events.head())!);
    const division = platform.tree.find('衡南县')[0]!.id;
    const join_ = { type: 'join', division, name: '衡南县人民政府', on: '2008-05-01' };
    tenant = (await give(GovernmentCommand, join_)).id;
  }, 60_000);
  afterAll(async () => {
    await platform.close();
    rmSync(root, { recursive: true });
  });

  it('record the old and the new day with the notice, once, and move back when it is taken back', async () => {
    const touched = await receive('2027-01-18');
    const before = await receive('2026-11-02');
    await give(HolidayCommand, { type: 'load', ...notice });
    expect(await platform.moveDeadlines()).toEqual({ found: 1, moved: 1, refused: 0 });
    expect(await clockEvents(touched)).toMatchObject([
      { type: 'DeadlineSet', dueOn: '2027-02-15', provisional: true, calendar: 0 },
      {
        type: 'DeadlineMoved',
        from: '2027-02-15',
        to: '2027-02-17',
        provisional: false,
        calendar: 1,
        reason: '录入 2027 年放假通知:国办发明电〔2026〕7号',
      },
    ]);
    await platform.close();
    platform = await open();
    expect(await platform.moveDeadlines()).toEqual({ found: 0, moved: 0, refused: 0 });
    await give(HolidayCommand, { type: 'withdraw', year: 2027, reason: '误录' });
    expect(await platform.moveDeadlines()).toEqual({ found: 1, moved: 1, refused: 0 });
    expect((await clockEvents(touched)).at(-1)).toMatchObject({
      from: '2027-02-17',
      to: '2027-02-15',
      provisional: true,
      calendar: 2,
    });
    expect(await clockEvents(before)).toHaveLength(1);
    const { deadlines } = await platform.status();
    expect(deadlines).toEqual({ pending: 0, found: 1, done: 1, moved: 1, refused: 0 });
  }, 60_000);

  it('move the last day to publish a paper with it, and what the watch then finds late', async () => {
    const adopt = { type: 'adopt', columns: starterColumns, indexNumber: starterIndexNumber };
    await give(CatalogueCommand, adopt, tenant);
    const paper = {
      type: 'draft',
      agency: null,
      column: starterColumns[0]!.code,
      title: '2027年工作要点',
      genre: 'circular',
      formedOn: '2027-01-18',
    };
    const { id: documentId } = await give(DocumentCommand, paper, tenant);
    const propose = { type: 'proposeAttribute', documentId, attribute: 'onInitiative' };
    await give(DocumentCommand, propose, tenant);
    await give(HolidayCommand, { type: 'load', ...notice });
    expect(await platform.moveDeadlines()).toMatchObject({ moved: 2, refused: 0 });
    const last = async () => {
      const [stored] = (
        await platform.events.read(streamName(tenant, 'document', documentId))
      ).slice(-1);
      const { meta, data } = parseRecord(stored!.record);
      return { type: meta.type, ...(data as object) };
    };
    expect(await last()).toMatchObject({
      type: 'PublicationDueMoved',
      from: '2027-02-15',
      to: '2027-02-17',
      calendar: 3,
    });
    for (const [now, type] of [
      ['2027-02-17T01:00:00Z', 'PublicationDueMoved'],
      ['2027-02-18T01:00:00Z', 'PublicationLatenessNoted'],
    ] as const) {
      clock.set(now);
      await platform.watchOnce();
      expect(await last()).toMatchObject({ type });
    }
  }, 60_000);
});
