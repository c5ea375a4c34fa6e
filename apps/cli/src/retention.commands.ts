import type { Command } from 'commander';
import { addErasures } from './erasure.commands.js';
import type { Act } from './program.js';
import {
  inGovernment,
  LAW,
  LISTED_MAX,
  only,
  REASON,
  stateOf,
  told,
  type Options,
} from './retention-session.js';
import type { Settings } from './settings.js';

const NODE = ['--node <node>', '哪个政府。Which government.'] as const;
const BY = ['--ordered-by <text>', '依据谁的要求。On whose order.'] as const;
const DAY = ['--on <day>', '日期,默认今天。The day, today by default.'] as const;

/** retention: schedules, holds, what is due; restriction to storage and erasure beside them. */
export const addRetention = (program: Command, act: Act): void => {
  const retention = program
    .command('retention')
    .description('保管期限、冻结、限制处理与删除。Schedules, legal holds, restriction, erasure.');
  const add = (name: string, description: string) =>
    retention
      .command(name)
      .description(description)
      .requiredOption(...NODE);
  add('schedules', '各类案件的保管期限。The schedules by kind of case.').action(act(schedules));
  add('adopt', '规定一类案件的保管期限。Adopt the schedule of a kind of case.')
    .requiredOption('--kind <kind>', 'request、reconsideration、suit、complaint、document。')
    .option('--years <years>', '年数;不写为永久。Years; for ever without it.')
    .option('--from-closing', '自办结之日起算,而非次年一月一日。Count from the day it was over.')
    .requiredOption(...LAW)
    .requiredOption('--decision <number>', '决定文号。Number of the decision.')
    .option('--effective-on <day>', '生效日,默认今天。In force from, today by default.')
    .action(act(adopt));
  add('holds', '有效的冻结。The holds that stand.').action(act(holds));
  add('hold', '冻结一件案件。Place a hold on a case.')
    .requiredOption('--kind <kind>', '案件种类。Kind of the case.')
    .requiredOption('--case <id>', '案件。The case.')
    .requiredOption(...REASON)
    .requiredOption(...BY)
    .option(...DAY)
    .action(act(hold));
  add('lift', '解除冻结。Lift a hold.')
    .requiredOption('--hold <id>', '冻结编号。The hold.')
    .requiredOption(...REASON)
    .requiredOption(...BY)
    .option(...DAY)
    .action(act(lift));
  add('due', '保管期限已届满的案件。Cases whose period is over.')
    .option('--kind <kind>', '案件种类。Kind of case.', 'request')
    .option('--case <id>', '查看一件案件。One case, due or not.')
    .action(act(due));
  addErasures(add, act);
};

const schedules = async (settings: Settings, options: Options): Promise<void> => {
  const { caseKinds } = await import('@gongkai/retention');
  const state = await inGovernment(settings, options, 'read', stateOf);
  const found = caseKinds.map(({ kind, zh, en }) => {
    return { kind, zh, en, versions: state.schedules[kind] ?? [] };
  });
  const years = (of: number | null) => (of === null ? '永久 for ever' : `${of} 年 years`);
  settings.terminal.result(
    found,
    found.flatMap(({ kind, zh, versions }) => [
      `${kind} ${zh}${versions.length === 0 ? ':尚无规定 none' : ''}`,
      ...versions.map(
        (each) =>
          `  第 ${each.version} 版,${each.effectiveOn} 起 from: ${years(each.years)} ${each.counted} ${each.decision} ${each.legalGround}`,
      ),
    ]),
  );
};

const adopt = async (settings: Settings, options: Options): Promise<void> => {
  const { kind, years, legalGround, decision, effectiveOn, fromClosing } = options;
  const body = only({
    type: 'adoptSchedule',
    kind,
    years: years === undefined ? undefined : Number(years),
    counted: fromClosing ? 'closing' : 'nextYear',
    legalGround,
    decision,
    effectiveOn,
  });
  const { revision } = await inGovernment(settings, options, 'write', (_, __, send) =>
    send('retention', body),
  );
  told(settings, { kind, revision }, '已规定保管期限。', 'The schedule is adopted.');
};

const holds = async (settings: Settings, options: Options): Promise<void> => {
  const state = await inGovernment(settings, options, 'read', stateOf);
  const found = Object.values(state.holds);
  settings.terminal.result(
    found,
    found.length === 0
      ? ['没有冻结。There are no holds.']
      : found.map(
          (each) =>
            `${each.hold} ${each.caseKind} ${each.caseId} 自 since ${each.placedOn} ${each.reason}(${each.orderedBy})`,
        ),
  );
};

const hold = async (settings: Settings, options: Options): Promise<void> => {
  const { kind: caseKind, case: caseId, reason, orderedBy, on: placedOn } = options;
  const body = only({ type: 'placeHold', caseKind, caseId, reason, orderedBy, placedOn });
  const id = await inGovernment(settings, options, 'write', async (platform, tenant, send) => {
    const before = new Set(Object.keys((await stateOf(platform, tenant)).holds));
    await send('retention', body);
    return Object.keys((await stateOf(platform, tenant)).holds).find((of) => !before.has(of));
  });
  told(settings, { hold: id }, `已冻结:${id}`, `The case is held: ${id}`);
};

const lift = async (settings: Settings, options: Options): Promise<void> => {
  const { hold: id, reason, orderedBy, on } = options;
  const body = only({ type: 'liftHold', hold: id, reason, orderedBy, on });
  await inGovernment(settings, options, 'write', (_, __, send) => send('retention', body));
  told(settings, { hold: id }, '已解除冻结。', 'The hold is lifted.');
};

const due = async (settings: Settings, options: Options): Promise<void> => {
  const of = await import('@gongkai/retention');
  const { kind, case: only_ } = options;
  const found = await inGovernment(settings, options, 'read', async (platform, tenant) => {
    const state = await stateOf(platform, tenant);
    const today = platform.clock.today();
    const schedule = of.scheduleOn(state, kind!, today);
    const to = schedule ? of.closedUpTo(today, of.periodOf(schedule)) : '0000-00-00';
    const where = [
      { key: 'kind', eq: kind! },
      { key: 'live', eq: 1 },
      { key: 'closedOn', from: '0000-01-01', to },
      { key: 'ownYears', to: schedule?.years ?? 0 },
    ];
    const rows = only_
      ? [await platform.reads.get(of.heldCaseCollection, tenant, only_)].flatMap((row) => row ?? [])
      : (
          await platform.reads.find(of.heldCaseCollection, tenant, {
            where,
            sort: { key: 'closedOn' },
            limit: LISTED_MAX,
          })
        ).rows;
    return rows.map((row) => {
      const kept = of.keptCase(state, of.heldCaseOf(row), today);
      const { caseId: id, closedOn, persons, erased } = row;
      const standing = of.holdOn(state, { id })?.hold ?? null;
      const keptTo = kept.kind === 'until' ? kept.day : null;
      return {
        kind: row.kind,
        id,
        closedOn,
        keptTo,
        kept: kept.kind,
        hold: standing,
        persons,
        erased,
      };
    });
  });
  settings.terminal.result(
    found,
    found.length === 0
      ? ['没有到期案件。Nothing is due.']
      : found.map(
          ({ id, closedOn, keptTo, hold: standing, persons }) =>
            `${id} 办结 closed ${closedOn ?? '—'} 保管至 kept to ${keptTo ?? '—'}${standing ? ` 冻结 held ${standing}` : ''} 个人 persons ${persons.join(', ') || '—'}`,
        ),
  );
};
