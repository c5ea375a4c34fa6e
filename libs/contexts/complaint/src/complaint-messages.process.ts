import { messagesOf } from '@gongkai/inbox';
import { complaintEvents, type ComplaintEvent } from './events.js';

const WORK = ['complaintReceived', 'complaintDueSoon', 'complaintOverdue'] as const;

/** Tells the complaint handlers what has come, what is due and what has passed. */
export const complaintMessages = messagesOf<ComplaintEvent>({
  name: 'complaintMessages',
  about: 'complaint',
  reminder: 'complaintDueSoon',
  events: complaintEvents,
  idOf: ({ data }) => data.complaintId,
  news(event) {
    const subject = 'complaintDueSoon';
    switch (event.type) {
      case 'ComplaintReceived': {
        const { agency, reference: number, dueOn } = event.data;
        return { agency, number, tells: ['complaintReceived'], reminds: { subject, dueOn } };
      }
      case 'ComplaintAssigned':
        // Who handles it from now on is told anew.
        return {
          agency: event.data.to,
          settles: ['complaintReceived'],
          tells: ['complaintReceived'],
        };
      case 'ComplaintDueMoved':
        return { reminds: { subject, dueOn: event.data.to } };
      case 'ComplaintReopened':
        return { tells: ['complaintReceived'], reminds: { subject, dueOn: event.data.dueOn } };
      case 'ComplaintOverdueNoted':
        return { settles: ['complaintDueSoon'], tells: ['complaintOverdue'] };
      case 'ComplaintAnswered':
      case 'ComplaintTransferred':
      case 'ComplaintVoided':
        return { settles: WORK };
      case 'ComplaintClosed':
      case 'ComplaintShown':
        return undefined;
    }
  },
});
