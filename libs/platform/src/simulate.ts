import { CatalogueCommand, starterColumns, starterIndexNumber } from '@gongkai/catalogue';
import { AgencyCommand, GovernmentCommand, type Tree, type TreeNode } from '@gongkai/directory';
import {
  idForCreate,
  PLATFORM,
  Rejection,
  type Call,
  type Caller,
  type Day,
  type Receipt,
} from '@gongkai/kernel';
import { DocumentCommand } from '@gongkai/publication';
import { commandsOf, officerOf, officesOf, planOf, type YearPlan } from '@gongkai/simulation';
import { rejectSimulation } from './errors.js';
import { Slots } from './import/slots.js';

export type Simulation = {
  node: TreeNode;
  seed: string;
  year: number;
  /** Items in the year. */
  items: number;
  onProgress?: (done: number, part: number) => void;
  signal?: AbortSignal;
};

export type SimulationResult = {
  seed: string;
  year: number;
  items: number;
  government: string;
  agencies: number;
  /** Commands accepted and refused; a refusal is a fault of the simulation. */
  accepted: number;
  refused: number;
};

type Platform = { tree: Tree; send(command: object): Promise<Receipt | Rejection> };

const OPERATOR: Caller = { kind: 'operator', name: 'simulation' };
const AT_ONCE = 512;

/**
 * A government-year through the same bus as every other command; every event says `simulated`. Runs
 * of one seed give the same commands, so that a stopped run goes on when it is run again.
 */
export const simulate = async (
  platform: Platform,
  { node, seed, year, items, onProgress, signal }: Simulation,
): Promise<SimulationResult | Rejection> => {
  const since = `${year - 1}-01-01`;
  const government = await found(platform, node, seed, since);
  if (government instanceof Rejection) return government;
  const { tenant } = government;
  const offices = officesOf(tenant, seed);
  const plan = planOf(seed, year, items, offices);
  const slots = new Slots(AT_ONCE);
  const counts = { accepted: 0, refused: 0 };
  let done = 0;
  let failure: unknown;
  for (let number = 0; number < items && !signal?.aborted && failure === undefined; number++) {
    await slots.take();
    void carry(platform, plan, number, tenant, counts)
      .catch((error: unknown) => (failure ??= error))
      .finally(() => {
        slots.free();
        onProgress?.(++done, done / items);
      });
  }
  await slots.allFree();
  if (failure !== undefined) throw failure;
  return { seed, year, items: done, government: tenant, agencies: offices.length, ...counts };
};

/** One item: each step waits for the one before, as people do. */
const carry = async (
  platform: Platform,
  plan: YearPlan,
  number: number,
  tenant: string,
  counts: { accepted: number; refused: number },
): Promise<void> => {
  for (const { on, officer, commandId, data } of commandsOf(plan, number, tenant)) {
    const call = callOf(tenant, { kind: 'officer', officer }, commandId, data, on);
    const outcome = await platform.send(new DocumentCommand(call, data));
    if (outcome instanceof Rejection) {
      counts.refused += 1;
      return;
    }
    counts.accepted += 1;
  }
};

/** The simulated government, its agencies and its catalogue. */
const found = async (
  platform: Platform,
  node: TreeNode,
  seed: string,
  since: Day,
): Promise<{ tenant: string } | Rejection> => {
  const commandId = `simulate.${seed}.government`;
  const tenant = idForCreate({ tenant: PLATFORM, commandId }, 'government');
  if (node.tenant !== null && node.tenant !== tenant)
    return rejectSimulation('simulation.governmentIsReal', { node: node.name }, 'node');
  const join = { type: 'join', division: node.id, name: `${node.name}人民政府(模拟)`, on: since };
  const head = { kind: 'officer', officer: officerOf(tenant, 'head', null) } as const;
  const joined = await platform.send(
    new GovernmentCommand(callOf(PLATFORM, OPERATOR, commandId, join, since), join),
  );
  if (joined instanceof Rejection) return joined;
  for (const { commandId: id, code, kind, name } of officesOf(tenant, seed)) {
    const register = { type: 'register', kind, code, name };
    const call = callOf(tenant, head, id, register, since);
    const outcome = await platform.send(new AgencyCommand(call, register));
    if (outcome instanceof Rejection) return outcome;
  }
  const adopt = { type: 'adopt', columns: starterColumns, indexNumber: starterIndexNumber };
  const call = callOf(tenant, head, `simulate.${seed}.catalogue`, adopt, since);
  const adopted = await platform.send(new CatalogueCommand(call, adopt));
  return adopted instanceof Rejection ? adopted : { tenant };
};

const callOf = (
  tenant: string,
  caller: Caller,
  commandId: string,
  body: unknown,
  today: Day,
): Call => ({ tenant, caller, commandId, body, origin: 'simulated', today });
