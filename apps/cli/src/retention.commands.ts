import type { Command } from 'commander';
import type { Rejection, Receipt } from '@gongkai/kernel';
import type { Platform } from '@gongkai/platform';
import { accepted } from './failure.js';
import type { Act } from './program.js';
import { nodeNamed, withPlatform } from './session.js';
import type { Settings } from './settings.js';

type Options = { node: string } & Readonly<Record<string, string | undefined>>;
type Send = (kind: 'retention' | 'erasure', body: object) => Promise<Receipt>;

const NODE = ['--node <node>', '哪个政府。Which government.'] as const;
const REASON = ['--reason <text>', '理由。Why.'] as const;
const BY = ['--ordered-by <text>', '依据谁的要求。On whose order.'] as const;
const DAY = ['--on <day>', '日期,默认今天。The day, today by default.'] as const;
const PERSON = ['--person <key>', '个人密钥编号。The key of the person.'] as const;
const LAW = ['--legal-ground <text>', '法律依据。The provision it rests on.'] as const;

/** retention: schedules, holds, what is due, restriction to storage, erasure. */
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
  add('restrict', '限制处理一人的信息,或者解除。Restrict the data of a person, or end it.')
    .requiredOption(...PERSON)
    .requiredOption(...REASON)
    .option('--by-office', '机关主动,非本人申请。Of the office’s own accord.')
    .option('--end', '解除限制。End the restriction.')
    .action(act(restrict));
  add('ask', '申请删除一人的信息。Ask for the erasure of a person.')
    .requiredOption(...PERSON)
    .requiredOption(...LAW)
    .requiredOption(...REASON)
    .option('--law-orders', '法律要求在期满前删除。Law orders it before the period is over.')
    .option('--by-person', '本人申请。At the request of the person.')
    .action(act(ask));
  for (const [name, words] of [
    [
      'approve',
      '批准删除(须由另一人,以 --operator 区分)。Approve; another operator than who asked.',
    ],
    ['refuse', '不批准。Refuse.'],
    ['withdraw', '撤回申请。Take it back.'],
  ] as const)
    add(name, words)
      .requiredOption('--erasure <id>', '删除申请。The erasure.')
      .requiredOption(...REASON)
      .action(act(decide(name)));
  add('erase', '执行已批准的删除并出具证明。Carry out what was approved; gives the certificate.')
    .requiredOption('--erasure <id>', '删除申请。The erasure.')
    .action(act(erase));
  add('erasures', '删除申请及证明。Erasures with their certificates.').action(act(erasures));
};

/** The work in the government named, with a way to send commands in the name of the operator. */
const inGovernment = <T>(
  settings: Settings,
  { node }: Options,
  access: 'read' | 'write',
  work: (platform: Platform, tenant: string, send: Send) => Promise<T>,
): Promise<T> =>
  withPlatform(settings, access, async (platform) => {
    const { resolveGovernment } = await import('@gongkai/directory');
    await nodeNamed(platform, node);
    const tenant = accepted(resolveGovernment(platform.tree, node));
    const { ErasureCommand, RetentionCommand } = await import('@gongkai/retention');
    const send: Send = async (kind, body) => {
      const caller = { kind: 'operator' as const, name: settings.operator };
      const call = { tenant, caller, commandId: platform.ids.id(), body };
      const Kind = kind === 'retention' ? RetentionCommand : ErasureCommand;
      const receipt = accepted<Receipt>(
        (await platform.send(new Kind(call, body))) as Receipt | Rejection,
      );
      if (receipt.position !== null) await platform.waitFor(receipt.position);
      return receipt;
    };
    return work(platform, tenant, send);
  });

const told = (settings: Settings, body: object, zh: string, en: string) =>
  settings.terminal.result(body, [zh, en]);

/** Only what was given: a command takes no undefined. */
const only = (body: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));

const stateOf = async (platform: Platform, tenant: string) => {
  const { loadState } = await import('@gongkai/kernel');
  const { RETENTION_ID, retentionAggregate } = await import('@gongkai/retention');
  return (await loadState(platform.events, retentionAggregate, tenant, RETENTION_ID)).state;
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

const LISTED_MAX = 10_000;

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

const restrict = async (settings: Settings, options: Options): Promise<void> => {
  const { person, reason, byOffice, end } = options;
  const requestedBy = byOffice ? 'office' : 'person';
  const body = end
    ? { type: 'endRestriction', person, reason }
    : { type: 'restrict', person, reason, requestedBy };
  await inGovernment(settings, options, 'write', (_, __, send) => send('retention', body));
  if (end) told(settings, { person }, '已解除限制。', 'The restriction has ended.');
  else told(settings, { person }, '已限制处理。', 'The data is restricted to storage.');
};

const ask = async (settings: Settings, options: Options): Promise<void> => {
  const { person, legalGround, reason, lawOrders, byPerson } = options;
  const body = {
    type: 'ask',
    person,
    legalGround,
    reason,
    ground: lawOrders ? 'lawOrders' : 'retentionOver',
    requestedBy: byPerson ? 'person' : 'office',
  };
  const { id } = await inGovernment(settings, options, 'write', (_, __, send) =>
    send('erasure', body),
  );
  told(settings, { erasure: id }, `已申请删除:${id}`, `The erasure is asked for: ${id}`);
};

const decide =
  (type: 'approve' | 'refuse' | 'withdraw') =>
  async (settings: Settings, options: Options): Promise<void> => {
    const { erasure, reason } = options;
    const body = { type, erasure, reason };
    await inGovernment(settings, options, 'write', (_, __, send) => send('erasure', body));
    told(settings, { erasure, done: type }, '已办理。', 'Done.');
  };

const rowsOf = async (platform: Platform, tenant: string) => {
  const { erasureCollection } = await import('@gongkai/retention');
  const query = { sort: { key: 'askedOn', descending: true }, limit: LISTED_MAX };
  return (await platform.reads.find(erasureCollection, tenant, query)).rows;
};

const erase = async (settings: Settings, options: Options): Promise<void> => {
  const { erasure } = options;
  const body = { type: 'carryOut', erasure };
  const row = await inGovernment(settings, options, 'write', async (platform, tenant, send) => {
    await send('erasure', body);
    return (await rowsOf(platform, tenant)).find(({ id }) => id === erasure);
  });
  settings.terminal.result(row ?? { id: erasure }, [
    `已删除:个人 ${row?.person},字段 ${row?.fields} 个,文件 ${row?.files} 个。`,
    `Erased: person ${row?.person}, ${row?.fields} fields, ${row?.files} files.`,
    ...(row?.streams ?? []).map((stream) => `  ${stream}`),
  ]);
};

const erasures = async (settings: Settings, options: Options): Promise<void> => {
  const found = await inGovernment(settings, options, 'read', rowsOf);
  settings.terminal.result(
    found,
    found.map(
      ({ id, state, person, askedOn, askedBy, decidedBy, destroyedOn }) =>
        `${id} ${state} 个人 person ${person} 申请 asked ${askedOn} ${askedBy} 决定 decided ${decidedBy ?? '—'} 销毁 destroyed ${destroyedOn ?? '—'}`,
    ),
  );
};
