import { ReadStoreError } from '@gongkai/sqlite';
import type { ProjectionStatus } from '../projectors.js';

const LOOK_MS = 5_000;

type Status = () => Promise<readonly Pick<ProjectionStatus, 'name' | 'failure'>[]>;

/** Tells once for each reason why read models stand still, and which; until what it returns is called. */
export const watchFailures = (
  status: Status,
  onFailure: (failure: string, names: readonly string[]) => void,
  lookMs = LOOK_MS,
): (() => void) => {
  let known = new Set<string>();
  const look = async () => {
    const names = new Map<string, string[]>();
    for (const { name, failure } of await status())
      if (failure !== null) names.set(failure, [...(names.get(failure) ?? []), name]);
    for (const [failure, standing] of names) if (!known.has(failure)) onFailure(failure, standing);
    known = new Set(names.keys());
  };
  // Who cannot be asked now is asked again.
  const timer = setInterval(() => void look().catch(() => undefined), lookMs).unref();
  return () => clearInterval(timer);
};

/** Waits for read models, but not for one that stands still: throws `reads.standing` with why and which. */
export const unlessStanding = (current: Promise<unknown>, status: Status): Promise<unknown> => {
  let endLook = () => {};
  const standing = new Promise<never>((_, reject) => {
    endLook = watchFailures(status, (why, readModels) =>
      reject(new ReadStoreError('standing', { why, readModels })),
    );
  });
  return Promise.race([current, standing]).finally(endLook);
};
