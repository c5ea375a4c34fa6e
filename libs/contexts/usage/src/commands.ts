import { Day, type Call } from '@gongkai/kernel';
import { z } from 'zod';
import { ItemUse } from './events.js';

/** Items one command takes at most. */
export const ITEMS_PER_RECORD = 20_000;

export const UsageRecord = z.strictObject({
  agency: z.string().nullable(),
  on: Day,
  items: z.array(ItemUse).min(1).max(ITEMS_PER_RECORD),
});
export type UsageRecord = z.output<typeof UsageRecord>;

/** What was counted of an agency's items on a day; only the process that counts sends it. */
export class RecordUsageCommand {
  constructor(
    readonly call: Call,
    readonly data: UsageRecord,
  ) {}
}
