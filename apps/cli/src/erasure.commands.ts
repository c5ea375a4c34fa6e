import type { Command } from 'commander';
import type { Platform } from '@gongkai/platform';
import type { Act } from './program.js';
import { inGovernment, LAW, LISTED_MAX, REASON, told, type Options } from './retention-session.js';
import type { Settings } from './settings.js';

const PERSON = ['--person <key>', '个人密钥编号。The key of the person.'] as const;

/** What is done with the data of one person: restricted to storage, asked to be erased, erased. */
export const addErasures = (
  add: (name: string, description: string) => Command,
  act: Act,
): void => {
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
