import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { verifierFile } from './attached-files.js';
import { buildBundle } from './build-bundle.js';
import type { BundleFile } from './bundle-input.js';
import { zipBundle } from './bundle-zip.js';
import { exampleCase } from './testing.js';
import { pageVerifier, programVerifier } from './verifiers.js';

const verifyBundle = await programVerifier();
const page = pageVerifier();
const { log, input } = exampleCase(3, 3, { domestic: false });
const good = await buildBundle(input, (text) => log.sign(text));

const both = (zip: Uint8Array): string => {
  const { verdict } = verifyBundle(zip);
  expect(page(zip).verdict).toBe(verdict);
  return verdict;
};
const entriesOf = (files: readonly BundleFile[]) =>
  Object.fromEntries(files.map(({ path, bytes }) => [path, bytes]));
const goodZip = () => Buffer.from(zipSync(entriesOf(good)));

/** A zip of one entry, written by hand so that it can lie. */
const forged = (name: string, packed: Buffer, size: number, method = 8): Buffer => {
  const path = Buffer.from(name, 'latin1');
  const head = (signature: number, central: boolean) => {
    const bytes = Buffer.alloc(central ? 46 : 30);
    const at = central ? 2 : 0;
    bytes.writeUInt32LE(signature, 0);
    bytes.writeUInt16LE(method, 8 + at);
    bytes.writeUInt32LE(packed.length, 18 + at);
    bytes.writeUInt32LE(size, 22 + at);
    bytes.writeUInt16LE(path.length, 26 + at);
    return bytes;
  };
  const local = Buffer.concat([head(0x04034b50, false), path, packed]);
  const directory = Buffer.concat([head(0x02014b50, true), path]);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, directory, end]);
};

describe('a hostile file', () => {
  const zeros = deflateRawSync(Buffer.alloc(90 * 2 ** 20));
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('this is no zip'.repeat(100))],
    ['noise', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256))],
    ['an empty zip', Buffer.from(zipSync({}))],
    ['a zip of something else', Buffer.from(zipSync({ 'a.txt': Buffer.from('a') }))],
    ['a manifest of something else', Buffer.from(zipSync({ 'manifest.json': Buffer.from('{}') }))],
    ['half a zip', goodZip().subarray(0, 2000)],
    ['a zip without its beginning', goodZip().subarray(700)],
    ['a zip bomb', forged('manifest.json', zeros, 90 * 2 ** 20)],
    ['a zip bomb that hides its size', forged('manifest.json', zeros, 100)],
    ['a file of four gigabytes', forged('manifest.json', Buffer.from('x'), 0xfffffffe)],
    ['a path outside', forged('../manifest.json', Buffer.from('x'), 1, 0)],
    ['an absolute path', forged('/manifest.json', Buffer.from('x'), 1, 0)],
    ['a drive', forged('C:manifest.json', Buffer.from('x'), 1, 0)],
    ['a backslash', forged('a\\..\\manifest.json', Buffer.from('x'), 1, 0)],
    ['a name that is not ASCII', forged('manif\u00e9st.json', Buffer.from('x'), 1, 0)],
    ['an unknown compression', forged('manifest.json', Buffer.from('x'), 1, 12)],
    ['deflated rubbish', forged('manifest.json', Buffer.from('ffffffff', 'hex'), 9)],
  ])('that is %s is no bundle', (_, bytes) => {
    expect(both(bytes)).toBe('NOT_A_BUNDLE');
  });

  it('with the same name twice, in whatever case, is no bundle', () => {
    const entries = { ...entriesOf(good), 'MANIFEST.json': Buffer.from('{}') };
    expect(both(Buffer.from(zipSync(entries)))).toBe('NOT_A_BUNDLE');
  });

  it('of a later version says so and nothing else', () => {
    const files = good.map((file) =>
      file.path === 'manifest.json'
        ? {
            ...file,
            bytes: Buffer.from(
              Buffer.from(file.bytes).toString().replace('"version":1}', '"version":2}'),
            ),
          }
        : file,
    );
    const zip = zipBundle(files);
    expect(both(zip)).toBe('UNSUPPORTED_VERSION');
    expect(verifyBundle(zip).findings).toHaveLength(1);
  });

  it('cut or flipped anywhere gives a verdict and never throws', () => {
    const zip = goodZip();
    const seen = new Set<string>();
    for (let at = 0; at < zip.length; at += 211) {
      const flipped = Buffer.from(zip);
      flipped[at]! ^= 0x41;
      seen.add(verifyBundle(flipped).verdict).add(verifyBundle(zip.subarray(0, at)).verdict);
      if (at % (211 * 12) === 0) both(flipped);
    }
    expect([...seen]).toContain('NOT_A_BUNDLE');
  });

  it('holds a manifest of any JSON, and still gets a verdict', () => {
    const shapes = [
      'null',
      '[]',
      '1',
      '"x"',
      '{"format":"gongkai-evidence-bundle"}',
      '[['.repeat(50_000),
    ];
    for (const shape of shapes) {
      const files = good.map((file) =>
        file.path === 'manifest.json' ? { ...file, bytes: Buffer.from(shape) } : file,
      );
      expect(both(zipBundle(files))).toBe('MANIFEST_MISMATCH');
    }
  });
});

describe('the verifiers', () => {
  it('take the zip of another program: folders, extra fields, nothing compressed', () => {
    const entries = { ...entriesOf(good), 'events/': new Uint8Array() };
    const zip = zipSync(entries, { level: 0, extra: { 0x5455: Buffer.from('abcdefgh') } });
    expect(both(Buffer.from(zip))).toBe('OK');
  });

  it('check a case of 600 events within their share of five seconds for 10,000', async () => {
    const large = exampleCase(300, 400, { domestic: false });
    const zip = zipBundle(await buildBundle(large.input, (text) => large.log.sign(text)));
    const from = process.cpuUsage();
    expect(verifyBundle(zip).verdict).toBe('OK');
    const { user, system } = process.cpuUsage(from);
    expect((user + system) / 1000).toBeLessThan(1_500);
  });

  it('import nothing but what Node.js brings', () => {
    const source = readFileSync(verifierFile('verify.mjs'), 'utf8');
    const imported = [...source.matchAll(/from '([^']+)'/g)].map(([, name]) => name!);
    expect(imported.every((name) => name.startsWith('node:'))).toBe(true);
    expect(source).not.toContain('@gongkai/');
  });

  it('are a page that may run its own script and nothing else, and asks no network', () => {
    const html = readFileSync(verifierFile('verify.html'), 'utf8');
    const hashOf = (tag: string) => {
      const [, inner = ''] = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(html)!;
      return `'sha256-${createHash('sha256').update(inner).digest('base64')}'`;
    };
    expect(html).toContain("default-src 'none'");
    expect(html).toContain(`script-src ${hashOf('script')}`);
    expect(html).toContain(`style-src ${hashOf('style')}`);
    expect(html).not.toMatch(/fetch\(|XMLHttpRequest|https?:|import\(|<link|src=/);
  });
});
