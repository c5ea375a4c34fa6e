import { rejectFigures } from '@gongkai/figures';
import {
  parseAgency,
  parseRecord,
  type Position,
  type Rejection,
  type StoredEvent,
} from '@gongkai/kernel';
import type { Behind } from './drill-down.js';

/** One thing behind a figure: a request, a document. */
export type FigureCase = {
  tenant: string;
  /** The agency that had it by the last event counted. */
  agency: string | null;
  aggregate: string;
  aggregateId: string;
  /** How much of the figure it is, in the unit of that. */
  adds: number;
  /** Events behind the figure, the day of the first and of the last. */
  events: number;
  firstOn: string;
  lastOn: string;
};

/** More events than this are not gone through for one question. */
const EVENTS_MAX = 100_000;
const BLOCK = 1000;

/**
 * Adds up the events behind a figure by what they are about. What has come and gone again adds
 * nothing and is left out: of a stock there remain the things it consists of.
 */
export const casesBehind = async (
  behind: (after: Position | undefined, limit: number) => Promise<Behind[]>,
  read: (positions: readonly Position[]) => Promise<StoredEvent[]>,
): Promise<FigureCase[] | Rejection> => {
  const cases = new Map<string, FigureCase>();
  let after: Position | undefined;
  for (let count = 0; ;) {
    const found = await behind(after, BLOCK);
    count += found.length;
    if (count > EVENTS_MAX) return rejectFigures('figures.tooManyCases', { limit: EVENTS_MAX });
    const stored = await read(found.map(({ position }) => position));
    for (const [i, { record }] of stored.entries()) note(cases, record, found[i]!.adds);
    if (found.length < BLOCK) break;
    after = found.at(-1)!.position;
  }
  return [...cases.values()].filter(({ adds }) => adds !== 0);
};

const note = (cases: Map<string, FigureCase>, record: Uint8Array, adds: number): void => {
  const { tenant, aggregate, aggregateId, occurredOn, ...meta } = parseRecord(record).meta;
  const { agency } = parseAgency(meta.agency);
  const key = `${tenant}/${aggregate}-${aggregateId}`;
  const known = cases.get(key);
  if (!known) {
    const of = { tenant, agency, aggregate, aggregateId };
    cases.set(key, { ...of, adds, events: 1, firstOn: occurredOn, lastOn: occurredOn });
    return;
  }
  known.adds += adds;
  known.events++;
  known.agency = agency;
  if (occurredOn < known.firstOn) known.firstOn = occurredOn;
  if (occurredOn > known.lastOn) known.lastOn = occurredOn;
};
