export { SmtpNotifier, smtpFault, type SmtpOptions } from './smtp-notifier.js';
