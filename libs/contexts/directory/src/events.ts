import { Day, event, type EventOf } from '@gongkai/kernel';
import { z } from 'zod';

/** Levels of the national tree, highest first; a division always stands under a higher level. */
export const DivisionKind = z.enum(['nation', 'province', 'prefecture', 'county', 'town']);
export type DivisionKind = z.infer<typeof DivisionKind>;

/** Who owes disclosure inside one government; public institutions and enterprises among them. */
export const AgencyKind = z.enum([
  'department',
  'township',
  'subdistrict',
  'institution',
  'enterprise',
]);
export type AgencyKind = z.infer<typeof AgencyKind>;

/** The two people an agency names for disclosure: who answers for it and who does it. */
export const Post = z.enum(['leader', 'clerk']);
export type Post = z.infer<typeof Post>;

const id = z.string().min(1);
const name = z.string().min(1);
const code = z.string().min(1);
/** The deed that made the change, e.g. 民函〔2018〕105号. */
const ground = z.string().nullable();

/**
 * The day from which a thing whose beginning nobody knows counts as being there. Every period the
 * platform keeps figures of is later.
 */
export const BEFORE_RECORDS = '1949-10-01';

const sinceOr = ({ since }: { since: Day | null }) => since ?? BEFORE_RECORDS;
const on = { occurredOn: (data: { on: Day }) => data.on };

export const divisionEvents = {
  DivisionListed: event(
    z.strictObject({
      kind: DivisionKind,
      code,
      name,
      parent: id.nullable(),
      /** Null: it was there before the records begin. */
      since: Day.nullable(),
      /** A code of GB/T 2260 that only groups others (市辖区, 省直辖县级行政区划); nobody governs it. */
      grouping: z.boolean(),
    }),
    { occurredOn: sinceOr },
  ),
  DivisionRenamed: event(z.strictObject({ name, on: Day, ground }), on),
  /** It goes on under another code and name, as a county that becomes a city. */
  DivisionRecoded: event(z.strictObject({ code, name, on: Day, ground }), on),
  DivisionMoved: event(z.strictObject({ parent: id, code, on: Day, ground }), on),
  DivisionMerged: event(z.strictObject({ into: id, on: Day, ground }), on),
  DivisionAbolished: event(z.strictObject({ on: Day, ground }), on),
};
export type DivisionEvent = EventOf<typeof divisionEvents>;

/** The stream id of a government is the id of its tenant. */
export const governmentEvents = {
  GovernmentJoined: event(z.strictObject({ division: id, name, on: Day }), on),
  GovernmentRenamed: event(z.strictObject({ division: id, name, on: Day }), on),
};
export type GovernmentEvent = EventOf<typeof governmentEvents>;

const holder = {
  post: Post,
  /** Title of the post, e.g. 副局长. */
  title: z.string().min(1),
  account: id.nullable(),
  name: name.nullable(),
  on: Day,
};

export const agencyEvents = {
  AgencyRegistered: event(
    z.strictObject({
      agency: id,
      kind: AgencyKind,
      code,
      name,
      /** The agency it belongs to inside the government. */
      parent: id.nullable(),
      /** The town of the national tree whose government it is. */
      division: id.nullable(),
      /** The division of its government. */
      government: id,
      since: Day.nullable(),
    }),
    { occurredOn: sinceOr },
  ),
  AgencyRenamed: event(z.strictObject({ name, on: Day }), on),
  AgencyRecoded: event(z.strictObject({ code, on: Day }), on),
  AgencyMoved: event(
    z.strictObject({ parent: id.nullable(), division: id.nullable(), government: id, on: Day }),
    on,
  ),
  AgencyMerged: event(z.strictObject({ into: id, on: Day }), on),
  AgencyAbolished: event(z.strictObject({ on: Day }), on),
  PostFilled: event(z.strictObject(holder), on),
  /** 人员变动交接: who came, what was handed over; who went is the holder before. */
  PostPassedOn: event(z.strictObject({ ...holder, note: z.string() }), on),
};
export type AgencyEvent = EventOf<typeof agencyEvents>;

export const directoryEvents = { ...divisionEvents, ...governmentEvents, ...agencyEvents };
export type DirectoryEvent = EventOf<typeof directoryEvents>;
