import { entryEvents, lastingEvents } from '@gongkai/entries';
import { COUNT_PORTIONS, MONEY_PORTIONS, portionFacet } from '@gongkai/figures';
import { Day, event, type EventOf } from '@gongkai/kernel';
import { z } from 'zod';

const agency = z.string().nullable();
const id = z.string().min(1);
const version = z.int().min(1);

/** What an office works with as long as it lasts. Its order is in stored keys and stays. */
export const ResourceKind = z.enum(['office', 'readingPlace', 'fullTime', 'partTime']);
export type ResourceKind = z.infer<typeof ResourceKind>;

/** As much as fits into a hot key beside the kind. */
export const RESOURCE_NUMBER_MAX = 255;

/** Offices for disclosure (专门机构), reading places (查阅点), people on it full or part time. */
export const Resource = z.strictObject({
  agency,
  kind: ResourceKind,
  /** How many: of people any number, else one. */
  number: z.int().min(1).max(RESOURCE_NUMBER_MAX),
  name: z.string(),
  address: z.string().nullable(),
  /** When it is open. */
  hours: z.string().nullable(),
  since: Day,
});
export type Resource = z.infer<typeof Resource>;

export const unpackResource = (facet: number) => ({
  kind: ResourceKind.options[facet & 3]!,
  number: facet >> 2,
});
const resource = lastingEvents(Resource, {
  on: ({ since }) => since,
  facet: ({ kind, number }) => ResourceKind.options.indexOf(kind) | (number << 2),
});
export const resourceEvents = {
  ResourceProvided: resource.entered,
  ResourceWithdrawn: resource.withdrawn,
  ResourceEnded: resource.ended,
  ResourceEndUndone: resource.resumed,
};

/** Money for disclosure alone (专项经费): not for the gazette, not for the website. */
export const Funds = z.strictObject({
  agency,
  purpose: z.string(),
  /** The day it was allotted. */
  on: Day,
  amountFen: z.int().min(1),
  /** The budget line or paper it rests on. */
  source: z.string().nullable(),
});
export type Funds = z.infer<typeof Funds>;

/** A round part of an amount, as figures count it (figures/portions). */
const fundsPortion = event(
  z.strictObject({ id, version, agency, on: Day, number: z.int().positive() }),
  {
    occurredOn: (data) => data.on,
    facet: (data) => portionFacet(MONEY_PORTIONS, data.number, 0),
  },
);
const funds = entryEvents(Funds, { on: ({ on }) => on });
export const fundsEvents = {
  FundsAllotted: funds.entered,
  FundsWithdrawn: funds.withdrawn,
  FundsCounted: fundsPortion,
  FundsUncounted: fundsPortion,
};

/** What an office does about disclosure as such. Its order is in stored keys and stays. */
export const ActivityKind = z.enum([
  'meeting',
  'leadingGroupMeeting',
  'jointConference',
  'course',
  'courseAttended',
  'campaign',
  'article',
  'instruction',
]);
export type ActivityKind = z.infer<typeof ActivityKind>;

export const Activity = z.strictObject({
  agency,
  kind: ActivityKind,
  title: z.string(),
  on: Day,
  /** The leading group or joint conference that met. */
  bodyId: z.string().nullable(),
  /** People who took part; visitors of a campaign. */
  people: z.int().nonnegative(),
  /** Of campaigns: leaflets given out. */
  leaflets: z.int().nonnegative(),
  /** Who led, taught, wrote or instructed. */
  by: z.string().nullable(),
  /** Minutes of a meeting, what an instruction asks for. */
  summary: z.string().nullable(),
  address: z.string().nullable(),
});
export type Activity = z.infer<typeof Activity>;

/** What the numbers of an activity are of. Its order is in stored keys and stays. */
export const ActivityNumber = z.enum([
  'attendances',
  'ownAttendances',
  'visitors',
  'leaflets',
  'participants',
]);
export type ActivityNumber = z.infer<typeof ActivityNumber>;

const activity = entryEvents(Activity, {
  on: ({ on }) => on,
  facet: ({ kind }) => ActivityKind.options.indexOf(kind),
});
export const kindOfFacet = (facet: number): ActivityKind => ActivityKind.options[facet]!;
const peoplePortion = event(
  z.strictObject({
    id,
    version,
    agency,
    on: Day,
    of: ActivityNumber,
    number: z.int().positive(),
  }),
  {
    occurredOn: (data) => data.on,
    facet: (data) =>
      portionFacet(COUNT_PORTIONS, data.number, ActivityNumber.options.indexOf(data.of)),
  },
);
export const activityEvents = {
  ActivityEntered: activity.entered,
  ActivityWithdrawn: activity.withdrawn,
  NumbersCounted: peoplePortion,
  NumbersUncounted: peoplePortion,
};

/** Who leads disclosure. Its order is in stored keys and stays. */
export const LeadingBodyKind = z.enum(['leadingGroup', 'groupOffice', 'jointConference']);
export type LeadingBodyKind = z.infer<typeof LeadingBodyKind>;
export const MemberRole = z.enum(['head', 'deputyHead', 'member']);

export const Member = z.strictObject({
  /** A member agency by its id; null: told by name alone. */
  agency: z.string().nullable(),
  name: z.string(),
  post: z.string().nullable(),
  role: MemberRole,
  duties: z.string().nullable(),
});
export type Member = z.infer<typeof Member>;

/** A leading group, its office, a joint conference: one composition of it. */
export const LeadingBody = z.strictObject({
  agency,
  kind: LeadingBodyKind,
  name: z.string(),
  documentNumber: z.string().nullable(),
  since: Day,
  members: z.array(Member),
});
export type LeadingBody = z.infer<typeof LeadingBody>;

const body = lastingEvents(LeadingBody, {
  on: ({ since }) => since,
  facet: ({ kind }) => LeadingBodyKind.options.indexOf(kind),
});
export const leadingBodyEvents = {
  LeadingBodyFormed: body.entered,
  LeadingBodyWithdrawn: body.withdrawn,
  LeadingBodyDissolved: body.ended,
  LeadingBodyDissolutionUndone: body.resumed,
};

export const capacityEvents = {
  ...resourceEvents,
  ...fundsEvents,
  ...activityEvents,
  ...leadingBodyEvents,
};
export type ResourceEvent = EventOf<typeof resourceEvents>;
export type FundsEvent = EventOf<typeof fundsEvents>;
export type ActivityEvent = EventOf<typeof activityEvents>;
export type LeadingBodyEvent = EventOf<typeof leadingBodyEvents>;
