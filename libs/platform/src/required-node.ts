// Imported before everything else: an old Node must meet this sentence, not a syntax error.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(
    `公开需要 Node.js 22.12 或更高版本,当前为 ${process.versions.node}。` +
      ` Gongkai needs Node.js 22.12 or newer; this is ${process.versions.node}.\n`,
  );
  process.exit(3);
}
