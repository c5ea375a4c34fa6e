import { join } from 'node:path';
import { nationalCalendar, noticeOf, workingDayAfter } from '@gongkai/calendar';
import { GovernmentCommand } from '@gongkai/directory';
import { HolidayCommand } from '@gongkai/holiday';
import {
  deriveId,
  PLATFORM,
  Rejection,
  streamName,
  type NewEvent,
  type Receipt,
} from '@gongkai/kernel';
import { initialise, Platform } from '@gongkai/platform';
import { SqliteEventStore } from '@gongkai/sqlite';
import { seconds, type Bench } from './bench.js';

const TOUCHED = '2026-03-02';
const UNTOUCHED = '2026-06-01';
/** A working day inside the period of the first, long before that of the others. */
const DAY_OFF = '2026-03-20';
const GOVERNMENTS = ['衡南县', '衡阳县', '祁东县', '衡山县'];

/**
 * Target of requests: a day off added to a year, with a million open cases of which a hundred
 * thousand have it in their period: found and moved in under 30 s, the rest left alone. Small
 * unless asked: `--open 1000000 --affected 100000`.
 */
export const holidayBench: Bench = {
  name: 'holiday',
  async run({ flags, folder, measure, note }) {
    const open = Number(flags['open'] ?? 20_000);
    const affected = Number(flags['affected'] ?? open / 10);
    const data = join(folder, 'data');
    const tenants = await found(data);
    const filled = await seconds(() => fill(join(data, 'events.db'), tenants, open, affected));
    note(`${open.toLocaleString('en')} open cases, written in ${filled.toFixed(1)} s`);
    const platform = await Platform.open({ data, access: 'write' });
    try {
      const rows = await seconds(async () => platform.waitFor((await platform.events.head())!));
      note(`rows of them in ${rows.toFixed(1)} s`);
      const before = Number(await platform.events.head());
      let counts = { found: 0, moved: 0, refused: 0 };
      const used = process.cpuUsage();
      const moving = await seconds(async () => {
        const position = await correct(platform);
        await platform.waitFor(position);
        counts = await platform.moveDeadlines();
      });
      const { user, system } = process.cpuUsage(used);
      note(`${((user + system) / affected).toFixed(0)} µs of processor a case, all threads`);
      const written = Number(await platform.events.head()) - before;
      if (counts.moved !== affected || counts.refused > 0 || counts.found !== affected)
        throw new Error(`wrong cases: ${JSON.stringify(counts)}, not ${affected}`);
      note(`${written} events written for ${affected} cases moved`);
      const back = await seconds(() => platform.moveDeadlines());
      note(`looked for again in ${back.toFixed(2)} s`);
      measure({ what: 'cases found and moved', unit: 's', ours: moving, atMost: 30 });
      measure({ what: 'moved', unit: 'cases/s', ours: affected / moving });
    } finally {
      await platform.close();
    }
  },
};

const accepted = (outcome: Receipt | Rejection): Receipt => {
  if (outcome instanceof Rejection) throw new Error(outcome.en);
  return outcome;
};

const operator = { kind: 'operator' as const, name: 'bench' };

/** Some governments on the platform; returns their tenants. */
const found = async (data: string): Promise<string[]> => {
  const platform = await Platform.open({ data, access: 'write' });
  try {
    await initialise(platform, { folder: data, demo: false });
    const tenants: string[] = [];
    for (const name of GOVERNMENTS) {
      const [node] = platform.tree.find(name);
      const on = '2008-05-01';
      const body = { type: 'join', division: node!.id, name: `${name}人民政府`, on };
      const call = { tenant: PLATFORM, caller: operator, commandId: platform.ids.id(), body };
      tenants.push(accepted(await platform.send(new GovernmentCommand(call, body))).id);
    }
    await platform.waitFor((await platform.events.head())!);
    return tenants;
  } finally {
    await platform.close();
  }
};

const correct = async (platform: Platform) => {
  const { off, work } = noticeOf(nationalCalendar, 2026);
  const body = {
    type: 'correct',
    year: 2026,
    off: [...off, { day: DAY_OFF, name: '临时放假' }].filter(({ day }) => day < '2026-12-25'),
    work,
    source: 'bench',
    issuedOn: '2026-02-01',
    reason: 'bench',
  };
  const call = {
    tenant: PLATFORM,
    caller: operator,
    commandId: platform.ids.id(),
    body,
    today: '2026-02-01',
  };
  return accepted(await platform.send(new HolidayCommand(call, body))).position!;
};

const BLOCK = 2_000;

const fill = async (
  path: string,
  tenants: readonly string[],
  open: number,
  affected: number,
): Promise<void> => {
  const store = new SqliteEventStore({ path, writer: 'here' });
  const due = {
    [TOUCHED]: workingDayAfter(nationalCalendar, TOUCHED, 20).day,
    [UNTOUCHED]: workingDayAfter(nationalCalendar, UNTOUCHED, 20).day,
  };
  // Spread over all, as they are in life.
  const every = Math.max(1, Math.floor(open / affected));
  for (let made = 0, touched = 0; made < open;) {
    const block: Promise<unknown>[] = [];
    for (; block.length < BLOCK && made < open; made++) {
      const here = made % every === 0 && touched < affected;
      if (here) touched++;
      const received = here ? TOUCHED : UNTOUCHED;
      const tenant = tenants[made % tenants.length]!;
      const id = deriveId('bench', String(made));
      const events = caseOf(tenant, id, made, received, due[received]!);
      block.push(store.append(streamName(tenant, 'request', id), 0, events));
    }
    await Promise.all(block);
  }
  await store.close();
};

const sealed = (key: string) => ({
  key,
  nonce: 'AAAAAAAAAAAAAAAA',
  ciphertext: 'c2VhbGVk'.repeat(20),
  commitment: '1'.repeat(64),
});

const caseOf = (
  tenant: string,
  requestId: string,
  serial: number,
  receivedOn: string,
  dueOn: string,
): NewEvent[] => {
  const person = deriveId('person', String(serial));
  const received = {
    requestId,
    number: `2026-${serial}`,
    agency: null,
    kind: 'disclosure',
    channel: 'signedPost',
    receivedOn,
    applicantKind: 'natural',
    identityKind: 'identityCard',
    person,
    identityMac: null,
    applicant: sealed(person),
    contact: sealed(person),
    agent: null,
    description: sealed(person),
    files: [],
    supply: { form: 'paper', route: 'post' },
    subject: '2025年财政预算',
    trackingDigest: null,
    defects: [],
    partOf: null,
    confirmedOn: null,
    restarts: [],
    edition: '2019',
    editionReason: null,
    registeredBy: 'clerk',
  };
  const deadline = {
    requestId,
    round: 1,
    edition: '2019',
    startsOn: receivedOn,
    dueOn,
    provisional: false,
    calendar: 0,
    cause: 'receipt',
  };
  const meta = {
    schema: 1,
    tenant,
    agency: null,
    aggregate: 'request',
    aggregateId: requestId,
    actor: { kind: operator.kind, id: operator.name },
    command: { id: `receive${serial}`, digest: 'a'.repeat(64) },
    causation: null,
    correlation: `receive${serial}`,
    occurredOn: receivedOn,
    origin: 'simulated' as const,
  };
  const of = (type: string, data: unknown, revision: number): NewEvent => ({
    meta: { ...meta, id: deriveId(type, requestId), type, revision },
    data: JSON.stringify(data),
    facet: 0,
  });
  return [of('RequestReceived', received, 1), of('DeadlineSet', deadline, 2)];
};
