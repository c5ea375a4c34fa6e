import type { EvidenceStore } from '@gongkai/evidence-store';
import { parseMetadata, type Position, type RecordLog } from '@gongkai/kernel';
import { recordsOf } from './copy-log.js';
import { checkpointsOf, type PositionOf } from './evidence-belongings.js';

/**
 * Where the events of checkpoints lie once only some governments are moved: one reading of the log,
 * and one place kept for each checkpoint.
 */
export const positionsOf = async (
  log: RecordLog,
  evidence: EvidenceStore,
  chosen: readonly string[],
): Promise<NonNullable<PositionOf>> => {
  const places = new Map<string, Position | undefined>();
  for (const tenant of chosen)
    for await (const { size } of checkpointsOf(evidence, tenant))
      places.set(`${tenant} ${size}`, undefined);
  const sizes = new Map<string, number>();
  let ordinal = 0n;
  for await (const { records } of recordsOf(log, chosen))
    for (const { record } of records) {
      ordinal += 1n;
      const { tenant } = parseMetadata(record);
      const size = (sizes.get(tenant) ?? 0) + 1;
      sizes.set(tenant, size);
      const place = `${tenant} ${size}`;
      if (places.has(place)) places.set(place, ordinal);
    }
  return (tenant, size) => places.get(`${tenant} ${size}`);
};
