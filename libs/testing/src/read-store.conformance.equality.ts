import { searchText, type Condition } from '@gongkai/kernel';
import {
  batchOf,
  everyPage,
  things,
  writesOf,
  type ReadStoreSuite,
  type Thing,
} from './read-store.suite.js';
import fc from 'fast-check';
import { MemoryReadStore } from './memory-read-store.js';

/** Any store answers any question like the memory store. */
export const equalityConformance = (suite: ReadStoreSuite): void => {
  it('answers like the memory store after random writes, and search like a substring test', async () => {
    const characters = fc.constantFrom(...'公开信息ab A%_。𠮷㈠Ｆ\u0301\u0000');
    const text = fc.array(characters, { maxLength: 8 }).map((list) => list.join(''));
    const day = fc.option(fc.constantFrom('2008-05-01', '2026-03-01', '2026-03-02'), {
      nil: null,
    });
    const agency = fc.oneof(
      text,
      fc.integer({ min: -3, max: 3 }),
      fc.constant(null),
      fc.constant(0.5),
    );
    const row = fc.record({
      title: fc.option(text, { nil: null }),
      agency,
      day,
      open: fc.boolean(),
      channels: fc.array(text, { maxLength: 3 }),
    });
    const write = fc.record({
      tenant: fc.constantFrom('t1', 't2'),
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e', '𠮷', 'ﬀ'),
      row: fc.option(row, { nil: undefined, freq: 5 }),
      position: fc.bigInt({ min: 1n, max: 60n }),
    });
    const condition: fc.Arbitrary<Condition> = fc.oneof(
      agency.map((eq) => ({ key: 'agency', eq })),
      fc.array(agency, { maxLength: 3 }).map((list) => ({ key: 'agency', in: list })),
      fc.tuple(agency, agency).map(([from, to]) => ({ key: 'agency', from, to })),
      day.map((from) => ({ key: 'day', from })),
      text.map((prefix) => ({ key: 'agency', prefix })),
      text.map((has) => ({ set: 'channels', has })),
      fc.constantFrom(0, 1).map((eq) => ({ key: 'open', eq })),
      text.map((query) => ({ text: query })),
      text.map((query) => ({ text: query.slice(0, 2) })),
    );
    const where = fc.array(condition, { maxLength: 3 });
    const sort = fc.option(
      fc.record({ key: fc.constantFrom('agency', 'day', 'open'), descending: fc.boolean() }),
      { nil: undefined },
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(write, { maxLength: 12 }), { maxLength: 4 }),
        fc.array(fc.tuple(where, sort, fc.integer({ min: 1, max: 4 })), {
          minLength: 1,
          maxLength: 6,
        }),
        async (batches, questions) => {
          const peer = new MemoryReadStore();
          const fresh = (tenant: string) => `${tenant}r${run}`;
          run += 1;
          for (const writes of batches)
            for (const target of [suite.store, peer])
              await target.save(
                batchOf(
                  await writesOf(
                    target,
                    writes.map((one) => ({ ...one, tenant: fresh(one.tenant) })),
                  ),
                  60n,
                ),
              );
          for (const [conditions, order, limit] of questions)
            for (const tenant of ['t1', 't2'].map(fresh)) {
              const query = { where: conditions, limit, ...(order ? { sort: order } : {}) };
              const newestFirst = !order || (order.key === 'day' && order.descending);
              const searched = newestFirst && conditions.some((one) => 'text' in one);
              const [ours, theirs] = [
                await everyPage(suite.store, tenant, query),
                await everyPage(peer, tenant, query),
              ];
              // Within one day search results have an order of the store's own.
              if (searched)
                expect(ours.map((one) => one.day)).toEqual(theirs.map((one) => one.day));
              const shown = (rows: Thing[]) =>
                searched ? rows.map((one) => JSON.stringify(one)).sort() : rows;
              expect(shown(ours)).toEqual(shown(theirs));
              for (const one of conditions)
                if ('text' in one)
                  for (const { title } of ours)
                    expect(searchText(title!)).toContain(searchText(one.text));
              for (const by of [null, 'agency', 'open', 'channels'])
                expect(await suite.store.count(things, tenant, conditions, by)).toEqual(
                  await peer.count(things, tenant, conditions, by),
                );
            }
        },
      ),
      { numRuns: suite.runs },
    );
  });
};
