import type { Statement } from '@gongkai/figures';
import { chineseNumber } from './numerals.js';
import { statementsOf } from './statements.js';

const frame = { format: 'free', section: null, has: () => true };
const read = (text: string, format = 'free') => statementsOf(text, { ...frame, format });
const of = (kind: Statement['kind'], text: string) =>
  read(text)
    .filter((statement) => statement.kind === kind)
    .map(({ value, parts, base }) => ({
      value,
      ...(parts === undefined ? {} : { parts }),
      ...(base === undefined ? {} : { base }),
    }));
const counts = (text: string) =>
  read(text)
    .filter(({ kind }) => kind === 'count')
    .map(({ value, unit }) => `${value}${unit}`);

describe('numerals', () => {
  it.each([
    ['三千一百零五', 3105],
    ['十二', 12],
    ['二十', 20],
    ['两', 2],
    ['五万', 50_000],
    ['一百三十五万六千三百四十', 1_356_340],
    ['一亿零三', 100_000_003],
    ['二〇一四', 2014],
    ['二0一四', 2014],
  ])('%s is %d', (text, value) => {
    expect(chineseNumber(text)).toBe(value);
  });
});

describe('counts', () => {
  it.each([
    ['全年公开信息3,105条。', ['3105条']],
    ['全年公開信息３１０５條。', ['3105条']],
    ['全年公开信息三千一百零五条。', ['3105条']],
    ['受理两件申请,召开会议3次,培训七十多人次。', ['2件', '3次', '70人次']],
    ['点击18万多人次,整理近万字的笔记。', ['180000人次', '10000字']],
    ['安排经费2萬元,收费1.5亿元。', ['2万元', '1.5亿元']],
    ['处理来信35次(件),编发公报4期。', ['35次(件)', '4期']],
    ['2009年6月份起,12月31日止,第3期、第二条,是一条桥梁。', []],
    ['不同渠道公开相同信息(计1条)。', []],
  ])('%s', (text, expected) => {
    expect(counts(text)).toEqual(expected);
  });

  it('are nothing where the text says there was none', () => {
    for (const text of [
      '2013年,没有接到依申请公开事项。',
      '本年度未收到政府信息公开申请。',
      '未发生行政复议。',
      '全年无行政诉讼。',
      '没有向申请人收取任何费用。',
    ])
      expect({ text, counts: counts(text).map((count) => parseInt(count, 10)) }).toEqual({
        text,
        counts: [0],
      });
    expect(counts('没有现成信息需要另行制作。')).toEqual([]);
    expect(counts('申请人无正当理由逾期不补正的申请。')).toEqual([]);
  });

  it('name the cell that shows the same', () => {
    const cells = (text: string, format: string) => read(text, format).map(({ cell }) => cell);
    expect(cells('全年公开政府信息63条', 'cn-2014')).toEqual(['1.1']);
    expect(cells('专职人员2名,兼职人员1名', 'cn-2014')).toEqual(['8.3.1', '8.3.2']);
    expect(cells('政府网站公开政府信息28条', 'cn-2014')).toEqual(['1.2.2']);
    expect(cells('新收政府信息公开申请36件,上年结转2件,结转下年度1件', 'cn-2021')).toEqual([
      't3.new.sum',
      't3.carried_in.sum',
      't3.carried_out.sum',
    ]);
    expect(cells('全年公开财政类信息63条', 'cn-2014')).toEqual([undefined]);
  });

  it('keep what was printed', () => {
    const [first] = read('一年來,公開 政府信息 63 條,涵蓋各類。');
    expect(first).toMatchObject({ value: 63, unit: '条', text: '公開 政府信息 63 條' });
  });
});

describe('sums', () => {
  it.each([
    ['收到申请10件,其中当面申请6件,网上申请4件。', 10, [6, 4]],
    ['收到申请10件。其中，当面申请6件、网上申请3件。其他方式1件。', 10, [6, 3, 1]],
    ['收到申请10件(当面6件、网上4件),均已答复。', 10, [6, 4]],
    ['公开信息100条,包括:网站60条;微信30条;公告栏10条。', 100, [60, 30, 10]],
    ['公开信息100条:网站60条、微信40条。', 100, [60, 40]],
    ['网站公开60条,微信公开40条,共计100条。', 100, [60, 40]],
    ['收到申请10件,其中当面、网上、信函申请分别为5件、3件和2件。', 10, [5, 3, 2]],
    ['收到申请10件,其中当面、网上、信函申请分别为5、3、2件。', 10, [5, 3, 2]],
    ['收到申请一百零三件,其中当面六十件,网上四十三件。', 103, [60, 43]],
    ['共收到申请10件,其中网上6件,信函4件,按时办结10件。', 10, [6, 4]],
    ['收到申请10件,其中自然人8件(当面5件,网上3件),法人2件。', 10, [8, 2]],
    ['受理申请10件,办结9件,其中网上7件,信函3件。', 10, [7, 3]],
    ['收到申请261条,其中当面61条,网上188条,其它5条。', 261, [61, 188, 5]],
    ['公开信息120条,其中网站100条,专栏20条。比上年增加30条。', 120, [100, 20]],
  ])('%s', (text, value, parts) => {
    expect(of('sum', text)).toContainEqual({ value, parts });
  });

  it('are none of one part, of about numbers, of an open list', () => {
    expect(of('sum', '公开信息100条,其中规范性文件5件。')).toEqual([]);
    expect(of('sum', '公开信息100余条,其中网站60条,微信40条。')).toEqual([]);
    expect(of('sum', '公开信息100条,其中主要有网站60条,微信20条。')).toEqual([]);
    expect(of('sum', '培训3次,其中120人参加第一次,80人参加第二次。')).toEqual([]);
  });
});

describe('percentages', () => {
  it.each([
    ['收到申请10件,其中网上8件,占80%。', { value: 80, parts: [8], base: 10 }],
    ['网上申请8件,占申请总数10件的80%。', { value: 80, parts: [8], base: 10 }],
    ['收到申请10件,其中网上8件、信函2件,分别占80%和20%。', { value: 20, parts: [2], base: 10 }],
    ['按时办结率为100%。', { value: 100 }],
    ['答复率达到百分之九十五。', { value: 95 }],
  ])('%s', (text, expected) => {
    expect(of('percent', text)).toContainEqual(expected);
  });
});

describe('growth', () => {
  it.each([
    ['报送信息28条。比去年增加17条,同比增长26.98%。', { value: 26.98, parts: [28, 17] }],
    ['公开信息63条,比上年增长36.96%。', { value: 36.96, parts: [63] }],
    ['公开信息63条,上年为46条,同比增长36.96%。', { value: 36.96, parts: [63], base: 46 }],
    ['信息由上年的46条增加到63条,增长36.96%。', { value: 36.96, parts: [63], base: 46 }],
    ['公开一百条,较2015年的80条增长25%。', { value: 25, parts: [100], base: 80 }],
    ['收到申请40件,较上年减少10件,下降20%。', { value: -20, parts: [40, 10] }],
    ['收到申请40件,同比下降20%。', { value: -20, parts: [40] }],
    ['与2016年相比,申请量增长15%。', { value: 15 }],
    ['收到申请40件,比上年减少了百分之二十。', { value: -20, parts: [40] }],
  ])('%s', (text, expected) => {
    expect(of('growth', text)).toEqual([expected]);
    expect(of('percent', text)).toEqual([]);
  });
});
