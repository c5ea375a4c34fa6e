import '@gongkai/required-node';

process.env['NODE_ENV'] ??= 'production';
const { runStandalone } = await import('./standalone.js');
process.exitCode = await runStandalone();
