import '@gongkai/required-node';

// Compiled code is kept between runs: most of the start is compiling packages.
(await import('node:module')).enableCompileCache?.();
process.env['NODE_ENV'] ??= 'production';
const { runService } = await import('@gongkai/platform');
process.exitCode = await runService('standalone');
