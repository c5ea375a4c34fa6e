import { FIRST_DAY } from '@gongkai/entries';
import { EVENTS_PER_COMMAND_MAX, type Aggregate, type Decider } from '@gongkai/kernel';
import type { EnquiryCountCommandData } from './commands.js';
import { impossible, type EnquiryFacts } from './decider.js';
import { reject } from './errors.js';
import { bulkEvents, COUNT_MAX, type BulkEvent } from './events.js';

type Counted = Extract<BulkEvent, { type: 'EnquiriesCounted' }>['data'];
export type EnquiryCount = { counted: readonly Counted[]; voided: boolean };

/** Most that one command may count, whatever the entries. */
const NUMBER_MAX = 10_000;

export const enquiryCountDecider: Decider<
  EnquiryCountCommandData,
  EnquiryCount,
  BulkEvent,
  EnquiryFacts
> = {
  initial: { counted: [], voided: false },

  decide({ counted, voided }, command, { today, actor, agencyActive }) {
    const { countId } = command;
    if (command.type === 'voidCount') {
      if (counted.length === 0) return reject('enquiry.countUnknown', {}, 'countId');
      if (voided) return reject('enquiry.voided', {}, 'countId');
      const { reason } = command;
      // One for one, so that each takes off exactly what its count has added.
      return counted.map(({ countedBy: _, ...of }) => ({
        type: 'EnquiriesCountVoided',
        data: { ...of, reason, voidedBy: actor.id },
      }));
    }
    if (counted.length > 0) return [];
    const { agency, on, entries } = command;
    const day = impossible(on, FIRST_DAY, today, 'on');
    if (day) return day;
    if (!agencyActive) return reject('enquiry.agencyUnknown', {}, 'agency');
    const all = entries.reduce((sum, { number }) => sum + number, 0);
    const records = entries.flatMap(({ number, ...of }) =>
      portions(number).map((portion) => ({ ...of, number: portion })),
    );
    if (all > NUMBER_MAX || records.length > EVENTS_PER_COMMAND_MAX)
      return reject('enquiry.tooMany', { limit: NUMBER_MAX }, 'entries');
    return records.map((of) => ({
      type: 'EnquiriesCounted',
      data: { countId, agency, on, ...of, countedBy: actor.id },
    }));
  },

  evolve(count, event) {
    return event.type === 'EnquiriesCounted'
      ? { ...count, counted: [...count.counted, event.data] }
      : { ...count, voided: true };
  },
};

/** A record stands for so many at most; more are several records. */
const portions = (number: number): number[] =>
  Array.from({ length: Math.ceil(number / COUNT_MAX) }, (_, i) =>
    Math.min(COUNT_MAX, number - i * COUNT_MAX),
  );

export const enquiryCountAggregate: Aggregate<
  EnquiryCountCommandData,
  EnquiryCount,
  BulkEvent,
  EnquiryFacts
> = {
  name: 'enquiryCount',
  events: bulkEvents,
  decider: enquiryCountDecider,
  agencyOf: ({ counted }) => counted[0]?.agency ?? null,
};
