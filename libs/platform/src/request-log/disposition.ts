import { Rejection } from '@gongkai/kernel';
import { rejectImport } from '../import/errors.js';
import { keyOf, type Columns } from './columns.js';
import type { LogEntry } from './rows.js';
import type { RequestLogMapping } from './mapping.js';

export type Ended = Pick<LogEntry, 'outcome'> &
  Pick<LogEntry['stated'], 'disposition' | 'secondDisposition' | 'secondOutcome'>;
type Means = RequestLogMapping['disposition']['values'][string];

/** How a case ended: by the first column, by two that belong together, or by the second alone. */
export const dispositionReader = (
  { disposition }: RequestLogMapping,
  columns: Columns,
): ((cells: readonly string[]) => Ended | Rejection) => {
  const { second, together } = disposition;
  const tableOf = (values: Readonly<Record<string, Means>>) =>
    new Map(Object.entries(values).map(([words, means]) => [keyOf(words), means]));
  const [first, other] = [tableOf(disposition.values), tableOf(second?.values ?? {})];
  const pairs = new Map(
    together.map((pair) => [`${keyOf(pair.first)}\n${keyOf(pair.second)}`, pair.outcome]),
  );
  const at = columns.at(disposition);
  const secondAt = second ? columns.at(second) : null;
  const lookUp = (table: Map<string, Means>, words: string, column: number) => {
    const means = table.get(keyOf(words));
    return means === undefined
      ? rejectImport(
          'import.valueUnknown',
          { heading: columns.headings[column]!, value: words },
          'disposition',
        )
      : means;
  };
  return (cells) => {
    const words = columns.text(cells, at);
    const more = secondAt === null ? '' : columns.text(cells, secondAt);
    const pair = pairs.get(`${keyOf(words)}\n${keyOf(more)}`);
    const said = { disposition: words || null, secondDisposition: more || null };
    if (pair !== undefined) return { ...said, outcome: pair, secondOutcome: null };
    const means = words === '' ? null : lookUp(first, words, at);
    if (means instanceof Rejection) return means;
    const also = more === '' ? null : lookUp(other, more, secondAt!);
    if (also instanceof Rejection) return also;
    return { ...said, outcome: means ?? also, secondOutcome: means === null ? null : also };
  };
};
