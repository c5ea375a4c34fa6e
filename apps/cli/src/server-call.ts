import { createReadStream } from 'node:fs';
import { request as overHttp, type IncomingMessage } from 'node:http';
import { request as overTls } from 'node:https';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { GateError, gateErrors, type GateCode } from '@gongkai/kernel';
import { Failure, usage } from './failure.js';
import type { Settings } from './settings.js';

type Body = { file: string } | { text: string };
type Sent = { method: 'GET' | 'POST'; headers?: Record<string, string>; body?: Body };

/** What a server says when it refuses. */
export type Refusing = { code?: string; zh?: string; en?: string; field?: string | null };

/**
 * One call of the server `--url` names, in the name of the token's officer; however long the answer
 * takes. Throws what the server refused: 3 when it cannot (5xx, unreachable), 1 when it will not.
 */
export const callServer = async (
  settings: Pick<Settings, 'url' | 'token'>,
  path: string,
  sent: Sent,
): Promise<IncomingMessage> => {
  const to = addressOf(settings, path);
  const length = await lengthOf(sent.body);
  const answer = await send(to, settings.token, sent, length).catch((error: unknown) => {
    const { code, message } = error as { code?: string; message: string };
    throw unreachable({ url: to.origin, cause: code ?? message });
  });
  if (answer.statusCode === 200 || answer.statusCode === 201) return answer;
  throw refusalOf(await jsonOf(answer).catch(() => ({})), answer.statusCode ?? 0);
};

/** The JSON of an answer; what is none came from something between, not from the server. */
export const jsonOf = async (answer: IncomingMessage): Promise<Record<string, unknown>> => {
  const body = await text(answer).catch((error: unknown) => {
    throw unreachable({ cause: (error as { code?: string }).code ?? 'cut off' });
  });
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    throw failed(answer.statusCode ?? 0);
  }
};

/** The failure that a refusal in an answer is, its exit code by the status of its code. */
export const refusalOf = (answer: Record<string, unknown>, status: number): Error => {
  const { errors } = answer as { errors?: { extensions?: Refusing }[] };
  const { code, zh, en, field } = errors?.[0]?.extensions ?? (answer as Refusing);
  if (code === undefined) return failed(status);
  const details = field ? { field } : {};
  if (Object.hasOwn(gateErrors, code)) return new GateError(code as GateCode, details);
  const exit = status >= 500 ? 3 : 1;
  return new Failure(exit, code, zh ?? '服务拒绝。', en ?? 'The server refused.', details);
};

const addressOf = ({ url }: Pick<Settings, 'url'>, path: string): URL => {
  const base = URL.parse(url!);
  if (!base || !/^https?:$/.test(base.protocol))
    throw usage('--url 不是 http(s) 地址。', '--url is no http(s) address.', { url });
  const to = new URL(path, base);
  // The token goes to the server that was named and to nobody else.
  if (to.origin !== base.origin) throw failed(0);
  return to;
};

/** Of what is sent, bytes; a file that is not there is said before anybody is called. */
const lengthOf = async (body: Body | undefined): Promise<number> =>
  body === undefined
    ? 0
    : 'file' in body
      ? (await stat(body.file)).size
      : Buffer.byteLength(body.text);

const send = (to: URL, token: string | null, { method, headers, body }: Sent, length: number) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
    const options = { method, headers: { ...headers, ...authorization, 'content-length': length } };
    const outgoing = (to.protocol === 'https:' ? overTls : overHttp)(to, options, resolve);
    outgoing.once('error', reject);
    if (body === undefined || 'text' in body) outgoing.end(body?.text);
    // A server may answer before it has read everything: that answer is the one that counts.
    else pipeline(createReadStream(body.file), outgoing).catch(reject);
  });

const unreachable = (details: Readonly<Record<string, unknown>>) =>
  new Failure(
    3,
    'cli.serverUnreachable',
    '无法连接服务,或者连接中断。',
    'The server cannot be reached, or the connection was cut.',
    details,
  );

const failed = (status: number) =>
  new Failure(
    3,
    'cli.serverFailed',
    '服务没有给出可用的答复。',
    'The server gave no usable answer.',
    {
      status,
    },
  );
