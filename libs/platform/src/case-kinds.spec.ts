import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { caseKinds } from '@gongkai/retention';
import { allEvents, allProjections, contexts } from './contexts.js';

/** Contexts whose events hold sealed fields, each in streams of a kind of case. */
const withCases = ['request', 'consultation', 'reconsideration', 'litigation', 'complaint'];

describe('cases that are kept', () => {
  it('are ended and reopened by events there are', () => {
    const named = caseKinds.flatMap(({ closedBy, reopenedBy }) => [...closedBy, ...reopenedBy]);
    expect(named.filter((type) => !Object.hasOwn(allEvents, type))).toEqual([]);
  });

  it('are found by every event that can hold what a person said', () => {
    const { events } = allProjections.find(({ name }) => name === 'heldCases')!;
    const owners = new Set(
      Object.keys(events).flatMap((type) =>
        contexts.filter((context) => Object.hasOwn(context.events, type)).map(({ name }) => name),
      ),
    );
    owners.delete('retention');
    // A context that is new here says of its streams in case-kinds.ts when they are over.
    expect([...owners].sort()).toEqual([...withCases].sort());
    expect(Object.keys(events)).toEqual(
      expect.arrayContaining(['RequestReceived', 'ConsultationSent', 'SuitFiled']),
    );
  });

  it('are named in the guide for archivists', () => {
    const page = join(import.meta.dirname, '../../../docs/guide/archivist.md');
    const guide = readFileSync(page, 'utf8');
    expect(caseKinds.filter(({ kind }) => !guide.includes(`\`${kind}\``))).toEqual([]);
  });
});
