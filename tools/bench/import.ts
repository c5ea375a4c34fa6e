import { createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { CatalogueCommand, starterColumns, starterIndexNumber } from '@gongkai/catalogue';
import { divisionId, GovernmentCommand, loadDivisions } from '@gongkai/directory';
import { PLATFORM, Rejection, type Call } from '@gongkai/kernel';
import { importPublications, Platform } from '@gongkai/platform';
import type { Bench } from './bench.js';
import { titleMaker } from './titles.js';

/** What 娄底 published in 2008. */
const ITEMS = 135_634;

const MAPPING = {
  attestation: {
    by: '演示信息员',
    proof: { kind: 'register', reference: '2008 年公开目录导出' },
  },
  fields: {
    title: '标题',
    column: { column: '栏目', values: { 政策法规: '0202', 规划计划: '0302', 业务工作: '0401' } },
    channel: { constant: 'website' },
    site: '网站',
    publishedOn: '发布日期',
    documentNumber: '文号',
    summary: '内容概述',
  },
};

/** Target 7: a prefecture's year from CSV, each row through validation, decider and events. */
export const importBench: Bench = {
  name: 'import',
  async run({ folder, flags, measure, note }) {
    const items = Number(flags['items'] ?? ITEMS);
    const file = join(folder, 'items.csv');
    const mapping = join(folder, 'mapping.json');
    writeFileSync(mapping, JSON.stringify(MAPPING));
    await writeSource(file, items);
    const platform = await Platform.open({ data: join(folder, 'data'), access: 'write' });
    try {
      await foundGovernment(platform);
      const node = platform.tree.find('431300')[0]!;
      const memory: number[] = [];
      let sampled = 0;
      const started = performance.now();
      const result = await importPublications(platform, {
        file,
        mapping,
        refusalsPath: join(folder, 'refused.csv'),
        node,
        caller: { kind: 'operator', name: 'bench' },
        onProgress: ({ read }) => {
          if (read - sampled < items / 20) return;
          sampled = read;
          memory.push(process.memoryUsage().rss / 2 ** 20);
        },
      });
      const elapsed = (performance.now() - started) / 1000;
      if (result instanceof Rejection || result.refused > 0)
        throw new Error(`refused: ${JSON.stringify(result)}`);
      note(`${items.toLocaleString('en')} rows, ${Math.round(items / elapsed)} rows/s`);
      measure({
        what: `import of ${items.toLocaleString('en')} items`,
        unit: 's',
        ours: elapsed,
        atMost: (8 * items) / ITEMS,
      });
      const caughtUp = performance.now();
      await platform.waitFor((await platform.events.head())!);
      note(`read models current ${((performance.now() - caughtUp) / 1000).toFixed(1)} s later`);
      const half = memory.slice(0, memory.length / 2);
      const [early, late] = [Math.max(...half), Math.max(...memory)];
      note(`memory ${Math.round(early)} MiB in the first half, ${Math.round(late)} MiB at most`);
      measure({
        what: 'memory, whole over first half',
        unit: '×',
        ours: late / early,
        atMost: 1.25,
      });
    } finally {
      await platform.close();
    }
  },
};

const callOf = (tenant: string, commandId: string, body: unknown): Call => ({
  tenant,
  caller: { kind: 'operator', name: 'bench' },
  commandId,
  body,
  today: '2008-01-01',
});

const foundGovernment = async (platform: Platform): Promise<void> => {
  const row = (
    kind: 'nation' | 'province' | 'prefecture',
    code: string,
    parent: string | null,
  ) => ({
    kind,
    code,
    name: code,
    parent,
    grouping: false,
  });
  const rows = [
    row('nation', '000000', null),
    row('province', '430000', '000000'),
    row('prefecture', '431300', '430000'),
  ];
  const { events: store, ids, clock } = platform;
  await loadDivisions({ store, ids }, { today: clock.today(), rows, changes: [] });
  const join = { type: 'join', division: divisionId('431300'), name: '娄底市', on: '2008-01-01' };
  const joined = await platform.send(new GovernmentCommand(callOf(PLATFORM, 'join', join), join));
  if (joined instanceof Rejection) throw new Error(joined.en);
  const adopt = { type: 'adopt', columns: starterColumns, indexNumber: starterIndexNumber };
  await platform.send(new CatalogueCommand(callOf(joined.id, 'adopt', adopt), adopt));
  await platform.waitFor((await platform.events.head())!);
};

const writeSource = async (file: string, items: number): Promise<void> => {
  const { title } = titleMaker(7);
  const out = createWriteStream(file);
  out.write('标题,栏目,网站,发布日期,文号,内容概述\n');
  const columns = Object.keys(MAPPING.fields.column.values);
  for (let i = 0; i < items; i++) {
    const day = new Date(Date.UTC(2008, 0, 1 + (i % 366))).toISOString().slice(0, 10);
    const cells = [title(), columns[i % 3]!, '娄底市政府门户网', day, `娄政发〔2008〕${i}号`];
    out.write(`${cells.join(',')},"${cells[0]!},自 ${day} 起施行。"\n`);
  }
  out.end();
  await finished(out);
};
