import { entryAggregate, type EntryFacts, type EntryReject } from '@gongkai/entries';
import { COUNT_PORTIONS, MONEY_PORTIONS, portionsOf } from '@gongkai/figures';
import type { Rejection } from '@gongkai/kernel';
import { reject } from './errors.js';
import {
  activityEvents,
  fundsEvents,
  leadingBodyEvents,
  resourceEvents,
  type Activity,
  type ActivityEvent,
  type ActivityKind,
  type ActivityNumber,
  type Funds,
  type FundsEvent,
  type LeadingBody,
  type LeadingBodyEvent,
  type Resource,
  type ResourceEvent,
} from './events.js';

const entryReject: EntryReject = (reason, details, field) =>
  reject(`capacity.${reason}`, details, field);

export const resourceNames = {
  entered: 'ResourceProvided',
  withdrawn: 'ResourceWithdrawn',
  ended: 'ResourceEnded',
  resumed: 'ResourceEndUndone',
};

export const resourceAggregate = entryAggregate<Resource, ResourceEvent, EntryFacts>({
  name: 'resource',
  events: resourceEvents,
  names: resourceNames,
  on: ({ since }) => since,
  dayField: 'since',
  refuse: ({ kind, number }) =>
    number > 1 && (kind === 'office' || kind === 'readingPlace')
      ? reject('capacity.oneAtATime', {}, 'number')
      : undefined,
  reject: entryReject,
});

export const fundsNames = { entered: 'FundsAllotted', withdrawn: 'FundsWithdrawn' };

export const fundsAggregate = entryAggregate<Funds, FundsEvent, EntryFacts>({
  name: 'funds',
  events: fundsEvents,
  names: fundsNames,
  on: ({ on }) => on,
  reject: entryReject,
  numbers: ({ id, version, entry: { agency, on, amountFen } }, sign) =>
    portionsOf(MONEY_PORTIONS, amountFen).map((number) => ({
      type: sign > 0 ? 'FundsCounted' : 'FundsUncounted',
      data: { id, version, agency, on, number },
    })),
});

export type ActivityFacts = EntryFacts & {
  /** The body named in the command was there on the day. */
  bodyThere: boolean;
};

/** What the people of an activity are counted as; nobody comes to an article or an instruction. */
const peopleOf: Record<ActivityKind, ActivityNumber | null> = {
  meeting: 'participants',
  leadingGroupMeeting: 'participants',
  jointConference: 'participants',
  course: 'attendances',
  courseAttended: 'ownAttendances',
  campaign: 'visitors',
  article: null,
  instruction: null,
};
const MEETINGS: readonly ActivityKind[] = ['meeting', 'leadingGroupMeeting', 'jointConference'];

const activityRefused = (
  { kind, people, leaflets, bodyId }: Activity,
  { bodyThere }: ActivityFacts,
): Rejection | undefined => {
  const foreign = (field: string) => reject('capacity.fieldForeign', { field }, field);
  if (people > 0 && peopleOf[kind] === null) return foreign('people');
  if (leaflets > 0 && kind !== 'campaign') return foreign('leaflets');
  if (bodyId !== null && !MEETINGS.includes(kind) && kind !== 'instruction')
    return foreign('bodyId');
  return bodyThere ? undefined : reject('capacity.bodyUnknown', {}, 'bodyId');
};

export const activityNames = { entered: 'ActivityEntered', withdrawn: 'ActivityWithdrawn' };

/** A meeting, a course, a campaign, an article, an instruction. */
export const activityAggregate = entryAggregate<Activity, ActivityEvent, ActivityFacts>({
  name: 'activity',
  events: activityEvents,
  names: activityNames,
  on: ({ on }) => on,
  refuse: activityRefused,
  reject: entryReject,
  numbers: ({ id, version, entry: { agency, on, kind, people, leaflets } }, sign) => {
    const numbers: [ActivityNumber | null, number][] = [
      [peopleOf[kind], people],
      ['leaflets', leaflets],
    ];
    return numbers.flatMap(([of, number]) =>
      of === null
        ? []
        : portionsOf(COUNT_PORTIONS, number).map((part): ActivityEvent => ({
            type: sign > 0 ? 'NumbersCounted' : 'NumbersUncounted',
            data: { id, version, agency, on, of, number: part },
          })),
    );
  },
});

export const leadingBodyNames = {
  entered: 'LeadingBodyFormed',
  withdrawn: 'LeadingBodyWithdrawn',
  ended: 'LeadingBodyDissolved',
  resumed: 'LeadingBodyDissolutionUndone',
};

/** A new composition is a body of its own from its day; the one before ends. */
export const leadingBodyAggregate = entryAggregate<LeadingBody, LeadingBodyEvent, EntryFacts>({
  name: 'leadingBody',
  events: leadingBodyEvents,
  names: leadingBodyNames,
  on: ({ since }) => since,
  dayField: 'since',
  refuse: ({ members }) =>
    members.some(({ role }) => role === 'head')
      ? undefined
      : reject('capacity.headMissing', {}, 'members'),
  reject: entryReject,
});
