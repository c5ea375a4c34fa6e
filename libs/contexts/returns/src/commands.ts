import { AgencyId, Reason } from '@gongkai/entries';
import { Line, type Call, type WithKey } from '@gongkai/kernel';
import { z } from 'zod';
import { Measure } from './measures.js';

const of = { agency: AgencyId, measure: Measure, period: z.string().min(4).max(20) };
const reported = {
  ...of,
  number: z.int().min(0),
  attestedBy: Line(100),
  proof: Line(300).nullable().default(null),
};

export const ReturnCommands = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('report'), ...reported }),
  z.strictObject({ type: z.literal('correct'), ...reported, reason: Reason }),
  z.strictObject({ type: z.literal('void'), ...of, reason: Reason }),
]);
export type ReturnCommandData = WithKey<z.output<typeof ReturnCommands>, 'returnId'>;

export class ReturnCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}
