import { messagesOf } from '@gongkai/inbox';
import { pickEvents } from '@gongkai/kernel';
import { litigationEvents, type SuitEventNamed } from './events.js';

const told = pickEvents(
  litigationEvents,
  'SuitFiled',
  'SuitAccepted',
  'SuitCopyReceived',
  'SuitAnswerDayMoved',
  'SuitAnswered',
  'SuitEvidenceFiled',
  'EvidenceMissed',
  'SuitConcluded',
  'SuitVoided',
);
const WORK = ['suitServed', 'suitAnswerDueSoon', 'suitEvidenceMissed'] as const;

/** Tells the legal officer what has come, what is due and what has passed. */
export const suitMessages = messagesOf<SuitEventNamed<keyof typeof told>>({
  name: 'suitMessages',
  about: 'suit',
  reminder: 'suitAnswerDueSoon',
  events: told,
  idOf: ({ data }) => data.suitId,
  news(event) {
    const subject = 'suitAnswerDueSoon';
    switch (event.type) {
      case 'SuitFiled':
        return { agency: event.data.agency };
      case 'SuitAccepted':
        return { number: event.data.number };
      case 'SuitCopyReceived':
        return { tells: ['suitServed'], reminds: { subject, dueOn: event.data.answerBy } };
      case 'SuitAnswerDayMoved':
        return { reminds: { subject, dueOn: event.data.to } };
      case 'SuitAnswered':
        return { settles: ['suitServed', 'suitAnswerDueSoon'] };
      case 'SuitEvidenceFiled':
        return { settles: ['suitEvidenceMissed'] };
      case 'EvidenceMissed':
        return { settles: ['suitAnswerDueSoon'], tells: ['suitEvidenceMissed'] };
      case 'SuitConcluded':
        return { settles: WORK, tells: ['suitConcluded'] };
      case 'SuitVoided':
        return { settles: WORK };
    }
  },
});
