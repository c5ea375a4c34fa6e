import type { Command } from 'commander';
import type { Act } from './program.js';

export const addVersion = (program: Command, act: Act): void => {
  program
    .command('version')
    .description('版本。The version.')
    .action(
      act(async ({ terminal }) => {
        const { VERSION } = await import('@gongkai/platform');
        const { node } = process.versions;
        terminal.result({ version: VERSION, node }, [`gongkai ${VERSION} (Node.js ${node})`]);
      }),
    );
};
