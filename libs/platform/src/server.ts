import type { StagingBlobs } from '@gongkai/blobs';
import { BLOBS, Rejection, type Config } from '@gongkai/kernel';
import { FILE_INTAKE, Rim, rimModule, type RimLimits } from '@gongkai/nest';
import { LETTER_FONT_FILES } from '@gongkai/letter';
import { VAULT, type Vault } from '@gongkai/vault';
import { readDataFolder } from '@gongkai/sqlite';
import { Module, type DynamicModule } from '@nestjs/common';
import { destination, pino, stdTimeFunctions, type Logger } from 'pino';
import { allSdl } from './contexts.js';
import { Duty } from './cluster/duty.js';
import { processName } from './cluster/process-name.js';
import type { SharedStores } from './cluster/cluster-stores.js';
import { bundleModule } from './bundle/bundle-press.js';
import { pressModule } from './report-press.js';
import { rejectInitialise } from './errors.js';
import { initialise, type Founded } from './initialise.js';
import { watchFailures } from './keeping/failures.js';
import { Platform } from './platform.js';
import { pdfHeads } from './pdf-heads.js';
import { SealedIntake } from './sealed-intake.js';
import { VERSION } from './version.js';
import { workerFile } from './worker-file.js';

export type ServerOptions = {
  data: string;
  /** File of the master key; beside the data folder unless it is named. */
  masterKey?: string;
  host: string;
  port: number;
  /** Puts demo data into an empty folder first; never into one with real governments. */
  demo: boolean;
  config: Config;
  limits?: Partial<RimLimits>;
  /** One of several processes on shared stores. */
  cluster?: {
    shared: SharedStores;
    /** True for those that stand by for what only one does at a time: due days, mail. */
    watches: boolean;
  };
  onProgress?: (part: 'divisions' | 'demo', done: number, share: number) => void;
};
export type Server = {
  url: string;
  platform: Platform;
  /** The demo accounts to try, null on real data. */
  demo: Founded['accounts'];
  close(): Promise<void>;
  /** Resolves once closed, by `close` or by a signal. */
  closed: Promise<void>;
};

/** A shutdown that has not ended by then is ended; what was acknowledged is on disk in any case. */
const SHUTDOWN_MAX_MS = 9_500;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;

/** Opens the platform, serves it and closes both in order. Refuses with a `Rejection` thrown. */
export const startServer = async (options: ServerOptions): Promise<Server> => {
  const { data, host, port, config } = options;
  if (options.demo) requireLoopback(host);
  else if (!options.cluster) readDataFolder(data);
  const platform = await Platform.open({
    data,
    access: 'write',
    ...(options.masterKey === undefined ? {} : { masterKey: options.masterKey }),
    tokenMinutes: config.GONGKAI_TOKEN_MINUTES,
    appendQueueMax: config.GONGKAI_APPEND_QUEUE_MAX,
    projectors: config.GONGKAI_PROJECTORS,
    ...evidenceOptions(config),
    ...(options.cluster ? { shared: options.cluster.shared } : {}),
    modules: [
      rimModule({ sdl: allSdl, version: VERSION }),
      intakeModule(config),
      fontsModule(config),
      pressModule(config),
      bundleModule(),
    ],
  });
  try {
    const demo = options.demo ? await demoOf(platform, options) : null;
    if (platform.demo) requireLoopback(host);
    const log = serverLog(config);
    const rim = await Rim.create({
      app: platform.app,
      log,
      introspection: config.GONGKAI_INTROSPECTION,
      fileBytesMax: config.GONGKAI_FILE_BYTES_MAX,
      limits: { waitMs: config.GONGKAI_WAIT_MS, ...options.limits },
    });
    const watch = await watching(platform, options, log);
    platform.countUsage((error) => log.error({ err: error }, 'the count of uses failed'));
    const url = await rim.listen(host, port);
    platform.announce({ url });
    const endLook = watchFailures(
      async () => platform.parts.projectors.status(await platform.events.head()),
      (failure, readModels) => log.error({ failure, readModels }, 'read models stand still'),
    );
    return serving({ url, platform, rim, log, demo, watch, endLook });
  } catch (error) {
    await platform.close();
    throw error;
  }
};

/** What the configuration says of the evidence log. */
const evidenceOptions = (config: Config) => ({
  ...(config.GONGKAI_INSTALLATION ? { installation: config.GONGKAI_INSTALLATION } : {}),
  ...(config.GONGKAI_TIMESTAMP_URL ? { timestampUrl: config.GONGKAI_TIMESTAMP_URL } : {}),
});

/** In one process at once; in a cluster when it is this one's turn, or never. */
const watching = async (
  platform: Platform,
  { cluster, config }: ServerOptions,
  log: Logger,
): Promise<Duty | undefined> => {
  const begin = async () => {
    platform.watch((error) => log.error({ err: error }, 'the watch failed'));
    await sendMail(platform, config, log);
    return () => platform.rest();
  };
  if (!cluster) {
    await begin();
    return undefined;
  }
  if (!cluster.watches) return undefined;
  const beginByTurn = async () => {
    const endKeeping = await platform.parts.evidence.keepByTurn();
    const endWatch = await begin();
    return async () => {
      await endWatch();
      await endKeeping();
    };
  };
  const onError = (error: unknown) => log.error({ err: error }, 'the lease of the watch failed');
  const { leases } = cluster.shared;
  const duty = new Duty({
    leases,
    name: 'watch',
    holder: processName(),
    begin: beginByTurn,
    onError,
  });
  duty.start();
  return duty;
};

const serving = ({
  url,
  platform,
  rim,
  log,
  demo,
  watch,
  endLook,
}: Pick<Server, 'url' | 'platform' | 'demo'> & {
  rim: Rim;
  log: Logger;
  watch: Duty | undefined;
  endLook: () => void;
}): Server => {
  let settle: (ended: Promise<void>) => void;
  const closed = new Promise<void>((resolve) => (settle = resolve));
  let ending: Promise<void> | undefined;
  const close = () => {
    ending ??= end();
    settle(ending);
    return ending;
  };
  const end = async () => {
    process.removeListener('SIGTERM', onSignal).removeListener('SIGINT', onSignal);
    endLook();
    await rim.close();
    await watch?.close();
    await platform.close();
    log.flush();
  };
  const onSignal = (signal: NodeJS.Signals) => {
    log.info({ signal }, 'closing');
    setTimeout(() => process.exit(3), SHUTDOWN_MAX_MS).unref();
    close().catch((error: unknown) => log.error({ err: error }, 'closing failed'));
  };
  process.once('SIGTERM', onSignal).once('SIGINT', onSignal);
  const { masterKey } = platform;
  if (masterKey?.made)
    log.warn(masterKey, 'a master key was made: back it up, apart from the data');
  log.info({ version: VERSION, demo: platform.demo }, 'serving');
  return { url, platform, demo, close, closed };
};

/** Standard output belongs to the command line's result: the log goes to standard error. */
export const serverLog = (config: Config): Logger =>
  pino(
    { level: config.GONGKAI_LOG_LEVEL, base: null, timestamp: stdTimeFunctions.isoTime },
    destination({ dest: 2, sync: false }),
  );

const requireLoopback = (host: string) => {
  if (!LOOPBACK.test(host)) throw rejectInitialise('init.demoBeyondLoopback', { host }, 'host');
};

const demoOf = async (
  platform: Platform,
  { data, onProgress }: ServerOptions,
): Promise<Founded['accounts']> => {
  const founded = await initialise(platform, {
    folder: data,
    demo: true,
    onDivisions: (done, total) => onProgress?.('divisions', done, done / total),
    onItems: (done, part) => onProgress?.('demo', done, part),
  });
  if (founded instanceof Rejection) throw founded;
  return founded.accounts;
};

@Module({})
class IntakeModule {}

const intakeModule = (config: Config): DynamicModule => ({
  module: IntakeModule,
  providers: [
    {
      provide: FILE_INTAKE,
      useFactory: (blobs: StagingBlobs, vault: Vault) =>
        new SealedIntake(
          blobs,
          vault,
          config.GONGKAI_FILE_BYTES_MAX,
          pdfHeads(workerFile('pdf-head')),
        ),
      inject: [BLOBS, VAULT],
    },
  ],
});

@Module({})
class FontsModule {}

/** Fonts the operator adds for names the built-in one has no glyph for. */
const fontsModule = (config: Config): DynamicModule => ({
  module: FontsModule,
  global: true,
  providers: [{ provide: LETTER_FONT_FILES, useValue: config.GONGKAI_LETTER_FONTS ?? [] }],
  exports: [LETTER_FONT_FILES],
});

/** Mail is off until a server is named, and never leaves demo data. */
const sendMail = async (platform: Platform, config: Config, log: Logger): Promise<void> => {
  const { GONGKAI_SMTP_URL: url, GONGKAI_MAIL_FROM: from } = config;
  if (url === undefined || platform.demo) return;
  const { SmtpNotifier } = await import('@gongkai/notify');
  const onError = (error: unknown) => log.error({ err: error }, 'the mail round failed');
  platform.mail(new SmtpNotifier({ url, from }), onError);
};
