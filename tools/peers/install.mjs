// Installs the test servers that speak MongoDB's protocol, for the specs of the MongoDB adapter.
// They are separate programs, part of no build and of no image. Never called by `npm test`.
//
//   node tools/peers/install.mjs
//
// What cannot be installed is said and left out; the specs then say that they were not run against it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const sources = join(root, 'libs/peers/mongo');
const cache = process.env.GONGKAI_PEERS ?? join(root, 'node_modules/.cache/gongkai-peers');

const run = (program, args, cwd) =>
  execFileSync(program, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'], timeout: 300_000 });

const PEERS = {
  secantus: {
    label: 'SecantusDB 0.7.0b3 (PyPI)',
    files: ['python/requirements.txt', 'python/secantus_peer.py'],
    install: (folder) => {
      const python = join(folder, 'venv/bin/python');
      run(process.env.PYTHON ?? 'python3', ['-m', 'venv', join(folder, 'venv')]);
      run(python, [
        ...['-m', 'pip', 'install', '--quiet', '--no-input', '--only-binary', ':all:'],
        ...['--no-deps', '-r', join(sources, 'python/requirements.txt')],
      ]);
      copyFileSync(join(sources, 'python/secantus_peer.py'), join(folder, 'secantus_peer.py'));
      run(python, ['-c', 'import secantus.cli']);
    },
  },
  java: {
    label: 'mongo-java-server 1.47.0 (Maven)',
    files: ['java/pom.xml', 'java/MongoPeer.java'],
    install: (folder) => {
      const jars = join(folder, 'jars');
      run('mvn', [
        ...['--quiet', '--batch-mode', '--file', join(sources, 'java/pom.xml')],
        'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies',
        `-DoutputDirectory=${jars}`,
      ]);
      run('javac', [
        ...['-cp', join(jars, '*'), '-d', join(folder, 'classes')],
        join(sources, 'java/MongoPeer.java'),
      ]);
    },
  },
};

const digestOf = (files) => {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(join(sources, file)));
  return hash.digest('hex');
};

const installed = (folder, digest) => {
  const mark = join(folder, 'installed');
  return existsSync(mark) && readFileSync(mark, 'utf8') === digest;
};

const missing = [];
for (const [name, { label, files, install }] of Object.entries(PEERS)) {
  const folder = join(cache, name);
  const digest = digestOf(files);
  if (installed(folder, digest)) {
    console.log(`${label}: there already`);
    continue;
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    install(folder);
    // Written last: a half-made installation is none.
    writeFileSync(join(folder, 'installed'), digest);
    console.log(`${label}: installed`);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    missing.push(label);
    console.log(`${label}: CANNOT BE INSTALLED, its specs will not be run: ${error.message}`);
  }
}
if (missing.length > 0) console.log(`Test servers left out: ${missing.join(', ')}`);
