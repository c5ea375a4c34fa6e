#!/usr/bin/env node
import '@gongkai/required-node';

// Compiled code is kept between runs: most of the start is compiling packages.
(await import('node:module')).enableCompileCache?.();
// graphql checks types twice as carefully otherwise, which only its developers need.
process.env['NODE_ENV'] ??= 'production';
const { run } = await import('./program.js');
const { StandardStreams } = await import('./standard-streams.js');
const streams = new StandardStreams(process.stdout, process.stderr);
process.once('exit', () => {
  if (streams.isLost) process.exitCode = 3;
});
process.exitCode = await run(process.argv.slice(2));
