import { deriveId, type Mail, type MailOutcome, type Notifier } from '@gongkai/kernel';
import { createTransport, type Transporter } from 'nodemailer';

export type SmtpOptions = {
  /** `smtp://user:secret@host:25` or `smtps://…`; a secret in it is never printed. */
  url: string;
  /** Address the mail comes from. */
  from: string;
};

const TIMEOUT_MS = 20_000;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/;

/** Why a URL cannot be used, or undefined. */
export const smtpFault = (url: string): string | undefined => {
  if (!URL.canParse(url)) return 'not a URL';
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'smtp:' && protocol !== 'smtps:') return 'not smtp:// or smtps://';
  return hostname === '' ? 'no host' : undefined;
};

type SmtpError = { code?: unknown; responseCode?: unknown };

/** Signing in and connecting are ours to mend; a mailbox the server does not take is not. */
const outcomeOf = (error: SmtpError): MailOutcome => {
  const { code, responseCode } = error;
  const status = typeof responseCode === 'number' ? responseCode : 0;
  const reason = status > 0 ? String(status) : typeof code === 'string' ? code : 'unknown';
  const final = status >= 500 && (code === 'EENVELOPE' || code === 'EMESSAGE');
  return { outcome: final ? 'refused' : 'failed', reason };
};

/** Mail by SMTP. */
export class SmtpNotifier implements Notifier {
  private readonly transport: Transporter;

  constructor(private readonly options: SmtpOptions) {
    const fault = smtpFault(options.url);
    if (fault !== undefined) throw new Error(`the SMTP address is ${fault}`);
    const url = new URL(options.url);
    if (
      url.protocol === 'smtp:' &&
      !LOOPBACK.test(url.hostname) &&
      !url.searchParams.has('requireTLS')
    )
      url.searchParams.set('requireTLS', 'true');
    this.transport = createTransport({
      url: url.href,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send({ cause, to, subject, text }: Mail): Promise<MailOutcome> {
    try {
      await this.transport.sendMail({
        from: this.options.from,
        to,
        subject,
        text,
        messageId: `<${deriveId('mail', cause, to).toLowerCase()}@gongkai>`,
        textEncoding: 'base64',
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
      return { outcome: 'sent' };
    } catch (error) {
      return outcomeOf(error as SmtpError);
    }
  }

  async close(): Promise<void> {
    this.transport.close();
  }
}
