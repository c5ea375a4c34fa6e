import { Rejection } from '@gongkai/kernel';
import { parseMapping, type ImportMapping } from './mapping.js';
import { rowReader, type RowReader } from './rows.js';

const base = {
  attestation: {
    by: '县政府办',
    proof: { kind: 'register', reference: '2008 年目录导出' },
  },
  fields: {
    title: '标题',
    column: { constant: '0401' },
    publishedOn: '发布日期',
    channel: { column: '渠道', values: { 网站: 'website', 公报: 'gazette' }, empty: 'other' },
    agency: '机关',
  },
};
const heading = ['标题', '发布日期', '渠道', '机关'];
const mappingOf = (changes: object = {}): ImportMapping => {
  const mapping = parseMapping(JSON.stringify({ ...base, ...changes }));
  if (mapping instanceof Rejection) throw new Error(mapping.en);
  return mapping;
};
const readerOf = (changes: object = {}): RowReader => {
  const reader = rowReader(mappingOf(changes), heading);
  if (reader instanceof Rejection) throw new Error(reader.en);
  return reader;
};
const read = (cells: string[], changes: object = {}) =>
  readerOf(changes).read({ line: 2, cells, broken: null });
const codes = (outcome: unknown) =>
  (outcome as Rejection[]).map(({ code, field }) => [code, field]);

describe('reading a mapping', () => {
  it('names the place that is not well shaped', () => {
    const refused = (text: string) => {
      const outcome = parseMapping(text) as Rejection;
      return [outcome.code, outcome.field];
    };
    expect(refused('{')).toEqual(['import.mappingInvalid', 'mapping']);
    expect(refused(JSON.stringify({ ...base, encodng: 'x' }))[0]).toBe('import.mappingInvalid');
    expect(refused(JSON.stringify({ ...base, attestation: { by: '' } }))[1]).toBe('attestation.by');
    expect(refused(JSON.stringify({ ...base, fields: { title: 'a' } }))[1]).toBe('fields.column');
  });

  it('says what is wrong in both languages, each in its own words', () => {
    const said = (mapping: unknown) => {
      const text = typeof mapping === 'string' ? mapping : JSON.stringify(mapping);
      const { zh, en } = parseMapping(text) as Rejection;
      return [zh, en];
    };
    expect(said('{\n  "fields": {,')).toEqual([
      '对照表不符合要求,mapping:第 2 行第 14 列起不是 JSON',
      'The mapping is not well shaped, mapping: it is no JSON from line 2, column 14',
    ]);
    expect(said({ ...base, encodng: 'x' })).toEqual([
      '对照表不符合要求,mapping:含有未知字段:encodng',
      'The mapping is not well shaped, mapping: has unknown fields: encodng',
    ]);
    expect(said({ ...base, headingLine: 'one' })).toEqual([
      '对照表不符合要求,headingLine:应为数字',
      'The mapping is not well shaped, headingLine: must be a number',
    ]);
    expect(said({ ...base, fields: { title: 'a' } })).toEqual([
      '对照表不符合要求,fields.column:缺少',
      'The mapping is not well shaped, fields.column: it is missing',
    ]);
  });

  it('refuses a heading that lacks a mapped column or has it twice', () => {
    const outcome = (names: string[]) => (rowReader(mappingOf(), names) as Rejection).code;
    expect(outcome(['标题', '渠道', '机关'])).toBe('import.headingMissing');
    expect(outcome([...heading, '标题'])).toBe('import.headingTwice');
  });
});

describe('reading a row by its mapping', () => {
  it('translates values, fills empty cells and reads the usual ways to write a date', () => {
    const days = [
      '2017-3-5',
      '2017/03/05',
      '2017年3月5日',
      '２０１７．３．５',
      '2017-03-05 10:22:33',
    ];
    for (const day of days)
      expect(read(['甲', day, '', '教育局'])).toEqual({
        line: 2,
        key: null,
        values: {
          title: '甲',
          column: '0401',
          publishedOn: '2017-03-05',
          channel: 'other',
          agency: '教育局',
        },
        further: [],
      });
  });

  it('gives every fault of a row with its field', () => {
    expect(codes(read(['', '2017-02-30', '电报', '']))).toEqual([
      ['import.valueMissing', 'title'],
      ['import.dayImpossible', 'publishedOn'],
      ['import.valueUnknown', 'channel'],
    ]);
    expect(codes(read(['乱\uFFFD码', '上周', '网站', '']))).toEqual([
      ['import.garbledText', 'title'],
      ['import.dateUnreadable', 'publishedOn'],
    ]);
  });

  it('refuses the error of a spreadsheet wherever it stands, unless the mapping knows it', () => {
    expect(codes(read(['#N/A', '########', '#REF!', '#VALUE!'], { key: ['标题'] }))).toEqual([
      ['import.cellError', 'key'],
      ['import.cellError', 'title'],
      ['import.dateUnreadable', 'publishedOn'],
      ['import.valueUnknown', 'channel'],
      ['import.cellError', 'agency'],
    ]);
    const agency = { column: '机关', values: { '#N/A': null }, others: 'keep' };
    expect(
      read(['#1 文件', '2017-03-05', '网站', '#N/A'], { fields: { ...base.fields, agency } }),
    ).toMatchObject({ values: { title: '#1 文件' } });
    const formedOn = { formedOn: '机关' };
    expect(
      codes(
        read(['甲', '2017-03-05', '网站', '#N/A'], {
          fields: { ...base.fields, agency: { constant: null }, ...formedOn },
        }),
      ),
    ).toEqual([['import.dateUnreadable', 'formedOn']]);
  });

  it('takes only the formats the mapping names, when it names some', () => {
    const outcome = read(['甲', '05/03/2017', '网站', ''], { dateFormats: ['DD/MM/YYYY'] });
    expect(outcome).toMatchObject({ values: { publishedOn: '2017-03-05' } });
    expect(codes(read(['甲', '2017-03-05', '网站', ''], { dateFormats: ['DD/MM/YYYY'] }))).toEqual([
      ['import.dateUnreadable', 'publishedOn'],
    ]);
  });

  it('counts cells, allowing for the empty ones a spreadsheet adds', () => {
    expect(read(['甲', '2017-03-05', '网站', '', '', ''])).toMatchObject({ line: 2 });
    expect(codes(read(['甲', '2017-03-05', '网站', '', 'x']))).toEqual([
      ['import.cellCount', null],
    ]);
    expect(codes(read(['甲', '2017-03-05']))).toEqual([['import.cellCount', null]]);
  });

  it('joins the key of several columns and refuses an empty one', () => {
    expect(read(['甲', '2017-03-05', '网站', 'b'], { key: ['标题', '机关'] })).toMatchObject({
      key: '甲\u001fb',
    });
    expect(codes(read(['甲', '2017-03-05', '网站', ''], { key: ['机关'] }))).toEqual([
      ['import.valueMissing', 'key'],
    ]);
  });
});
