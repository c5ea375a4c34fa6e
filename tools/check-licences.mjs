// Every installed package must carry a licence of this list; one that does not stops the build.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-3.0',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'MIT/X11',
  'MPL-2.0',
  'OFL-1.1',
  'Python-2.0',
  'Unlicense',
  'WTFPL',
  'Zlib',
]);

/** Packages whose manifest names no licence, or not that of what they carry, with what their files say. */
const READ_BY_HAND = {
  '@chinese-fonts/syst': 'MIT AND OFL-1.1',
  'png-js': 'MIT',
};

const licenceOf = (manifest) =>
  READ_BY_HAND[manifest.name] ??
  manifest.license?.type ??
  manifest.license ??
  manifest.licenses?.map(({ type }) => type).join(' OR ') ??
  '';

/** An expression is allowed when one side of every OR, and both sides of every AND, are. */
const allowed = (expression) =>
  expression
    .replace(/[()]/g, '')
    .split(/ OR /i)
    .some((choice) => choice.split(/ AND /i).every((part) => ALLOWED.has(part.trim())));

const packagesIn = function* (folder) {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (name.startsWith('.')) continue;
    const path = join(folder, name);
    if (name.startsWith('@')) {
      yield* readdirSync(path).map((inner) => join(path, inner));
      for (const inner of readdirSync(path)) yield* packagesIn(join(path, inner, 'node_modules'));
    } else {
      yield path;
      yield* packagesIn(join(path, 'node_modules'));
    }
  }
};

let passed = 0;
const refused = [];
for (const path of packagesIn('node_modules')) {
  const file = join(path, 'package.json');
  if (!existsSync(file)) continue;
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  const licence = licenceOf(manifest);
  if (allowed(licence)) passed += 1;
  else refused.push(`${manifest.name}@${manifest.version}: ${licence || 'no licence named'}`);
}
for (const line of refused) console.error(line);
console.log(`licences: ${passed} packages allowed, ${refused.length} refused`);
process.exit(refused.length === 0 ? 0 : 1);
