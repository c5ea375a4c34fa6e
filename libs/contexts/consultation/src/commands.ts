import { Day, Line } from '@gongkai/kernel';
import { Sealed } from '@gongkai/vault';
import { z } from 'zod';
import { ConsultationAnswer, ConsultationKind, ConsultationRoute, ReturnReason } from './events.js';

const consultationId = z.string().regex(/^[A-Za-z0-9]{1,64}$/);
const letter = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .nullable()
  .default(null);
const on = Day.optional();

/**
 * What may be asked of a consultation. The context of the case adds the id of the case to each of
 * these and passes them on; personal fields come sealed, `on` is today when absent.
 */
export const consultationCommands = {
  sendConsultation: z.strictObject({
    type: z.literal('sendConsultation'),
    consultationId,
    kind: ConsultationKind,
    agency: z.string().nullable().default(null),
    name: Line(100).nullable().default(null),
    addressee: Sealed.nullable().default(null),
    route: ConsultationRoute.default('post'),
    letter,
    on,
  }),
  recordConsultationDelivery: z.strictObject({
    type: z.literal('recordConsultationDelivery'),
    consultationId,
    on,
  }),
  recordConsultationReturn: z.strictObject({
    type: z.literal('recordConsultationReturn'),
    consultationId,
    reason: ReturnReason.default('other'),
    on,
  }),
  answerConsultation: z.strictObject({
    type: z.literal('answerConsultation'),
    consultationId,
    answer: ConsultationAnswer,
    reasonable: z.boolean().nullable().default(null),
    text: Sealed.nullable().default(null),
    on,
  }),
  noticeOverride: z.strictObject({
    type: z.literal('noticeOverride'),
    consultationId,
    reason: Sealed,
    letter,
    on,
  }),
  /** Given by the watch, never by a person. */
  noteConsultationSilence: z.strictObject({
    type: z.literal('noteConsultationSilence'),
    consultationId,
  }),
};
export type ConsultationCommand = {
  [K in keyof typeof consultationCommands]: z.infer<(typeof consultationCommands)[K]>;
}[keyof typeof consultationCommands];
export const CONSULTATION_COMMAND_TYPES = Object.keys(
  consultationCommands,
) as ConsultationCommand['type'][];
