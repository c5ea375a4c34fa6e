import { messagesOf, type CaseNews, type MessageSubject } from '@gongkai/inbox';
import { pickEvents } from '@gongkai/kernel';
import { reconsiderationEvents, type EventNamed } from './events.js';

const followed = pickEvents(
  reconsiderationEvents,
  'ReconsiderationFiled',
  'ReconsiderationVoided',
  'CopyServed',
  'AnswerSubmitted',
  'AnswerMissed',
  'AnswerMissLifted',
  'ReconsiderationDueSet',
  'ReconsiderationRefused',
  'ReconsiderationDecided',
  'ReconsiderationEnded',
);
type Followed = EventNamed<keyof typeof followed>;

const REMINDER = 'appealAnswerDueSoon';
const WORK: readonly MessageSubject[] = ['appealServed', REMINDER, 'appealAnswerOverdue'];

const newsOf = ({ type, data }: Followed): CaseNews | undefined => {
  switch (type) {
    case 'ReconsiderationFiled':
      return { agency: data.respondent, number: data.number };
    case 'CopyServed':
      return { tells: ['appealServed'] };
    case 'ReconsiderationDueSet':
      if (data.period !== 'answer') return undefined;
      return { reminds: { subject: REMINDER, dueOn: data.dueOn } };
    case 'AnswerMissed':
      return { settles: [REMINDER], tells: ['appealAnswerOverdue'] };
    case 'AnswerMissLifted':
      return { settles: ['appealAnswerOverdue'] };
    case 'AnswerSubmitted':
    case 'ReconsiderationVoided':
      return { settles: WORK };
    case 'ReconsiderationRefused':
    case 'ReconsiderationDecided':
    case 'ReconsiderationEnded':
      return { settles: WORK, tells: ['appealDecided'] };
  }
};

/** Tells the legal officer what has come, what is due, and what has passed; settles what is done. */
export const reconsiderationMessages = messagesOf<Followed>({
  name: 'reconsiderationMessages',
  about: 'reconsideration',
  reminder: REMINDER,
  events: followed,
  idOf: ({ data }) => data.reconsiderationId,
  news: newsOf,
});
