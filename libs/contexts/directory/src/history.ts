import type { Day } from '@gongkai/kernel';

/** What a node was called and where it stood, from a day until the next span begins. */
export type Span = {
  /** Null: since before the records begin. */
  since: Day | null;
  code: string;
  name: string;
  parent: string | null;
};

/** The life of a node: its spans in order, and its end. */
export type History = {
  spans: readonly Span[];
  /** The first day it no longer exists. */
  until: Day | null;
  /** The node it was merged into. */
  into: string | null;
};

/** Later than every day: asks for the last known state. */
export const LAST_KNOWN: Day = '9999-12-31';

export const begin = (span: Span): History => ({ spans: [span], until: null, into: null });

/** Goes on with some of it changed; a second change on one day takes the place of the first. */
export const change = <H extends History>(
  history: H,
  since: Day,
  changed: Partial<Omit<Span, 'since'>>,
): H => {
  const last = latest(history);
  const kept = last.since === since ? history.spans.slice(0, -1) : history.spans;
  return { ...history, spans: [...kept, { ...last, ...changed, since }] };
};

export const end = <H extends History>(history: H, until: Day, into: string | null): H => ({
  ...history,
  until,
  into,
});

export const latest = ({ spans }: History): Span => spans[spans.length - 1]!;

/** The span of a day; before the first and after the end the nearest one, so that no question fails. */
export const spanOn = ({ spans }: History, on: Day): Span => {
  for (let i = spans.length - 1; i > 0; i--) {
    const { since } = spans[i]!;
    if (since === null || since <= on) return spans[i]!;
  }
  return spans[0]!;
};

export const endedBy = ({ until }: History, on: Day): boolean => until !== null && until <= on;

export const existsOn = (history: History, on: Day): boolean => {
  const { since } = history.spans[0]!;
  return (since === null || since <= on) && !endedBy(history, on);
};
