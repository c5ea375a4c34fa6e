import { consultationEvents, type ConsultationEvent } from '@gongkai/consultation';
import type { EventOf } from '@gongkai/kernel';
import { secrecyEvents, type SecrecyEvent } from '@gongkai/secrecy';
import { attestedEvents } from './events.attest.js';
import { courseEvents } from './events.course.js';
import { intakeEvents } from './events.intake.js';
import { answerEvents } from './events.reply.js';

/** The events this context declares. */
export const requestEvents = {
  ...intakeEvents,
  ...courseEvents,
  ...answerEvents,
  ...attestedEvents,
};
export type OwnRequestEvent = EventOf<typeof requestEvents>;

/** Everything in the stream of a request, with its consultations and the reviews of its replies. */
export const requestStreamEvents = { ...requestEvents, ...consultationEvents, ...secrecyEvents };
export type RequestEvent = OwnRequestEvent | ConsultationEvent | SecrecyEvent;
/** One of them by name. */
export type EventNamed<T extends RequestEvent['type']> = Extract<RequestEvent, { type: T }>;
