/** The day does not exist in the calendar, e.g. 2023-02-29. */
export class ImpossibleDay extends Error {
  constructor(readonly day: string) {
    super(`there is no day ${day}`);
    this.name = 'ImpossibleDay';
  }
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

const daysIn = (year: number, month: number) =>
  month === 2 && isLeap(year) ? 29 : MONTH_DAYS[month - 1]!;

/** Whether the text is a day `YYYY-MM-DD` that exists. */
export const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const [year, month, day] = partsOf(text);
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
};

const partsOf = (day: string): [number, number, number] => [
  Number(day.slice(0, 4)),
  Number(day.slice(5, 7)),
  Number(day.slice(8, 10)),
];

/**
 * Days since 1970-01-01 of a legal day, by whole numbers alone: a legal day has no zone, and an
 * instant would bring one in. Refuses a day that does not exist.
 */
export const dayNumber = (day: string): number => {
  if (!isDay(day)) throw new ImpossibleDay(day);
  const [year, month, date] = partsOf(day);
  // Years begin in March, so that the leap day is the last of its year.
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + date - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
};

const FIRST = -719_162;
const LAST = 2_932_896;

/** Days once written out, from 1970 to 2169: a derivation names the same days again and again. */
const written: (string | undefined)[] = new Array<string | undefined>(73_000).fill(undefined);

/** The day of a day number; refuses what lies outside the years 1 to 9999. */
export const dayOf = (number: number): string => {
  const known = written[number];
  if (known !== undefined) return known;
  const day = writeDay(number);
  if (number >= 0 && number < written.length) written[number] = day;
  return day;
};

const writeDay = (number: number): string => {
  if (!Number.isInteger(number) || number < FIRST || number > LAST)
    throw new RangeError(`no day has the number ${number}`);
  const shifted = number + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const date = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(date, 2)}`;
};

const pad = (value: number, width: number) => String(value).padStart(width, '0');

/** The day `days` calendar days later (earlier when negative). */
export const addDays = (day: string, days: number): string => dayOf(dayNumber(day) + days);

/** 1 Monday … 7 Sunday. */
export const weekday = (number: number): number => ((((number + 3) % 7) + 7) % 7) + 1;
