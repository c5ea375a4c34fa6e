import { execute, type Officer, type Role } from '@gongkai/kernel';
import { documentAggregate, publicationContext } from '@gongkai/publication';
import { reconsiderationCollection } from '@gongkai/reconsideration';
import { deskFor, gateOf, officerWith } from '@gongkai/testing';
import { caseStreams } from '../replay/case-streams.js';
import { mayTake } from './may-take.js';

/** A paper of agency1, and a reconsideration about it in which the office itself is the respondent. */
const desk = async () => {
  const at = await deskFor([publicationContext]);
  const { store, reads } = at;
  const actor = { kind: 'operator', id: 'root' } as const;
  const envelope = { tenant: 'T1', actor, commandId: 'note', digest: '' };
  const note = { type: 'noteHandledOutside', documentId: 'D1', agency: 'agency1', mark: 'secret' };
  const facts = { today: '2026-03-02', actor, agencyActive: true };
  await execute(at, documentAggregate, 'D1', note as never, facts as never, envelope);
  await at.catchUp();
  const challenged = { kind: 'publication', documentId: 'D1' };
  const row = { reconsiderationId: 'R1', agency: null, challenged, clocks: {} };
  const upTo = (await store.head())!;
  const write = { tenant: 'T1', id: 'R1', row, position: upTo, before: null };
  const collection = reconsiderationCollection as never;
  await reads.save({ projection: 'rows', collection, writes: [write], parked: [], upTo });
  const replay = {
    streams: (tenant: string, id: string) => caseStreams({ store, reads }, tenant, id),
  };
  return (officer: Officer, id = 'D1') => mayTake({ reads, replay }, officer, id);
};

describe('a bundle of a case', () => {
  const streams = async (take: ReturnType<typeof mayTake>) =>
    (await take).found.streams.map(({ id }) => id);

  it('holds the linked cases of agencies where the officer may take cases out, and no others', async () => {
    const take = await desk();
    expect(await streams(take(officerWith('legalOfficer')))).toEqual(['D1', 'R1']);
    expect(await streams(take(officerWith('legalOfficer', 'agency1')))).toEqual(['D1']);
    expect((await take(officerWith('disclosureHead', 'agency1'))).roles).toEqual([
      'disclosureHead',
    ]);
  });

  it('of another agency looks like none; without the role anywhere nothing is looked up', async () => {
    const take = await desk();
    const elsewhere = officerWith('legalOfficer', 'agency2');
    const stranger = { ...officerWith('legalOfficer'), tenant: 'T2' };
    for (const officer of [elsewhere, stranger]) {
      expect(await gateOf(take(officer))).toBe('NOT_FOUND');
      expect(await gateOf(take(officer, 'D2'))).toBe('NOT_FOUND');
    }
    expect(await gateOf(take(officerWith('legalOfficer'), '../D1'))).toBe('NOT_FOUND');
    const others: Role[] = ['clerk', 'auditor', 'administrator', 'supervisor'];
    for (const role of others)
      for (const id of ['D1', 'D2'])
        expect(await gateOf(take(officerWith(role), id))).toBe('FORBIDDEN');
  });
});
