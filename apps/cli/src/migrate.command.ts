import type { Moved, MoveStep } from '@gongkai/platform';
import type { Command } from 'commander';
import { accepted, usage } from './failure.js';
import { ProgressBar } from './progress-bar.js';
import type { Act } from './program.js';
import { fromCaller, type Settings } from './settings.js';

type Options = { from: string; to: string; node?: string };

const CLUSTER = 'cluster';

const STEPS: Readonly<Record<MoveStep, readonly [label: string, unit: string]>> = {
  sourceRows: ['来源读模型 rows of the source', '条 events'],
  records: ['复制 copy', '条 events'],
  proof: ['核对记录 prove', '条 events'],
  keys: ['密钥 keys', '个 keys'],
  files: ['文件 files', '个 files'],
  targetRows: ['目标读模型 rows of the target', '条 events'],
  rows: ['核对读模型 compare', '行 rows'],
};

/** Moving house: a data folder to a cluster, back, or to another folder. */
export const addMigrate = (program: Command, act: Act): void => {
  program
    .command('migrate')
    .description(
      '把全部政府(或其中一个)从数据目录搬到集群,或搬回,并证明两处一致;中断后再运行即继续。Move all governments, or one, from a data folder to a cluster or back, and prove that both ends are the same; run again, it goes on where it was.',
    )
    .requiredOption(
      '--from <place>',
      '来源:数据目录,或 cluster(由 GONGKAI_EVENTSTORE_URL、GONGKAI_MONGODB_URL、GONGKAI_BLOBS 指明)。The source: a data folder, or cluster, which those variables name.',
    )
    .requiredOption(
      '--to <place>',
      '目标,同上;须为空或同一日志的开头。The target, likewise; empty, or the beginning of the same log.',
    )
    .option(
      '--node <node>',
      '只搬一个政府(代码或名称),连同平台自身的记录;目标不得有其他政府。One government by code or name, with the records of the platform; the target may hold no others.',
    )
    .action(act(migrate));
};

const migrate = async (settings: Settings, { from, to, node }: Options): Promise<void> => {
  if (from === CLUSTER && to === CLUSTER)
    throw usage(
      '来源与目标不能都是 cluster。',
      'The source and the target cannot both be the cluster.',
    );
  const { move, openPlaces } = await import('@gongkai/platform');
  const { masterKey, config, terminal } = settings;
  const places = accepted(
    await openPlaces({
      from: placeOf(from),
      to: placeOf(to),
      config,
      ...(masterKey === undefined ? {} : { masterKey }),
    }),
  );
  const bars = new Bars();
  try {
    const moved = accepted(
      await move({ ...places, ...(node === undefined ? {} : { node }), onProgress: bars.show }),
    );
    bars.end();
    terminal.result(moved, linesOf(moved));
  } finally {
    await places.to.close();
    await places.from.close();
  }
};

const placeOf = (text: string): string => (text === CLUSTER ? CLUSTER : fromCaller(text));

/** One bar after another, as the work goes from step to step. */
class Bars {
  private step: MoveStep | undefined;
  private bar: ProgressBar | undefined;
  private done = 0;

  readonly show = (step: MoveStep, done: number, part: number | null): void => {
    if (step !== this.step) {
      this.end();
      this.step = step;
      this.bar = new ProgressBar(...STEPS[step]);
    }
    this.done = done;
    this.bar!.show(done, part);
  };

  end(): void {
    this.bar?.end(this.done);
    this.bar = undefined;
  }
}

const linesOf = (moved: Moved): string[] => {
  const { events, copied, streams, governments, digest, keys, evidence, files, rows } = moved;
  return [
    `已搬到 ${moved.to}:${governments} 个政府、${streams} 个流、${events} 条记录(本次复制 ${copied} 条),两处一致。`,
    `Moved to ${moved.to}: ${governments} governments, ${streams} streams, ${events} events (${copied} copied now), the same on both sides.`,
    `密钥 ${keys} 个、存证 ${evidence} 项、文件 ${files} 个,读模型 ${rows} 行逐行一致。`,
    `${keys} keys, ${evidence} things of the evidence logs, ${files} files; ${rows} rows of read models, each the same.`,
    `全部流的哈希 digest of all streams: ${digest}`,
    moved.positionsKept
      ? '记录的位置不变。Every event kept its position.'
      : '只搬了一个政府,记录的位置与原处不同。One government alone: positions are not those of the source.',
  ];
};
