import {
  deriveId,
  PLATFORM,
  type Aggregate,
  type Day,
  type Decider,
  type Facts,
  type Rejection,
} from '@gongkai/kernel';
import type { DivisionCommandData } from './commands.js';
import { rejectDirectory as reject } from './errors.js';
import { divisionEvents, DivisionKind, type DivisionEvent } from './events.js';
import { begin, change, end, existsOn, latest, type History } from './history.js';

/** Follows from the first code a division is known under; codes change, ids never. */
export const divisionId = (code: string): string => deriveId(PLATFORM, 'division', code);

/** Null until the division is listed. */
export type Division = (History & { kind: DivisionKind; grouping: boolean }) | null;

export type DivisionFacts = Facts & {
  /** The division the command names as superior, and the one it merges into. */
  parent: Division;
  into: Division;
  /** Whether no other division has the code of the command. */
  codeFree: boolean;
};

type Of<T extends DivisionCommandData['type']> = Extract<DivisionCommandData, { type: T }>;
type Change = Exclude<DivisionCommandData, Of<'list'>>;

export const divisionDecider: Decider<DivisionCommandData, Division, DivisionEvent, DivisionFacts> =
  {
    initial: null,

    decide(division, command, facts) {
      if (command.type === 'list') return list(division, command, facts);
      if (division === null) return reject('directory.missing', {}, 'division');
      return refuseDay(division, command.on, facts.today) ?? changeIt(division, command, facts);
    },

    evolve(division, event) {
      if (event.type === 'DivisionListed') {
        const { kind, grouping, since, code, name, parent } = event.data;
        return { kind, grouping, ...begin({ since, code, name, parent }) };
      }
      if (division === null) return null;
      switch (event.type) {
        case 'DivisionRenamed':
          return change(division, event.data.on, { name: event.data.name });
        case 'DivisionRecoded':
          return change(division, event.data.on, { code: event.data.code, name: event.data.name });
        case 'DivisionMoved':
          return change(division, event.data.on, {
            code: event.data.code,
            parent: event.data.parent,
          });
        case 'DivisionMerged':
          return end(division, event.data.on, event.data.into);
        case 'DivisionAbolished':
          return end(division, event.data.on, null);
      }
    },
  };

export const divisionAggregate: Aggregate<
  DivisionCommandData,
  Division,
  DivisionEvent,
  DivisionFacts
> = {
  name: 'division',
  events: divisionEvents,
  decider: divisionDecider,
  agencyOf: () => null,
};

/** Changes are told in their order, of what still exists, and only once they have happened. */
export const refuseDay = (history: History, on: Day, today: Day): Rejection | undefined => {
  const { since } = latest(history);
  if (history.until !== null) return reject('directory.ended', { until: history.until }, 'on');
  if (since !== null && on < since) return reject('directory.beforeLastChange', { since }, 'on');
  return on > today ? reject('directory.inFuture', {}, 'on') : undefined;
};

const list = (
  division: Division,
  { type: _, ...data }: Of<'list'>,
  facts: DivisionFacts,
): DivisionEvent[] | Rejection => {
  if (division !== null) return reject('directory.exists', {}, 'code');
  if (data.since !== null && data.since > facts.today)
    return reject('directory.inFuture', {}, 'since');
  if (!facts.codeFree) return reject('directory.codeTaken', { code: data.code }, 'code');
  const wrong =
    data.kind === 'nation' && data.parent === null
      ? undefined
      : refuseParent(data.kind, data.since ?? facts.today, facts.parent);
  return wrong ?? [{ type: 'DivisionListed', data }];
};

const rank = (kind: DivisionKind) => DivisionKind.options.indexOf(kind);

/** A division stands under a higher level, so the tree can have no loop. */
const refuseParent = (kind: DivisionKind, on: Day, parent: Division): Rejection | undefined => {
  if (parent === null || !existsOn(parent, on))
    return reject('directory.parentMissing', {}, 'parent');
  return rank(parent.kind) < rank(kind)
    ? undefined
    : reject('directory.wrongLevel', { kind }, 'parent');
};

const changeIt = (
  division: NonNullable<Division>,
  command: Change,
  facts: DivisionFacts,
): DivisionEvent[] | Rejection => {
  const now = latest(division);
  switch (command.type) {
    case 'rename': {
      const { name, on, ground } = command;
      return name === now.name ? [] : [{ type: 'DivisionRenamed', data: { name, on, ground } }];
    }
    case 'recode': {
      const { code, name, on, ground } = command;
      if (code === now.code && name === now.name) return [];
      if (!facts.codeFree) return reject('directory.codeTaken', { code }, 'code');
      return [{ type: 'DivisionRecoded', data: { code, name, on, ground } }];
    }
    case 'move': {
      const { parent, code, on, ground } = command;
      if (parent === now.parent && code === now.code) return [];
      if (!facts.codeFree) return reject('directory.codeTaken', { code }, 'code');
      return (
        refuseParent(division.kind, on, facts.parent) ?? [
          { type: 'DivisionMoved', data: { parent, code, on, ground } },
        ]
      );
    }
    case 'merge':
      return merge(division, command, facts);
    case 'abolish':
      return [{ type: 'DivisionAbolished', data: { on: command.on, ground: command.ground } }];
  }
};

/** The successor must be alive today as well: two divisions can then never be each other's. */
const merge = (
  division: NonNullable<Division>,
  { division: self, into, on, ground }: Of<'merge'>,
  facts: DivisionFacts,
): DivisionEvent[] | Rejection => {
  if (into === self) return reject('directory.loop', {}, 'into');
  if (facts.into === null || facts.into.until !== null || !existsOn(facts.into, on))
    return reject('directory.successorMissing', {}, 'into');
  if (facts.into.kind !== division.kind)
    return reject('directory.successorOfOtherKind', {}, 'into');
  return [{ type: 'DivisionMerged', data: { into, on, ground } }];
};
