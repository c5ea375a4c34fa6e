import {
  entryAggregate,
  noEntry,
  whyImpossible,
  type Entry,
  type EntryFacts,
} from '@gongkai/entries';
import { Rejection, type Aggregate, type Day } from '@gongkai/kernel';
import type { LinkCheckCommandData, SiteCommandData } from './commands.js';
import { entryReject } from './decider.js';
import { reject } from './errors.js';
import { siteEvents, type LinkFinding, type Site, type SiteEvent } from './events.js';

export type LinkCheck = { check: number; on: Day; finding: LinkFinding };

/** A site with the checks of its link that stand, the earliest day first. */
export type SiteState = Entry<Site> & {
  checks: readonly LinkCheck[];
  /** Checks ever recorded. */
  recorded: number;
};

/** By day, and on one day as they were recorded: the last says what stands. */
export const byDay = (a: LinkCheck, b: LinkCheck): number =>
  a.on === b.on ? a.check - b.check : a.on < b.on ? -1 : 1;

export const siteNames = {
  entered: 'SiteEntered',
  withdrawn: 'SiteWithdrawn',
  ended: 'SiteClosed',
  resumed: 'SiteClosureUndone',
};

const entry = entryAggregate<Site, SiteEvent, EntryFacts>({
  name: 'site',
  events: siteEvents,
  names: siteNames,
  on: ({ openedOn }) => openedOn,
  dayField: 'openedOn',
  // Sites are older than the Regulations; none is older than the country's line to the Internet.
  notBefore: '1994-04-20',
  reject: entryReject,
});

/** An entry that lasts, with what was seen of its compulsory link (必设链接). */
export const siteAggregate: Aggregate<SiteCommandData, SiteState, SiteEvent, EntryFacts> = {
  ...entry,
  decider: {
    initial: { ...noEntry, checks: [], recorded: 0 },
    decide(site, command, facts) {
      const decided = decide(site, command, facts);
      if (decided instanceof Rejection) return decided;
      const after = decided.reduce(evolve, site);
      return contradicted(after, facts) ?? [...decided, ...recounted(command.id, site, after)];
    },
    evolve: (site, event) => evolve(site, event),
  },
};

const decide = (site: SiteState, command: SiteCommandData, facts: EntryFacts) =>
  command.type === 'check' || command.type === 'withdrawCheck'
    ? decideCheck(site, command, facts)
    : entry.decider.decide(site, command, facts);

const decideCheck = (
  site: SiteState,
  command: LinkCheckCommandData,
  { today, actor }: EntryFacts,
): SiteEvent[] | Rejection => {
  if (site.value === null) return reject('registers.unknown', {}, 'id');
  if (site.withdrawn) return reject('registers.withdrawn', {}, 'id');
  const { id } = command;
  if (command.type === 'check') {
    const { on = today, finding, remark } = command;
    const data = { id, check: site.recorded + 1, on, finding, remark, by: actor.id };
    return checkRefused(site, site.value, on, today) ?? [{ type: 'LinkChecked', data }];
  }
  const gone = site.checks.find(({ check }) => check === command.check);
  if (!gone) return reject('registers.checkUnknown', { check: command.check }, 'check');
  const data = { id, ...gone, reason: command.reason, by: actor.id };
  return [{ type: 'LinkCheckWithdrawn', data }];
};

/** Why nobody can have looked for the link on a day. */
const checkRefused = (
  { endedOn }: SiteState,
  { kind, openedOn }: Site,
  on: Day,
  today: Day,
): Rejection | undefined => {
  if (kind === 'opennessSite') return reject('registers.linkNotRequired', {}, 'id');
  const day = whyImpossible(on, today, openedOn);
  if (day) return reject('registers.dayImpossible', day, 'on');
  if (endedOn !== null && on > endedOn) return reject('registers.ended', { on: endedOn }, 'on');
  return undefined;
};

/** A check that stands is a statement of an officer: what would make it impossible waits for it. */
const contradicted = (after: SiteState, { today }: EntryFacts): Rejection | undefined => {
  const { value, withdrawn, checks } = after;
  if (value === null || withdrawn) return undefined;
  const at = checks.find(({ on }) => checkRefused(after, value, on, today));
  return at && reject('registers.linkChecked', { on: at.on }, 'id');
};

/**
 * The days on which figures begin (1) and cease (−1) to count a site as one without its link. They
 * follow from the whole history, so that whatever is said of the past, the difference between
 * before and after is what has to be counted.
 */
const turnsOf = ({ withdrawn, endedOn, checks }: SiteState): Map<Day, number> => {
  const turns = new Map<Day, number>();
  if (withdrawn) return turns;
  let without = false;
  const turn = (on: Day) => {
    turns.set(on, (turns.get(on) ?? 0) + (without ? -1 : 1));
    without = !without;
  };
  for (const { on, finding } of checks) if ((finding !== 'present') !== without) turn(on);
  if (without && endedOn !== null) turn(endedOn);
  return turns;
};

const recounted = (id: string, before: SiteState, after: SiteState): SiteEvent[] => {
  const [was, is] = [turnsOf(before), turnsOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((on) => {
    const by = (is.get(on) ?? 0) - (was.get(on) ?? 0);
    const type = by > 0 ? 'LinklessSiteCounted' : 'LinklessSiteUncounted';
    return Array.from({ length: Math.abs(by) }, (): SiteEvent => ({ type, data: { id, on } }));
  });
};

const evolve = (site: SiteState, event: SiteEvent): SiteState => {
  if (event.type === 'LinkChecked') {
    const { check, on, finding } = event.data;
    const checks = [...site.checks, { check, on, finding }].sort(byDay);
    return { ...site, checks, recorded: check };
  }
  if (event.type === 'LinkCheckWithdrawn') {
    const checks = site.checks.filter(({ check }) => check !== event.data.check);
    return { ...site, checks };
  }
  return { ...site, ...entry.decider.evolve(site, event) };
};
