import {
  checkReport,
  cn2021,
  readFigures,
  rollUp,
  sampleReport,
  type FiguresFile,
} from '@gongkai/figures';
import { Rejection } from '@gongkai/kernel';
import { seconds, type Bench } from './bench.js';

const PROVINCES = 31;
const PREFECTURES = 333;
const YEAR = 2024;

/** Whole numbers from a seed, the same in every run. */
const drawing = (seed: number) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % 500;
  };
};

/** A county's report carries on from last year's, or has a slip in every twentieth. */
const countyOf = (i: number): { now: string; before: string } => {
  const draw = drawing(i + 1);
  const now = sampleReport(cn2021, draw, { agency: `第${i}县人民政府`, year: YEAR, scope: 'all' });
  const before: FiguresFile = { ...now, year: YEAR - 1, cells: { ...now.cells } };
  for (const [id, value] of Object.entries(now.cells))
    if (id.startsWith('t3.carried_in.'))
      before.cells[id.replace('carried_in', 'carried_out')] = value;
  if (i % 20 === 0) (now.cells['t3.granted.natural'] as number)++;
  return { now: JSON.stringify(now), before: JSON.stringify(before) };
};

const read = (text: string): FiguresFile => {
  const report = readFigures(JSON.parse(text) as unknown);
  if (report instanceof Rejection) throw new Error(`${report.code} ${report.field}`);
  return report;
};

/** The reports below, added up: a parent's report that holds. */
const parentOf = (agency: string, children: readonly FiguresFile[]): FiguresFile => ({
  format: cn2021.id,
  agency,
  year: YEAR,
  scope: 'all',
  cells: rollUp(cn2021, children),
  notes: [],
  statements: [],
});

const groups = <T>(items: readonly T[], count: number): T[][] => {
  const found: T[][] = Array.from({ length: count }, () => []);
  items.forEach((item, i) => found[Math.floor((i * count) / items.length)]!.push(item));
  return found;
};

/** Target of reports: 3,285 of counties read, checked, rolled up to 31 provinces and checked, in 10 s. */
export const reportsBench: Bench = {
  name: 'reports',
  async run({ flags, measure, note }) {
    const count = Number(flags['reports'] ?? 3_285);
    const files = Array.from({ length: count }, (_, i) => countyOf(i));
    let [hard, findings] = [0, 0];
    const check = (input: Parameters<typeof checkReport>[0]) => {
      const outcome = checkReport(input);
      hard += outcome.checked.hard;
      findings += outcome.findings.length;
    };
    let counties: FiguresFile[] = [];
    const checked = await seconds(() => {
      counties = files.map(({ now, before }) => {
        const report = read(now);
        check({ report, previous: read(before) });
        return report;
      });
    });
    const rolled = await seconds(() => {
      const rollUpTo = (below: readonly FiguresFile[], places: number, name: string) =>
        groups(below, places).map((children, i) => {
          const report = parentOf(`${name}${i}`, children);
          check({ report, children });
          return report;
        });
      rollUpTo(
        rollUpTo(counties, Math.min(PREFECTURES, count), '市'),
        Math.min(PROVINCES, count),
        '省',
      );
    });
    note(`${hard} hard rules, ${findings} findings`);
    measure({ what: `${count} reports read and checked`, unit: 's', ours: checked, atMost: 10 });
    measure({ what: 'rolled up to 31 provinces and checked', unit: 's', ours: rolled, atMost: 10 });
    measure({ what: 'both', unit: 's', ours: checked + rolled, atMost: 10 });
  },
};
