import { messagesOf, type CaseNews } from '@gongkai/inbox';
import {
  erasureEvents,
  retentionEvents,
  type ErasureEvent,
  type RetentionEvent,
} from './events.js';

const { RetentionDueNoted } = retentionEvents;
const { PersonErasureAsked, PersonErasureApproved, PersonErasureRefused, PersonErasureWithdrawn } =
  erasureEvents;
const told = {
  RetentionDueNoted,
  PersonErasureAsked,
  PersonErasureApproved,
  PersonErasureRefused,
  PersonErasureWithdrawn,
};
type Told = Extract<RetentionEvent | ErasureEvent, { type: keyof typeof told }>;

/** Tells the archivist what is due, and those who decide that an erasure waits for them. */
export const retentionMessages = messagesOf<Told>({
  name: 'retentionMessages',
  about: 'retention',
  reminder: 'retentionDue',
  events: told,
  idOf: (event) => (event.type === 'RetentionDueNoted' ? event.data.kind : event.data.erasure),
  news(event): CaseNews {
    if (event.type === 'RetentionDueNoted') return { tells: ['retentionDue'] };
    return event.type === 'PersonErasureAsked'
      ? { tells: ['erasureToDecide'] }
      : { settles: ['erasureToDecide'] };
  },
});
