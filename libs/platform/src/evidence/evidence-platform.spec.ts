import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GovernmentCommand, loadDivisions } from '@gongkai/directory';
import {
  fromBase64,
  parseCheckpoint,
  parseTlogProof,
  rootOfHashes,
  verifyConsistency,
  verifyTlogProof,
} from '@gongkai/evidence';
import type { GateError } from '@gongkai/kernel';
import { PLATFORM, Rejection, type Officer, type Role } from '@gongkai/kernel';
import { Cursors, logRoutes } from '@gongkai/nest';
import { backupFolder, dataPaths, restoreFolder } from '@gongkai/sqlite';
import { FakeClock } from '@gongkai/testing';
import { fastify } from 'fastify';
import { HENGNAN } from '../demo/spec-divisions.js';
import { Platform } from '../platform.js';
import { EvidenceResolver } from './evidence.resolver.js';
import { TreePublicLog } from './public-log.js';
import { verifyFiles } from './spec-verify.js';

const officer = (tenant: string, ...roles: Role[]): Officer => ({
  account: 'a',
  tenant,
  agency: null,
  grants: roles.map((role) => ({ role, agency: null })),
});

/** A real folder with a county, the prefecture above it, and the platform’s own log. */
describe('the evidence of a platform', () => {
  let root: string;
  let data: string;
  let platform: Platform;
  let county: string;
  let prefecture: string;
  const clock = new FakeClock(new Date('2026-03-02T01:00:00Z'));
  const joined = async (code: string): Promise<string> => {
    const { id: division, name } = platform.tree.find(code)[0]!;
    const body = { type: 'join', division, name: `${name}人民政府`, on: '2008-05-01' };
    const caller = { kind: 'operator' as const, name: 'spec' };
    const call = { tenant: PLATFORM, caller, commandId: platform.ids.id(), body };
    const outcome = await platform.send(new GovernmentCommand(call, body));
    if (outcome instanceof Rejection) throw new Error(outcome.en);
    await platform.waitFor(outcome.position!);
    return outcome.id;
  };
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'gongkai-evidence-'));
    data = join(root, 'data');
    const installation = 'office.example';
    platform = await Platform.open({ data, access: 'write', clock, installation });
    const { events: store, ids } = platform;
    await loadDivisions({ store, ids }, { today: '2026-03-02', rows: HENGNAN, changes: [] });
    await platform.waitFor((await store.head())!);
    prefecture = await joined('430400');
    county = await joined('430422');
  }, 60_000);
  afterAll(async () => {
    await platform.close();
    rmSync(root, { recursive: true });
  });

  const head = async () => (await platform.events.head())!;
  const resolver = () =>
    new EvidenceResolver(platform.logReader, platform.tree, clock, new Cursors(new Uint8Array(32)));
  const codeOf = async (asked: Promise<unknown>) =>
    asked.then(
      () => 'answered',
      (error: unknown) => (error as GateError).code,
    );

  it('is there for the platform itself, by the name the installation was given', async () => {
    const made = (await platform.logReader.ensureCheckpoint(PLATFORM, await head()))!;
    expect(made.body.split('\n')[0]).toBe('office.example/platform');
    expect(made.size).toBe(await platform.logReader.size(PLATFORM));
    const status = (await platform.status()).evidence!;
    expect(status).toMatchObject({ troubles: 0, failure: null });
  });

  it('is told to those of the house who look after it, and from above', async () => {
    const own = await resolver().evidenceLog({}, officer(PLATFORM, 'auditor'));
    expect(own.origin).toBe('office.example/platform');
    expect(own.keys.length).toBeGreaterThan(0);
    expect(parseCheckpoint(own.checkpoint!.text).ok).toBe(true);
    expect(await codeOf(resolver().evidenceLog({}, officer(county, 'clerk')))).toBe('FORBIDDEN');
    const of = (who: Officer, node: string) => codeOf(resolver().evidenceLog({ node }, who));
    expect(await of(officer(prefecture, 'supervisor'), '430422')).toBe('answered');
    expect(await of(officer(prefecture, 'clerk'), '430422')).toBe('NOT_FOUND');
    expect(await of(officer(county, 'supervisor'), '430400')).toBe('NOT_FOUND');
    expect(await of(officer(county, 'auditor'), '430422')).toBe('answered');
    expect(await of(officer(county, 'auditor'), '没有这样的地方')).toBe('NOT_FOUND');
  });

  it('proves an event and that the log only grew, and refuses what it cannot', async () => {
    const auditor = officer(PLATFORM, 'auditor');
    const proof = await resolver().inclusion({ event: '2' }, auditor);
    expect(proof.index).toBe(1);
    const parsed = parseTlogProof(proof.text);
    expect(parsed.ok && parsed.index).toBe(1n);
    const judged = verifyTlogProof({
      proof: proof.text,
      leafHash: fromBase64(proof.leafHash)!,
      policy: await platform.logReader.policy(PLATFORM),
    });
    expect(judged.ok).toBe(true);
    const grown = await resolver().consistency({ from: 1, to: 4 }, auditor);
    expect(
      verifyConsistency({
        size1: 1,
        root1: fromBase64(grown.fromRoot)!,
        size2: 4,
        root2: fromBase64(grown.toRoot)!,
        proof: grown.proof.map((hash) => fromBase64(hash)!),
      }),
    ).toEqual({ ok: true });
    expect(await codeOf(resolver().inclusion({ event: '9999' }, auditor))).toBe('NOT_FOUND');
    expect(await codeOf(resolver().consistency({ from: 0, to: 4 }, auditor))).toBe('BAD_REQUEST');
    expect(await codeOf(resolver().consistency({ from: 1, to: 9999 }, auditor))).toBe(
      'BAD_REQUEST',
    );
    const page = await resolver().checkpoints({ first: 1 }, auditor);
    expect(page.nodes[0]!.reasons.length).toBeGreaterThan(0);
  });

  it('is open to everybody as hashes, and only what is signed', async () => {
    const { tree, logReader, parts } = platform;
    const server = fastify();
    logRoutes(server, new TreePublicLog(tree, logReader, parts.evidence.store));
    server.setErrorHandler((error, _, reply) => reply.code((error as GateError).status).send());
    const get = (url: string) => server.inject({ url });
    const checkpoint = await get('/log/platform/checkpoint');
    const parsed = parseCheckpoint(checkpoint.body);
    const size = parsed.ok ? Number(parsed.size) : 0;
    const tile = await get(`/log/platform/tile/0/000.p/${size}`);
    expect(tile.statusCode).toBe(200);
    const hashes = Array.from(
      { length: size },
      (_, i) => new Uint8Array(tile.rawPayload.subarray(i * 32, i * 32 + 32)),
    );
    expect(parsed.ok && rootOfHashes(hashes)).toEqual(parsed.ok && parsed.root);
    for (const path of [
      `/log/platform/tile/0/000.p/${size + 1}`,
      '/log/platform/tile/entries/000.p/1',
      '/log/platform/tile/0/0',
      '/log/430000/checkpoint',
      '/log/999999/checkpoint',
      '/log/999999/tile/0/000.p/1',
    ])
      expect((await get(path)).statusCode).toBe(404);
    await server.close();
  });

  it('goes with a backup and agrees with the events after it is restored', async () => {
    const target = join(root, 'backup');
    const manifest = await backupFolder(data, target, clock.now());
    expect(Object.keys(manifest.files)).toContain('evidence.db');
    const restored = join(root, 'restored');
    await restoreFolder(target, restored, () => undefined, { without: true });
    const report = await verifyFiles(dataPaths(restored));
    expect(report.problems).toEqual([]);
    expect(report.leaves).toBeGreaterThan(3);
  });

  it('is made for a folder that has none, at the next start, with the same roots', async () => {
    const before = await platform.logReader.root(PLATFORM, 4);
    await platform.close();
    for (const end of ['', '-wal', '-shm'])
      rmSync(`${dataPaths(data).evidence}${end}`, { force: true });
    const reader = await Platform.open({ data, access: 'read' });
    expect(await reader.logReader.size(PLATFORM)).toBe(0);
    await reader.close();
    expect(existsSync(dataPaths(data).evidence)).toBe(false);
    platform = await Platform.open({
      data,
      access: 'write',
      clock,
      installation: 'office.example',
    });
    await platform.parts.evidence.waitFor(await head());
    expect(await platform.logReader.root(PLATFORM, 4)).toEqual(before);
    const rebuilt = await platform.parts.evidence.rebuild();
    expect(rebuilt.problems).toEqual([]);
  });
});
