import { rmSync } from 'node:fs';
import { data, folder, gongkai, prepare, write } from './cli-harness.js';
import { signIn } from './graphql.js';
import { startProgram } from './server.js';

/** An invented register of four requests, one of which contradicts itself. */
const log = [
  '2023 年度依申请公开登记簿,,,,,',
  '编号,收到,办结,天数,处理,说明',
  '1,2023-03-01,2023-03-08,5,公开,',
  '2,2023-03-02,2023-03-06,9,公开,没有',
  '3,2023-12-20,2024-01-05,11,没有,',
  '4,2023-12-25,2024-02-30,1,公开,',
].join('\n');
const mapping = {
  attestation: { by: '政府办', proof: { kind: 'register', reference: '2023年登记簿' } },
  fields: {
    number: { column: '编号', prefix: '2023-' },
    receivedOn: '收到',
    endedOn: '办结',
    days: '天数',
    channel: { constant: 'inPerson', reason: '登记簿未载明' },
    applicantKind: { constant: 'natural', reason: '登记簿未载明' },
  },
  disposition: {
    column: '处理',
    values: { 公开: 'granted', 没有: 'notHeld' },
    second: { column: '说明', values: { 没有: 'notHeld' } },
  },
};
const published = {
  published: { received: 3, processed: 3, pendingEnd: 0, granted: 2, notHeld: 1 },
};

const importing = (...more: string[]) =>
  gongkai('import', 'requests', 'log.csv', '--node', '衡南县', '--mapping', 'log.json', ...more);
const reconciling = (...more: string[]) =>
  gongkai('requests', 'reconcile', '--data', data, '--node', '衡南县', ...more);

beforeAll(async () => {
  await prepare();
  write('log.csv', log);
  write('log.json', JSON.stringify(mapping));
  write('published.json', JSON.stringify(published));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a register of requests over the command line', () => {
  it('is tried, taken, and taken once', () => {
    const counts = { read: 4, accepted: 3, refused: 1 };
    const tried = importing('--data', data, '--dry-run', '--json');
    expect(tried).toMatchObject({ code: 1, json: counts });
    const none = reconciling('--period', '2023', '--published', 'published.json', '--json');
    expect(none.json.computed.received).toBe(0);
    const taken = importing('--data', data, '--json');
    expect(taken).toMatchObject({ code: 1, json: counts });
    expect(Object.keys(taken.json)).toEqual(['read', 'accepted', 'refused', 'refusals']);
    expect(taken.stderr).toContain('twoDispositions daysDiffer');
    expect(importing('--data', data, '--json').json).toMatchObject(counts);
  });

  it('is reconciled with what was published, and disagreement is exit code 1', () => {
    const asked = ['--period', '2023-01-01..2023-12-31', '--published', 'published.json'];
    const { code, json } = reconciling(...asked, '--json');
    expect(code).toBe(1);
    expect(Object.keys(json)).toEqual(['computed', 'published', 'disagreements']);
    expect(json.computed).toEqual({
      received: 3,
      processed: 2,
      pendingEnd: 1,
      granted: 2,
      notHeld: 0,
    });
    for (const disagreement of json.disagreements)
      expect(Object.keys(disagreement)).toEqual([
        'kind',
        'id',
        'field',
        'printed',
        'computed',
        'why',
      ]);
    const rows = json.disagreements.filter(({ kind }: { kind: string }) => kind === 'row');
    expect(rows.map(({ id, field }: { id: string; field: string }) => `${id} ${field}`)).toEqual([
      '2023-2 disposition',
      '2023-2 days',
      '2023-3 processed',
    ]);
    const people = reconciling(...asked);
    expect(people.stdout).toMatch(
      /公布 printed[\s\S]*2023-3[\s\S]*晚于期末[\s\S]*after the period/,
    );
  });

  it('agrees with right figures, exit code 0', () => {
    write('right.json', JSON.stringify({ received: 1, processed: 1 }));
    const april = reconciling('--period', '2023-03-01', '--published', 'right.json', '--json');
    expect(april.json.computed).toEqual({ received: 1, processed: 0 });
    write('right.json', JSON.stringify({ received: 1 }));
    const right = reconciling('--period', '2023-03-01', '--published', 'right.json', '--json');
    expect(right).toMatchObject({ code: 0, json: { disagreements: [] } });
  });

  it.each([
    [1, 'requests.periodInvalid', ['--period', 'soon', '--published', 'published.json']],
    [1, 'requests.publishedMissing', ['--period', '2023', '--published', 'none.json']],
    [1, 'requests.publishedInvalid', ['--period', '2023', '--published', 'log.csv']],
    [1, 'import.mappingInvalid', ['--period', '2023', '--published', 'x', '--mapping', 'log.csv']],
    [2, 'cli.usage', ['--period', '2023']],
  ])('ends with %i and %s', (exit, name, args) => {
    const { code, json } = reconciling(...args, '--json');
    expect([code, json.error.code]).toEqual([exit, name]);
  });

  it('goes through the server that holds the folder, in the name of its officer', async () => {
    const server = await startProgram([], data);
    try {
      const token = await signIn(server.url, 'hengnan.officer');
      process.env['GONGKAI_TOKEN'] = token;
      const more = `${log}\n5,2023-04-03,2023-04-04,7,公开,`;
      write('log.csv', more);
      const remote = importing('--url', server.url, '--json');
      expect(remote).toMatchObject({ code: 1, json: { read: 5, accepted: 4, refused: 1 } });
      expect(remote.stderr).toContain('2023-5');
    } finally {
      delete process.env['GONGKAI_TOKEN'];
      await server.stop();
    }
  }, 120_000);
});
