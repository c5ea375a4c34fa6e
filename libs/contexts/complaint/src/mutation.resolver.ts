import { given, mutationsOf } from '@gongkai/nest';
import { Resolver } from '@nestjs/graphql';
import { ComplaintCommand, ComplaintRuleCommand } from './commands.js';
import type { ComplaintKind, Period } from './events.kinds.js';

type Rules = { periods: readonly ({ kind: ComplaintKind } & Period)[] };

/** A list in GraphQL, which has no keys that are not known; by kind in the command. */
const adopted = (body: Record<string, unknown>): object => {
  const { periods, ...data } = given(body) as Rules;
  return {
    ...data,
    periods: Object.fromEntries(periods.map(({ kind, ...period }) => [kind, period])),
  };
};

@Resolver()
export class ComplaintMutations extends mutationsOf(
  [
    ComplaintCommand,
    {
      receiveComplaint: 'receive',
      assignComplaint: 'assign',
      transferComplaint: 'transfer',
      answerComplaint: 'answer',
      reopenComplaint: 'reopen',
      closeComplaint: 'close',
      showComplaint: 'show',
      voidComplaint: 'void',
    },
    (body) => given(body) as object,
  ],
  [ComplaintRuleCommand, { adoptComplaintRules: 'adopt' }, adopted],
) {}
