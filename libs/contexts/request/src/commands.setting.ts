import { Line, type Call } from '@gongkai/kernel';
import { z } from 'zod';

export const RequestSettingCommands = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('setRequestNumberTemplate'), template: Line(200) }),
]);
export type RequestSettingCommandData = z.infer<typeof RequestSettingCommands>;

/** A command to the settings of requests of the caller's government. */
export class RequestSettingCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}
