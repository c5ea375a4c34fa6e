import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Platform } from '@gongkai/platform';
import request from 'supertest';
import {
  data,
  folder,
  gongkai,
  gongkaiKilled,
  gongkaiUnread,
  prepare,
  write,
} from './cli-harness.js';
import { ask, signIn } from './graphql.js';
import { startProgram } from './server.js';

const mapping = {
  attestation: { by: '张三', proof: { kind: 'register', reference: '2017 年目录导出' } },
  fields: {
    title: '标题',
    column: '栏目',
    channel: { column: '渠道', values: { 网站: 'website', 公开栏: 'other' } },
    publishedOn: '公开日期',
    formedOn: '成文日期',
    agency: '机关',
    indexNumber: '索引号',
  },
};
const heading = '标题,栏目,渠道,公开日期,成文日期,机关,索引号';
const figuresOf = (from = data) =>
  gongkai(
    'figures',
    '--data',
    from,
    '--node',
    '衡南县',
    '--period',
    '2017',
    '--format',
    'cn-2014',
    '--json',
  ).json;
const importing = (file: string, ...more: string[]) =>
  gongkai(
    'import',
    'publications',
    file,
    '--data',
    data,
    '--node',
    '衡南县',
    '--mapping',
    'm.json',
    '--json',
    ...more,
  );

beforeAll(async () => {
  await prepare();
  write('m.json', JSON.stringify(mapping));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the command line', () => {
  it('ends as it would have when nobody reads its answer to the end', async () => {
    const figures = ['figures', '--data', data, '--node', '衡南县', '--period', '2017'];
    expect(await gongkaiUnread(...figures)).toEqual({ code: 0, errors: '' });
    expect(await gongkaiUnread(...figures, '--json')).toEqual({ code: 0, errors: '' });
    expect((await gongkaiUnread('figures', '--node', '无此县', '--json')).code).not.toBe(0);
  });
  it('says its version, and helps in both languages', () => {
    expect(gongkai('version', '--json').json).toMatchObject({ version: expect.any(String) });
    const help = gongkai('import', 'publications', '--help');
    expect([help.code, /导入已在别处公开的信息.*Import items/s.test(help.stdout)]).toEqual([
      0,
      true,
    ]);
  });

  it('exits 2 for wrong usage, with one JSON value when asked', () => {
    const missing = gongkai('figures', '--json');
    expect(missing).toMatchObject({ code: 2, json: { error: { code: 'cli.usage' } } });
    expect(gongkai('nothing').code).toBe(2);
    expect(gongkai().code).toBe(2);
  });

  it('exits 3 on a folder that is not there and 1 on a name that is ambiguous or unknown', () => {
    const figures = (node: string, from = data) =>
      gongkai('figures', '--data', from, '--node', node, '--period', '2017', '--json');
    expect(figures('衡南县', 'nowhere')).toMatchObject({
      code: 3,
      json: { error: { code: 'folder.missing' } },
    });
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
    const ambiguous = figures('鼓楼区');
    expect(ambiguous).toMatchObject({ code: 1, json: { error: { code: 'directory.ambiguous' } } });
    expect(ambiguous.json.error.details.candidates).toHaveLength(2);
    expect(figures('娄底市/鼓楼区').code).toBe(0);
    expect(figures('某地').json.error.code).toBe('directory.unknown');
    expect(
      gongkai('figures', '--data', data, '--node', '衡南县', '--period', '2017-13', '--json').json
        .error.code,
    ).toBe('figures.periodInvalid');
  });
});

describe('importing publications', () => {
  const rows = [
    '甲,0201,网站,2017-01-03,2017-01-02,教育局,A-1',
    '乙,0401,公开栏,2017-02-03,,,',
    '丙,9999,网站,2017-02-03,,,',
    '丁,0401,网站,2017-02-03,,无此局,',
    '戊,0401,网站,2017-02-03,2017-03-01,,',
    '己,0401,网站,2017-02-30,,,',
    '庚,0401,网站,2017-02-03,,,A-1',
    '辛,0401,网站,2017-02-03,,档案局,',
  ];

  it('judges every row in a dry run and records nothing', () => {
    write('s.csv', [heading, ...rows].join('\n'));
    const before = gongkai('doctor', '--data', data, '--json').json.log.events;
    const tried = importing('s.csv', '--dry-run');
    expect(tried).toMatchObject({ code: 1, json: { read: 8, accepted: 2, refused: 6 } });
    expect(gongkai('doctor', '--data', data, '--json').json.log.events).toBe(before);
    expect(figuresOf().cells['1.1']).toBe(0);
  });

  it('takes the good rows and says of the others which field is wrong', () => {
    const { code, json } = importing('s.csv');
    expect([code, json.accepted, json.refused]).toEqual([1, 2, 6]);
    const refused = readFileSync(json.refusals as string, 'utf8')
      .trim()
      .split('\r\n')
      .slice(1);
    expect(refused.map((line) => line.split(',').slice(0, 3).join()).sort()).toEqual([
      '4,catalogue.columnUnknown,column',
      '5,import.agencyUnknown,agency',
      '6,publication.beforeFormation,publishedOn',
      '7,import.dayImpossible,publishedOn',
      '8,publication.indexNumberTaken,indexNumber',
      '9,import.agencyAmbiguous,agency',
    ]);
    expect(figuresOf().cells).toMatchObject({ '1.1': 2, '1.2.2': 1, '1.2.5': 1 });
  });

  it('changes nothing when the same file is run again', () => {
    expect(importing('s.csv').json).toMatchObject({ read: 8, accepted: 2, refused: 6 });
    expect(figuresOf().cells['1.1']).toBe(2);
  });

  it('reads GB18030 and says so', () => {
    const bytes = [heading, '通知,0401,网站,2017-04-01,,,'].join('\n');
    const gb = Buffer.concat([...bytes].map((character) => gb18030(character)));
    write('gb.csv', gb);
    const ran = importing('gb.csv');
    expect(ran.json).toMatchObject({ accepted: 1, refused: 0, refusals: null });
    expect([ran.code, ran.stderr.includes('gb18030')]).toEqual([0, true]);
  });

  it('refuses a source or a mapping that cannot be read, naming the place', () => {
    const code = (file: string, ...more: string[]) => importing(file, ...more).json.error.code;
    expect(code('none.csv')).toBe('import.fileMissing');
    write('x.pdf', '%PDF-1.7 …');
    expect(code('x.pdf')).toBe('import.fileKind');
    write('h.csv', '题名,日期\na,b\n');
    expect(code('h.csv')).toBe('import.headingMissing');
    write('bad.json', '{"fields":');
    expect(code('s.csv', '--mapping', 'bad.json')).toBe('import.mappingInvalid');
    write('other.json', JSON.stringify({ ...mapping, encoding: 'gb18030' }));
    expect(code('s.csv', '--mapping', 'other.json')).toBe('import.encodingDiffers');
    expect(code('s.csv', '--node', '衡阳市')).toBe('import.notGoverned');
  });

  it('goes on where it was killed, and counts every row once', async () => {
    const many = Array.from({ length: 6_000 }, (_, i) => `第${i}件,0401,网站,2016-06-01,,,`);
    write('many.csv', [heading, ...many].join('\n'));
    const args = ['import', 'publications', 'many.csv', '--data', data, '--node', '衡南县'];
    await gongkaiKilled(4_000, ...args, '--mapping', 'm.json');
    expect(importing('many.csv').json).toMatchObject({ read: 6_000, accepted: 6_000, refused: 0 });
    const found = gongkai(
      'figures',
      '--data',
      data,
      '--node',
      '衡阳市',
      '--period',
      '2016',
      '--json',
    );
    expect(found.json.cells['publication.items']).toBe(6_000);
  });
});

describe('a data folder', () => {
  it('is backed up, restored and the same', () => {
    expect(gongkai('backup', 'b', '--data', data, '--json').code).toBe(0);
    expect(gongkai('restore', 'b', '--data', 'r', '--json').code).toBe(0);
    // The master key is in no backup; a restored folder that is to be written needs it beside it.
    copyFileSync(`${data}.key`, join(folder, 'r.key'));
    expect(figuresOf(join(folder, 'r'))).toEqual(figuresOf());
    expect(gongkai('restore', 'b', '--data', 'r', '--json').json.error.code).toBe(
      'folder.notEmpty',
    );
  });

  it('rebuilds to what it had', () => {
    expect(gongkai('rebuild', '--verify', '--data', data, '--json')).toMatchObject({
      code: 0,
      json: { differing: [] },
    });
  });

  it('never mixes demo data with real governments, nor shows it beyond this machine', () => {
    expect(gongkai('init', '--demo', '--data', data, '--json').json.error.code).toBe(
      'init.notDemo',
    );
    const open = gongkai('serve', '--demo', '--host', '0.0.0.0', '--data', 'd', '--json');
    expect(open.json.error.code).toBe('init.demoBeyondLoopback');
  });

  it('takes a simulated year whose figures follow from the seed', () => {
    const year = (to: string) =>
      gongkai(
        'simulate',
        '--seed',
        's',
        '--scale',
        '60',
        '--year',
        '2024',
        '--node',
        '衡阳县',
        '--data',
        to,
        '--json',
      );
    expect(year(data)).toMatchObject({ code: 0, json: { items: 60, refused: 0 } });
    expect(year(join(folder, 'r')).code).toBe(0);
    const cells = (from: string) =>
      gongkai('figures', '--data', from, '--node', '衡阳县', '--period', '2024', '--json').json
        .cells;
    expect(cells(data)).toEqual(cells(join(folder, 'r')));
    expect(cells(data)['publication.items']).toBeGreaterThan(40);
    const real = gongkai('simulate', '--node', '衡南县', '--data', data, '--json');
    expect(real.json.error.code).toBe('simulation.governmentIsReal');
  });

  it('is written by one process; a second one is told who, and may still read', async () => {
    const holder = await Platform.open({ data, access: 'write' });
    try {
      const second = importing('s.csv');
      expect(second).toMatchObject({ code: 3, json: { error: { code: 'folder.locked' } } });
      expect(second.json.error.details.pid).toBe(process.pid);
      expect(figuresOf().cells['1.1']).toBe(3);
    } finally {
      await holder.close();
    }
  });
});

describe('importing over HTTP', () => {
  const QUERY =
    'mutation In($input: ImportPublicationsInput!) { importPublications(input: $input) { __typename ... on ImportReport { read accepted refused refusals { line code field } } ... on Rejected { code field } } }';

  it('does the same for a signed-in officer of the government, and for nobody else', async () => {
    const server = await startProgram([], data);
    try {
      const token = await signIn(server.url, 'hengnan.officer');
      const rows = [heading, '壬,0401,网站,2017-05-02,,,', '癸,0401,网站,2017-05-02,,无此局,'];
      const sent = await request(server.url)
        .post('/files')
        .set('authorization', `Bearer ${token}`)
        .set('content-disposition', 'attachment; filename="s.csv"')
        .set('content-type', 'text/csv')
        .send(Buffer.from(rows.join('\n')));
      const { digest: source } = sent.body as { digest: string };
      const run = async (dryRun: boolean, by?: string) => {
        const input = { commandId: 'http1', source, mapping: JSON.stringify(mapping), dryRun };
        const answer = await ask(server.url, QUERY, { input }, by);
        return answer.data['importPublications'] ?? answer.code;
      };
      const report = {
        __typename: 'ImportReport',
        read: 2,
        accepted: 1,
        refused: 1,
        refusals: [{ line: 3, code: 'import.agencyUnknown', field: 'agency' }],
      };
      const before = figuresOf().cells['1.1'] as number;
      expect(await run(false)).toBe('UNAUTHENTICATED');
      expect(await run(true, token)).toEqual(report);
      expect(figuresOf().cells['1.1']).toBe(before);
      expect(await run(false, token)).toEqual(report);
      process.env['GONGKAI_TOKEN'] = token;
      write('http.csv', rows.join('\n'));
      const remote = importing('http.csv', '--url', server.url);
      delete process.env['GONGKAI_TOKEN'];
      expect(remote).toMatchObject({ code: 1, json: { read: 2, accepted: 1, refused: 1 } });
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(figuresOf().cells['1.1']).toBe(before + 1);
    } finally {
      await server.stop();
    }
  });
});

/** GB18030 bytes of a character, found by decoding: Node has the decoder only. */
const gb18030 = (character: string): Buffer => {
  if (character.charCodeAt(0) < 0x80) return Buffer.from(character);
  const decoder = new TextDecoder('gb18030');
  for (let high = 0x81; high <= 0xfe; high++)
    for (let low = 0x40; low <= 0xfe; low++)
      if (low !== 0x7f && decoder.decode(Uint8Array.of(high, low)) === character)
        return Buffer.from([high, low]);
  throw new Error(`not in GBK: ${character}`);
};
