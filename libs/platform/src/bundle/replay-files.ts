import { canonicalJson, sha256 } from '@gongkai/kernel';
import type { LogCheckpoint } from '../evidence/log-reader.js';
import { caseProjections } from '../replay/case-projections.js';
import type { CaseStreams } from '../replay/case-streams.js';
import { foldRows } from '../replay/replay-case.js';
import type { BundleFile } from './bundle-input.js';
import type { CaseEvent } from './case-events.js';

/** Version and code of the read models, so that a reader can fold the events again and compare. */
const projectionsNow = () =>
  caseProjections()
    .map(({ name, version, apply, key }) => ({
      name,
      version,
      code: sha256(`${String(apply)}\n${String(key)}`),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

/**
 * The case file as the read models had it at each checkpoint: folded from the events of the bundle
 * that are given whole, and from nothing else.
 */
export const replayFiles = async (
  { streams }: CaseStreams,
  events: readonly CaseEvent[],
  checkpoints: readonly LogCheckpoint[],
): Promise<BundleFile[]> => {
  const ids = new Set(streams.map(({ id }) => id));
  const isOfCase = (row: string) => ids.has(row) || ids.has(row.slice(0, row.indexOf('.')));
  const file = (path: string, value: unknown): BundleFile => ({
    path,
    bytes: new TextEncoder().encode(`${canonicalJson(value)}\n`),
  });
  const files = [file('replay/projections.json', projectionsNow())];
  for (const { size, position } of checkpoints) {
    const until = events.filter((event) => event.position <= position);
    const { rows, parked } = await foldRows(caseProjections(), until, isOfCase);
    const unread = parked.map(({ projection, reason }) => ({ projection, reason }));
    files.push(file(`replay/${size}.json`, { size, events: until.length, rows, unread }));
  }
  return files;
};
