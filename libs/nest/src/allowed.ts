import { Rejection, rolesFor, type Actor, type Officer, type PolicyTable } from '@gongkai/kernel';

/** A command, whether this officer may give it now, and why not. */
export type AllowedAction = {
  command: string;
  zh: string;
  en: string;
  allowed: boolean;
  code: string | null;
  whyZh: string | null;
  whyEn: string | null;
  article: string | null;
};

/** What says whether a command would be taken. */
export type Trial<C> = {
  policy: PolicyTable;
  operation: (command: C) => string;
  officer: Officer;
  /** A role in any of these will do; null is the government's own office. */
  agencies: readonly (string | null)[];
  noRole: Rejection;
  decide: (command: C, actor: Actor) => readonly unknown[] | Rejection;
};

/**
 * What an officer may do now, and why not, for one command of each kind as it might be given: the
 * policy table and the decider are asked themselves, so that the desk never says anything else than
 * the command would get.
 */
export const allowedActions = <C extends { type: string }>(
  commands: readonly C[],
  { policy, operation, officer, agencies, noRole, decide }: Trial<C>,
): AllowedAction[] =>
  commands.map((command) => {
    const named = operation(command);
    const { zh, en } = policy[named]!;
    const roles = agencies.flatMap((agency) => rolesFor(policy, named, officer, agency));
    const actor: Actor = { kind: 'officer', id: officer.account, roles };
    const outcome = roles.length === 0 ? noRole : decide(command, actor);
    const refused = outcome instanceof Rejection ? outcome : null;
    return {
      command: command.type,
      zh,
      en,
      allowed: refused === null,
      code: refused?.code ?? null,
      whyZh: refused?.zh ?? null,
      whyEn: refused?.en ?? null,
      article: refused?.article ?? null,
    };
  });
