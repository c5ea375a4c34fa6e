import { z } from 'zod';
import { OperatorError, type InTwoLanguages } from './operator-error.js';
import { wordsOf } from './shape.js';

const flag = z.enum(['0', '1']).transform((value) => value === '1');

/** A text of a form that no schema has a name for, with the words that say which. */
const shaped = (form: RegExp, zh: string, en: string) =>
  z.string().refine((value) => form.test(value), { params: { zh, en } });

const files = z.string().transform((value) => value.split(',').filter((path) => path !== ''));

/** The whole configuration, read once; each name is an environment variable. */
export const Config = z.object({
  GONGKAI_DATA: z.string().default('data').describe('Data folder. 数据目录。'),
  GONGKAI_MASTER_KEY: z
    .string()
    .min(1)
    .optional()
    .describe(
      'File of the master key, outside the data folder; when absent, the name of the data folder with `.key` behind it. 主密钥文件,不得放在数据目录内;缺省为数据目录名加 .key。',
    ),
  GONGKAI_HOST: z.string().default('127.0.0.1').describe('Address to bind to. 监听地址。'),
  GONGKAI_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(3000)
    .describe('Port to bind to. 监听端口。'),
  GONGKAI_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
    .default('info')
    .describe('Log level. 日志级别。'),
  GONGKAI_PROJECTORS: z.coerce
    .number()
    .int()
    .min(1)
    .max(16)
    .default(1)
    .describe('Worker threads that keep the read models. 读模型工作线程数。'),
  GONGKAI_INTROSPECTION: flag
    .default(false)
    .describe('1: GraphQL introspection is open. 1:开放接口自省。'),
  GONGKAI_APPEND_QUEUE_MAX: z.coerce
    .number()
    .int()
    .min(1)
    .default(20_000)
    .describe('Commands waiting for the log before new ones get 503. 写入队列上限。'),
  GONGKAI_FILE_BYTES_MAX: z.coerce
    .number()
    .int()
    .min(1)
    .default(64 * 1024 * 1024)
    .describe('Largest file, bytes. 单个文件上限(字节)。'),
  GONGKAI_TOKEN_MINUTES: z.coerce
    .number()
    .int()
    .min(1)
    .max(720)
    .default(30)
    .describe('Life of a sign-in token, minutes. 登录令牌有效期(分钟)。'),
  GONGKAI_WAIT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(60_000)
    .default(2_000)
    .describe(
      'How long a question that must see a write waits for the read models, ms. 须看到某次写入的查询最多等待读模型多久(毫秒)。',
    ),
  GONGKAI_SMTP_URL: shaped(
    /^smtps?:\/\/[^/\s]+/,
    '应为 smtp://… 或 smtps://…',
    'must be smtp://… or smtps://…',
  )
    .optional()
    .describe(
      'Server that takes mail to offices, `smtp://user:secret@host:587` or `smtps://…`; absent: no mail is sent (secret). 发送单位邮件的服务器;缺省则不发邮件(保密)。',
    ),
  GONGKAI_MAIL_FROM: z
    .email()
    .default('gongkai@localhost.localdomain')
    .describe('Address that mail comes from. 发件人地址。'),
  GONGKAI_LETTER_FONTS: files
    .optional()
    .describe(
      'TrueType font files for characters of names the built-in font does not have, separated by commas. 补充字体文件(TrueType),用于内置字体没有的人名用字,以逗号分隔。',
    ),
  GONGKAI_INSTALLATION: shaped(/^[a-z0-9.-]{1,100}$/, '应为主机名', 'must be a host name')
    .optional()
    .describe(
      'Name of this installation in its evidence logs, a host name; kept from the first start on. 存证日志中的安装名称(主机名),首次启动后不再改变;缺省 gongkai.invalid。',
    ),
  GONGKAI_TIMESTAMP_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'Timestamp authority (RFC 3161) asked to stamp checkpoints; absent: none is asked. 时间戳机构地址;缺省则不申请时间戳。',
    ),
  GONGKAI_EVENTSTORE_URL: shaped(
    /^esdb(\+discover)?:\/\/[^/\s]+/,
    '应为 esdb://… 或 esdb+discover://…',
    'must be esdb://… or esdb+discover://…',
  )
    .optional()
    .describe(
      'Log of a cluster, EventStoreDB or KurrentDB, for the services api, projector and watcher (secret). 集群日志库地址,供 api、projector、watcher 三种服务使用(保密)。',
    ),
  GONGKAI_MONGODB_URL: shaped(
    /^mongodb(\+srv)?:\/\/[^/\s]+/,
    '应为 mongodb://… 或 mongodb+srv://…',
    'must be mongodb://… or mongodb+srv://…',
  )
    .optional()
    .describe(
      'MongoDB with the read models, leases and keys of a cluster (secret). 集群的读模型、租约与密钥所在的 MongoDB(保密)。',
    ),
  GONGKAI_MONGODB_DATABASE: shaped(
    /^[A-Za-z0-9_-]{1,38}$/,
    '应为至多 38 个字母、数字、_ 或 -',
    'must be at most 38 letters, digits, _ or -',
  )
    .default('gongkai')
    .describe('Database there. 其中的数据库名。'),
  GONGKAI_BLOBS: z
    .string()
    .min(1)
    .optional()
    .describe('Folder of files that all services of a cluster share. 集群各服务共用的文件目录。'),
  GONGKAI_SHARES: z.coerce
    .number()
    .int()
    .min(1)
    .max(16)
    .default(8)
    .describe(
      'Into how many shares the work of projectors is dealt; the same in every process. 投影工作分为几份,各进程须一致。',
    ),
  GONGKAI_URL: z
    .url()
    .optional()
    .describe(
      'Server that `import` goes through when --url names none; other commands do not use it. 未给 --url 时 import 所经由的服务,其他命令不用。',
    ),
  GONGKAI_TOKEN: z
    .string()
    .optional()
    .describe('Token for that server (secret). 访问该服务的令牌(保密)。'),
});
export type Config = z.infer<typeof Config>;

/** Names whose values are never printed. */
export const SECRET_CONFIG: readonly (keyof Config)[] = [
  'GONGKAI_SMTP_URL',
  'GONGKAI_EVENTSTORE_URL',
  'GONGKAI_MONGODB_URL',
  'GONGKAI_TOKEN',
];

/** Reads the configuration or throws one error that names every wrong variable. */
export const readConfig = (env: Readonly<Record<string, string | undefined>>): Config => {
  const parsed = Config.safeParse(env, { reportInput: true });
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => {
    return { variable: issue.path.join('.'), ...wordsOf(issue) };
  });
  throw new ConfigError(faults);
};

/** What is wrong with a variable; never its value, which may be secret. */
export type ConfigFault = InTwoLanguages & { variable: string };

/** Names each variable that is wrong or missing. */
export class ConfigError extends OperatorError {
  constructor(faults: readonly ConfigFault[]) {
    const zh = faults.map((fault) => `${fault.variable} ${fault.zh}`).join(';');
    const en = faults.map((fault) => `${fault.variable} ${fault.en}`).join('; ');
    const text = { zh: `配置有误:${zh}。`, en: `Wrong configuration: ${en}.` };
    super('config.wrong', text, { variables: faults.map(({ variable }) => variable) });
  }
}
