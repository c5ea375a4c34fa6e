import { readFileSync } from 'node:fs';
import { parseRecord, Rejection } from '@gongkai/kernel';
import { dataPaths, masterKeyPath, reportKeys } from '@gongkai/sqlite';
import exceljs from 'exceljs';
import { onTrial } from '../import/trial.js';
import { importRequests } from './import-requests.js';
import { parseLogMapping } from './mapping.js';
import { openOffice, type Office } from './testing.js';

/** An invented register with the kinds of trouble real ones have. */
const HEADING = '单位,编号,收到,确认,办结,天数,处理,说明,说明,申请人';
const lines = [
  '2023 年度登记簿,,,,,,,,,',
  ',,登记,,,,结果,,,',
  HEADING,
  '一季度,,,,,,,,,',
  '甲局,L-1,1/9/23,,1/9/23,<1,全部公开,,n/a,张某',
  '甲局,L-2,2023-02-01,,2/8/23,5,部分公开,,,',
  '甲局,L-3,2/10/23,,3/31/23,35,不予公开,没有信息,,',
  ',,,,,,,,,',
  HEADING,
  '甲局,L-4,3/1/23,,3/7/23,17,全部公开,全部不公开,,',
  '甲局,L-5,3/6/23,,3/1/23,n/a,全部公开,,,',
  '甲局,L-2,3/8/23,,3/9/23,1,全部公开,,,',
  '甲局,L-6,3/13/23,,3/15/23,n/a,,,,',
  '甲局,L-7,3/20/23,,,,,,,',
  '甲局,L-8,2/30/23,,3/2/23,1,全部公开,,,',
  '甲局,L-9,3/2/23,,3/3/23,1,送人了,,,',
  '甲局,L-10,,,3/3/23,1,全部公开,,,',
  '甲局,L-11,3/6/23,3/8/23,3/10/23,two,全部公开,,,',
  '甲局,L-12,3/6/23,,3/10/23,4,全部公开,"没有,,,',
];
const mapping = {
  attestation: { by: '甲局办公室', proof: { kind: 'register', reference: '2023年登记簿' } },
  dateFormats: ['M/D/YY'],
  fields: {
    number: '编号',
    receivedOn: '收到',
    confirmedOn: '确认',
    endedOn: '办结',
    days: '天数',
    name: '申请人',
    daysAllowed: { constant: 20, reason: '其法定期限为20个工作日' },
    channel: { constant: 'signedPost', reason: '登记簿未载明渠道' },
    applicantKind: { constant: 'natural', reason: '登记簿未载明申请人类型' },
  },
  disposition: {
    column: '处理',
    values: { 全部公开: 'granted', 部分公开: 'partlyGranted', 不予公开: 'refusedByLaw' },
    second: {
      column: '说明',
      nth: 1,
      values: { 没有信息: 'notHeld', 全部不公开: 'refusedByLaw' },
    },
    together: [{ first: '不予公开', second: '没有信息', outcome: 'notHeld' }],
  },
  calendar: {
    reason: '其工作日按自身日历计',
    weekend: ['saturday', 'sunday'],
    years: {
      '2023': {
        source: '年度公告',
        issuedOn: '2023-01-01',
        off: { '2023-02-20': '纪念日' },
        work: { '2023-02-18': '调班' },
      },
    },
  },
};

describe('importing a register of requests kept elsewhere', () => {
  let office: Office;
  let log: string;
  let rules: string;
  beforeAll(async () => {
    office = await openOffice();
    log = office.write('log.csv', `${lines.join('\r\n')}\r\n`);
    rules = office.write('mapping.json', JSON.stringify(mapping));
  }, 60_000);
  afterAll(() => office.close());

  const orderOf = () => ({
    file: log,
    mapping: rules,
    refusalsPath: office.write('trial.refused.csv', ''),
    node: office.nodeOf('衡南县'),
    caller: { kind: 'operator', name: 'spec' } as const,
  });

  it('judges every row on trial and records nothing, neither calendar nor keys', async () => {
    const before = await office.platform.events.head();
    const persons = () =>
      reportKeys(dataPaths(office.data).keys, masterKeyPath(office.data), office.data).persons;
    const known = persons();
    const { calendars } = office.platform;
    const result = await onTrial(office.platform, (target) =>
      importRequests({ ...target, calendars }, orderOf()),
    );
    expect(result).toMatchObject({ read: 13, accepted: 9, refused: 4 });
    expect(await office.platform.events.head()).toBe(before);
    expect(persons()).toBe(known);
  });

  it('takes the rows that can be, names what does not agree in them, and writes down the others', async () => {
    const result = await office.accepted(log, rules);
    expect(result).toMatchObject({ read: 13, accepted: 9, refused: 4 });
    expect(result.defective).toEqual([
      { line: 10, number: 'L-4', defects: ['twoDispositions', 'daysDiffer'] },
      { line: 11, number: 'L-5', defects: ['endBeforeReceipt'] },
      { line: 12, number: 'L-2#2', defects: ['numberTwice'] },
      { line: 13, number: 'L-6', defects: ['dispositionMissing', 'daysMissing'] },
      { line: 18, number: 'L-11', defects: ['daysUnreadable'] },
    ]);
    const refused = readFileSync(result.refusals!, 'utf8').slice(1).split('\r\n');
    expect(
      refused
        .slice(1)
        .map((line) => line.split(',').slice(0, 3).join())
        .sort(),
    ).toEqual([
      '',
      '15,import.dayImpossible,receivedOn',
      '16,import.valueUnknown,disposition',
      '17,import.valueMissing,receivedOn',
      '19,import.quoteOpen,',
    ]);
  });

  it('gives the same cases when it is run again', async () => {
    const before = await office.platform.events.head();
    const result = await office.accepted(log, rules);
    expect(result).toMatchObject({ read: 13, accepted: 9, refused: 4 });
    expect(await office.platform.events.head()).toBe(before);
  });

  it('refuses a row of a known number with another content', async () => {
    const changed = lines.map((line) => line.replace('L-1,1/9/23', 'L-1,1/10/23'));
    const result = await office.accepted(office.write('changed.csv', changed.join('\n')), rules);
    expect(readFileSync(result.refusals!, 'utf8')).toContain('import.keyTaken');
  });

  it('has a table 3 that adds up, year and month', async () => {
    const figures = async (period: string, format?: string) => {
      const table = await office.platform.figures.figures({
        node: office.nodeOf('衡南县').id,
        period,
        ...(format ? { format } : {}),
      });
      if (table instanceof Rejection) throw new Error(table.code);
      return table.cells as Record<string, number>;
    };
    const form = await figures('2023', 'cn-2021');
    const at = (row: string) => form[`t3.${row}.natural`];
    expect([at('new'), at('carried_in'), at('total'), at('carried_out')]).toEqual([9, 0, 7, 2]);
    expect([at('granted'), at('partial'), at('unable.1'), at('other.3')]).toEqual([4, 1, 1, 1]);
    const january = await figures('2023-01', 'cn-2021');
    const february = await figures('2023-02', 'cn-2021');
    expect(february['t3.carried_in.sum']).toBe(january['t3.carried_out.sum']);
  });

  it('keeps late answers late by the other law, and names nobody in the log', async () => {
    const signal = new AbortController().signal;
    const options = { signal, follow: false };
    const late: string[] = [];
    let records = '';
    for await (const { events } of office.platform.events.feed(undefined, {}, options))
      for (const { record } of events) {
        records += Buffer.from(record).toString('utf8');
        const { meta, data } = parseRecord(record);
        if (meta.type === 'OutcomeAttested' && (data as { late: boolean }).late)
          late.push(meta.occurredOn);
      }
    expect(late).toEqual(['2023-03-31']);
    expect(records).toContain('RequestAttested');
    expect(records).not.toContain('张某');
  });

  it('reads a workbook, whose dates are dates', async () => {
    const book = new exceljs.Workbook();
    const sheet = book.addWorksheet('log');
    sheet.addRow(['2023 年度登记簿']);
    sheet.addRow(HEADING.split(','));
    const day = (text: string) => new Date(`${text}T00:00:00Z`);
    sheet.addRow(['甲局', 'X-1', day('2023-05-08'), null, day('2023-05-09'), 1, '全部公开']);
    sheet.addRow(['甲局', 'X-2', day('2023-05-08')]);
    const path = office.write('log.xlsx', Buffer.from(await book.xlsx.writeBuffer()));
    expect(await office.accepted(path, rules)).toMatchObject({
      read: 2,
      accepted: 2,
      defective: [],
    });
  });

  it('refuses the rows of a workbook whose cells are errors or impossible days, and no other', async () => {
    const book = new exceljs.Workbook();
    const sheet = book.addWorksheet('log');
    sheet.addRow(HEADING.split(','));
    const day = new Date('2023-05-08T00:00:00Z');
    const error = { error: '#N/A' } as const;
    sheet.addRow(['甲局', 'E-1', 202305080930, null, null, 1]).getCell(3).numFmt = 'yyyy-mm-dd';
    sheet.addRow(['甲局', 'E-2', day, null, error, 1, '全部公开']);
    sheet.addRow(['甲局', error, day, null, day, 1, '全部公开']);
    sheet.addRow(['甲局', 'E-4', day, null, day, 1, error]);
    sheet.addRow(['甲局', 'E-5', day, null, day, 1, '全部公开', null, null, error]);
    sheet.addRow(['甲局', 'E-6', day, null, day, error, '全部公开']);
    const path = office.write('errors.xlsx', Buffer.from(await book.xlsx.writeBuffer()));
    const refusalsPath = office.write('errors.refused.csv', '');
    const result = await importRequests(office.platform, {
      file: path,
      mapping: rules,
      refusalsPath,
      node: office.nodeOf('衡南县'),
      caller: { kind: 'operator', name: 'spec' },
    });
    expect(result).toMatchObject({
      read: 6,
      accepted: 1,
      refused: 5,
      defective: [{ number: 'E-6', defects: ['daysUnreadable'] }],
    });
    const refused = readFileSync(refusalsPath, 'utf8').split('\r\n').slice(1, -1);
    expect(refused.map((line) => line.split(',').slice(0, 3).join()).sort()).toEqual([
      '2,import.dateUnreadable,receivedOn',
      '3,import.dateUnreadable,endedOn',
      '4,import.cellError,number',
      '5,import.valueUnknown,disposition',
      '6,import.cellError,name',
    ]);
  });

  it('reads GB18030 and a named agency', async () => {
    // 编号,收到,办结,处理 / G-1,5/8/23,5/9/23,全部公开
    const gb = Buffer.from(
      'b1e0bac52ccad5b5bd2cb0ecbde12cb4a6c0ed0a472d312c352f382f32332c352f392f32332cc8abb2bfb9abbfaa0a',
      'hex',
    );
    const { days: _, confirmedOn: __, name: ___, ...fields } = mapping.fields;
    const { second: ____, together: _____, ...disposition } = mapping.disposition;
    const own = { ...mapping, encoding: 'gb18030', fields, disposition };
    const path = office.write('gb.csv', gb);
    const mapped = office.write('gb.json', JSON.stringify(own));
    expect(await office.accepted(path, mapped, '教育局')).toMatchObject({ accepted: 1 });
  });

  describe('refuses as a whole', () => {
    const refusal = async (change: object, content = `${lines.join('\n')}\n`) => {
      const file = office.write('refused-log.csv', content);
      const mapped = office.write('refused.json', JSON.stringify({ ...mapping, ...change }));
      const outcome = await office.importLog(file, mapped);
      return outcome instanceof Rejection ? [outcome.code, outcome.field] : outcome;
    };

    it('a mapping that chooses without a reason, or has an unknown outcome', async () => {
      const { channel: _, ...fields } = mapping.fields;
      const silent = { fields: { ...fields, channel: { constant: 'signedPost' } } };
      expect(await refusal(silent)).toEqual([
        'import.choiceWithoutReason',
        'fields.channel.reason',
      ]);
      const odd = { disposition: { column: '处理', values: { 全部公开: 'given' } } };
      expect(await refusal(odd)).toEqual(['import.mappingInvalid', 'disposition.values.全部公开']);
      expect((parseLogMapping('{') as Rejection).code).toBe('import.mappingInvalid');
    });

    it('a file without the columns, or with one of them twice', async () => {
      expect(await refusal({}, 'a,b\n1,2\n')).toEqual(['import.headingMissing', null]);
      const { second, ...rest } = mapping.disposition;
      const either = { disposition: { ...rest, second: { ...second, nth: undefined } } };
      expect(await refusal(either)).toEqual(['import.headingTwice', null]);
    });

    it('a calendar that contradicts the one the government has', async () => {
      const { years } = mapping.calendar;
      const other = { ...years['2023'], off: { '2023-02-21': '纪念日' } };
      const change = { calendar: { ...mapping.calendar, years: { '2023': other } } };
      expect(await refusal(change)).toEqual(['import.calendarDiffers', 'calendar.years.2023']);
    });

    it('a day count that is no number', async () => {
      const fields = { ...mapping.fields, daysTolled: '单位' };
      const result = await office.accepted(
        office.write('tolled.csv', `${HEADING}\n甲局,T-1,5/8/23,,5/9/23,1,全部公开,,,\n`),
        office.write('tolled.json', JSON.stringify({ ...mapping, fields })),
      );
      expect(readFileSync(result.refusals!, 'utf8')).toContain('2,import.numberUnreadable');
    });

    it('a calendar brought by an officer, who may not change it', async () => {
      const fresh = { ...mapping.calendar.years['2023'], off: { '2024-01-02': '元旦' } };
      const calendar = { ...mapping.calendar, years: { ...mapping.calendar.years, '2024': fresh } };
      const officer = { account: 'a', tenant: office.tenant, agency: null, grants: [] };
      const outcome = await importRequests(office.platform, {
        ...orderOf(),
        mapping: office.write('calendar.json', JSON.stringify({ ...mapping, calendar })),
        caller: { kind: 'officer', officer },
      });
      expect((outcome as Rejection).code).toBe('import.calendarNotAdopted');
    });
  });
});
