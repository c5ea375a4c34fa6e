import type { Indicator } from '@gongkai/figures';
import type { ContextManifest } from '@gongkai/kernel';
import { documentMessages } from './document-messages.process.js';
import { inboxErrors } from './errors.js';
import { inboxSettingEvents, messageEvents } from './events.js';
import sdl from './inbox.graphql';
import { messageRows } from './messages.projection.js';
import { inboxPolicy } from './policy.js';
import { requestMessages } from './request-messages.process.js';

export { messagesOf, type CaseNews, type MessagesRow } from './case-messages.process.js';
export { InboxSettingCommand, MessageCommand, type MessageCommandData } from './commands.js';
export { messageIdOf, workingDayBefore } from './decider.js';
export { REMINDER_DAYS_DEFAULT } from './decider.settings.js';
export { messageEvents, type About, type MessageEvent, type Recipient } from './events.js';
export { MailRound, mailOf, type MailRoundDeps } from './mail-round.js';
export { messageCollection, type MessageRow } from './messages.projection.js';
export { MessageSubject, subjects } from './subjects.js';

export const inboxContext: ContextManifest & { indicators: readonly Indicator[] } = {
  name: 'inbox',
  events: { ...messageEvents, ...inboxSettingEvents },
  projections: [messageRows],
  processes: [requestMessages, documentMessages] as ContextManifest['processes'],
  policy: inboxPolicy,
  errors: inboxErrors,
  sdl,
  module: () => import('./inbox.module.js').then((m) => m.InboxModule),
  indicators: [],
};
