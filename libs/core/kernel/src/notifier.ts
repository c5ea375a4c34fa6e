/**
 * A message that leaves the platform for an officer. It names a case by its number and a day, and
 * nothing of an applicant: mail is read by others on its way.
 */
export type Mail = {
  /** What it is sent for: the same cause to the same address is the same mail. */
  cause: string;
  to: string;
  subject: string;
  text: string;
};

/**
 * What became of a mail: `sent` is taken over by the server, `refused` will not be taken later
 * either (no such mailbox), `failed` may be tried again. The reason is a short code, never the
 * words of a server, which may quote an address.
 */
export type MailOutcome =
  | { outcome: 'sent' }
  | { outcome: 'refused'; reason: string }
  | { outcome: 'failed'; reason: string };

/** Takes mail out of the platform. */
export interface Notifier {
  /** Never throws: what goes wrong outside is an outcome. */
  send(mail: Mail): Promise<MailOutcome>;
  close(): Promise<void>;
}

/** Nest token of the notifier. */
export const NOTIFIER = Symbol('Notifier');
