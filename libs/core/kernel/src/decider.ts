import type { Actor, Day } from './event.js';

/** What a decider may know besides its own history. Contexts add the facts they need. */
export type Facts = {
  /** Today in the tenant's zone. */
  today: Day;
  actor: Actor;
};

/** Three pure functions. No I/O, no clock, no randomness: everything comes in through arguments. */
export type Decider<Command, State, Event, F extends Facts = Facts> = {
  initial: State;
  /** Events to record (none: nothing changed), or why not. */
  decide(state: State, command: Command, facts: F): Event[] | Rejection;
  evolve(state: State, event: Event): State;
};

export type RejectionText = {
  zh: string;
  en: string;
  /** The article that forbids it, e.g. 条例第三十条. */
  article?: string;
};

/** An expected refusal: a value with a stable code, in both languages, that names the field. */
export class Rejection {
  constructor(
    readonly code: string,
    readonly zh: string,
    readonly en: string,
    readonly field: string | null = null,
    readonly details: Readonly<Record<string, unknown>> = {},
    readonly article: string | null = null,
  ) {}
}

const fill = (text: string, details: Readonly<Record<string, unknown>>) =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? '—'));

/**
 * The refusals of one context: `texts` goes to docs/reference/errors.md, `reject` makes one.
 * `{name}` in a text is filled from the details.
 */
export const rejections = <T extends Record<string, RejectionText>>(texts: T) => ({
  texts,
  reject: (
    code: keyof T & string,
    details: Readonly<Record<string, unknown>> = {},
    field: string | null = null,
  ): Rejection => {
    const text = texts[code]!;
    return new Rejection(
      code,
      fill(text.zh, details),
      fill(text.en, details),
      field,
      details,
      text.article ?? null,
    );
  },
});

export const fold = <S, E>(
  decider: { initial: S; evolve(state: S, event: E): S },
  events: readonly E[],
): S => events.reduce((state, event) => decider.evolve(state, event), decider.initial);
