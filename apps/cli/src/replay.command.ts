import type { ReplayBounds } from '@gongkai/kernel';
import type { CaseDifference, Platform, ReplayedRow } from '@gongkai/platform';
import type { Command } from 'commander';
import { accepted, Failure, usage } from './failure.js';
import { ProgressBar } from './progress-bar.js';
import type { Act } from './program.js';
import { caseLines, differenceLines, figureDifferenceLines, figureLines } from './replay-lines.js';
import { nodeNamed, withPlatform } from './session.js';
import type { Settings } from './settings.js';

type Options = {
  node?: string;
  case?: string;
  rows?: string;
  period?: string;
  format?: string;
  scope?: string;
  children?: boolean;
  asOf?: string;
  asKnownAt?: string;
  against?: string;
};

export const addReplay = (program: Command, act: Act): void => {
  program
    .command('replay')
    .description(
      '重现某日的情形或某时刻已知的情形。What was so as of a day, and what was known at an instant.',
    )
    .option('--case <id>', '案件编号:申请、信息、复议或诉讼。Id of a case.')
    .option('--node <node>', '单位的代码或名称:重现其统计数。Node: its figures.')
    .option(
      '--rows <name>',
      '与 --node 同用:重现其政府的某一读模型。A read model of its government.',
    )
    .option('--as-of <day>', '截至该日(含)发生的事。Only what happened by the end of the day.')
    .option(
      '--as-known-at <instant>',
      '截至该时刻已记录的事,如 2017-06-30T16:00:00+08:00。Only what was on record by then.',
    )
    .option(
      '--against <when>',
      '与另一时点比较:now、日期、时刻,或 日期@时刻。Compare with now, a day, an instant or DAY@INSTANT.',
    )
    .option('--period <period>', '统计期间,默认为该日或该时刻所在年份。Period of the figures.')
    .option('--format <format>', '报表格式。A report format.')
    .option('--scope <scope>', 'own · agencies · all', 'all')
    .option('--children', '同时列出下级各单位。Also what stands directly below.')
    .action(act(replay));
};

const replay = async (settings: Settings, options: Options): Promise<void> => {
  if ((options.node === undefined) === (options.case === undefined))
    throw usage(
      '请用 --node 或 --case 之一指明重现什么。',
      'Name one of --node and --case: what is to be replayed.',
    );
  if (options.rows !== undefined && options.node === undefined)
    throw usage('--rows 须与 --node 同用。', '--rows goes with --node.');
  await withPlatform(settings, 'read', async (platform) => {
    const from = await boundsIn(platform, options);
    const to = options.against === undefined ? null : await boundsIn(platform, pointIn(options));
    if (options.case !== undefined) return ofCase(settings, platform, options.case, from, to);
    if (options.rows !== undefined) return ofRows(settings, platform, options, from, to);
    return ofFigures(settings, platform, options, from, to);
  });
};

type Point = { asOf?: string | undefined; asKnownAt?: string | undefined };

/** `now`, a day, an instant, or both joined by @. */
const pointIn = ({ against = 'now' }: Options): Point => {
  if (against === 'now') return {};
  const [first = '', second] = against.split('@');
  if (second !== undefined) return { asOf: first, asKnownAt: second };
  return first.includes('T') ? { asKnownAt: first } : { asOf: first };
};

const boundsIn = async (platform: Platform, { asOf, asKnownAt }: Point): Promise<ReplayBounds> => {
  const { replayBounds } = await import('@gongkai/kernel');
  return accepted(replayBounds({ asOf, asKnownAt }, platform.clock.now()));
};

const ofCase = async (
  { terminal }: Settings,
  platform: Platform,
  id: string,
  from: ReplayBounds,
  to: ReplayBounds | null,
): Promise<void> => {
  const { shownCase, shownCaseDifference } = await import('@gongkai/platform');
  const tenant = await tenantOf(platform, id);
  if (to === null) {
    const shown = shownCase(accepted(await platform.replay.case({ tenant, case: id, ...from })));
    terminal.result(shown, caseLines(shown));
    return;
  }
  const found: CaseDifference = accepted(
    await platform.replay.caseDifference({ tenant, case: id }, from, to),
  );
  const shown = shownCaseDifference(found);
  terminal.result(shown, differenceLines(shown));
};

/** The government whose case it is: ids are told apart over the whole country. */
const tenantOf = async (platform: Platform, id: string): Promise<string> => {
  for (const tenant of platform.tree.tenants())
    if (await platform.replay.streams(tenant, id)) return tenant;
  const text = id.slice(0, 64);
  throw new Failure(
    1,
    'replay.caseUnknown',
    `没有编号为 ${text} 的案件。`,
    `There is no case with the id ${text}.`,
    { case: text },
  );
};

const ofFigures = async (
  { terminal }: Settings,
  platform: Platform,
  options: Options,
  from: ReplayBounds,
  to: ReplayBounds | null,
): Promise<void> => {
  const { shownFigureDifference, shownFigures } = await import('@gongkai/platform');
  const period = options.period ?? yearOf(to ?? from, platform.clock.today());
  const node = await nodeNamed(platform, options.node!, period);
  const query = {
    node: node.id,
    period,
    ...(options.format === undefined ? {} : { format: options.format }),
    scope: options.scope as never,
  };
  if (to === null) {
    const asked = { ...query, children: options.children ?? false };
    const shown = shownFigures(accepted(await platform.replay.figures(asked, from)));
    terminal.result(shown, await figureLines(shown));
    return;
  }
  const found = accepted(await platform.replay.figureDifference(query, from, to));
  const shown = shownFigureDifference(found);
  terminal.result(shown, await figureDifferenceLines(shown));
};

/** Without a period the year of the day, or of what was known. */
const yearOf = ({ asOf, asKnownAt }: ReplayBounds, today: string): string =>
  (asOf ?? asKnownAt ?? today).slice(0, 4);

const ofRows = async (
  { terminal }: Settings,
  platform: Platform,
  { node: name, rows: collection }: Options,
  from: ReplayBounds,
  to: ReplayBounds | null,
): Promise<void> => {
  const { shownRow, shownRowDifference } = await import('@gongkai/platform');
  const year = yearOf(to ?? from, platform.clock.today());
  const node = await nodeNamed(platform, name!, year);
  const tenant = platform.tree.tenantOf(node.id) ?? '';
  const bar = new ProgressBar('重现 replay', '条 events');
  let done = 0;
  const question = {
    tenant,
    collections: [collection!],
    onProgress: (events: number, part: number) => bar.show((done = events), part),
  };
  if (to === null) {
    const found = accepted(await platform.replay.rows({ ...question, ...from }));
    bar.end(done);
    const rows = found.rows.map((row: ReplayedRow) => shownRow(row));
    terminal.result(
      { node: nodeOf(node), ...bound(from), position: textOf(found.position), rows },
      rows.map(({ id, row }) => `${id} ${JSON.stringify(row)}`),
    );
    return;
  }
  const found = accepted(await platform.replay.rowDifference(question, from, to));
  bar.end(done);
  const shown = {
    node: nodeOf(node),
    from: bound(from),
    to: bound(to),
    ...shownRowDifference(found),
  };
  terminal.result(shown, differenceLines(shown));
};

const nodeOf = ({ id, code, name }: { id: string; code: string | null; name: string }) => ({
  id,
  code,
  name,
});
const bound = ({ asOf, asKnownAt }: ReplayBounds) => ({
  asOf: asOf ?? null,
  asKnownAt: asKnownAt ?? null,
});
const textOf = (position: bigint | null) => (position === null ? null : String(position));
