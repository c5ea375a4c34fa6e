import { isWorkingDay, nationalCalendar, workingDaysBetween } from '@gongkai/calendar';
import { starterColumns } from '@gongkai/catalogue';
import { actorOf, fold, Rejection } from '@gongkai/kernel';
import { documentAggregate, DocumentCommands, type DocumentEvent } from '@gongkai/publication';
import fc from 'fast-check';
import { officesOf } from './offices.js';
import { itemOf, planOf } from './plan.js';
import { commandsOf } from './year.js';

const TENANT = 'SIMULATED';
const { decider } = documentAggregate;
const classes = new Map(starterColumns.map((column) => [column.code, column.class]));

const offices = officesOf(TENANT, 'spec');
const planned = planOf('', 2024, 100, offices);
const plan = (seed: string, items = 100) => ({ ...planned, seed, items });

/** The events of one item, its commands judged by the decider of documents. */
const eventsOf = (seed: string, number: number): DocumentEvent[] => {
  const events: DocumentEvent[] = [];
  for (const { on, officer, data } of commandsOf(plan(seed), number, TENANT)) {
    const command = { documentId: 'DOC', ...DocumentCommands.parse(data) };
    const column = 'column' in command ? command.column : '';
    const outcome = decider.decide(fold(decider, events), command, {
      today: on,
      actor: actorOf(officer, []),
      calendar: nationalCalendar,
      calendarRevision: 0,
      column: { code: column, class: classes.get(column)! },
      agencyActive: true,
      indexNumber: 'indexNumber' in command ? (command.indexNumber ?? null) : null,
    });
    if (outcome instanceof Rejection)
      throw new Error(
        `${number} ${command.type}: ${outcome.code} ${JSON.stringify(outcome.details)}`,
      );
    events.push(...outcome);
  }
  return events;
};

const seedAndItem = [fc.string({ maxLength: 8 }), fc.integer({ min: 0, max: 5_000 })] as const;

describe('a simulated government-year', () => {
  it('gives the same commands for the same seed, and others for another', () => {
    const commands = (seed: string) =>
      Array.from({ length: 50 }, (_, number) => commandsOf(plan(seed), number, TENANT));
    expect(commands('a')).toEqual(commands('a'));
    expect(commands('a')).not.toEqual(commands('b'));
  });

  it('holds the smaller year of the same seed', () => {
    expect(itemOf(plan('a', 10_000), 7)).toEqual({ ...itemOf(plan('a', 10), 7) });
  });

  it('asks for nothing that the rules of publication refuse', () => {
    fc.assert(
      fc.property(...seedAndItem, (seed, number) => {
        expect(eventsOf(seed, number).length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  it('publishes on working days of the year, late where it says so', () => {
    fc.assert(
      fc.property(...seedAndItem, (seed, number) => {
        const item = itemOf(plan(seed), number);
        const published = eventsOf(seed, number).filter(({ type }) => type === 'DocumentPublished');
        if (item.fate !== 'published') return expect(published).toEqual([]);
        expect(published).toHaveLength(item.channels.length);
        expect(published[0]!.data).toMatchObject({ first: true, late: item.late });
        const waited = workingDaysBetween(nationalCalendar, item.formedOn, item.publishedOn).days;
        expect(waited > 20).toBe(item.late);
        expect(isWorkingDay(nationalCalendar, item.publishedOn)).toBe(true);
        return expect(item.publishedOn.slice(0, 4)).toBe('2024');
      }),
      { numRuns: 300 },
    );
  });

  it('has what a year has: lateness, corrections, withdrawals, what is withheld', () => {
    const items = Array.from({ length: 3_000 }, (_, number) => itemOf(plan('year'), number));
    const share = (what: (item: (typeof items)[number]) => unknown) =>
      items.filter(what).length / items.length;
    expect(share(({ late }) => late)).toBeGreaterThan(0.02);
    expect(share(({ correctedOn }) => correctedOn)).toBeGreaterThan(0.005);
    expect(share(({ withdrawnOn }) => withdrawnOn)).toBeGreaterThan(0.002);
    expect(share(({ fate }) => fate === 'withheld')).toBeGreaterThan(0.02);
    expect(new Set(items.map(({ office }) => office.id)).size).toBe(32);
  });
});
