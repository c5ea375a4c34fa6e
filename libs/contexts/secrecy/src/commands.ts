import { BlankText, Day, Line, Text } from '@gongkai/kernel';
import { z } from 'zod';
import { GroundCode, PassGroundCode } from './decider.grounds.js';
import { GuidanceDepartment, GuidanceOutcome } from './events.js';

const text = Text(2000);

/**
 * What may be asked of a secrecy review. The context of the thing reviewed adds the id of the thing
 * to each of these and passes them on; `on` is the day it happened, today when absent.
 */
export const secrecyCommands = {
  requestSecrecy: z.strictObject({ type: z.literal('requestSecrecy'), on: Day.optional() }),
  askSecrecyGuidance: z.strictObject({
    type: z.literal('askSecrecyGuidance'),
    department: GuidanceDepartment,
    /** The name of the department asked. */
    name: Line(100),
    question: text,
    on: Day.optional(),
  }),
  answerSecrecyGuidance: z.strictObject({
    type: z.literal('answerSecrecyGuidance'),
    outcome: GuidanceOutcome,
    answer: text,
    letter: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
    on: Day.optional(),
  }),
  passSecrecy: z.strictObject({
    type: z.literal('passSecrecy'),
    ground: PassGroundCode.default('noGroundApplies'),
    remark: BlankText(2000).default(''),
    on: Day.optional(),
  }),
  refuseSecrecy: z.strictObject({
    type: z.literal('refuseSecrecy'),
    ground: GroundCode,
    explanation: text,
    on: Day.optional(),
  }),
};
export type SecrecyCommand = {
  [K in keyof typeof secrecyCommands]: z.infer<(typeof secrecyCommands)[K]>;
}[keyof typeof secrecyCommands];
export const SECRECY_COMMAND_TYPES = Object.keys(secrecyCommands) as SecrecyCommand['type'][];
