import { createHash } from 'node:crypto';
import type { Actor, Caller } from '@gongkai/kernel';
import { MemoryBlobs, memoryVault } from '@gongkai/testing';
import {
  keepSealed,
  Opener,
  readSealed,
  Restricted,
  Shredded,
  type OpeningRecord,
} from './index.js';

const OFFICER: Caller = {
  kind: 'officer',
  officer: { account: 'account1', tenant: 't1', agency: 'agency1', grants: [] },
};

describe('opening for somebody', () => {
  const vault = memoryVault();
  let recorded: { tenant: string; entry: Parameters<OpeningRecord['record']>[1]; actor?: Actor }[];
  let opener: Opener;
  beforeEach(() => {
    recorded = [];
    opener = new Opener(vault, {
      record: async (tenant, entry, actor) => {
        recorded.push({ tenant, entry, ...(actor ? { actor } : {}) });
      },
    });
  });
  const sealed = async (plain: unknown) => {
    const { key } = await vault.person('t1', null);
    return vault.seal('t1', key, plain);
  };

  it('gives what was sealed and puts who, what and why on record', async () => {
    const fields = { applicant: await sealed({ name: '张三' }), agent: null };
    const by = { tenant: 't1', caller: OFFICER };
    expect(await opener.openFor(by, 'request1', fields, '寄送答复')).toEqual({
      applicant: { name: '张三' },
      agent: null,
    });
    expect(recorded).toEqual([
      {
        tenant: 't1',
        entry: {
          type: 'SealedFieldsOpened',
          account: 'account1',
          subject: 'request1',
          fields: ['applicant'],
          purpose: '寄送答复',
        },
        actor: { kind: 'officer', id: 'account1', agency: 'agency1' },
      },
    ]);
  });

  it('gives nothing when it cannot be put on record', async () => {
    const deaf = new Opener(vault, { record: () => Promise.reject(new Error('log full')) });
    const by = { tenant: 't1', caller: OFFICER };
    const fields = { applicant: await sealed('张三') };
    await expect(deaf.openFor(by, 'request1', fields, '核对')).rejects.toThrow('log full');
  });

  it('opens a page of cases with a record for each, and says what was destroyed', async () => {
    const gone = await sealed('李四');
    await vault.shred('t1', gone.key);
    const cases = [
      { subject: 'a', sealed: { applicant: await sealed('张三') } },
      { subject: 'b', sealed: { applicant: gone } },
      { subject: 'c', sealed: { applicant: null } },
      { subject: 'd', sealed: { applicant: await sealed('王五') } },
    ];
    const by = { tenant: 't1', caller: OFFICER };
    expect(await opener.openMany(by, cases, '办理')).toEqual([
      { applicant: '张三' },
      { applicant: expect.any(Shredded) },
      { applicant: null },
      { applicant: '王五' },
    ]);
    expect(recorded.map(({ entry }) => entry.subject)).toEqual(['a', 'b', 'd']);
  });

  it('opens what may only be kept on a basis alone, which goes on record', async () => {
    const shut = await sealed('李四');
    const record: OpeningRecord = {
      record: async (tenant, entry) => void recorded.push({ tenant, entry }),
    };
    const guarded = new Opener(vault, record, {
      restricted: async (_, subject) => new Set(subject === 'held' ? [] : [shut.key]),
    });
    const by = { tenant: 't1', caller: OFFICER };
    const fields = { applicant: shut, agent: await sealed('张三'), contact: null };
    const seen = await guarded.openFor(by, 'request1', fields, '核对');
    expect(seen).toEqual({ applicant: expect.any(Restricted), agent: '张三', contact: null });
    expect(JSON.stringify(seen.applicant)).toBe('null');
    expect(await guarded.openFor(by, 'request1', fields, '应诉', 'court')).toMatchObject({
      applicant: '李四',
    });
    expect(await guarded.openFor(by, 'held', fields, '应诉')).toMatchObject({ applicant: '李四' });
    expect(recorded.map(({ entry }) => [entry.fields, entry.purpose])).toEqual([
      [['agent'], '核对'],
      [['applicant', 'agent'], '复议诉讼 court: 应诉'],
      [['applicant', 'agent'], '应诉'],
    ]);
    expect(await guarded.mayOpen('t1', 'request1', shut.key)).toBe(false);
    expect(await guarded.mayOpen('t1', 'request1', shut.key, 'applicantsRight')).toBe(true);
  });

  it('opens nothing of another government, and says no more than that there is nothing', async () => {
    const fields = { applicant: await sealed('张三') };
    await expect(
      opener.openFor({ tenant: 't2', caller: OFFICER }, 'request1', fields, '核对'),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(recorded).toEqual([]);
  });

  it.each<[Caller, Actor]>([
    [
      { kind: 'operator', name: 'ops' },
      { kind: 'operator', id: 'ops' },
    ],
    [
      { kind: 'process', name: 'letters' },
      { kind: 'process', id: 'letters' },
    ],
    [{ kind: 'public' }, { kind: 'public', id: 'anonymous' }],
  ])('names %j as who opened', async (caller, actor) => {
    const fields = { description: await sealed('请提供文件') };
    await opener.openFor({ tenant: 't1', caller }, 'request1', fields, '查询进度');
    expect(recorded[0]).toMatchObject({ entry: { account: actor.id }, actor });
  });
});

describe('a file kept sealed', () => {
  const deps = { vault: memoryVault(), blobs: new MemoryBlobs() };
  const content = Buffer.from('附件:身份证复印件 '.repeat(9_000));
  async function* bytes() {
    for (let at = 0; at < content.length; at += 5_000) yield content.subarray(at, at + 5_000);
  }
  const all = async (source: AsyncIterable<Uint8Array> | undefined) => {
    const parts: Uint8Array[] = [];
    for await (const part of source!) parts.push(part);
    return Buffer.concat(parts);
  };
  const place = async () => ({ tenant: 't1', key: (await deps.vault.person('t1', null)).key });

  it('lies in the store as ciphertext under its digest and comes back plain', async () => {
    const at = await place();
    const { digest, plain } = await keepSealed(deps, at, bytes(), content.length);
    expect(plain).toEqual({
      size: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
    const stored = await all(await deps.blobs.get('t1', digest));
    expect(createHash('sha256').update(stored).digest('hex')).toBe(digest);
    expect(stored.includes(Buffer.from('身份证'))).toBe(false);
    expect((await all(await readSealed(deps, at, digest))).equals(content)).toBe(true);
  });

  it('is another file for another person, and gone with the key', async () => {
    const [a, b] = [await place(), await place()];
    const kept = await keepSealed(deps, a, bytes(), content.length);
    expect((await keepSealed(deps, b, bytes(), content.length)).digest).not.toBe(kept.digest);
    await deps.vault.shred('t1', a.key);
    await expect(readSealed(deps, a, kept.digest).then(all)).rejects.toThrow(Shredded);
  });

  it('is refused over the limit of its plain size, and is not there for others', async () => {
    const at = await place();
    await expect(keepSealed(deps, at, bytes(), content.length - 1)).rejects.toMatchObject({
      code: 'BODY_TOO_LARGE',
    });
    expect(await readSealed(deps, at, '0'.repeat(64))).toBeUndefined();
  });
});
