import { Day, event, type EventOf } from '@gongkai/kernel';
import { z } from 'zod';

/** How the office of a government handles requests, beside what the law says. */
export const requestSettingEvents = {
  /** New requests are numbered by it; those on record keep the number they have. */
  RequestNumberTemplateReplaced: event(
    z.strictObject({ template: z.string().min(1), replacedOn: Day, decidedBy: z.string().min(1) }),
    { occurredOn: (data) => data.replacedOn },
  ),
};
export type RequestSettingEvent = EventOf<typeof requestSettingEvents>;
