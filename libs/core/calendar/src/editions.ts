import rules from './editions.data.json' with { type: 'json' };

/** The edition of the Regulations a case is under: that of 2007 or the revision of 2019. */
export const EDITIONS = ['2007', '2019'] as const;
export type Edition = (typeof EDITIONS)[number];

/** How a request arrives. `email` is the published mailbox; an agent is a fact of the applicant. */
export const CHANNELS = [
  'inPerson',
  'signedPost',
  'mail',
  'online',
  'email',
  'fax',
  'oral',
] as const;
export type Channel = (typeof CHANNELS)[number];

export const PAUSE_CAUSES = ['thirdParty', 'otherAgency', 'other'] as const;
export type PauseCause = (typeof PAUSE_CAUSES)[number];

export const RESTART_CAUSES = ['correction', 'payment', 'round'] as const;
export type RestartCause = (typeof RESTART_CAUSES)[number];

/** A rule of law as data: where it stands, and whether that was seen or only taken from knowledge. */
export type Rule = { article: string | null; source: string; verified: boolean };
/** A rule that gives a number of working days. */
export type PeriodRule = Rule & { days: number };
/** Since when a rule may be applied. */
export type DatedRule = Rule & { from: string };

/**
 * On which day a request counts as received: when it arrives, when both sides have confirmed, or when
 * it arrives unless both sides have confirmed another day.
 */
export type StartRule = Rule & {
  channel: Channel;
  from: string;
  to: string | null;
  rule: 'arrival' | 'confirmation' | 'arrivalUnlessConfirmed';
};

/** All periods of one edition; null where the edition knows none. */
export type EditionRules = {
  inForce: string;
  reply: PeriodRule;
  extension: PeriodRule;
  clarification: PeriodRule | null;
  consultation: PeriodRule | null;
  payment: (PeriodRule & DatedRule) | null;
  delay: Rule | null;
  restarts: Record<RestartCause, DatedRule | null>;
  pauses: Record<PauseCause, Rule | null>;
  start: readonly StartRule[];
};

/** The rules as data (editions.data.json): correct them there, not here. */
export const editionRules = rules.editions as unknown as Readonly<Record<Edition, EditionRules>>;

/** Counting begins the day after (次日起算); the Regulations themselves have no counting article. */
export const countingRule: Rule = rules.counting;

/** Why a day is passed over, or a Saturday or Sunday is worked. */
export const dayRules: Readonly<Record<'weekend' | 'holiday' | 'makeUp', Rule>> = rules.days;

/** No transitional rule is known for cases open on 2019-05-15: the day of receipt decides. */
export const editionOfReceipt = (received: string): Edition =>
  received >= editionRules['2019'].inForce ? '2019' : '2007';

const startRules = (edition: Edition): ReadonlyMap<Channel, readonly StartRule[]> =>
  new Map(
    CHANNELS.map((channel) => [
      channel,
      editionRules[edition].start.filter((rule) => rule.channel === channel),
    ]),
  );
const byChannel = { '2007': startRules('2007'), '2019': startRules('2019') };

/** The start rule of a channel on the day of arrival; an overridden edition takes its nearest one. */
export const startRuleOf = (edition: Edition, channel: Channel, received: string): StartRule => {
  const rules = byChannel[edition].get(channel)!;
  return rules.findLast(({ from }) => from <= received) ?? rules[0]!;
};
