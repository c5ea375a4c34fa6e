import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CatalogueCommand, starterColumns, starterIndexNumber } from '@gongkai/catalogue';
import { AgencyCommand } from '@gongkai/directory';
import { parseRecord, Rejection } from '@gongkai/kernel';
import { openOffice, type Office } from '../request-log/testing.js';
import { importRequests } from '../request-log/import-requests.js';
import { importReturns } from '../returns-file/import-returns.js';
import { importPublications, type PublicationImport } from './import-publications.js';
import { onTrial } from './trial.js';

/**
 * 县农业局 was renamed 县农业农村局 in 2019; 县粮食局 went over into 县发改局, and a new 县粮食局 was made
 * in 2022; 县教育局 is on record from 2023 only.
 */
describe('the agencies of old sources', () => {
  let office: Office;
  const ids = new Map<string, string>();
  beforeAll(async () => {
    office = await openOffice();
    const { tenant, platform } = office;
    const call = (commandId: string, body: unknown) => ({
      tenant,
      caller: { kind: 'operator', name: 'spec' } as const,
      commandId,
      body,
    });
    const send = async (Command: typeof AgencyCommand | typeof CatalogueCommand, body: object) => {
      const outcome = await platform.send(new Command(call(JSON.stringify(body), body), body));
      if (outcome instanceof Rejection) throw new Error(`${outcome.code} ${outcome.field}`);
      return outcome.id;
    };
    await send(CatalogueCommand, {
      type: 'adopt',
      columns: starterColumns,
      indexNumber: starterIndexNumber,
    });
    const register = async (code: string, name: string, since: string) => {
      const kind = 'department';
      ids.set(code, await send(AgencyCommand, { type: 'register', kind, code, name, since }));
    };
    await register('N1', '县农业局', '2001-01-01');
    await register('L1', '县粮食局', '2001-01-01');
    await register('F1', '县发改局', '2001-01-01');
    await register('L2', '县粮食和储备局', '2020-01-01');
    await register('J1', '县教育局', '2023-01-01');
    const of = (code: string) => ({ agency: ids.get(code)! });
    await send(AgencyCommand, {
      type: 'rename',
      ...of('N1'),
      name: '县农业农村局',
      on: '2019-03-01',
    });
    await send(AgencyCommand, {
      type: 'merge',
      ...of('L1'),
      into: ids.get('F1'),
      on: '2019-03-01',
    });
    await send(AgencyCommand, { type: 'rename', ...of('L2'), name: '县粮食局', on: '2022-01-01' });
    await platform.waitFor((await platform.events.head())!);
  }, 120_000);
  afterAll(() => office.close());

  const order = (text: string, mapping: object): PublicationImport => ({
    file: office.write('s.csv', text),
    mapping: office.write('m.json', JSON.stringify(mapping)),
    refusalsPath: office.write('r.csv', ''),
    node: office.nodeOf('衡南县'),
    caller: { kind: 'operator', name: 'spec' },
  });
  const refused = () =>
    readFileSync(join(office.folder, 'r.csv'), 'utf8')
      .split('\r\n')
      .slice(1, -1)
      .map((line) => line.split(',').slice(0, 4))
      .sort();
  /** The agencies events were recorded at after a position. */
  const agenciesAfter = async (after: bigint) => {
    const found: string[] = [];
    const { signal } = new AbortController();
    for await (const { events } of office.platform.events.feed(
      after,
      {},
      { signal, follow: false },
    ))
      for (const { record } of events) {
        const { agency } = parseRecord(record).meta;
        const code = [...ids].find(([, id]) => id === agency)?.[0];
        if (code) found.push(code);
      }
    return found;
  };
  const proof = { kind: 'register', reference: '旧站目录' };
  const ITEMS = {
    attestation: { by: '县政府办', proof },
    fields: {
      title: '标题',
      publishedOn: '日期',
      agency: '机关',
      channel: { constant: 'website' },
      column: { constant: starterColumns[0]!.code },
    },
    further: [{ publishedOn: '公报', channel: { constant: 'gazette' } }],
  };
  const items = `标题,日期,机关,公报
甲,2012-05-01,县农业局,
乙,2012-05-02,县粮食局,
丙,2023-05-02,县粮食局,
丁,2012-05-03,县教育局,
戊,2020-05-04,县农业局,
己,2019-05-05,县农业局,2019-02-01
庚,2012-05-06,县水利局,
`;

  it('are those that bore the name when the item was first published, else those that bear it now', async () => {
    const before = (await office.platform.events.head())!;
    const trial = await onTrial(office.platform, (target) =>
      importPublications(target, order(items, ITEMS)),
    );
    expect(trial).toMatchObject({ read: 7, accepted: 5, refused: 2 });
    expect(await importPublications(office.platform, order(items, ITEMS))).toMatchObject({
      read: 7,
      accepted: 5,
      refused: 2,
    });
    expect(refused()).toEqual([
      [
        '6',
        'import.agencyOtherwise',
        'agency',
        '衡南县在 2020-05-04 和现在都没有名为“县农业局”的机关;曾用此名的是 县农业农村局(N1)。',
      ],
      ['8', 'import.agencyUnknown', 'agency', '衡南县没有名为“县水利局”的机关。'],
    ]);
    expect(new Set(await agenciesAfter(before))).toEqual(new Set(['J1', 'L1', 'L2', 'N1']));
  });

  it('are those of the day a request came, and of the end of a period that was reported', async () => {
    const log = {
      attestation: { by: '县政府办', proof },
      fields: {
        number: '编号',
        receivedOn: '收到',
        endedOn: '办结',
        agency: '机关',
        channel: { constant: 'signedPost', reason: '未载明' },
        applicantKind: { constant: 'natural', reason: '未载明' },
      },
      disposition: { column: '结果', values: { 公开: 'granted' } },
    };
    const rows =
      '编号,收到,办结,机关,结果\n1,2012-05-02,2012-05-09,县粮食局,公开\n2,2012-05-02,2012-05-09,县农业局,公开\n';
    const before = (await office.platform.events.head())!;
    expect(await importRequests(office.platform, order(rows, log))).toMatchObject({ accepted: 2 });
    expect(new Set(await agenciesAfter(before))).toEqual(new Set(['L1', 'N1']));
    const returns = {
      attestation: { by: '县政府办' },
      agency: '机关',
      period: '年度',
      measures: [{ measure: 'licences', column: '许可' }],
    };
    const sheet = '机关,年度,许可\n县农业局,2015,7\n县农业局,2015-13,7\n';
    const last = (await office.platform.events.head())!;
    expect(await importReturns(office.platform, order(sheet, returns))).toMatchObject({
      accepted: 1,
    });
    expect(new Set(await agenciesAfter(last))).toEqual(new Set(['N1']));
  });
});
