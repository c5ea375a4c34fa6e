import type { Aggregate, Day, Decider, Facts, Rejection } from '@gongkai/kernel';
import type { AgencyCommandData } from './commands.js';
import { refuseDay, type Division } from './decider.division.js';
import { rejectDirectory as reject } from './errors.js';
import { agencyEvents, type AgencyEvent, type AgencyKind, type Post } from './events.js';
import {
  begin,
  change,
  end,
  endedBy,
  existsOn,
  latest,
  spanOn,
  type History,
  type Span,
} from './history.js';

export type Holder = { title: string; account: string | null; name: string | null; since: Day };

type Registered = History & {
  id: string;
  kind: AgencyKind;
  division: string | null;
  posts: Readonly<Partial<Record<Post, Holder>>>;
};

/** An agency of a government as its own history has it; `parent` of its spans is another agency. */
export class Agency {
  static readonly none = new Agency(null);
  constructor(readonly registered: Registered | null) {}

  get exists(): boolean {
    return this.registered !== null;
  }
  get kind(): AgencyKind | null {
    return this.registered?.kind ?? null;
  }
  get name(): string | null {
    return this.registered && latest(this.registered).name;
  }
  get code(): string | null {
    return this.registered && latest(this.registered).code;
  }
  get posts(): Readonly<Partial<Record<Post, Holder>>> {
    return this.registered?.posts ?? {};
  }
  activeOn(day: Day): boolean {
    return this.registered !== null && existsOn(this.registered, day);
  }
  /** Whether it exists on a day or on any later one. */
  lasts(day: Day): boolean {
    return this.registered !== null && !endedBy(this.registered, day);
  }
  /** Name and code on a day; null when it did not exist. */
  on(day: Day): Span | null {
    return this.registered && this.activeOn(day) ? spanOn(this.registered, day) : null;
  }
  everHad(code: string): boolean {
    return this.registered?.spans.some((span) => span.code === code) ?? false;
  }
  /** Every unit it stands under on a day or later, or went over into. */
  above(day: Day): string[] {
    if (this.registered === null) return [];
    const { spans, into } = this.registered;
    const parents = spans
      .filter((_, i) => i === spans.length - 1 || spans[i + 1]!.since! > day)
      .map(({ parent }) => parent);
    return [...parents, into].filter((id) => id !== null);
  }
}

export type AgencyFacts = Facts & {
  /** The agency in hand. */
  agency: string;
  /** The division of the tenant's government; null when the tenant has not joined. */
  government: string | null;
  parent: Agency;
  into: Agency;
  /** Everything above the named superior or successor, on the day or later. */
  line: readonly string[];
  /** Names of what stands under the agency in hand on the day of its end or later. */
  below: readonly string[];
  /** The town of the tree that the command links. */
  division: Division;
};

type Of<T extends AgencyCommandData['type']> = Extract<AgencyCommandData, { type: T }>;

export const agencyDecider: Decider<AgencyCommandData, Agency, AgencyEvent, AgencyFacts> = {
  initial: Agency.none,

  decide({ registered }, command, facts) {
    if (command.type === 'register')
      return registered ? reject('directory.exists') : register(command, facts);
    if (registered === null) return reject('directory.missing', {}, 'agency');
    return refuseDay(registered, command.on, facts.today) ?? changeIt(registered, command, facts);
  },

  evolve({ registered: agency }, { type, data }) {
    if (type === 'AgencyRegistered') {
      const { agency: id, kind, division, since, code, name, parent } = data;
      return new Agency({
        id,
        kind,
        division,
        posts: {},
        ...begin({ since, code, name, parent }),
      });
    }
    if (agency === null) return Agency.none;
    switch (type) {
      case 'AgencyRenamed':
        return new Agency(change(agency, data.on, { name: data.name }));
      case 'AgencyRecoded':
        return new Agency(change(agency, data.on, { code: data.code }));
      case 'AgencyMoved':
        return new Agency({
          ...change(agency, data.on, { parent: data.parent }),
          division: data.division,
        });
      case 'AgencyMerged':
        return new Agency(end(agency, data.on, data.into));
      case 'AgencyAbolished':
        return new Agency(end(agency, data.on, null));
      case 'PostFilled':
      case 'PostPassedOn': {
        const { post, title, account, name, on } = data;
        const posts = { ...agency.posts, [post]: { title, account, name, since: on } };
        return new Agency({ ...agency, posts });
      }
    }
  },
};

export const agencyAggregate: Aggregate<AgencyCommandData, Agency, AgencyEvent, AgencyFacts> = {
  name: 'agency',
  events: agencyEvents,
  decider: agencyDecider,
  agencyOf: ({ registered }) => registered?.id ?? null,
};

const register = (
  { type: _, ...data }: Of<'register'>,
  facts: AgencyFacts,
): AgencyEvent[] | Rejection => {
  const { government, agency } = facts;
  if (government === null) return reject('directory.notJoined');
  if (data.since !== null && data.since > facts.today)
    return reject('directory.inFuture', {}, 'since');
  const { kind, division, parent, since } = data;
  return (
    refusePlace({ kind, division, parent, on: since ?? facts.today }, facts) ?? [
      { type: 'AgencyRegistered', data: { ...data, agency, government } },
    ]
  );
};

/** Under an agency of the same government that is there on the day, or directly under it. */
const refusePlace = (
  {
    kind,
    division,
    parent,
    on,
  }: { kind: AgencyKind; division: string | null; parent: string | null; on: Day },
  facts: AgencyFacts,
): Rejection | undefined => {
  if (parent !== null) {
    if (parent === facts.agency || facts.line.includes(facts.agency))
      return reject('directory.loop', {}, 'parent');
    if (!facts.parent.activeOn(on)) return reject('directory.parentMissing', {}, 'parent');
  }
  if (division === null) return undefined;
  if (kind !== 'township' && kind !== 'subdistrict')
    return reject('directory.townOnly', {}, 'division');
  const town = facts.division;
  if (town === null || town.kind !== 'town' || !existsOn(town, on))
    return reject('directory.missing', {}, 'division');
  return spanOn(town, on).parent === facts.government
    ? undefined
    : reject('directory.townElsewhere', {}, 'division');
};

const changeIt = (
  agency: Registered,
  command: Exclude<AgencyCommandData, Of<'register'>>,
  facts: AgencyFacts,
): AgencyEvent[] | Rejection => {
  const now = latest(agency);
  const { on } = command;
  switch (command.type) {
    case 'rename': {
      const { name } = command;
      return name === now.name ? [] : [{ type: 'AgencyRenamed', data: { name, on } }];
    }
    case 'recode': {
      const { code } = command;
      return code === now.code ? [] : [{ type: 'AgencyRecoded', data: { code, on } }];
    }
    case 'move': {
      const { parent, division } = command;
      const { government } = facts;
      if (government === null) return reject('directory.notJoined');
      if (parent === now.parent && division === agency.division) return [];
      return (
        refusePlace({ kind: agency.kind, division, parent, on }, facts) ?? [
          { type: 'AgencyMoved', data: { parent, division, government, on } },
        ]
      );
    }
    case 'merge':
      return merge(command, facts);
    case 'abolish':
      return abolish(command, facts);
    case 'fillPost':
      return fillPost(agency, command);
    case 'handOverPost':
      return handOverPost(agency, command);
  }
};

const NAMED = 10;
const namesOf = (names: readonly string[]): string =>
  names.slice(0, NAMED).join('、') + (names.length > NAMED ? '……' : '');

/** What stood under it would hang in the air; a merger takes it along. */
const abolish = ({ on }: Of<'abolish'>, { below }: AgencyFacts): AgencyEvent[] | Rejection =>
  below.length > 0
    ? reject('directory.hasSubordinates', { names: namesOf(below) }, 'agency')
    : [{ type: 'AgencyAbolished', data: { on } }];

const merge = ({ into, on }: Of<'merge'>, facts: AgencyFacts): AgencyEvent[] | Rejection => {
  if (into === facts.agency || facts.line.includes(facts.agency))
    return reject('directory.loop', {}, 'into');
  const { registered } = facts.into;
  if (registered === null || registered.until !== null || !facts.into.activeOn(on))
    return reject('directory.successorMissing', {}, 'into');
  return [{ type: 'AgencyMerged', data: { into, on } }];
};

const fillPost = (
  agency: Registered,
  { type: _, agency: __, ...data }: Of<'fillPost'>,
): AgencyEvent[] | Rejection => {
  if (data.account === null && data.name === null)
    return reject('directory.nobodyNamed', {}, 'name');
  if (agency.posts[data.post]) return reject('directory.postHeld', {}, 'post');
  return [{ type: 'PostFilled', data }];
};

const handOverPost = (
  agency: Registered,
  { type: _, agency: __, note, ...data }: Of<'handOverPost'>,
): AgencyEvent[] | Rejection => {
  const holder = agency.posts[data.post];
  if (!holder) return reject('directory.postVacant', {}, 'post');
  if (data.account === null && data.name === null)
    return reject('directory.nobodyNamed', {}, 'name');
  if (data.account === holder.account && data.name === holder.name)
    return reject('directory.samePerson', {}, 'name');
  if (data.on < holder.since)
    return reject('directory.beforeLastChange', { since: holder.since }, 'on');
  return [{ type: 'PostPassedOn', data: { ...data, note: note ?? '' } }];
};
