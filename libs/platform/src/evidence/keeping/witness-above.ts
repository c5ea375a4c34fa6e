import type { EvidenceStore, OfTenant } from '@gongkai/evidence-store';
import type { Clock } from '@gongkai/kernel';
import { LogTree } from '../log-tree.js';
import type { Witness } from './witness.js';

export type WitnessAbove = {
  store: EvidenceStore;
  witness: Witness;
  clock: Clock;
  originOf: (tenant: string) => string;
  /** The tenant of the government above, which is the witness. */
  superiorOf: (tenant: string) => string | undefined;
};

/** Shows a kept checkpoint to the government above, and keeps its cosignature. */
export const shownAbove = async (
  { store, witness, clock, originOf, superiorOf }: WitnessAbove,
  { tenant, checkpoint: { size, body } }: OfTenant,
): Promise<'cosigned' | 'older' | 'forked' | 'nobody'> => {
  const above = superiorOf(tenant);
  if (above === undefined) return 'nobody';
  const seen = await witness.seen(above, originOf(tenant));
  const tree = new LogTree(store, tenant);
  const proof = seen === 0 || seen >= size ? [] : await tree.consistency(seen, size);
  const cosigned = await witness.cosign(above, { body, proof });
  if (!cosigned.ok) return cosigned.why === 'older' ? 'older' : 'forked';
  const addedAt = clock.now().toISOString();
  const { line, witness: name } = cosigned;
  await store.addCosignature(tenant, { size, witness: name, line, addedAt });
  return 'cosigned';
};
