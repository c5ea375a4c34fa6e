// Nothing is imported before this check: an old Node would end in the middle of loading SQLite.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(
    `公开需要 Node.js 22.12 或更高版本,当前为 ${process.versions.node}。` +
      ` Gongkai needs Node.js 22.12 or newer; this is ${process.versions.node}.\n`,
  );
  process.exit(3);
}
process.env['NODE_ENV'] ??= 'production';
const { runStandalone } = await import('./standalone.js');
process.exitCode = await runStandalone();

export {};
