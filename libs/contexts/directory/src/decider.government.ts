import type { Aggregate, Day, Decider, Facts } from '@gongkai/kernel';
import type { GovernmentCommandData } from './commands.js';
import type { Division } from './decider.division.js';
import { rejectDirectory as reject } from './errors.js';
import { governmentEvents, type GovernmentEvent } from './events.js';
import { existsOn } from './history.js';

/** A government that uses the platform; its stream id is its tenant. Null until it joins. */
export type Government = { division: string; name: string; joinedOn: Day; since: Day } | null;

export type GovernmentFacts = Facts & { division: Division };

export const governmentDecider: Decider<
  GovernmentCommandData,
  Government,
  GovernmentEvent,
  GovernmentFacts
> = {
  initial: null,

  decide(government, command, { today, division }) {
    if (command.on > today) return reject('directory.inFuture', {}, 'on');
    switch (command.type) {
      case 'join': {
        const { type: _, ...data } = command;
        if (government !== null) return reject('directory.alreadyJoined', {}, 'division');
        if (division === null || !existsOn(division, command.on))
          return reject('directory.missing', {}, 'division');
        // A town has no tenant of its own: its government is an agency of the county's tenant.
        if (division.grouping || division.kind === 'nation' || division.kind === 'town')
          return reject('directory.notGoverned', {}, 'division');
        return [{ type: 'GovernmentJoined', data }];
      }
      case 'rename':
        if (government === null) return reject('directory.notJoined', {}, 'government');
        if (command.on < government.since)
          return reject('directory.beforeLastChange', { since: government.since }, 'on');
        if (command.name === government.name) return [];
        return [
          {
            type: 'GovernmentRenamed',
            data: { division: government.division, name: command.name, on: command.on },
          },
        ];
    }
  },

  evolve(government, { type, data }) {
    switch (type) {
      case 'GovernmentJoined':
        return { division: data.division, name: data.name, joinedOn: data.on, since: data.on };
      case 'GovernmentRenamed':
        return government && { ...government, name: data.name, since: data.on };
    }
  },
};

export const governmentAggregate: Aggregate<
  GovernmentCommandData,
  Government,
  GovernmentEvent,
  GovernmentFacts
> = {
  name: 'government',
  events: governmentEvents,
  decider: governmentDecider,
  agencyOf: () => null,
};
