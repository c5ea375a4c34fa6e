import {
  parseCheckpoint,
  signatureLine,
  verifyConsistency,
  type Checkpoint,
  type Reason,
} from '@gongkai/evidence';
import type { EvidenceStore, LogKeys, Witnessed } from '@gongkai/evidence-store';
import type { Clock } from '@gongkai/kernel';

/** What a witness is shown: a checkpoint whose own signature was verified, and how it grew. */
export type Shown = {
  /** The text that is signed. */
  body: string;
  /** From the size the witness has seen last; empty when it has seen nothing. */
  proof: readonly Uint8Array[];
};

export type Cosigned =
  | { ok: true; line: string; witness: string; size: number }
  /** `forked`: what it has seen before is not the beginning of this. */
  | { ok: false; why: 'forked' | 'older' | 'unreadable'; seen: number; reason?: Reason };

/**
 * A government as the witness of the governments below: it puts its name to a checkpoint only when
 * the log still begins with all it has put its name to before (C2SP tlog-cosignature). What it has
 * seen is on the disk before the cosignature is given away.
 */
export class Witness {
  private readonly signers = new Map<string, string>();

  constructor(
    private readonly store: EvidenceStore,
    private readonly keys: LogKeys,
    /** First part of its name. */
    private readonly installation: string,
    private readonly clock: Clock,
  ) {}

  /** Size of the last checkpoint of this log that the tenant has cosigned; 0 when none. */
  async seen(tenant: string, origin: string): Promise<number> {
    return (await this.store.witnessed(witnessName(this.installation, tenant), origin))?.size ?? 0;
  }

  async cosign(tenant: string, { body, proof }: Shown): Promise<Cosigned> {
    const name = witnessName(this.installation, tenant);
    const parsed = parseCheckpoint(body);
    if (!parsed.ok) return { ok: false, why: 'unreadable', seen: 0, reason: parsed.reason };
    const size = Number(parsed.size);
    const shown = { size, root: parsed.root };
    // What another process has cosigned meanwhile is judged against as well: never two branches.
    for (let stood = false; !stood;) {
      const seen = await this.store.witnessed(name, parsed.origin);
      const refused = seen && judge(seen, parsed, proof);
      if (refused) return refused;
      stood = await this.store.setWitnessed(name, parsed.origin, shown, seen);
    }
    const seconds = Math.floor(this.clock.now().getTime() / 1000);
    const line = signatureLine(body, await this.signer(tenant, name), seconds);
    return { ok: true, line, witness: name, size };
  }

  private async signer(tenant: string, name: string): Promise<string> {
    const known =
      this.signers.get(tenant) ??
      (await this.keys.signer({
        tenant,
        use: 'witness',
        type: 'cosignature',
        name,
        sinceSize: 0,
        now: this.clock.now().toISOString(),
      }));
    this.signers.set(tenant, known);
    return known;
  }
}

/** Why a checkpoint may not be cosigned after the one seen last. */
const judge = (
  seen: Witnessed,
  { size, root }: Checkpoint,
  proof: readonly Uint8Array[],
): Cosigned | undefined => {
  if (size < BigInt(seen.size)) return { ok: false, why: 'older', seen: seen.size };
  const grown = verifyConsistency({
    size1: seen.size,
    root1: seen.root,
    size2: size,
    root2: root,
    proof,
  });
  if (grown.ok) return undefined;
  return { ok: false, why: 'forked', seen: seen.size, reason: grown.reason };
};

/** Name of the key with which a tenant cosigns. */
export const witnessName = (installation: string, tenant: string): string =>
  `${installation}/${tenant}/witness`;
