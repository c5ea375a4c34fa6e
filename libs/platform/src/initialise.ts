import { readFileSync, writeFileSync } from 'node:fs';
import { openFirstAdministrator, type FirstAdministrator } from '@gongkai/identity';
import { loadDivisions, type LoadResult, type Tree } from '@gongkai/directory';
import { Rejection, type Clock, type EventStore, type Ids, type Receipt } from '@gongkai/kernel';
import { dataPaths } from '@gongkai/sqlite';
import { seedDemo } from './demo/seed.js';
import { rejectInitialise } from './errors.js';

/** What the first hour of a data folder needs of an open platform. */
export type Founding = {
  events: EventStore;
  ids: Ids;
  clock: Clock;
  tree: Tree;
  /** True once the folder is marked as demo data. */
  demo: boolean;
  send(command: object): Promise<Receipt | Rejection>;
  /** Waits until the read models show all there is. */
  caughtUp(): Promise<void>;
};

export type Founded = {
  governments: number;
  agencies: number;
  /** Events in the log afterwards. */
  events: number;
  accounts: { names: readonly string[]; password: string } | null;
  /** Changes of the national tree that the log as it stands does not allow. */
  refused: LoadResult['refused'];
};

/**
 * Loads the national tree and, when asked, the demo data; run again, it changes nothing but what the
 * table of changes has gained. A change the log does not allow is told, and ends it before demo data.
 */
export const initialise = async (
  platform: Founding,
  {
    folder,
    demo,
    divisions = {},
    onDivisions = () => undefined,
    onItems = () => undefined,
  }: {
    folder: string;
    demo: boolean;
    /** Instead of those of the whole country. */
    divisions?: Pick<Parameters<typeof loadDivisions>[1], 'rows' | 'changes'>;
    onDivisions?: (done: number, total: number) => void;
    onItems?: (done: number, part: number) => void;
  },
): Promise<Founded | Rejection> => {
  const { events, ids, clock, tree } = platform;
  const earlier = demo && platform.demo ? finishedDemo(folder) : null;
  if (earlier) return foundedIn(platform, earlier, []);
  if (demo && !platform.demo) {
    if (tree.tenants().length > 0) return rejectInitialise('init.notDemo', { folder });
    // Marked before the first demo event, so that no half-made demo is ever served as real.
    writeFileSync(dataPaths(folder).demo, '');
  }
  const { refused } = await loadDivisions(
    { store: events, ids },
    {
      ...divisions,
      today: clock.today(),
      onProgress: ({ done, total }) => onDivisions(done, total),
    },
  );
  await platform.caughtUp();
  if (!demo) return foundedIn(platform, null, refused);
  // Demo data is written for the tree as the tables have it; nobody looks through a list here.
  const [first] = refused;
  if (first) return naming(first);
  const { accounts: names, password } = await seedDemo(platform, tree, onItems);
  await platform.caughtUp();
  const accounts = { names, password };
  writeFileSync(dataPaths(folder).demo, JSON.stringify(accounts));
  return foundedIn(platform, accounts, []);
};

/** The refusal with the change it is of. */
const naming = ({ change, reason }: Founded['refused'][number]): Rejection => {
  const { code, zh, en, field, details, article } = reason;
  const named = { ...details, change: `${change.kind} ${change.code} ${change.on}` };
  return new Rejection(code, zh, en, field, named, article);
};

const foundedIn = async (
  { events, tree }: Founding,
  accounts: Founded['accounts'],
  refused: Founded['refused'],
): Promise<Founded> => ({
  governments: tree.tenants().length,
  agencies: tree.tenants().reduce((sum, tenant) => sum + agenciesOf(tree, tenant), 0),
  events: Number((await events.head()) ?? 0n),
  accounts,
  refused,
});

/** The mark of a finished demo names its accounts; an empty one means that it was cut short. */
const finishedDemo = (folder: string): Founded['accounts'] => {
  const mark = readFileSync(dataPaths(folder).demo, 'utf8');
  return mark === '' ? null : (JSON.parse(mark) as Founded['accounts']);
};

const agenciesOf = (tree: Tree, tenant: string): number => {
  const below = (node: string): number =>
    tree
      .children(node)
      .filter((child) => tree.node(child)?.tenant === tenant)
      .reduce((sum, child) => sum + 1 + below(child), 0);
  const government = tree.governmentNode(tenant);
  return government === undefined ? 0 : below(government);
};

/** Opens the first account of the platform, unless it is there; a generated password is told once. */
export const openAdministrator = (
  { events, send }: Pick<Founding, 'events' | 'send'>,
  { operator, name }: { operator: string; name: string },
): Promise<FirstAdministrator | Rejection> =>
  openFirstAdministrator({ store: events, send }, { operator, name });
