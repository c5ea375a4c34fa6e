import { PLATFORM, streamName, type EventStore } from '@gongkai/kernel';
import type { DivisionCommandData } from './commands.js';
import { divisionAggregate, divisionId, type Division } from './decider.division.js';
import type { DivisionChange } from './division-source.js';
import { BEFORE_RECORDS } from './events.js';

type Next = ReadonlyMap<string, string>;

/** Old code → new code of every change of a code. */
const recodings = (changes: readonly DivisionChange[]): [from: string, to: string][] =>
  changes.flatMap((change) =>
    (change.kind === 'recoded' || change.kind === 'moved') && change.toCode !== change.code
      ? [[change.code, change.toCode] as [string, string]]
      : [],
  );

const walk = (code: string, next: Next): string[] => {
  const codes = [code];
  for (let to = next.get(code); to !== undefined; to = next.get(to)) codes.push(to);
  return codes;
};

/** The code under which a division was first known, by walking its recodings back. */
export const firstCodes = (changes: readonly DivisionChange[]): ((code: string) => string) => {
  const before: Next = new Map(recodings(changes).map(([from, to]) => [to, from]));
  return (code) => walk(code, before).at(-1)!;
};

/**
 * The ids of divisions by any of their codes: that of the first code, or of the one under which the
 * log has the division since before the table of changes knew the first.
 */
export const idsByCode = async (
  store: EventStore,
  changes: readonly DivisionChange[],
  first: (code: string) => string,
): Promise<(code: string) => string> => {
  const after: Next = new Map(recodings(changes));
  const ids = new Map<string, string>();
  for (const [from] of recodings(changes))
    for (const code of walk(first(from), after)) {
      const id = divisionId(code);
      if ((await store.revision(streamName(PLATFORM, divisionAggregate.name, id))) === 0) continue;
      ids.set(first(from), id);
      break;
    }
  // Each is hashed once: a superior is asked for as often as it has divisions.
  return (code) => {
    const known = first(code);
    const id = ids.get(known) ?? divisionId(known);
    ids.set(known, id);
    return id;
  };
};

/**
 * What makes up for a change the log cannot have, because it listed the division as it was
 * afterwards: what it was before, since before the records begin.
 */
export const formerly = (
  change: DivisionChange,
  division: Division,
  idOf: (code: string) => string,
): DivisionCommandData | undefined => {
  if (division === null || division.spans.length > 1) return undefined;
  const [listed] = division.spans;
  const { code, ground } = change;
  const of = { division: idOf(code), on: BEFORE_RECORDS, ground };
  switch (change.kind) {
    case 'recoded':
      return listed!.code === code ? undefined : { type: 'recode', ...of, code, name: change.name };
    case 'renamed':
      return listed!.name === change.name
        ? undefined
        : { type: 'rename', ...of, name: change.name };
    case 'moved': {
      const parent = idOf(change.from);
      return listed!.code === code && listed!.parent === parent
        ? undefined
        : { type: 'move', ...of, code, parent };
    }
    case 'merged':
    case 'abolished':
      return undefined;
  }
};
