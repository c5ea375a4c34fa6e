import { checkPolicy, openNote, parsePolicy, parseVkey, withSignatures } from '@gongkai/evidence';
import type { EvidenceStore, LogKeys } from '@gongkai/evidence-store';
import type { Clock, Rejection } from '@gongkai/kernel';
import { rejectEvidenceLog } from './errors.js';
import { Witness } from './keeping/witness.js';
import type { CheckpointReason, LogReader } from './log-reader.js';
import { QUORUM_SETTING, witnessSetting } from './policy-text.js';
import { formatWitnessRequest, readWitnessRequest } from './witness-request.js';

export type OperateParts = {
  store: EvidenceStore;
  reader: LogReader;
  /** Keys that sign, closed after use. */
  signingKeys: () => LogKeys;
  installation: string;
  clock: Clock;
};

const KEPT: readonly CheckpointReason[] = ['daily', 'legalStep', 'asked', 'closing', 'rotation'];

export type WitnessedFile = { origin: string; size: number; line: string; text: string };

/** What an operator does with evidence logs at the command line. */
export class EvidenceOperations {
  constructor(private readonly parts: OperateParts) {}

  /** What an outside witness that has seen `since` leaves is given; 0: it has seen nothing yet. */
  async requestTo(tenant: string, since: number): Promise<string | Rejection> {
    const { reader, store } = this.parts;
    const size = (await store.lastFor(tenant, KEPT))?.size;
    const latest = size === undefined ? undefined : await reader.checkpointAt(tenant, { size });
    if (!latest) return rejectEvidenceLog('evidence.logNone', { node: tenant });
    if (since > latest.size)
      return rejectEvidenceLog('evidence.sizeUnknown', { size: latest.size, asked: since });
    const grown = since > 0 && since < latest.size;
    const proof = grown ? await reader.consistency(tenant, since, latest.size) : [];
    return formatWitnessRequest({ old: since, proof, note: latest.text });
  }

  /** Cosigns the checkpoint of a log outside; `trust` is its policy, remembered once it was given. */
  async witness(
    tenant: string,
    file: string,
    trust: string | undefined,
  ): Promise<WitnessedFile | Rejection> {
    const request = readWitnessRequest(file);
    if (typeof request === 'string')
      return rejectEvidenceLog('evidence.checkpointUnreadable', { why: request });
    const { origin, size, note } = request;
    const distrusted = await this.trusted(tenant, origin, note, trust);
    if (distrusted) return distrusted;
    const { store, signingKeys, installation, clock } = this.parts;
    const keys = signingKeys();
    try {
      const cosigned = await new Witness(store, keys, installation, clock).cosign(tenant, request);
      if (cosigned.ok) {
        const { line } = cosigned;
        return { origin, size, line, text: withSignatures(note, [line]) };
      }
      const { why, seen } = cosigned;
      const code = why === 'older' ? 'evidence.checkpointOlder' : 'evidence.forked';
      return rejectEvidenceLog(code, { origin, seen });
    } finally {
      await keys.close();
    }
  }

  /** Takes cosignatures of our own checkpoint that came back; gives the names of the witnesses. */
  async takeCosignatures(tenant: string, file: string): Promise<string[] | Rejection> {
    const { store, reader, clock } = this.parts;
    const request = readWitnessRequest(file);
    if (typeof request === 'string')
      return rejectEvidenceLog('evidence.checkpointUnreadable', { why: request });
    const { size, body, note } = request;
    const policy = parsePolicy(await reader.policy(tenant));
    const known = policy.ok ? policy.witnesses.map(({ vkey }) => vkey) : [];
    const own = await store.checkpoint(tenant, size);
    const opened = openNote(note, known);
    if (own?.body !== body || !opened.ok || opened.signatures.length === 0)
      return rejectEvidenceLog('evidence.cosignatureNone', { size });
    const addedAt = clock.now().toISOString();
    for (const { name: witness, line } of opened.signatures)
      await store.addCosignature(tenant, { size, witness, line, addedAt });
    return opened.signatures.map(({ name }) => name);
  }

  /** Names witnesses outside this installation, and how many of all are enough, if that is a policy. */
  async setPolicy(
    tenant: string,
    { witnesses, quorum }: { witnesses: readonly string[]; quorum: number | undefined },
  ): Promise<string | Rejection> {
    const { store, reader } = this.parts;
    const wished = new Map<string, string>();
    for (const vkey of witnesses) {
      const parsed = parseVkey(vkey);
      const why = !parsed.ok ? parsed.reason : parsed.type;
      if (!parsed.ok || parsed.type !== 'cosignature')
        return rejectEvidenceLog('evidence.witnessKeyInvalid', { why });
      wished.set(witnessSetting(parsed.name), vkey);
    }
    if (quorum !== undefined) wished.set(QUORUM_SETTING, String(quorum));
    const policy = parsePolicy(await reader.policy(tenant, wished));
    if (!policy.ok) return rejectEvidenceLog('evidence.policyInvalid', { why: policy.reason });
    for (const [name, value] of wished) await store.set(tenant, name, value);
    return reader.policy(tenant);
  }

  private async trusted(
    tenant: string,
    origin: string,
    note: string,
    trust: string | undefined,
  ): Promise<Rejection | undefined> {
    const { store } = this.parts;
    const name = `log:${origin}`;
    const policy = trust ?? (await store.settings(tenant)).get(name);
    const why = policy === undefined ? 'noPolicy' : whyNot(policy, note, origin);
    if (why !== undefined) return rejectEvidenceLog('evidence.logUntrusted', { origin, why });
    await store.set(tenant, name, policy!);
    return undefined;
  }
}

/** Only the log's own signature is asked for: the witness is one of those who make the quorum. */
const whyNot = (policy: string, note: string, origin: string): string | undefined => {
  const parsed = parsePolicy(policy);
  if (!parsed.ok) return parsed.reason;
  const judged = checkPolicy({ ...parsed, quorum: null }, note);
  if (!judged.ok) return judged.reason;
  return judged.checkpoint.origin === origin ? undefined : 'originNotLog';
};
