import { accountAggregate } from '@gongkai/identity';
import { execute, parseRecord, streamName, type Officer } from '@gongkai/kernel';
import { Cursors } from '@gongkai/nest';
import { documentAggregate, publicationContext } from '@gongkai/publication';
import { deskFor, gateOf, officerWith } from '@gongkai/testing';
import { TimelineResolver } from './timeline.resolver.js';

/** One paper and one account of agency1, and an entry of the audit stream. */
const desk = async () => {
  const at = await deskFor([publicationContext]);
  const { store, reads, clock } = at;
  const actor = { kind: 'operator', id: 'root' } as const;
  const envelope = (commandId: string) => ({ tenant: 'T1', actor, commandId, digest: '' });
  const of = { today: '2026-03-02', actor };
  const note = { type: 'noteHandledOutside', documentId: 'D1', agency: 'agency1', mark: 'secret' };
  const noted = { ...of, agencyActive: true };
  await execute(at, documentAggregate, 'D1', note as never, noted as never, envelope('note'));
  const open = { type: 'open', name: 'a.b', post: '信息员', agency: 'agency1', grants: [] };
  const opened = { ...of, account: 'A1', platform: false, unknownAgency: null };
  await execute(at, accountAggregate, 'A1', open as never, opened as never, envelope('open'));
  const [account] = await store.read(streamName('T1', 'account', 'A1'));
  const { meta } = parseRecord(account!.record);
  const audited = { ...meta, id: 'audit1', agency: null, aggregate: 'audit', aggregateId: 'main' };
  const stream = streamName('T1', 'audit', 'main');
  await store.append(stream, 0, [{ meta: audited, data: '{}', facet: 0 }]);
  await at.catchUp();
  const timelines = new TimelineResolver(store, reads, new Cursors(new Uint8Array(32)), clock);
  return (aggregate: string, id: string, officer: Officer) =>
    gateOf(timelines.timeline({ aggregate, id }, officer));
};

describe('the history of one thing', () => {
  it('of a paper is for those who may read the paper', async () => {
    const seen = await desk();
    for (const agency of ['agency1', null]) {
      expect(await seen('document', 'D1', officerWith('clerk', agency))).toBeNull();
      expect(await seen('document', 'D1', officerWith('auditor', agency))).toBeNull();
    }
    const others = [
      officerWith('clerk', 'agency2'),
      officerWith('auditor', 'agency2'),
      officerWith('supervisor'),
      officerWith('complaintHandler'),
      officerWith('administrator'),
      { ...officerWith('clerk'), grants: [] },
      { ...officerWith('clerk'), tenant: 'T2' },
    ];
    for (const other of others) expect(await seen('document', 'D1', other)).toBe('NOT_FOUND');
    expect(await seen('document', 'D2', officerWith('clerk'))).toBe('NOT_FOUND');
  });

  it('of the audit stream is for auditors of the whole government', async () => {
    const seen = await desk();
    expect(await seen('audit', 'main', officerWith('auditor'))).toBeNull();
    expect(await seen('audit', 'main', officerWith('administrator'))).toBe('NOT_FOUND');
    expect(await seen('audit', 'main', officerWith('auditor', 'agency1'))).toBe('NOT_FOUND');
  });

  it('of an account is for auditors and administrators where they hold the role', async () => {
    const seen = await desk();
    for (const role of ['auditor', 'administrator'] as const) {
      expect(await seen('account', 'A1', officerWith(role))).toBeNull();
      expect(await seen('account', 'A1', officerWith(role, 'agency1'))).toBeNull();
      expect(await seen('account', 'A1', officerWith(role, 'agency2'))).toBe('NOT_FOUND');
    }
    expect(await seen('account', 'A1', officerWith('clerk'))).toBe('NOT_FOUND');
  });

  it('of the register of agencies is for every officer of the government', async () => {
    const seen = await desk();
    expect(await seen('agency', 'agency1', officerWith('supervisor', 'agency2'))).toBeNull();
    const stranger = { ...officerWith('clerk'), tenant: 'T2' };
    expect(await seen('agency', 'agency1', stranger)).toBe('NOT_FOUND');
  });
});
