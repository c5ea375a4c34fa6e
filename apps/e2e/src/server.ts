import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCluster, type Cluster } from './cluster.js';
import { startProcess, type Running } from './processes.js';

export type { Running } from './processes.js';

const PROGRAM = join(import.meta.dirname, '../../../dist/gongkai.js');

/**
 * Starts the built program, by default with the demo data in a folder of its own; on the stores of a
 * cluster, as three services, where GONGKAI_E2E_STORES says so.
 */
export const startProgram = async (
  args: readonly string[] = ['--demo'],
  data?: string,
): Promise<Running> => {
  if (!existsSync(PROGRAM)) throw new Error('build first: npm run build');
  if (process.env['GONGKAI_E2E_STORES'] === 'cluster' && data === undefined)
    return { ...(await theCluster()), remove: async () => undefined };
  return startAlone(args, data ?? newFolder(args));
};

/** A data folder of its own; for demo data a copy of what was made once, with its master key. */
const newFolder = (args: readonly string[]): string => {
  const folder = mkdtempSync(join(tmpdir(), 'gongkai-e2e-'));
  const demo = process.env['GONGKAI_E2E_DEMO'];
  if (demo !== undefined && args.includes('--demo')) cpSync(demo, folder, { recursive: true });
  return join(folder, 'data');
};

let cluster: Promise<Cluster> | undefined;

/** The services that every specification here shares. */
export const theCluster = (): Promise<Cluster> => (cluster ??= startCluster());

/** Ends them. */
export const stopCluster = async (): Promise<void> => (await cluster)?.remove();

const startAlone = async (args: readonly string[], data: string): Promise<Running> => {
  const { kill: _, ...program } = await startProcess([PROGRAM, '--data', data, 'serve', ...args]);
  return {
    ...program,
    data,
    again: async () => {
      await program.stop();
      return startAlone(args, data);
    },
    remove: async () => {
      await program.stop();
      rmSync(join(data, '..'), { recursive: true, force: true });
    },
  };
};
