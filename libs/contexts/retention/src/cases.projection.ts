import {
  parseAgency,
  type AnyEvent,
  type Catalogue,
  type CollectionSpec,
  type Day,
  type EventSpec,
  type Projection,
  type Recorded,
} from '@gongkai/kernel';
import { closes, reopens } from './case-kinds.js';
import { retentionEvents } from './events.js';
import type { OwnPeriod } from './periods.js';
import { holdsSealed, keysIn } from './sealed-keys.js';

/** A case that holds data of persons: whose, and since when it is over. */
export type HeldCaseRow = {
  caseId: string;
  kind: string;
  /** The government's own office is null. */
  agency: string | null;
  /** Keys of persons that can still be opened. */
  persons: readonly string[];
  erased: readonly string[];
  /** Null while the case goes on. */
  closedOn: Day | null;
  /** What the archive decided for the case itself. */
  own: OwnPeriod | null;
};

const OWN_YEARS = { years10: 10, years30: 30, permanent: 9_999 } as const;

export const heldCaseCollection: CollectionSpec<HeldCaseRow> = {
  name: 'heldCases',
  version: 1,
  keys: {
    kind: (row) => row.kind,
    closedOn: (row) => row.closedOn,
    live: (row) => Number(row.persons.length > 0),
    ownYears: (row) => (row.own === null ? 0 : OWN_YEARS[row.own]),
  },
  sets: { persons: (row) => row.persons },
  indexes: [['kind', 'live', 'closedOn']],
};

const ownOf = (data: unknown): OwnPeriod | null => {
  const { retention } = data as { retention?: unknown };
  return typeof retention === 'string' && retention in OWN_YEARS ? (retention as OwnPeriod) : null;
};

const { PersonErased } = retentionEvents;
type Certificate = { person: string; streams: { ids: string[] }[] };
type Erased = Recorded<{ type: 'PersonErased'; data: Certificate } & AnyEvent>;
const isErased = (event: Recorded): event is Erased => event.type === 'PersonErased';

const afterCase = (row: HeldCaseRow | undefined, event: Recorded): HeldCaseRow | undefined => {
  const { aggregate, aggregateId, occurredOn } = event.meta;
  const { agency } = parseAgency(event.meta.agency);
  const keys = keysIn(event.data);
  if (!row && keys.length === 0) return undefined;
  const known: HeldCaseRow = row ?? {
    caseId: aggregateId,
    kind: aggregate,
    agency,
    persons: [],
    erased: [],
    closedOn: null,
    own: null,
  };
  const fresh = keys.filter((key) => !known.persons.includes(key) && !known.erased.includes(key));
  const next = { ...known, agency, persons: [...known.persons, ...fresh] };
  if (reopens(event.type)) return { ...next, closedOn: null };
  if (!closes(event.type)) return next;
  // What comes after the end (the archive) keeps the case over, on its own day when that is later.
  const closedOn =
    next.closedOn !== null && next.closedOn > occurredOn ? next.closedOn : occurredOn;
  return { ...next, closedOn, own: ownOf(event.data) ?? next.own };
};

/** Which of the events of other contexts say something of persons or of the end of a case. */
const followed = (catalogue: Catalogue): Catalogue =>
  Object.fromEntries(
    Object.entries(catalogue).filter(
      ([type, spec]) =>
        closes(type) || reopens(type) || holdsSealed((spec as EventSpec).current as never),
    ),
  );

/** In which cases the data of a person lies: over every event of every context that can hold any. */
export const heldCases = (catalogue: Catalogue): Projection<HeldCaseRow> => ({
  name: 'heldCases',
  version: 1,
  events: { ...followed(catalogue), PersonErased },
  collection: heldCaseCollection,
  key: (event) =>
    isErased(event) ? event.data.streams.flatMap(({ ids }) => ids) : event.meta.aggregateId,
  apply(row, event) {
    if (!isErased(event)) return afterCase(row, event);
    if (!row) return undefined;
    const { person } = event.data;
    const persons = row.persons.filter((key) => key !== person);
    const erased = row.erased.includes(person) ? row.erased : [...row.erased, person];
    return { ...row, persons, erased };
  },
});
