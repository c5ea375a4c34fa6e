/**
 * One hot key per event, packed into 53 bits so that a JavaScript number holds it exactly:
 * agency 21 · month 12 · type 10 · facet 10. Agency and type are dictionary numbers of the store;
 * months count from January 1900.
 */
export type HotKey = { agency: number; month: number; type: number; facet: number };

export const FACET_MAX = 1023;
export const HOT_AGENCY_MAX = 2 ** 21 - 1;
const MONTH_BASE = 1900;

/** The last day whose month a hot key holds; commands that reach farther are refused. */
export const LAST_LEGAL_DAY = '2241-04-30';
const MONTH_MAX = 4095;

/** Months since January 1900 of a day `YYYY-MM-DD` or a month `YYYY-MM`. */
export const monthOf = (day: string): number =>
  (Number(day.slice(0, 4)) - MONTH_BASE) * 12 + Number(day.slice(5, 7)) - 1;

/**
 * The month under which a legal day is counted, 0 to 4095. An institution may be older than the
 * count: what lies before January 1900 counts in that month, and is in stock from there on.
 */
export const hotMonthOf = (day: string): number => {
  const month = monthOf(day);
  if (!Number.isInteger(month)) throw new RangeError('not a legal day');
  return Math.min(Math.max(month, 0), MONTH_MAX);
};

/** `YYYY-MM` of a month number. */
export const monthText = (month: number): string =>
  `${MONTH_BASE + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;

const fits = (value: number, bits: number) =>
  Number.isInteger(value) && value >= 0 && value < 2 ** bits;

/** Throws a RangeError when a part does not fit: a bug of the caller, never of the input. */
export const packHotKey = ({ agency, month, type, facet }: HotKey): number => {
  if (!fits(agency, 21) || !fits(month, 12) || !fits(type, 10) || !fits(facet, 10))
    throw new RangeError(`no hot key for ${agency} ${month} ${type} ${facet}`);
  // >>> 0: from month 2048 (the year 2070) on the low word has its top bit set.
  return agency * 2 ** 32 + (((month << 20) | (type << 10) | facet) >>> 0);
};

export const unpackHotKey = (key: number): HotKey => {
  const low = key >>> 0;
  return {
    agency: Math.floor(key / 2 ** 32),
    month: low >>> 20,
    type: (low >>> 10) & 1023,
    facet: low & 1023,
  };
};

/** `<tenant>/<agency>`, what the agency number stands for; the government's own office has no agency. */
export const leafName = (tenant: string, agency: string | null): string =>
  `${tenant}/${agency ?? ''}`;

const SHARED = '~';

/**
 * The agency of an event about a case that others are party to, too, and that is counted at each of
 * them and once above: its own id, then the nodes that count it first. Above the first node common
 * with one of these it does not count again (decision record 0012).
 */
export const sharedAgency = (agency: string | null, countedBy: readonly string[]): string | null =>
  countedBy.length === 0 ? agency : [agency ?? '', ...countedBy].join(SHARED);

/** What the agency of an event says: whose it is, and the nodes that count the case first. */
export const parseAgency = (
  agency: string | null,
): { agency: string | null; countedBy: readonly string[] } => {
  const [own = '', ...countedBy] = (agency ?? '').split(SHARED);
  return { agency: own === '' ? null : own, countedBy };
};

export const parseLeafName = (
  leaf: string,
): { tenant: string; agency: string | null; countedBy: readonly string[] } => {
  const [tenant = '', agency = ''] = leaf.split('/');
  return { tenant, ...parseAgency(agency) };
};
