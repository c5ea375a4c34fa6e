import { BlankText, Day, Line, Text, type Call } from '@gongkai/kernel';
import { z } from 'zod';
import { CalendarBase } from './events.js';

const days = z.array(z.strictObject({ day: Day, name: Line(60) })).max(120);

/** Whose calendar: null is the national one. */
const government = z.string().min(1).max(64).nullable().default(null);
const year = z.int().min(1949).max(2199);
const notice = {
  government,
  year,
  off: days,
  work: days.default([]),
  source: Line(200),
  issuedOn: Day,
};

export const HolidayCommands = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('adopt'),
    government,
    base: CalendarBase,
    reason: BlankText(500).default(''),
  }),
  z.strictObject({ type: z.literal('load'), ...notice }),
  z.strictObject({ type: z.literal('correct'), ...notice, reason: Text(500) }),
  z.strictObject({ type: z.literal('withdraw'), government, year, reason: Text(500) }),
]);
export type HolidayCommandData = z.infer<typeof HolidayCommands>;

/** A command to the national calendar, or to that of one government; the platform's own to give. */
export class HolidayCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}
