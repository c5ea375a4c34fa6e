import { calendarWith, type Calendar, type Notice } from '@gongkai/calendar';
import { HolidayCommand, noticesInForce, type Calendars } from '@gongkai/holiday';
import { canonicalJson, PLATFORM, Rejection, sha256, type Call } from '@gongkai/kernel';
import { rejectImport } from '../import/errors.js';
import type { ImportTarget } from '../import/trial.js';
import type { LogCalendar } from './mapping.js';

const daysOf = (days: Readonly<Record<string, string>>) =>
  Object.entries(days)
    .map(([day, name]) => ({ day, name }))
    .sort((a, b) => (a.day < b.day ? -1 : 1));

type YearNotice = Notice & { source: string; issuedOn: string };
const noticesOf = ({ years }: LogCalendar): YearNotice[] =>
  Object.entries(years)
    .map(([year, { off, work, source, issuedOn }]) => ({
      year: Number(year),
      off: daysOf(off),
      work: daysOf(work),
      source,
      issuedOn,
    }))
    .sort((a, b) => a.year - b.year);

/** The calendar a mapping describes. */
export const calendarOf = (described: LogCalendar): Calendar =>
  calendarWith({ years: new Set(), exceptions: new Map(), foreign: true }, noticesOf(described), {
    replacing: false,
  });

const sameDays = (a: Notice, b: Notice): boolean =>
  JSON.stringify([a.off, a.work]) === JSON.stringify([b.off, b.work]);

/**
 * Makes the calendar of a mapping that of the government, through the commands of the calendar. What
 * it has already stays; a year it knows otherwise is refused, never overwritten. The position of the
 * last event, null when there was nothing to do.
 */
export const adoptCalendar = async (
  { send, calendars }: ImportTarget & { calendars: Calendars },
  described: LogCalendar,
  { tenant, ...call }: Omit<Call, 'body' | 'commandId'>,
): Promise<bigint | null | Rejection> => {
  const state = calendars.stateOf(tenant);
  const known = new Map(noticesInForce(state).map((notice) => [notice.year, notice]));
  const bodies: object[] = [];
  const { reason } = described;
  if (state.base !== 'own') bodies.push({ type: 'adopt', government: tenant, base: 'own', reason });
  for (const notice of noticesOf(described)) {
    const has = known.get(notice.year);
    if (has && !sameDays(has, notice))
      return rejectImport(
        'import.calendarDiffers',
        { year: notice.year },
        `calendar.years.${notice.year}`,
      );
    if (!has) bodies.push({ type: 'load', government: tenant, ...notice });
  }
  if (bodies.length === 0) return null;
  if (call.caller.kind !== 'operator')
    return rejectImport('import.calendarNotAdopted', {}, 'calendar');
  let position: bigint | null = null;
  for (const body of bodies) {
    const commandId = `import.${sha256(`calendar ${canonicalJson(body)}`).slice(0, 40)}`;
    const outcome = await send(
      new HolidayCommand({ ...call, tenant: PLATFORM, commandId, body }, body),
    );
    if (outcome instanceof Rejection) return outcome;
    position = outcome.position ?? position;
  }
  return position;
};
