import {
  secrecyMarkInTitle,
  type Aggregate,
  type Day,
  type Decider,
  type Facts,
  type Rejection,
} from '@gongkai/kernel';
import { gazetteIssueEvents, type GazetteIssueEvent } from './events.after.js';
import type { GazetteIssueCommandData } from './commands.js';
import { impossible } from './decider.days.js';
import { reject } from './errors.js';

export type GazetteIssue = {
  status: 'none' | 'planned' | 'released';
  year: number;
  title: string;
  copies: number | null;
  pickUpPoints: readonly string[];
  releasedOn: Day | null;
};

/** Puts the title, or what was recorded of the release, right; items in it are put right by themselves. */
const correct = (
  issue: GazetteIssue,
  command: Extract<GazetteIssueCommandData, { type: 'correct' }>,
  { today, actor }: Facts,
): GazetteIssueEvent[] | Rejection => {
  const { issueId, reason, title = issue.title } = command;
  if (secrecyMarkInTitle(title)) return reject('publication.classifiedMark', {}, 'title');
  const { releasedOn = issue.releasedOn, copies = issue.copies } = command;
  const isOut = issue.status === 'released';
  if (!isOut && (releasedOn !== null || copies !== null))
    return reject('publication.gazetteIssueNotReleased');
  const day =
    releasedOn === null
      ? undefined
      : impossible(releasedOn, today, 'releasedOn', { year: `${issue.year}-01-01` });
  if (day) return day;
  if (title === issue.title && releasedOn === issue.releasedOn && copies === issue.copies)
    return [];
  const data = { issueId, title, releasedOn, copies, reason, correctedBy: actor.id };
  return [{ type: 'GazetteIssueCorrected', data }];
};

export const gazetteIssueDecider: Decider<
  GazetteIssueCommandData,
  GazetteIssue,
  GazetteIssueEvent
> = {
  initial: { status: 'none', year: 0, title: '', copies: null, pickUpPoints: [], releasedOn: null },

  decide(issue, command, facts) {
    const { issueId } = command;
    const { today } = facts;
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
      case 'correct':
        return correct(issue, command, facts);
      case 'voidRelease': {
        const { releasedOn } = issue;
        if (releasedOn === null) return reject('publication.gazetteIssueNotReleased');
        const { reason } = command;
        const data = { issueId, releasedOn, reason, voidedBy: facts.actor.id };
        return [{ type: 'GazetteReleaseVoided', data }];
      }
    }
  },

  evolve(issue, event) {
    switch (event.type) {
      case 'GazetteIssuePlanned':
        return { ...issue, status: 'planned', year: event.data.year, title: event.data.title };
      case 'PickUpPointAdded':
        return { ...issue, pickUpPoints: [...issue.pickUpPoints, event.data.place] };
      case 'PickUpPointRemoved': {
        const { place } = event.data;
        return { ...issue, pickUpPoints: issue.pickUpPoints.filter((known) => known !== place) };
      }
      case 'GazetteIssueReleased': {
        const { releasedOn, copies } = event.data;
        return { ...issue, status: 'released', releasedOn, copies };
      }
      case 'GazetteIssueCorrected': {
        const { title, releasedOn, copies } = event.data;
        return { ...issue, title, releasedOn, copies };
      }
      case 'GazetteReleaseVoided':
        return { ...issue, status: 'planned', releasedOn: null, copies: null };
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
