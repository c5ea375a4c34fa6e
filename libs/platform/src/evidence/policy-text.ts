import { parseVkey } from '@gongkai/evidence';
import type { LogKey } from '@gongkai/evidence-store';

/** What an operator has set of a log's policy. */
export type PolicyWishes = {
  /** Witnesses outside this installation, vkeys of cosignature keys. */
  witnesses: readonly string[];
  /** How many witnesses of all must have cosigned; 0: none need to. */
  quorum: number;
};

const WITNESS = 'witness:';
const QUORUM = 'quorum';

export const wishesIn = (settings: ReadonlyMap<string, string>): PolicyWishes => ({
  witnesses: [...settings].filter(([name]) => name.startsWith(WITNESS)).map(([, vkey]) => vkey),
  quorum: Number(settings.get(QUORUM) ?? 0),
});

/** Where a witness from outside is kept among the settings of a tenant. */
export const witnessSetting = (name: string): string => `${WITNESS}${name}`;
export const QUORUM_SETTING = QUORUM;

/**
 * The policy of a log as C2SP tlog-policy: its keys, those retired too, because what they signed
 * stands; its witnesses; how many of these are enough. Lines with # tell of rotations.
 */
export const policyText = (
  origin: string,
  keys: readonly LogKey[],
  insideWitnesses: readonly string[],
  { witnesses, quorum }: PolicyWishes,
): string => {
  const lines = [`# ${origin}`];
  for (const { vkey, type, madeAt, sinceSize, retiredAt } of keys) {
    const until = retiredAt === null ? '' : `, retired ${retiredAt} 已停用`;
    lines.push(`# ${type}: since ${madeAt}, from size ${sinceSize} 起用${until}`, `log ${vkey}`);
  }
  const names: string[] = [];
  for (const vkey of new Set([...insideWitnesses, ...witnesses])) {
    const parsed = parseVkey(vkey);
    if (!parsed.ok) continue;
    names.push(parsed.name);
    lines.push(`witness ${parsed.name} ${vkey}`);
  }
  if (quorum > 0) lines.push(`group witnesses ${quorum} ${names.join(' ')}`);
  lines.push(`quorum ${quorum > 0 ? 'witnesses' : 'none'}`);
  return `${lines.join('\n')}\n`;
};
