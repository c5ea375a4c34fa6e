import { ConfigError, readConfig, Rejection, type Config } from '@gongkai/kernel';
import { startServer } from '@gongkai/platform';
import { MasterKeyError } from '@gongkai/vault';

/** Everything in one process, configured by the environment alone: what a container runs. */
export const runStandalone = async (): Promise<number> => {
  let config: Config;
  try {
    config = readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.issues}\n`);
    return 2;
  }
  try {
    const { url, closed } = await startServer({
      data: config.GONGKAI_DATA,
      ...(config.GONGKAI_MASTER_KEY ? { masterKey: config.GONGKAI_MASTER_KEY } : {}),
      host: config.GONGKAI_HOST,
      port: config.GONGKAI_PORT,
      demo: false,
      config,
    });
    process.stderr.write(`${url}\n`);
    await closed;
    return 0;
  } catch (error) {
    const said =
      error instanceof Rejection || error instanceof MasterKeyError
        ? `${error.zh} ${error.en}`
        : String(error);
    process.stderr.write(`${said}\n`);
    return 3;
  }
};
