import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StagingBlobs } from '@gongkai/blobs';
import { AUDIT, type AuditLog } from '@gongkai/identity';
import { parseRecord, streamName } from '@gongkai/kernel';
import { findPlanted, type Planted } from '@gongkai/testing';
import { keepSealed, OPENER, readSealed, type Opener, type Sealed } from '@gongkai/vault';
import { Platform } from './platform.js';
import { SealedIntake } from './sealed-intake.js';

const planted: Planted = {
  name: '欧阳澜沧',
  identityNumber: '43042219870613527X',
  phone: '13973490518',
  email: 'lancang.ouyang@example.org',
};
const paper = Buffer.from(`${JSON.stringify(planted)}\n`.repeat(2_000));
async function* upload(): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < paper.length; at += 10_000) yield paper.subarray(at, at + 10_000);
}
const all = async (bytes: AsyncIterable<Uint8Array> | undefined) => {
  const parts: Uint8Array[] = [];
  for await (const part of bytes!) parts.push(part);
  return Buffer.concat(parts);
};
const TENANT = 'T1';
const identity = { kind: 'identityCard', number: planted.identityNumber };

describe('the vault of a data folder', () => {
  let root: string;
  let data: string;
  let platform: Platform;
  const open = (access: 'write' | 'dryRun' = 'write') => Platform.open({ data, access });
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'gongkai-vault-'));
    data = join(root, 'data');
    platform = await open();
  });
  afterAll(async () => {
    await platform.close();
    rmSync(root, { recursive: true });
  });

  it('lets nothing of a person into the folder, neither from fields nor from files', async () => {
    const { vault, blobs } = platform;
    const { key } = await vault.person(TENANT, identity);
    const sealed = await vault.seal(TENANT, key, planted);
    const file = await keepSealed({ vault, blobs }, { tenant: TENANT, key }, upload(), 1 << 20);
    expect(await findPlanted(data, planted)).toEqual([]);
    await platform.close();
    expect(await findPlanted(root, planted)).toEqual([]);
    platform = await open();
    expect(await platform.vault.open(TENANT, sealed)).toEqual(planted);
    const again = await readSealed(platform, { tenant: TENANT, key }, file.digest);
    expect((await all(again)).equals(paper)).toBe(true);
    expect(await platform.vault.person(TENANT, identity)).toMatchObject({ key });
  });

  it('takes in a file without a plain byte on the disk, not even while it arrives', async () => {
    const intake = new SealedIntake(platform.blobs as StagingBlobs, platform.vault, 1 << 20);
    const looks: unknown[] = [];
    let at = 0;
    const watched = (async function* () {
      for await (const part of upload()) {
        yield part;
        if (at++ % 8 === 7) looks.push(...(await findPlanted(join(data, 'blobs'), planted)));
      }
    })();
    const taken = await intake.acceptSealed(TENANT, '申请.txt', watched);
    expect(taken).toMatchObject({ size: paper.length, mediaType: 'text/plain' });
    expect([looks, await findPlanted(data, planted)]).toEqual([[], []]);
    const key = taken.key.split('.')[0]!;
    const kept = await readSealed(platform, { tenant: TENANT, key }, taken.digest);
    expect((await all(kept)).equals(paper)).toBe(true);
  });

  it('looks into a sealed file like into any other', async () => {
    const intake = new SealedIntake(platform.blobs as StagingBlobs, platform.vault, 1 << 20);
    const bytes = (text: string) =>
      (async function* () {
        yield Buffer.from(text);
      })();
    await expect(
      intake.acceptSealed(TENANT, 'a.txt', bytes('绝密★30年\n通知')),
    ).rejects.toMatchObject({
      code: 'FILE_CLASSIFIED',
    });
    await expect(intake.acceptSealed(TENANT, 'a.pdf', bytes('no pdf'))).rejects.toMatchObject({
      code: 'FILE_REJECTED',
    });
  });

  it('puts an opening into the audit stream of the government before it gives the text', async () => {
    const { vault, app, events } = platform;
    const { key } = await vault.person(TENANT, identity);
    const applicant = await vault.seal(TENANT, key, { name: planted.name });
    const opener = app.get<Opener>(OPENER, { strict: false });
    const officer = { account: 'A1', tenant: TENANT, agency: null, grants: [] };
    const by = { tenant: TENANT, caller: { kind: 'officer' as const, officer } };
    expect(await opener.openFor(by, 'R1', { applicant }, '寄送答复')).toEqual({
      applicant: { name: planted.name },
    });
    const [stored] = await events.read(streamName(TENANT, 'audit', 'main'));
    expect(parseRecord(stored!.record)).toMatchObject({
      meta: { type: 'SealedFieldsOpened', actor: { kind: 'officer', id: 'A1' } },
      data: { account: 'A1', subject: 'R1', fields: ['applicant'], purpose: '寄送答复' },
    });
    await app.get<AuditLog>(AUDIT, { strict: false }).flush();
    expect(await findPlanted(data, planted)).toEqual([]);
  });

  it('opens a page of a hundred cases with one append', async () => {
    const { vault, app, events } = platform;
    const cases: { subject: string; sealed: { applicant: Sealed } }[] = [];
    for (let i = 0; i < 100; i++) {
      const { key } = await vault.person('T2', null);
      cases.push({ subject: `R${i}`, sealed: { applicant: await vault.seal('T2', key, i) } });
    }
    const opener = app.get<Opener>(OPENER, { strict: false });
    const by = { tenant: 'T2', caller: { kind: 'operator' as const, name: 'spec' } };
    const opened = await opener.openMany(by, cases, '核对');
    expect(opened.map(({ applicant }) => applicant)).toEqual(cases.map((_, i) => i));
    const stored = await events.read(streamName('T2', 'audit', 'main'));
    const instants = new Set(stored.map(({ record }) => parseRecord(record).meta.recordedAt));
    expect([stored.length, instants.size <= 2]).toEqual([100, true]);
  });

  it('keeps no key of a command that was only tried', async () => {
    const { key } = await platform.vault.person(TENANT, identity);
    await platform.close();
    const tried = await open('dryRun');
    expect((await tried.vault.person(TENANT, identity)).key).toBe(key);
    const other = { kind: 'passport', number: 'E12345678' };
    const fresh = await tried.vault.person(TENANT, other);
    await tried.vault.shred(TENANT, key);
    await tried.close();
    platform = await open();
    expect((await platform.vault.person(TENANT, other)).key).not.toBe(fresh.key);
    expect((await platform.vault.person(TENANT, identity)).key).toBe(key);
  });

  it('starts with a key of its own and not without it', async () => {
    const masterKey = `${data}.key`;
    expect(platform.masterKey).toMatchObject({ path: masterKey, made: false });
    await platform.close();
    rmSync(masterKey);
    await expect(open()).rejects.toMatchObject({ code: 'vault.masterKeyMissing' });
    expect(existsSync(masterKey)).toBe(false);
    const elsewhere = join(root, 'elsewhere.key');
    await expect(
      Platform.open({ data, access: 'write', masterKey: elsewhere }),
    ).rejects.toMatchObject({ details: { path: elsewhere } });
    const fresh = join(root, 'fresh');
    platform = await Platform.open({ data: fresh, access: 'write', masterKey: elsewhere });
    expect(platform.masterKey).toMatchObject({ path: elsewhere, made: true });
  });
});
