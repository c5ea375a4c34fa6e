import type { Command } from 'commander';
import type { Act } from './program.js';
import { demoLines } from './init.command.js';
import { noteMasterKey } from './key.commands.js';
import { ProgressBar } from './progress-bar.js';
import { usage } from './failure.js';
import { onFolderOnly } from './session.js';
import type { Settings } from './settings.js';

type Options = { demo?: boolean; host?: string; port?: string };

export const addServe = (program: Command, act: Act): void => {
  program
    .command('serve')
    .description('启动服务。Start the server.')
    .option('--demo', '在演示数据上启动,只限本机。Serve demo data, on this machine only.')
    .option('--host <address>', '监听地址,默认 127.0.0.1。Address to bind to.')
    .option('--port <number>', '端口,默认 3000。Port to bind to.')
    .action(act(serve));
};

const serve = async (settings: Settings, options: Options): Promise<void> => {
  onFolderOnly(settings);
  const { config, data, masterKey, terminal } = settings;
  const port = options.port === undefined ? config.GONGKAI_PORT : Number(options.port);
  if (options.port?.trim() === '' || !Number.isInteger(port) || port < 0 || port > 65_535)
    throw usage('--port 须是 0 至 65535 的整数。', '--port must be from 0 to 65535.', {
      value: options.port,
    });
  const { startServer } = await import('@gongkai/platform');
  const bars = {
    divisions: new ProgressBar('区划 divisions', '个'),
    demo: new ProgressBar('演示 demo', '条 items'),
  };
  const server = await startServer({
    data,
    ...(masterKey ? { masterKey } : {}),
    host: options.host ?? config.GONGKAI_HOST,
    port,
    demo: options.demo ?? false,
    config,
    onProgress: (part, done, share) => bars[part].show(done, share),
  });
  const { url, platform } = server;
  noteMasterKey(terminal, platform.masterKey);
  terminal.result({ url, data, demo: platform.demo }, [
    `服务已启动 Serving at ${url}  (GraphQL: ${url}/graphql)`,
    `数据目录 Data folder: ${data}`,
    ...(server.demo === null ? [] : demoLines(server.demo)),
  ]);
  await server.closed;
};
