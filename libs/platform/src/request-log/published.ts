import { readFile } from 'node:fs/promises';
import type { Rejection } from '@gongkai/kernel';
import { Outcome } from '@gongkai/request';
import { z } from 'zod';
import { rejectReconcile } from './errors.js';
import { PublishedRule } from './mapping.js';
import keys from './published-keys.data.json' with { type: 'json' };

/** Figures as an office printed them, and the period it says they are of. */
export type Published = {
  figures: Readonly<Record<string, number>>;
  period: { from: string; to: string } | null;
};

const Keys = z.strictObject({
  totals: z.record(z.string(), z.array(z.string())),
  outcomes: z.record(z.string(), z.array(Outcome)),
});
const known = Keys.parse(keys);
const totals = new Map(
  Object.entries(known.totals).flatMap(([rule, names]) => names.map((name) => [name, rule])),
);

/** What a key of a published file counts; undefined when neither program nor mapping knows it. */
export const ruleOf = (
  key: string,
  mapped: Readonly<Record<string, PublishedRule>> = {},
): PublishedRule | undefined => {
  if (Object.hasOwn(mapped, key)) return mapped[key];
  const total = totals.get(key);
  if (total !== undefined) return PublishedRule.parse(total);
  if (Object.hasOwn(known.outcomes, key)) return known.outcomes[key];
  const outcome = Outcome.safeParse(key);
  return outcome.success ? [outcome.data] : undefined;
};

const Figures = z.record(z.string().max(100), z.number().int().nonnegative());
const File = z.looseObject({
  period: z.object({ from: z.iso.date(), to: z.iso.date() }).optional(),
  published: Figures,
});

/** The file as published: `{published: {key: number}, period?}`, or the numbers alone. */
export const readPublished = async (path: string): Promise<Published | Rejection> => {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined)
    return rejectReconcile('requests.publishedMissing', { file: path }, 'published');
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    return invalid('不是有效的 JSON', (error as Error).message);
  }
  const wrapped = typeof json === 'object' && json !== null && 'published' in json;
  const parsed = File.safeParse(wrapped ? json : { published: json });
  if (!parsed.success) {
    const { path: at, message } = parsed.error.issues[0]!;
    const place = at.slice(wrapped ? 0 : 1).join('.');
    const said = place === '' ? message : `${place}: ${message}`;
    return invalid(said, said);
  }
  const { published, period } = parsed.data;
  if (Object.keys(published).length === 0) return invalid('没有任何统计数', 'it holds no figure');
  return { figures: published, period: period ?? null };
};

const invalid = (zh: string, en: string): Rejection =>
  rejectReconcile('requests.publishedInvalid', { zh, en }, 'published');
