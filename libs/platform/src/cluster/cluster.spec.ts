import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { AgencyCommand } from '@gongkai/directory';
import { Rejection, type Receipt } from '@gongkai/kernel';
import { MemoryLeases, type LeaseTable } from '@gongkai/testing';
import Database from 'better-sqlite3';
import { allProjections } from '../contexts.js';
import { demoCall } from '../demo/calls.js';
import { openDemo } from '../demo/spec-demo.js';
import type { FigureTable } from '../figures.js';
import { Platform } from '../platform.js';
import { sameRows } from '../rebuild.js';
import { Duty } from './duty.js';
import { startProjector, type ProjectorService } from './projector-service.js';
import { SpecCluster } from './spec-cluster.js';

const accepted = (outcome: Receipt | Rejection): Receipt => {
  if (outcome instanceof Rejection) throw new Error(outcome.code);
  return outcome;
};

type Health = { status: string; alarms: string[] };
const healthOf = async ({ url }: ProjectorService): Promise<Health> =>
  (await (await fetch(new URL('/health/ready', url))).json()) as Health;

const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  for (let i = 0; !(await holds()); i++) {
    if (i > 600) throw new Error('never came about');
    await new Promise((go) => setTimeout(go, 50));
  }
};

/** Several processes as one: each has a data folder, a replica and connections of its own. */
describe('several processes over shared stores', () => {
  let data: string;
  let figuresBefore: FigureTable;
  let cluster: SpecCluster;
  let first: Platform;
  let second: Platform;
  const projectors: ProjectorService[] = [];
  let whileMaking: Health;

  const hengnan = () => first.tree.find('430422')[0]!;
  const api = async (name: string): Promise<Platform> =>
    Platform.open({ data: cluster.own(name), access: 'write', shared: await cluster.shared() });
  const projector = async (name: string): Promise<ProjectorService> => {
    const config = { GONGKAI_HOST: '127.0.0.1', GONGKAI_PORT: 0, GONGKAI_SHARES: 4 };
    const shared = await cluster.shared();
    const data = cluster.own(name);
    const service = await startProjector({ data, config, shared, holder: name, renewMs: 50 });
    projectors.push(service);
    return service;
  };
  const question = { node: '', period: '2017', format: 'cn-2014' };
  const register = (to: Platform, code: string) => {
    const tenant = hengnan().tenant!;
    const body = { type: 'register', kind: 'department', code, name: `新设${code}局` };
    return to.send(new AgencyCommand(demoCall(tenant, `spec.${code}`, body), body)).then(accepted);
  };

  beforeAll(async () => {
    const demo = await openDemo();
    data = demo.data;
    question.node = demo.platform.tree.find('430422')[0]!.id;
    figuresBefore = (await demo.platform.figures.figures(question)) as FigureTable;
    await demo.platform.close();
    const leases: LeaseTable = new Map();
    cluster = new SpecCluster(data, () => new MemoryLeases(leases, { termMs: 5_000 }));
    whileMaking = await makingHeldUp();
    first = await api('a1');
    second = await api('a2');
    await first.waitFor((await first.events.head())!);
  });
  afterAll(async () => {
    await first.close();
    await second.close();
    await Promise.all(projectors.map((each) => each.close()));
    await cluster.close();
    rmSync(join(data, '..'), { recursive: true });
  });

  it('keeps the rows one process keeps alone, and counts the same figures', async () => {
    const rows = cluster.reads();
    const alone = await Platform.open({ data, access: 'read' });
    const differing: string[] = [];
    for (const projection of allProjections)
      if (!(await sameRows(projection, alone.reads, rows))) differing.push(projection.name);
    await alone.close();
    await rows.close();
    expect(differing).toEqual([]);
    expect(await second.figures.figures(question)).toEqual(figuresBefore);
  });

  /** How a projector is while the rows it makes cannot be saved, which then go on being made. */
  const makingHeldUp = async (): Promise<Health> => {
    await cluster.reads().close();
    const rows = new Database(cluster.own('rows.db'));
    rows.exec(`CREATE TRIGGER held_up BEFORE INSERT ON checkpoints
      BEGIN SELECT RAISE(ABORT, 'not now'); END`);
    const service = await projector('p1');
    let health!: Health;
    const fails = 'projections.failed';
    await until(async () => (health = await healthOf(service)).alarms.includes(fails));
    rows.exec('DROP TRIGGER held_up');
    rows.close();
    return health;
  };

  it('is not ready while it makes the rows, like one process alone, and says so', async () => {
    const alarms = ['projections.building', 'projections.failed'];
    expect(whileMaking).toMatchObject({ status: 'unready', alarms });
    expect(await healthOf(projectors[0]!)).toMatchObject({ status: 'ready', alarms: [] });
  });

  it('shows through one process what was written through another', async () => {
    const { id, position } = await register(first, 'SPEC1');
    await second.waitFor(position!);
    expect(second.tree.node(id)).toMatchObject({ code: 'SPEC1' });
    expect(await register(second, 'SPEC1')).toMatchObject({ id, position });
  });

  it('waits a while for what another process may have appended, and then keeps nobody', async () => {
    const beyond = (await second.events.head())! + 1_000n;
    await expect(second.waitFor(beyond, AbortSignal.timeout(50))).rejects.toThrow(/timeout/);
    await expect(second.parts.projectors.waitFor(beyond, AbortSignal.timeout(50))).rejects.toThrow(
      /timeout/,
    );
  });

  it('deals the work out when another projector comes, and takes it over when one goes', async () => {
    const other = await projector('p2');
    await until(() => other.shares().length === 2 && projectors[0]!.shares().length === 2);
    const receipt = await register(first, 'SPEC2');
    await first.waitFor(receipt.position!);
    await other.close();
    projectors.splice(projectors.indexOf(other), 1);
    await until(() => projectors[0]!.shares().length === 4);
    await second.waitFor((await register(second, 'SPEC3')).position!);
  });

  it('keeps evidence in one process at a time, and makes the checkpoint another asks for', async () => {
    const { tenant } = hengnan();
    const begun: string[] = [];
    const dutyOf = async (platform: Platform, holder: string) =>
      new Duty({
        leases: (await cluster.shared()).leases,
        name: 'watch',
        holder,
        renewMs: 30,
        begin: () => {
          begun.push(holder);
          return platform.parts.evidence.keepByTurn();
        },
        onError: (error) => {
          throw error;
        },
      });
    const one = await dutyOf(first, 'one');
    const two = await dutyOf(second, 'two');
    one.start();
    await until(() => one.here);
    two.start();
    const held = await second.logReader.ensureCheckpoint(
      tenant!,
      (await register(second, 'SPEC4')).position!,
    );
    expect(held?.size).toBeGreaterThan(0);
    expect([one.here, two.here, begun]).toEqual([true, false, ['one']]);
    await one.close();
    await until(() => two.here);
    const later = await first.logReader.ensureCheckpoint(
      tenant!,
      (await register(first, 'SPEC5')).position!,
    );
    expect(later!.size).toBeGreaterThan(held!.size);
    await two.close();
  });
});
