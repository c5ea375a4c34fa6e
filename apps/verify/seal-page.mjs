// Writes the hashes of the inline script and style of verify.html into its content security policy.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const page = new URL('./src/verify.html', import.meta.url);
const html = readFileSync(page, 'utf8');
const hashOf = (tag) => {
  const [, inner] = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(html);
  return `'sha256-${createHash('sha256').update(inner).digest('base64')}'`;
};
const sealed = html
  .replace(/script-src '[^']*'/, `script-src ${hashOf('script')}`)
  .replace(/style-src '[^']*'/, `style-src ${hashOf('style')}`);
writeFileSync(page, sealed);
