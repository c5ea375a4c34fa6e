import { secrecyMarkInTitle, type Aggregate, type Day, type Decider } from '@gongkai/kernel';
import { gazetteIssueEvents, type GazetteIssueEvent } from './events.after.js';
import type { GazetteIssueCommandData } from './commands.js';
import { impossible } from './decider.days.js';
import { reject } from './errors.js';

export type GazetteIssue = {
  status: 'none' | 'planned' | 'released';
  year: number;
  pickUpPoints: readonly string[];
  releasedOn: Day | null;
};

export const gazetteIssueDecider: Decider<
  GazetteIssueCommandData,
  GazetteIssue,
  GazetteIssueEvent
> = {
  initial: { status: 'none', year: 0, pickUpPoints: [], releasedOn: null },

  decide(issue, command, { today }) {
    const { issueId } = command;
    if (command.type === 'plan') {
      const { year, number, title } = command;
      if (secrecyMarkInTitle(title)) return reject('publication.classifiedMark', {}, 'title');
      return issue.status === 'none'
        ? [{ type: 'GazetteIssuePlanned', data: { issueId, year, number, title } }]
        : reject('publication.gazetteIssueExists', { year, number }, 'number');
    }
    if (issue.status === 'none') return reject('publication.gazetteIssueUnknown', {}, 'issueId');
    switch (command.type) {
      case 'addPickUpPoint': {
        const { place } = command;
        if (issue.pickUpPoints.includes(place)) return [];
        return [{ type: 'PickUpPointAdded', data: { issueId, place } }];
      }
      case 'removePickUpPoint': {
        const { place } = command;
        if (!issue.pickUpPoints.includes(place))
          return reject('publication.pickUpPointUnknown', {}, 'place');
        return [{ type: 'PickUpPointRemoved', data: { issueId, place } }];
      }
      case 'release': {
        if (issue.status === 'released') return reject('publication.gazetteIssueReleased');
        if (issue.pickUpPoints.length === 0) return reject('publication.pickUpPointMissing');
        const releasedOn = command.releasedOn ?? today;
        const day = impossible(releasedOn, today, 'releasedOn', { year: `${issue.year}-01-01` });
        if (day) return day;
        const { copies } = command;
        return [{ type: 'GazetteIssueReleased', data: { issueId, releasedOn, copies } }];
      }
    }
  },

  evolve(issue, event) {
    switch (event.type) {
      case 'GazetteIssuePlanned':
        return { ...issue, status: 'planned', year: event.data.year };
      case 'PickUpPointAdded':
        return { ...issue, pickUpPoints: [...issue.pickUpPoints, event.data.place] };
      case 'PickUpPointRemoved': {
        const { place } = event.data;
        return { ...issue, pickUpPoints: issue.pickUpPoints.filter((known) => known !== place) };
      }
      case 'GazetteIssueReleased':
        return { ...issue, status: 'released', releasedOn: event.data.releasedOn };
    }
  },
};

export const gazetteIssueAggregate: Aggregate<
  GazetteIssueCommandData,
  GazetteIssue,
  GazetteIssueEvent
> = {
  name: 'gazetteIssue',
  events: gazetteIssueEvents,
  decider: gazetteIssueDecider,
  agencyOf: () => null,
};
