import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { unzipSync, zipSync } from 'fflate';
import { browserHere, inBrowser } from './browser.js';
import { ask, eventually, signIn } from './graphql.js';
import { startProgram, type Running } from './server.js';

const GUIDES = join(import.meta.dirname, '../../../docs/guide');
const PROGRAM = join(import.meta.dirname, '../../../dist/gongkai.js');
const blocks = (page: string, language: string): string[] =>
  [
    ...readFileSync(join(GUIDES, page), 'utf8').matchAll(
      new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'),
    ),
  ].map(([, block]) => block!);
const commandsOf = (page: string, program: string): string[] =>
  blocks(page, 'sh')
    .flatMap((block) => block.trim().split('\n'))
    .filter((line) => line.startsWith(`${program} `))
    .map((line) => line.slice(program.length + 1));

type Case = { id: string; kind: string; title: string };

/** The field for files as a script drives it; the page's own types are a browser's. */
const inputOf = (field: unknown) => field as { uploadFile(path: string): Promise<void> };

let server: Running;
let legal: string;
const folder = mkdtempSync(join(tmpdir(), 'gongkai-evidence-'));
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  server = await startProgram();
  legal = await signIn(server.url, 'hengnan.legal');
});
afterAll(async () => {
  await server.remove();
  rmSync(folder, { recursive: true });
});

/** One line of a guide, in a folder of its own; `>` writes what it prints. */
const run = (line: string, id: string) => {
  const [command = '', out] = line.replaceAll('ID', id).split(' > ');
  const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, quoted, bare]) => quoted ?? bare!,
  );
  const ran = spawnSync(process.execPath, [PROGRAM, '--data', server.data, ...words], {
    encoding: 'utf8',
    env: { ...process.env, INIT_CWD: folder },
  });
  if (out !== undefined) writeFileSync(at(out), ran.stdout);
  return { line, code: ran.status, output: `${ran.stdout}${ran.stderr}` };
};
/** The verifier as the reader of a bundle has it: out of the zip, in an empty folder. */
const verify = (zip: Uint8Array, ...more: string[]) => {
  writeFileSync(at('case.evidence.zip'), zip);
  writeFileSync(at('verify.mjs'), unzipSync(zip)['verify.mjs']!);
  const [line = ''] = commandsOf('plaintiff.md', 'node');
  const ran = spawnSync(process.execPath, [...line.split(' '), ...more, '--json'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const { verdict, trust } = JSON.parse(ran.stdout) as { verdict: string; trust: string };
  return { code: ran.status, verdict, trust };
};
const fetched = async (path: string, token = legal): Promise<{ status: number; zip: Buffer }> => {
  const answer = await fetch(`${server.url}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return { status: answer.status, zip: Buffer.from(await answer.arrayBuffer()) };
};

describe('the guides for the legal officer and for who has only the zip', () => {
  let suit: Case;
  let held: string;

  it('lead from the suit to a bundle that anybody can check', async () => {
    held = await eventually(async () => {
      const answer = await fetch(`${server.url}/log/430422/checkpoint`);
      return answer.status === 200 ? answer.text() : undefined;
    });
    writeFileSync(at('held.txt'), held);
    const [suits, bundle, ...rest] = blocks('legal-officer.md', 'graphql');
    expect(rest).toEqual([]);
    const { data } = await ask(server.url, suits!, {}, legal);
    const { nodes } = data['evidenceCases'] as { nodes: Case[] };
    suit = nodes.find(({ title }) => title.includes('诉耕地保有量统计数申请的答复'))!;
    const offered = await ask(server.url, bundle!, { id: suit.id }, legal);
    const { court, party } = offered.data as Record<string, { path: string; streams: number }>;
    expect(court!.streams).toBe(3);
    const whole = await fetched(`${court!.path}&purpose=${encodeURIComponent('应诉')}`);
    expect(verify(whole.zip)).toEqual({ code: 0, verdict: 'OK', trust: 'bundle' });
    expect(verify(whole.zip, '--checkpoint', 'held.txt').verdict).toBe('OK');
    expect(Buffer.from(whole.zip).includes('演示研究机构')).toBe(false);
    const opened = unzipSync(whole.zip)['openings/000001.json']!;
    expect(Buffer.from(opened).toString()).toContain('演示研究机构');
    const less = await fetched(party!.path);
    expect(verify(less.zip, '--checkpoint', 'held.txt').verdict).toBe('OK');
    const names = Object.keys(unzipSync(less.zip));
    expect(names.filter((name) => name.endsWith('.withheld.json'))).toHaveLength(2);
  });

  it('find a changed record', async () => {
    const { zip } = await fetched(`/evidence/${suit.id}?kind=court`);
    const files = unzipSync(zip);
    const record = Buffer.from(files['events/000002.json']!).toString();
    files['events/000002.json'] = Buffer.from(record.replace('"origin":"demo"', '"origin":"live"'));
    expect(verify(zipSync(files))).toMatchObject({ code: 1, verdict: 'EVENT_ALTERED' });
  });

  const browser = browserHere();
  const name = 'hold in the page of the bundle, in a browser that asks nobody anything';
  it(browser ? name : 'were not run in a page: there is no Chromium here', async () => {
    if (!browser) return void process.stderr.write(`${name}: NOT RUN; install chromium\n`);
    const { zip } = await fetched(`/evidence/${suit.id}?kind=court`);
    const files = unzipSync(zip);
    writeFileSync(at('verify.html'), files['verify.html']!);
    const record = Buffer.from(files['events/000002.json']!).toString();
    files['events/000002.json'] = Buffer.from(record.replace('"origin":"demo"', '"origin":"live"'));
    writeFileSync(at('good.evidence.zip'), zip);
    writeFileSync(at('changed.evidence.zip'), zipSync(files));
    const url = pathToFileURL(at('verify.html')).href;
    await inBrowser(browser, url, async (page) => {
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      const choose = async (input: string, file: string) =>
        inputOf(await page.$(`input#${input}`)).uploadFile(at(file));
      const verdict = async (file: string, says: string) => {
        await choose('bundle', file);
        await page.waitForFunction(`document.body.innerText.includes(${JSON.stringify(says)})`);
      };
      await choose('checkpoints', 'held.txt');
      await verdict('good.evidence.zip', 'OK — 核验通过');
      await verdict('changed.evidence.zip', 'EVENT_ALTERED');
      expect(asked).toEqual([]);
    });
  });

  it('give a bundle to nobody else, and put each on record', async () => {
    const path = `/evidence/${suit.id}?kind=court`;
    const clerk = await signIn(server.url, 'hengnan.clerk');
    const stranger = await signIn(server.url, 'tianzhu.legal');
    expect((await fetched(path, clerk)).status).toBe(403);
    expect((await fetched(path, stranger)).status).toBe(404);
    expect((await fetch(`${server.url}${path}`)).status).toBe(401);
    expect((await fetched(path.replace('court', 'everything'))).status).toBe(400);
  });

  it('hold at the command line, line by line', async () => {
    await server.stop();
    for (const line of commandsOf('legal-officer.md', 'gongkai')) {
      const { code, output } = run(line, suit.id);
      expect({ line, code, output: code === 0 ? '' : output }).toEqual({
        line,
        code: 0,
        output: '',
      });
    }
    const audit = run('replay --case ID --json', suit.id);
    expect(audit.code).toBe(0);
    const [policy = ''] = /^log .+$/m.exec(readFileSync(at('policy.txt'), 'utf8')) ?? [];
    expect(policy).toContain('+');
    execFileSync(process.execPath, [at('verify.mjs'), 'suit.evidence.zip'], { cwd: folder });
    const unknown = run('evidence bundle --case nobody --out x.zip --json', suit.id);
    expect([unknown.code, unknown.output]).toEqual([
      1,
      expect.stringContaining('bundle.caseUnknown'),
    ]);
    writeFileSync(at('other.txt'), held.replace(/^[^\n]+/, 'other.invalid/log'));
    const other = run(
      'evidence bundle --case ID --out x.zip --checkpoint other.txt --json',
      suit.id,
    );
    expect([other.code, other.output]).toEqual([
      1,
      expect.stringContaining('bundle.checkpointInvalid'),
    ]);
  });
});
