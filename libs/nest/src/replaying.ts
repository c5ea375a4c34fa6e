import {
  GateError,
  Rejection,
  replayBounds,
  shanghaiDay,
  type Clock,
  type Day,
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

/** The day from which a replay looks: that of the earlier bound, else today. */
export const dayOfReplay = (bounds: ReplayBounds | undefined, clock: Clock): Day => {
  const { asOf, asKnownAt } = bounds ?? {};
  const known = asKnownAt === undefined ? clock.today() : shanghaiDay(new Date(asKnownAt));
  return asOf !== undefined && asOf < known ? asOf : known;
};
