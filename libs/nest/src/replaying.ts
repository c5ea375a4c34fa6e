import {
  GateError,
  Rejection,
  replayAggregate,
  replayBounds,
  shanghaiDay,
  type Aggregate,
  type AnyEvent,
  type Clock,
  type Day,
  type EventStore,
  type Facts,
  type ReplayBounds,
} from '@gongkai/kernel';

/** The arguments by which a question asks for what was so, or was known, at another time. */
export type ReplayArgs = { asOf?: string | null; asKnownAt?: string | null };

/**
 * The bounds of a question that has no refusal in its result; undefined when it asks for now. What
 * cannot be (an instant still to come) is BAD_REQUEST with the reason and the field.
 */
export const replayedBounds = (args: ReplayArgs, clock: Clock): ReplayBounds | undefined => {
  if (args.asOf == null && args.asKnownAt == null) return undefined;
  const bounds = replayBounds(args, clock.now());
  if (bounds instanceof Rejection) {
    const { code: reason, zh, en, field } = bounds;
    throw new GateError('BAD_REQUEST', { reason, zh, en, field });
  }
  return bounds;
};

/** A case as it was: NOT_FOUND as of a time before the event with which its kind of case begins. */
export const replayedCase = async <C, S, E extends AnyEvent, F extends Facts>(
  store: EventStore,
  aggregate: Aggregate<C, S, E, F>,
  { tenant, id, begins }: { tenant: string; id: string; begins: E['type'] },
  bounds: ReplayBounds,
): Promise<{ state: S; revision: number }> => {
  const { state, events } = await replayAggregate(store, aggregate, tenant, id, bounds);
  if (!events.some(({ type }) => type === begins)) throw new GateError('NOT_FOUND');
  return { state, revision: events.at(-1)!.meta.revision };
};

/** The day from which a replay looks: that of the earlier bound, else today. */
export const dayOfReplay = (bounds: ReplayBounds | undefined, clock: Clock): Day => {
  const { asOf, asKnownAt } = bounds ?? {};
  const known = asKnownAt === undefined ? clock.today() : shanghaiDay(new Date(asKnownAt));
  return asOf !== undefined && asOf < known ? asOf : known;
};
