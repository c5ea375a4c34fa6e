import { fold, Rejection, type Decider, type Facts } from '@gongkai/kernel';

/** Given–when–then for a decider: history, command, then events or a refusal. */
export const specFor = <C, S, E, F extends Facts>(
  decider: Decider<C, S, E, F>,
  defaults: NoInfer<F>,
) => ({
  given: (...history: E[]) => ({
    when: (command: C, facts: Partial<F> = {}) => {
      const outcome = decider.decide(fold(decider, history), command, { ...defaults, ...facts });
      return {
        outcome,
        then: (...expected: E[]) => expect(outcome).toEqual(expected),
        thenRejected: (code: string, field?: string) => {
          expect(outcome).toBeInstanceOf(Rejection);
          expect((outcome as Rejection).code).toBe(code);
          if (field !== undefined) expect((outcome as Rejection).field).toBe(field);
        },
      };
    },
  }),
});
