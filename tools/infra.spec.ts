import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseConnectionString } from '@gongkai/eventstoredb';
import { Config, readConfig } from '@gongkai/kernel';
import { MongoClient } from 'mongodb';
import { parseAllDocuments } from 'yaml';

const root = join(import.meta.dirname, '..');
const infra = join(root, 'infra');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const files = readdirSync(infra, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(root, join(entry.parentPath, entry.name)))
  .sort();

type Tree = { [name: string]: unknown };
const documents = (path: string): Tree[] =>
  parseAllDocuments(read(path), { merge: true }).map((document) => {
    expect({ path, errors: document.errors }).toEqual({ path, errors: [] });
    return document.toJS() as Tree;
  });
const yaml = files.filter((path) => /\.ya?ml$/.test(path));

/** Every value under a name, however deep. */
const under = (name: string, tree: unknown): unknown[] =>
  typeof tree !== 'object' || tree === null
    ? []
    : Object.entries(tree).flatMap(([key, value]) => [
        ...(key === name ? [value] : []),
        ...under(name, value),
      ]);

const assignments = (text: string): [string, string][] =>
  [...text.matchAll(/^(?:Environment=)?"?([A-Z][A-Z0-9_]*)=(.*?)"?$/gm)].map(([, name, value]) => [
    name!,
    value!,
  ]);
const known = new Set(Object.keys(Config.shape));
/** Read by scripts of infra, not by the program. */
const OF_SCRIPTS = new Set(['GONGKAI_COMMAND', 'GONGKAI_PASSWORD', 'GONGKAI_PEERS']);

describe('infra', () => {
  it('is YAML and JSON that parses', () => {
    expect(yaml.length).toBeGreaterThan(12);
    for (const path of yaml) documents(path);
    for (const path of files.filter((file) => file.endsWith('.json')))
      expect(typeof JSON.parse(read(path))).toBe('object');
  });

  it('names only variables that the configuration has', () => {
    const unknown = files
      .filter((path) => /\.(ya?ml|sh|service|example|mjs)$|Dockerfile$|\.conf$|\.md$/.test(path))
      .flatMap((path) => [...read(path).matchAll(/\bGONGKAI_[A-Z_]+\b/g)].map(([name]) => name))
      .filter((name) => !known.has(name) && !OF_SCRIPTS.has(name));
    expect(unknown).toEqual([]);
  });

  it('has values that the configuration takes', () => {
    const examples = ['infra/compose/single.env.example', 'infra/compose/cluster.env.example'];
    for (const path of examples) readConfig(Object.fromEntries(assignments(read(path))));
    const map = documents('infra/kubernetes/configuration.yaml')[0]!['data'] as Tree;
    readConfig(map as Record<string, string>);
    const [secret] = documents('infra/kubernetes/secret.example.yaml');
    readConfig(secret!['stringData'] as Record<string, string>);
    for (const path of files.filter((file) => file.endsWith('.service')))
      readConfig(Object.fromEntries(assignments(read(path))));
  });

  it('has addresses of stores that their clients understand', () => {
    const [secret] = documents('infra/kubernetes/secret.example.yaml');
    const both = [
      Object.fromEntries(assignments(read('infra/compose/cluster.env.example'))),
      secret!['stringData'] as Record<string, string>,
    ];
    for (const { GONGKAI_EVENTSTORE_URL: log, GONGKAI_MONGODB_URL: database } of both) {
      expect(log).toContain('&tlsCAFile=/etc/gongkai/ca.crt');
      // The file of the authority is read at once, and is not there.
      parseConnectionString(log!.replace(/&tlsCAFile=[^&]+/, ''));
      const { options } = new MongoClient(database!);
      expect(options).toMatchObject({ replicaSet: 'gongkai', tls: true });
      expect(options.hosts).toHaveLength(3);
    }
  });

  it('gives every service of a cluster what it cannot do without', () => {
    const wanted = ['GONGKAI_EVENTSTORE_URL', 'GONGKAI_MONGODB_URL', 'GONGKAI_BLOBS'];
    const compose = new Set(
      assignments(read('infra/compose/cluster.env.example')).map(([name]) => name),
    );
    const [secret] = documents('infra/kubernetes/secret.example.yaml');
    const [map] = documents('infra/kubernetes/configuration.yaml');
    const kubernetes = new Set([
      ...Object.keys(secret!['stringData'] as Tree),
      ...Object.keys(map!['data'] as Tree),
    ]);
    for (const name of wanted) {
      expect(compose).toContain(name);
      expect(kubernetes).toContain(name);
    }
  });

  it('pins every image to a version', () => {
    const [compose] = documents('infra/compose/compose.yaml');
    const images = under('image', compose!['services']).map(String);
    const [, base] = /^ARG NODE_IMAGE=(\S+)$/m.exec(read('infra/image/Dockerfile'))!;
    const [kustomization] = documents('infra/kubernetes/kustomization.yaml');
    const tag = (kustomization!['images'] as { name: string; newTag: string }[])[0]!;
    for (const image of [...images, base!, `${tag.name}:${tag.newTag}`])
      expect(image).toMatch(/:v?\d+\.\d+\.\d+(-[a-z0-9-]+)?$/);
    const { version } = JSON.parse(read('package.json')) as { version: string };
    expect(tag.newTag).toBe(version);
    expect(images.filter((image) => image.startsWith('gongkai:'))).toContain(`gongkai:${version}`);
  });

  it('runs programs that the build makes', () => {
    const build = read('tools/build.mjs');
    const programs = files
      .filter((path) => /\.(ya?ml|service)$|Dockerfile$/.test(path))
      .flatMap((path) => [...read(path).matchAll(/dist\/([\w-]+)\.js/g)].map(([, name]) => name!));
    expect(new Set(programs)).toEqual(
      new Set(['standalone', 'api', 'projector', 'watcher', 'gongkai']),
    );
    for (const name of new Set(programs))
      expect(build).toMatch(new RegExp(`^  '?${name}'?: '`, 'm'));
  });

  it('asks only for metrics that there are', () => {
    const source = read('libs/nest/src/http/metrics.ts');
    const there = new Set([...source.matchAll(/'(gongkai_[a-z0-9_]+)'/g)].map(([, name]) => name!));
    const asked = files
      .filter((path) => path.startsWith('infra/watch/') && !path.endsWith('.test.yml'))
      .flatMap((path) => [...read(path).matchAll(/\bgongkai_[a-z0-9_]+\b/g)].map(([name]) => name))
      .map((name) => name.replace(/_(bucket|sum|count)$/, ''));
    expect(asked.length).toBeGreaterThan(30);
    expect(asked.filter((name) => !there.has(name))).toEqual([]);
  });

  it('says in both languages what an alert means', () => {
    const [{ groups }] = documents('infra/watch/alerts.yml') as [
      { groups: { rules: { alert: string; annotations: { zh?: string; en?: string } }[] }[] },
    ];
    const rules = groups.flatMap((group) => group.rules);
    for (const { alert, annotations } of rules) {
      expect({ alert, zh: /[\u4e00-\u9fff]/.test(annotations.zh ?? '') }).toEqual({
        alert,
        zh: true,
      });
      expect(annotations.en).toMatch(/\.$/);
    }
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });

  it('lets callers reach every route but those of the operator', () => {
    const routes = readdirSync(join(root, 'libs/nest/src/http'))
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
      .flatMap((name) => [
        ...read(`libs/nest/src/http/${name}`).matchAll(
          /(?:server\.(?:get|post)\(|url: )'(\/[a-z]+)/g,
        ),
      ])
      .map(([, path]) => path!);
    const [ingress] = documents('infra/kubernetes/ingress.yaml');
    const open = new Set(under('path', ingress).map(String));
    const inside = new Set(['/health', '/metrics']);
    expect(new Set(routes.filter((path) => !inside.has(path)))).toEqual(open);
    const proxy = read('infra/compose/nginx.conf');
    for (const path of inside)
      expect(proxy).toMatch(new RegExp(`location (= )?${path}/? \\{\\s+return 404;`));
  });

  it('limits, probes and fences every pod', () => {
    const [kustomization] = documents('infra/kubernetes/kustomization.yaml');
    const kinds = (kustomization!['resources'] as string[]).flatMap((name) =>
      documents(`infra/kubernetes/${name}`),
    );
    const sets = kinds.filter(({ kind }) => kind === 'StatefulSet');
    expect(sets).toHaveLength(3);
    for (const set of sets) {
      const [container] = under('containers', set)[0] as Tree[];
      for (const name of ['startupProbe', 'readinessProbe', 'livenessProbe', 'resources'])
        expect(Object.keys(container!)).toContain(name);
      expect(under('readOnlyRootFilesystem', set)).toEqual([true]);
      expect(under('runAsNonRoot', set)).toEqual([true]);
      expect(under('path', container).every((path) => /^\/health\//.test(String(path)))).toBe(true);
    }
    const guarded = kinds.filter(({ kind }) => kind === 'PodDisruptionBudget');
    expect(guarded.map(({ metadata }) => (metadata as Tree)['name'])).toEqual(
      sets.map(({ metadata }) => (metadata as Tree)['name']),
    );
    const policies = kinds.filter(({ kind }) => kind === 'NetworkPolicy');
    expect(policies[0]!['spec']).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    });
  });

  it('gives each process of compose a folder of its own, and stops none before it has drained', () => {
    const [compose] = documents('infra/compose/compose.yaml');
    const services = Object.values(compose!['services'] as Record<string, Tree>).filter(
      ({ image }) => String(image).startsWith('gongkai:'),
    );
    const own = services.map(({ volumes }) =>
      (volumes as string[]).find((volume) => volume.endsWith(':/var/lib/gongkai')),
    );
    expect(services).toHaveLength(7);
    expect(new Set(own).size).toBe(services.length);
    for (const service of services) {
      expect(service['stop_grace_period']).toBe('15s');
      expect(service['read_only']).toBe(true);
      expect(service['user']).toBe('10001:10001');
    }
  });

  it('holds no password', () => {
    for (const path of files.filter((file) => file.includes('.example')))
      for (const [name, value] of assignments(read(path)))
        if (/PASSWORD$/.test(name)) expect(value).toBe('CHANGE-THIS');
    expect(files.filter((path) => /\.env$|\.key$|\.pem$/.test(path))).toEqual([]);
  });
});

describe('the backup of the database', () => {
  it('knows of every collection whether it is made from the log or holds keys', () => {
    const adapter = join(root, 'libs/adapters/mongo/src');
    const text = (readdirSync(adapter, { recursive: true }) as string[])
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
      .map((path) => readFileSync(join(adapter, path), 'utf8'))
      .join('\n');
    const names = [
      ...text.matchAll(/(?:durable\(db, |\.collection(?:<\w+>)?\()[`']([a-z][\w.]*)/g),
      ...text.matchAll(/^const REGISTER = '(\w+)'/gm),
    ].map(([, name]) => name!);
    const script = read('infra/backup/mongodb-backup.sh');
    const left = [...script.matchAll(/--excludeCollection=(\w+)/g)].map(([, name]) => name!);
    const prefixes = [...script.matchAll(/--excludeCollectionsWithPrefix=(\S+)/g)].map(
      ([, name]) => name!,
    );
    expect(text).toContain('`rows.');
    const rest = names.filter(
      (name) => !left.includes(name) && !prefixes.some((prefix) => name.startsWith(prefix)),
    );
    expect(new Set(rest.map((name) => name.split('.')[0]))).toEqual(new Set(['keys']));
    expect(names).toEqual(expect.arrayContaining(left));
  });
});

describe('the copy of the log', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gongkai-infra-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const script = (name: string, args: string[], env: Record<string, string> = {}) =>
    execFileSync(join(infra, 'backup', name), args, {
      env: { PATH: process.env['PATH']!, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    });

  it('is taken of a stopped member, checked when it is put back, and cut off at what was processed', () => {
    const member = join(folder, 'member');
    mkdirSync(join(member, 'index'), { recursive: true });
    for (const [name, text] of [
      ['chaser.chk', 'chased'],
      ['truncate.chk', 'old'],
      ['chunk-000000.000000', 'records'],
      ['index/indexmap', 'map'],
    ] as const)
      writeFileSync(join(member, name), text);
    const calls = join(folder, 'calls');
    const copy = join(folder, 'copy');
    script('eventstore-backup.sh', [member, copy], {
      STOP: `echo stop >>${calls}`,
      START: `echo start >>${calls}`,
    });
    expect(readFileSync(calls, 'utf8')).toBe('stop\nstart\n');

    const restored = join(folder, 'restored');
    script('eventstore-restore.sh', [copy, restored]);
    expect(readFileSync(join(restored, 'truncate.chk'), 'utf8')).toBe('chased');
    expect(readFileSync(join(restored, 'index/indexmap'), 'utf8')).toBe('map');
    expect(() => script('eventstore-restore.sh', [copy, restored])).toThrow(/not empty/);

    writeFileSync(join(copy, 'chunk-000000.000000'), 'recordz');
    expect(() => script('eventstore-restore.sh', [copy, join(folder, 'other')])).toThrow();
  });

  it('starts the member again when copying fails', () => {
    const member = join(folder, 'member');
    const calls = join(folder, 'failed');
    writeFileSync(join(folder, 'file'), '');
    expect(() =>
      script('eventstore-backup.sh', [member, join(folder, 'file/copy')], {
        STOP: `echo stop >>${calls}`,
        START: `echo start >>${calls}`,
      }),
    ).toThrow();
    expect(readFileSync(calls, 'utf8')).toBe('stop\nstart\n');
  });
});
