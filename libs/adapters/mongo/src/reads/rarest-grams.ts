import type { Collection } from 'mongodb';
import { gramsAsked, gramsSuffice } from './grams.js';
import type { RowDocument } from './layout.js';

/** Grams asked for at most; the texts found are compared with the whole query anyway. */
const GRAMS_MAX = 3;
const WEIGHED_MAX = 8;
/** Texts counted of each: enough to tell a rare gram from a common one. */
const SAMPLE = 200;

/**
 * The grams to find texts by, the rarest first: a server goes along the index of one gram and looks
 * at each text it finds there.
 */
export const rarestGrams = async (
  rows: Collection<RowDocument>,
  tenant: string,
  queries: readonly string[],
): Promise<string[]> => {
  // These alone tell that a text holds their query, so none may be left out.
  const telling = queries.filter(gramsSuffice).flatMap(gramsAsked);
  const others = [
    ...new Set(queries.filter((query) => !gramsSuffice(query)).flatMap(gramsAsked)),
  ].filter((gram) => !telling.includes(gram));
  if (others.length + telling.length <= 1) return [...telling, ...others];
  const step = Math.max(1, others.length / WEIGHED_MAX);
  const sampled = Array.from({ length: Math.min(others.length, WEIGHED_MAX) }, (_, i) =>
    Math.floor(i * step),
  );
  const candidates = [...new Set([...telling, ...sampled.map((at) => others[at]!)])];
  const weighed = await Promise.all(
    candidates.map(async (gram) => ({
      gram,
      count: await rows.countDocuments({ tenant, live: true, g: gram }, { limit: SAMPLE }),
    })),
  );
  weighed.sort((a, b) => a.count - b.count);
  const needed = new Set(telling);
  const rarest = weighed.filter(({ gram }, i) => needed.has(gram) || i < GRAMS_MAX);
  return rarest.map(({ gram }) => gram);
};
