import { checkPolicy, parseCheckpoint } from '@gongkai/evidence';
import type { Position } from '@gongkai/kernel';
import { isLegalStep } from '../evidence/legal-steps.js';
import type { LogCheckpoint, LogReader } from '../evidence/log-reader.js';
import type { BundleCheckpoint, BundleLink } from './bundle-input.js';
import type { CaseEvent } from './case-events.js';

/** Checkpoints given whole: each is signed twice, and SM2 is slow to verify. */
const WHOLE_MAX = 40;
/** Other kept checkpoints a bundle leads to, so that who holds one can check it. */
const LINKS_MAX = 1_000;
/** A log so short that a bundle can lead to a checkpoint of any size, kept or not. */
const SHORT_LOG = 512;
const PAGE = 500;

/**
 * The checkpoint everything is proved in: the newest that holds the case. One that is witnessed as the
 * policy asks is preferred to a newer one that is not yet.
 */
export const anchorOf = async (
  reader: LogReader,
  tenant: string,
  last: Position,
): Promise<LogCheckpoint | undefined> => {
  const first = await reader.ensureCheckpoint(tenant, last);
  const latest = await reader.latest(tenant);
  if (!first || !latest) return first;
  const newest = (await reader.ensureCheckpoint(tenant, latest.position)) ?? first;
  const policy = await reader.policy(tenant);
  const isMet = ({ text }: LogCheckpoint) => checkPolicy(policy, text).ok;
  return isMet(newest) || !isMet(first) ? newest : first;
};

/** All kept checkpoints up to a size, by size. */
const keptUpTo = async (
  reader: LogReader,
  tenant: string,
  size: number,
): Promise<LogCheckpoint[]> => {
  const kept: LogCheckpoint[] = [];
  for (let after = 0; ;) {
    const page = await reader.checkpoints(tenant, { after, limit: PAGE });
    for (const one of page) if (one.full && one.size <= size) kept.push(one);
    const end = page.at(-1);
    if (page.length < PAGE || !end || end.size > size) return kept;
    after = end.size;
  }
};

const spread = <T>(all: readonly T[], most: number): T[] =>
  all.length <= most
    ? [...all]
    : Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)]!);

/**
 * The checkpoint of the first event, of each legal step and the anchor whole; of the others kept only
 * a way to the next of these, so that who holds one can tell whether history was rewritten.
 */
export const checkpointsOf = async (
  reader: LogReader,
  tenant: string,
  events: readonly CaseEvent[],
  anchor: LogCheckpoint,
): Promise<{ whole: LogCheckpoint[]; others: number[] }> => {
  const kept = await keptUpTo(reader, tenant, anchor.size);
  const steps = events.filter(({ meta }, i) => i === 0 || isLegalStep(meta.type));
  const sizes = new Set<number>();
  for (const { position } of spread(steps, WHOLE_MAX - 1)) {
    const holding = kept.find((one) => one.position >= position);
    if (holding) sizes.add(holding.size);
  }
  const whole = kept.filter(({ size }) => sizes.has(size) && size < anchor.size);
  const others =
    anchor.size <= SHORT_LOG
      ? Array.from({ length: anchor.size - 1 }, (_, i) => i + 1)
      : kept.map(({ size }) => size);
  return {
    whole: [...whole, anchor],
    others: others.filter((size) => !sizes.has(size) && size < anchor.size).slice(-LINKS_MAX),
  };
};

/** From each checkpoint to the next, and from those held elsewhere to the first that is as large. */
export const linksOf = async (
  reader: LogReader,
  tenant: string,
  whole: readonly LogCheckpoint[],
  others: readonly number[],
): Promise<BundleLink[]> => {
  const own = new Set(whole.map(({ size }) => size));
  const starts = [...whole.slice(0, -1).map(({ size }) => size), ...others];
  const links: BundleLink[] = [];
  for (const from of new Set(starts)) {
    const to = whole.find(({ size }) => size > from)?.size;
    if (to === undefined || from < 1 || (others.includes(from) && own.has(from))) continue;
    links.push({ from, to, proof: await reader.consistency(tenant, from, to) });
  }
  return links;
};

export const bundleCheckpoint = async (
  reader: LogReader,
  { tenant, size, body, text }: LogCheckpoint,
): Promise<BundleCheckpoint> => ({
  size,
  body,
  text,
  cosignatures: await reader.cosignatures(tenant, size),
  timestamps: await reader.timestamps(tenant, size),
});

/** The size of a checkpoint somebody holds; undefined when it is none of this log. */
export const heldSize = (text: string, origin: string): number | undefined => {
  const parsed = parseCheckpoint(text);
  return parsed.ok && parsed.origin === origin ? Number(parsed.size) : undefined;
};
