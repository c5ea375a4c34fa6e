import { basename } from 'node:path';
import type { Held, Verified } from '@gongkai/platform';
import type { Command } from 'commander';
import { usage, type ExitCode } from './failure.js';
import { inputBytes, inputText } from './input-file.js';
import type { Act } from './program.js';
import type { Settings } from './settings.js';

type Options = { trust?: string; checkpoint?: string[] };
export const addVerify = (program: Command, act: Act): void => {
  program
    .command('verify')
    .description('核验证据包。Check an evidence bundle.')
    .argument('<file>', '证据包(.evidence.zip)。The bundle.')
    .option('--trust <policy>', '您信任的策略。The policy you trust.')
    .option(
      '--checkpoint <file>',
      '您持有的检查点,可多次给出。A checkpoint you hold; may be given several times.',
      (file: string, before: string[] = []) => [...before, file],
    )
    .action(act(verify));
};

/**
 * The verdict is that of the verifier that lies in every bundle, run from this program's own copy:
 * whoever has only the zip gets the same. Exit code 1 says that it is not OK.
 */
const verify = async (
  { terminal }: Settings,
  { trust, checkpoint = [] }: Options,
  [file = '']: string[],
): Promise<ExitCode> => {
  const { programVerifier } = await import('@gongkai/platform');
  const verifyBundle = await programVerifier();
  const zip = await inputBytes(file, '<file>');
  const held: Held = {
    ...(trust === undefined ? {} : { policy: await inputText(trust, '--trust') }),
    checkpoints: await Promise.all(
      checkpoint.map(async (path) => ({
        name: basename(path),
        text: await inputText(path, '--checkpoint'),
      })),
    ),
  };
  try {
    const outcome = verifyBundle(zip, held);
    const { verdict, findings, keys } = outcome;
    terminal.result({ verdict, trust: outcome.trust, findings, keys }, linesOf(outcome));
    return verdict === 'OK' ? 0 : 1;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const what = error.message;
    throw usage(`不是信任策略或检查点:${what}。`, `Not a policy or a checkpoint: ${what}.`);
  }
};

const linesOf = ({ verdict, trust, findings, keys }: Verified): string[] => [
  `结论 verdict: ${verdict}`,
  trust === 'given'
    ? '信任 trust: 由您给出的策略 the policy you gave'
    : '信任 trust: 证据包自带的策略,请通过其他途径核对指纹 the policy of the bundle; compare the fingerprints by another way',
  ...keys.map(({ use, kind, name, sha256 }) => `  ${use} ${kind} ${name} SHA-256 ${sha256}`),
  ...findings.flatMap(({ code, part, zh, en }) => [`- ${code} ${part}`, `    ${zh}`, `    ${en}`]),
];
