import { addDays, dayNumber, workingDayAfter, type Calendar } from '@gongkai/calendar';
import type { Day } from '@gongkai/kernel';
import type { Column } from './decider.columns.js';
import type { ColumnAgencyKind } from './events.js';

/** Whether a column that must be updated regularly has been (栏目负责制). */
export type Freshness = {
  state: 'current' | 'overdue' | 'notRequired';
  /** The last day on which the next item is in time. */
  dueOn: Day | null;
  /** Days past the due day; 0 when it is in time. */
  daysOver: number;
};

/** One agency's duty to keep one column up to date; null is the government's own office. */
export type ColumnDuty = { column: Column; agency: string | null };
export type ColumnFreshness = ColumnDuty & Freshness & { lastPublishedOn: Day | null };

/**
 * The limit counts calendar days from the last publication, or from the day the duty began when
 * that is later; a limit that ends on a day off ends on the next working day. Columns that are
 * updated as occasion arises, permanent and closed ones owe nothing.
 */
export const freshnessOf = (
  column: Pick<Column, 'updateMode' | 'updateWithinDays' | 'dutyFrom' | 'closedOn'>,
  lastPublishedOn: Day | null,
  today: Day,
  calendar: Calendar,
): Freshness => {
  if (
    column.updateMode !== 'regular' ||
    column.updateWithinDays === null ||
    column.closedOn !== null
  )
    return { state: 'notRequired', dueOn: null, daysOver: 0 };
  const from =
    lastPublishedOn !== null && lastPublishedOn > column.dutyFrom
      ? lastPublishedOn
      : column.dutyFrom;
  const dueOn = workingDayAfter(calendar, addDays(from, column.updateWithinDays - 1), 1).day;
  if (today <= dueOn) return { state: 'current', dueOn, daysOver: 0 };
  return { state: 'overdue', dueOn, daysOver: dayNumber(today) - dayNumber(dueOn) };
};

/**
 * Who owes what: the responsible agency of a column, else every agency of the kinds it is reserved
 * for, else the government's own office.
 */
export const dutiesOf = (
  columns: readonly Column[],
  agencies: readonly { id: string; kind: ColumnAgencyKind }[],
): ColumnDuty[] =>
  columns
    .filter((column) => column.updateMode === 'regular' && column.closedOn === null)
    .flatMap((column): ColumnDuty[] => {
      if (column.responsibleAgency !== null) return [{ column, agency: column.responsibleAgency }];
      const own = column.agencyKinds.length === 0 || column.agencyKinds.includes('government');
      return [
        ...(own ? [{ column, agency: null }] : []),
        ...agencies
          .filter(({ kind }) => column.agencyKinds.includes(kind))
          .map(({ id }) => ({ column, agency: id })),
      ];
    });

/** The key under which the last publication of an agency in a column is kept. */
export const freshnessKey = (columnCode: string, agency: string | null): string =>
  `${columnCode}.${agency ?? ''}`;

/** The duties that are overdue, the longest first. */
export const overdueOf = (
  duties: readonly ColumnDuty[],
  lastPublished: ReadonlyMap<string, Day>,
  today: Day,
  calendar: Calendar,
): ColumnFreshness[] =>
  duties
    .map(({ column, agency }) => {
      const lastPublishedOn = lastPublished.get(freshnessKey(column.code, agency)) ?? null;
      const freshness = freshnessOf(column, lastPublishedOn, today, calendar);
      return { column, agency, lastPublishedOn, ...freshness };
    })
    .filter(({ state }) => state === 'overdue')
    .sort((a, b) => b.daysOver - a.daysOver || (a.column.code < b.column.code ? -1 : 1));
