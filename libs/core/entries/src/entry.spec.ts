import { fold, Rejection, type EventOf } from '@gongkai/kernel';
import { specFor } from '@gongkai/testing';
import fc from 'fast-check';
import { z } from 'zod';
import {
  entryAggregate,
  entryTexts,
  lastingEvents,
  lastingTexts,
  type EntryCommand,
  type EntryFacts,
} from './index.js';

const Place = z.strictObject({
  agency: z.string().nullable(),
  name: z.string(),
  since: z.iso.date(),
});
type Place = z.infer<typeof Place>;
const kind = lastingEvents(Place, { on: ({ since }) => since, facet: ({ name }) => name.length });
const events = {
  PlaceOpened: kind.entered,
  PlaceWithdrawn: kind.withdrawn,
  PlaceClosed: kind.ended,
  PlaceReopened: kind.resumed,
};
type PlaceEvent = EventOf<typeof events>;
const names = {
  entered: 'PlaceOpened',
  withdrawn: 'PlaceWithdrawn',
  ended: 'PlaceClosed',
  resumed: 'PlaceReopened',
};
const aggregate = entryAggregate<Place, PlaceEvent, EntryFacts>({
  name: 'place',
  events,
  names,
  on: ({ since }) => since,
  dayField: 'since',
  refuse: ({ name }) => (name === 'bad' ? new Rejection('place.bad', '', '', 'name') : undefined),
  reject: (reason, details, field) => new Rejection(`place.${reason}`, '', '', field, details),
});
const facts: EntryFacts = {
  today: '2026-03-04',
  actor: { kind: 'officer', id: 'clerk' },
  agencyActive: true,
};
const { given } = specFor(aggregate.decider, facts);

const place = (more: Partial<Place> = {}): Place => ({
  agency: 'a',
  name: 'library',
  since: '2020-01-01',
  ...more,
});
const of = (version: number, more: Partial<Place> = {}) => ({
  id: 'p',
  version,
  entry: place(more),
});
const opened = (version = 1, more: Partial<Place> = {}): PlaceEvent => ({
  type: 'PlaceOpened',
  data: { ...of(version, more), by: 'clerk' },
});
const withdrawn = (version: number, reason: string): PlaceEvent => ({
  type: 'PlaceWithdrawn',
  data: { ...of(version), reason, by: 'clerk' },
});
const closed = (version: number, reason: string, more: Partial<Place> = {}): PlaceEvent => ({
  type: 'PlaceClosed',
  data: { ...of(version, more), on: '2025-06-30', reason, by: 'clerk' },
});
const reopened = (reason: string): PlaceEvent => ({
  type: 'PlaceReopened',
  data: { ...of(1), on: '2025-06-30', reason, by: 'clerk' },
});
const enter = (more: Partial<Place> = {}): EntryCommand<Place> => ({
  type: 'enter',
  id: 'p',
  value: place(more),
});
const correct = (more: Partial<Place>): EntryCommand<Place> => ({
  type: 'correct',
  id: 'p',
  value: place(more),
  reason: 'wrong',
});
const end: EntryCommand<Place> = { type: 'end', id: 'p', on: '2025-06-30', reason: 'moved' };

describe('an entry', () => {
  it('is entered once, on a day that can be, for an agency there was', () => {
    given().when(enter()).then(opened());
    given(opened()).when(enter()).then();
    given()
      .when(enter({ since: '2026-03-05' }))
      .thenRejected('place.dayImpossible', 'since');
    given()
      .when(enter({ since: '2007-04-04' }))
      .thenRejected('place.dayImpossible', 'since');
    given().when(enter(), { agencyActive: false }).thenRejected('place.agencyUnknown', 'agency');
    given()
      .when(enter({ name: 'bad' }))
      .thenRejected('place.bad', 'name');
  });

  it('is put right by taking the version before back and entering the next', () => {
    given(opened())
      .when(correct({ name: 'archive' }))
      .then(withdrawn(1, 'wrong'), opened(2, { name: 'archive' }));
    given(opened()).when(correct({})).then();
    given(opened())
      .when(correct({ name: 'bad' }))
      .thenRejected('place.bad');
  });

  it('keeps its end when it is put right, and does not end before it began', () => {
    given(opened(), closed(1, 'moved'))
      .when(correct({ name: 'archive' }))
      .then(
        reopened('wrong'),
        withdrawn(1, 'wrong'),
        opened(2, { name: 'archive' }),
        closed(2, 'wrong', { name: 'archive' }),
      );
    given(opened(), closed(1, 'moved'))
      .when(correct({ since: '2025-07-01' }))
      .thenRejected('place.dayImpossible', 'on');
  });

  it('is taken back for good, its end first', () => {
    const back: EntryCommand<Place> = { type: 'withdraw', id: 'p', reason: 'twice' };
    given(opened()).when(back).then(withdrawn(1, 'twice'));
    given(opened(), closed(1, 'moved')).when(back).then(reopened('twice'), withdrawn(1, 'twice'));
    given(opened(), withdrawn(1, 'twice')).when(back).thenRejected('place.withdrawn', 'id');
    given().when(back).thenRejected('place.unknown', 'id');
  });

  it('ends once, and goes on when it did not end after all', () => {
    given(opened()).when(end).then(closed(1, 'moved'));
    given(opened(), closed(1, 'moved')).when(end).thenRejected('place.ended', 'id');
    given(opened())
      .when({ ...end, on: '2019-12-31' })
      .thenRejected('place.dayImpossible', 'on');
    const resume: EntryCommand<Place> = { type: 'resume', id: 'p', reason: 'no' };
    given(opened(), closed(1, 'moved')).when(resume).then(reopened('no'));
    given(opened()).when(resume).thenRejected('place.notEnded', 'id');
  });

  it('belongs to the agency it was entered for, also when it is taken back', () => {
    const state = fold(aggregate.decider, [opened(), withdrawn(1, 'twice')]);
    expect(aggregate.agencyOf(state)).toBe('a');
  });

  it('counts once while it stands and never else, whatever is asked of it', () => {
    const day = fc.constantFrom('2019-05-01', '2020-01-01', '2025-06-30', '2026-03-05');
    const command: fc.Arbitrary<EntryCommand<Place>> = fc.oneof(
      day.map((since) => enter({ since })),
      fc.record({ since: day, name: fc.constantFrom('x', 'bad') }).map(correct),
      day.map((on) => ({ ...end, on }) as EntryCommand<Place>),
      fc.constant<EntryCommand<Place>>({ type: 'withdraw', id: 'p', reason: 'r' }),
      fc.constant<EntryCommand<Place>>({ type: 'resume', id: 'p', reason: 'r' }),
    );
    const adds = { PlaceOpened: 1, PlaceWithdrawn: -1, PlaceClosed: -1, PlaceReopened: 1 };
    fc.assert(
      fc.property(fc.array(command, { maxLength: 10 }), (commands) => {
        const history: PlaceEvent[] = [];
        for (const next of commands) {
          const decided = aggregate.decider.decide(fold(aggregate.decider, history), next, facts);
          if (!(decided instanceof Rejection)) history.push(...decided);
          const { value, withdrawn: gone, endedOn } = fold(aggregate.decider, history);
          const counted = history.reduce((sum, { type }) => sum + adds[type], 0);
          expect(counted).toBe(Number(value !== null && !gone && endedOn === null));
        }
      }),
    );
  });

  it('is refused in the words of its context', () => {
    const words = { zh: '登记', en: 'entry' };
    const texts = { ...entryTexts('place', words), ...lastingTexts('place', words) };
    expect(texts['place.unknown'].zh).toBe('没有这条登记。');
    expect(texts['place.ended'].en).toBe('This entry ended on {on}.');
  });
});
