// npm run bench [-- name …] [--flag value …]: measures against peers in the same run (docs/why/speed.md).
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Bench, BenchContext, Measure } from './bench.js';
import { appendBench } from './append.js';
import { clusterBench } from './cluster.js';
import { deadlineBench } from './deadline.js';
import { evidenceBench } from './evidence.js';
import { figuresBench } from './figures.js';
import { holidayBench } from './holiday.js';
import { httpBench } from './http.js';
import { importBench } from './import.js';
import { killsBench } from './kills.js';
import { lagBench } from './lag.js';
import { reportsBench } from './reports.js';
import { paperBench } from './paper.js';
import { replayBench } from './replay.js';
import { rollupBench } from './rollup.js';
import { rowsBench } from './rows.js';
import { searchBench } from './search.js';
import { startBench } from './start.js';
import { verifyBench } from './verify.js';

const benches: readonly Bench[] = [
  appendBench,
  importBench,
  rollupBench,
  figuresBench,
  httpBench,
  searchBench,
  rowsBench,
  lagBench,
  startBench,
  deadlineBench,
  holidayBench,
  paperBench,
  verifyBench,
  reportsBench,
  replayBench,
  evidenceBench,
  clusterBench,
  killsBench,
];
const home = resolve('tools/bench');
const IN_CHILD = 'in-child';

const parseArguments = (args: readonly string[]) => {
  const names: string[] = [];
  const flags: Record<string, string> = {};
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (!arg.startsWith('--')) {
      names.push(arg);
      continue;
    }
    const next = args[i + 1];
    const valued =
      next !== undefined && !next.startsWith('--') && !benches.some((b) => b.name === next);
    flags[arg.slice(2)] = valued ? next : 'true';
    if (valued) i++;
  }
  return { names, flags };
};

/** Peers have a lockfile of their own and never touch the product's packages. */
const peer = async (name: string): Promise<unknown> => {
  try {
    if (!existsSync(join(home, 'node_modules', name)))
      execFileSync(
        'npm',
        ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
        {
          cwd: home,
          stdio: ['ignore', 'ignore', 'inherit'],
          shell: process.platform === 'win32',
        },
      );
    const file = createRequire(join(home, 'package.json')).resolve(name);
    return (await import(pathToFileURL(file).href)) as unknown;
  } catch (error) {
    console.log(
      `  (no ${name}: ${error instanceof Error ? error.message.split('\n')[0] : 'failed'})`,
    );
    return undefined;
  }
};

const round = (value: number) =>
  value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));

const verdict = ({ ours, theirs, atLeast, atMost }: Measure): boolean | null => {
  if (atMost !== undefined) return ours <= atMost;
  if (atLeast !== undefined && theirs !== undefined) return ours / theirs >= atLeast;
  return null;
};

const line = (measure: Measure): string => {
  const { what, unit, ours, peer: other, theirs, atLeast, atMost } = measure;
  const parts = [`${what}: ${round(ours)} ${unit}`];
  if (other !== undefined && theirs !== undefined)
    parts.push(`${other} ${round(theirs)} ${unit}`, `ratio ${round(ours / theirs)}`);
  if (atLeast !== undefined) parts.push(`target ≥ ${atLeast} ×`);
  if (atMost !== undefined) parts.push(`limit ≤ ${round(atMost)} ${unit}`);
  const met = verdict(measure);
  return `${met === null ? ' ' : met ? '✓' : '✗'} ${parts.join(' · ')}`;
};

const runHere = async (bench: Bench, flags: Record<string, string>): Promise<void> => {
  const folder = mkdtempSync(join(flags['folder'] ?? tmpdir(), `gongkai-bench-${bench.name}-`));
  const measures: Measure[] = [];
  const notes: string[] = [];
  const context: BenchContext = {
    flags,
    folder,
    peer,
    measure: (measure) => {
      measures.push(measure);
      console.log(line(measure));
    },
    note: (text) => {
      notes.push(text);
      console.log(`  ${text}`);
    },
  };
  try {
    await bench.run(context);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  console.log(`  peak memory of the run, peers included, ${round(peakMiB)} MiB`);
  const results = join(home, 'results');
  mkdirSync(results, { recursive: true });
  writeFileSync(
    join(results, `${bench.name}.json`),
    `${JSON.stringify(
      {
        bench: bench.name,
        at: new Date().toISOString(),
        node: process.version,
        cores: cpus().length,
        flags,
        measures: measures.map((measure) => ({
          ...measure,
          ...(measure.theirs === undefined ? {} : { ratio: measure.ours / measure.theirs }),
          met: verdict(measure),
        })),
        notes,
        peakMiB,
      },
      null,
      2,
    )}\n`,
  );
};

const { names, flags } = parseArguments(process.argv.slice(2));
// A thousand kills take the better part of an hour: only who names them wants them.
const wanted = benches.filter((bench) =>
  names.length === 0 ? bench !== killsBench : names.includes(bench.name),
);
const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  console.log(`unknown: ${unknown.join(', ')}; there are ${benches.map((b) => b.name).join(', ')}`);
  process.exitCode = 2;
} else if (flags[IN_CHILD]) {
  await runHere(wanted[0]!, flags);
} else {
  // One process each, so that peak memory is that bench's own.
  for (const { name } of wanted) {
    console.log(`\n${name}`);
    const args = process.argv.slice(2).filter((arg) => !names.includes(arg));
    const child = [fileURLToPath(import.meta.url), name, ...args, `--${IN_CHILD}`];
    const { status } = spawnSync(process.execPath, child, { stdio: 'inherit' });
    if (status !== 0) process.exitCode = 1;
  }
}
