import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { decode, EVENT_BYTES_MAX } from '@gongkai/kernel';
import { allErrors, allEvents, contexts } from '@gongkai/platform';
import { referencePages } from './generate-reference.js';

const root = join(import.meta.dirname, '..');
const SKIPPED = new Set(['node_modules', 'dist', '.git', '.nx', 'data', 'results']);

const walk = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? walk(path) : [path];
  });
// What boundaries.spec.ts plants for a moment is not of the repository.
const files = walk('.').filter((path) => !path.endsWith('planted.projection.ts'));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const code = files.filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'));
const specs = code.filter((path) => path.endsWith('.spec.ts'));
const sources = code.filter((path) => !path.endsWith('.spec.ts'));
const pages = files.filter((path) => path.endsWith('.md'));

const KINDS =
  /^(index|events(\.[\w-]+)?|commands(\.[\w-]+)?|decider(\.[\w-]+)?|policy|errors(\.[\w-]+)?|facts(\.[\w-]+)?|ports|testing|[\w-]+\.(projection|process|indicators|resolver|handler|module|data))\.ts$|\.spec\.ts$|\.graphql$|\.data\.json$|^README\.md$/;

describe('the repository', () => {
  it('keeps context folders flat, with the kinds of files everybody knows or a noun of the domain', () => {
    for (const path of files.filter((file) => /^libs\/contexts\/[^/]+\/src\//.test(file))) {
      const [, , , , ...rest] = path.split('/');
      expect({ path, ok: rest.length === 1 || rest[0] === 'fixtures' }).toEqual({ path, ok: true });
      if (rest.length === 1)
        expect({ path, ok: KINDS.test(rest[0]!) || /^[a-z-]+\.ts$/.test(rest[0]!) }).toEqual({
          path,
          ok: true,
        });
    }
  });

  it('names every rejection code in at least one spec', () => {
    const text = specs.map(read).join('\n');
    const unseen = Object.keys(allErrors).filter((name) => !text.includes(name));
    expect(unseen).toEqual([]);
  });

  it('has a fixture for every version of every event, and every fixture decodes', () => {
    const fixtures = new Set(files.filter((path) => path.includes('/fixtures/')));
    const missing: string[] = [];
    for (const context of contexts)
      for (const [type, spec] of Object.entries(context.events))
        for (let version = 1; version <= spec.version; version++) {
          const path = `libs/contexts/${context.name}/src/fixtures/${type}.v${version}.json`;
          if (!fixtures.has(path)) missing.push(path);
          else expect(decode(allEvents, type, version, JSON.parse(read(path))).type).toBe(type);
        }
    expect(missing).toEqual([]);
  });

  it('names events as what happened, each type in one context only', () => {
    const seen = new Map<string, string>();
    for (const { name, events } of contexts)
      for (const type of Object.keys(events)) {
        const owner = seen.get(type);
        if (owner && events[type] !== allEvents[type])
          throw new Error(`${type}: ${owner}, ${name}`);
        seen.set(type, name);
        expect(type).toMatch(/^[A-Z][A-Za-z]+(ed|n|t|d|ne|w)$/);
        expect(type).not.toMatch(/(Updated|Deleted|StatusChanged|Event)$/);
      }
  });

  it('never drops an event type that was once documented', () => {
    const page = read('docs/reference/events.md');
    const documented = [...page.matchAll(/^## (\w+)$/gm)].map(([, type]) => type!);
    expect(documented.filter((type) => !Object.hasOwn(allEvents, type))).toEqual([]);
  });

  it('has a reference that says what the code says', () => {
    for (const [name, text] of Object.entries(referencePages()))
      expect({ name, same: read(`docs/reference/${name}`) === text }).toEqual({ name, same: true });
  });

  it('numbers decision records without gap or repeat', () => {
    const numbers = files
      .filter((path) => /^docs\/decisions\/\d{4}-/.test(path))
      .map((path) => Number(path.slice(15, 19)))
      .sort((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, i) => i + 1));
    expect(numbers.length).toBeGreaterThan(0);
  });

  it('has no left-over markers, no skipped or focused specs', () => {
    const marker = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X'].join('|')})\\b`);
    const focus = new RegExp(
      `\\b(it|describe|test)\\.(${['sk' + 'ip', 'on' + 'ly'].join('|')})\\b`,
    );
    const found = code.filter((path) => marker.test(read(path)) || focus.test(read(path)));
    expect(found).toEqual([]);
  });

  it('keeps source files short', () => {
    const long = sources.filter(
      (path) => !path.startsWith('libs/testing') && read(path).split('\n').length > 330,
    );
    expect(long).toEqual([]);
  });

  it('keeps vague words out of file names', () => {
    const vague = /(^|[/.-])(util|utils|helper|helpers|common|misc|manager|review)([.-]|$)/;
    expect(code.filter((path) => vague.test(path))).toEqual([]);
  });

  it('has one title a page and links that lead somewhere', () => {
    const broken: string[] = [];
    for (const page of pages) {
      const text = read(page).replace(/```[\s\S]*?```/g, '');
      expect({ page, titles: text.match(/^# /gm)?.length ?? 0 }).toEqual({ page, titles: 1 });
      for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^(https?:|mailto:|#)/.test(target!)) continue;
        const path = join(root, dirname(page), target!.split('#')[0]!);
        if (!existsSync(path)) broken.push(`${page} → ${target}`);
      }
    }
    expect(broken).toEqual([]);
  });

  it('links every article of docs/law.md to code that names it', () => {
    const law = read('docs/law.md');
    const targets = [...law.matchAll(/\]\(\.\.\/((?:libs|apps)\/[^)#]+)/g)].map(
      ([, path]) => path!,
    );
    expect(targets.length).toBeGreaterThan(10);
    expect(targets.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const cited = new Set(
      sources.flatMap((path) =>
        [...read(path).matchAll(/条例第[一二三四五六七八九十百]+条/g)].map(([article]) => article),
      ),
    );
    expect([...cited].filter((article) => !law.includes(article))).toEqual([]);
  });

  it('pins all Nx packages to one version', () => {
    const { devDependencies } = JSON.parse(read('package.json')) as {
      devDependencies: Record<string, string>;
    };
    const versions = Object.entries(devDependencies).filter(([name]) => /^(nx|@nx\/)/.test(name));
    expect(new Set(versions.map(([, version]) => version)).size).toBe(1);
  });

  it('has no identity number or mobile number in fixtures, and no fixture over the event limit', () => {
    for (const path of files.filter((file) => file.includes('/fixtures/'))) {
      const text = read(path);
      expect({ path, found: /\b\d{17}[\dXx]\b|\b1[3-9]\d{9}\b/.test(text) }).toEqual({
        path,
        found: false,
      });
      expect(text.length).toBeLessThan(EVENT_BYTES_MAX);
    }
  });

  it('names no machine path and no registry', () => {
    const host = new RegExp(['registry\\.npm' + 'js', 'deb\\.debian' + '\\.org'].join('|'));
    const path = new RegExp(`(^|[^\\w.-])/(wo${'rk'}|ro${'ot'})/`);
    const found = files.filter((file) => {
      if (/\.(db|xlsx|png)$/.test(file)) return false;
      const text = read(file);
      return host.test(text) || (file !== 'package-lock.json' && path.test(text));
    });
    expect(found).toEqual([]);
  });
});
