import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { notifierConformance, type ArrivedMail } from '@gongkai/testing';
import { SMTPServer } from 'smtp-server';
import { SmtpNotifier, smtpFault } from './smtp-notifier.js';

const decodeSubject = (raw: string): string =>
  raw
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?UTF-8\?(B|Q)\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      Buffer.from(
        kind.toUpperCase() === 'B'
          ? Buffer.from(text, 'base64')
          : Buffer.from(
              text
                .replaceAll('_', ' ')
                .replace(/=([0-9A-F]{2})/gi, (__, hex: string) =>
                  String.fromCharCode(parseInt(hex, 16)),
                ),
              'latin1',
            ),
      ).toString('utf8'),
    );

/** Reads a mail as sent: headers, then a body in base64. */
const readMail = (raw: string, to: string): ArrivedMail & { headers: string } => {
  const [headers = '', body = ''] = raw.split(/\r\n\r\n([\s\S]*)/);
  const unfolded = headers.replace(/\r\n[ \t]+/g, ' ');
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(unfolded)?.[1] ?? '';
  return {
    to,
    subject: decodeSubject(header('Subject')),
    text: Buffer.from(body, 'base64').toString('utf8').replaceAll('\r\n', '\n'),
    id: header('Message-ID'),
    headers: unfolded,
  };
};

/** A real SMTP server on loopback, that can refuse mailboxes and go away. */
const openServer = async (signIn: { user: string; pass: string } | null = null) => {
  const arrived: (ArrivedMail & { headers: string })[] = [];
  const unknown = new Set<string>();
  let port = 0;
  const make = () =>
    new SMTPServer({
      authOptional: signIn === null,
      disabledCommands: ['STARTTLS'],
      onAuth: ({ username, password }, _session, done) =>
        username === signIn?.user && password === signIn?.pass
          ? done(null, { user: username })
          : done(new Error('wrong')),
      onRcptTo: ({ address }, _session, done) =>
        unknown.has(address)
          ? done(Object.assign(new Error(`no mailbox ${address}`), { responseCode: 550 }))
          : done(),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const [to] = session.envelope.rcptTo;
          arrived.push(readMail(Buffer.concat(chunks).toString('utf8'), to!.address));
          done();
        });
      },
    });
  let server: SMTPServer | undefined;
  const start = async () => {
    server = make();
    server.on('error', () => undefined);
    const listening = server.listen(port, '127.0.0.1');
    await once(listening, 'listening');
    ({ port } = listening.address() as AddressInfo);
  };
  const stop = async () => {
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
    server = undefined;
  };
  await start();
  return { arrived, unknown, start, stop, port: () => port };
};

notifierConformance('SMTP', async () => {
  const server = await openServer();
  const url = `smtp://127.0.0.1:${String(server.port())}`;
  const notifier = new SmtpNotifier({ url, from: 'gongkai@county.example' });
  return {
    notifier,
    arrived: async () => server.arrived,
    refuse: (address) => void server.unknown.add(address),
    breakDown: (broken) => (broken ? server.stop() : server.start()),
    dispose: async () => {
      await notifier.close();
      await server.stop();
    },
  };
});

describe('mail by SMTP', () => {
  const mail = { cause: 'c', to: 'office@county.example', subject: 'x', text: 'y' };

  it('says who it is from and that a program wrote it', async () => {
    const server = await openServer();
    const url = `smtp://127.0.0.1:${String(server.port())}`;
    const notifier = new SmtpNotifier({ url, from: 'gongkai@county.example' });
    await notifier.send(mail);
    expect(server.arrived[0]!.headers).toMatch(/^From: gongkai@county\.example$/m);
    expect(server.arrived[0]!.headers).toMatch(/^Auto-Submitted: auto-generated$/m);
    await notifier.close();
    await server.stop();
  });

  it('signs in, and may be tried again when the password was wrong', async () => {
    const server = await openServer({ user: 'gongkai', pass: 'right' });
    const send = async (pass: string) => {
      const url = `smtp://gongkai:${pass}@127.0.0.1:${String(server.port())}`;
      const notifier = new SmtpNotifier({ url, from: 'gongkai@county.example' });
      const outcome = await notifier.send(mail);
      await notifier.close();
      return outcome;
    };
    expect(await send('wrong')).toEqual({ outcome: 'failed', reason: '535' });
    expect(await send('right')).toEqual({ outcome: 'sent' });
    await server.stop();
  });

  it('sends nothing in clear where TLS is asked for and not offered', async () => {
    const server = await openServer();
    const url = `smtp://127.0.0.1:${String(server.port())}?requireTLS=true`;
    const notifier = new SmtpNotifier({ url, from: 'gongkai@county.example' });
    expect(await notifier.send(mail)).toMatchObject({ outcome: 'failed' });
    expect(server.arrived).toEqual([]);
    await notifier.close();
    await server.stop();
  });

  it('refuses an address of a server that is none', () => {
    expect(smtpFault('mail.county.example')).toBe('not a URL');
    expect(smtpFault('https://mail.county.example')).toBe('not smtp:// or smtps://');
    expect(smtpFault('smtps://mail.county.example:465')).toBeUndefined();
    expect(() => new SmtpNotifier({ url: 'x', from: 'y' })).toThrow('not a URL');
  });
});
