import { given, mutationsOf } from '@gongkai/nest';
import { Resolver } from '@nestjs/graphql';
import { SuitCommand } from './commands.js';

/** The fields of other kinds of act come as null; a reply given elsewhere has no id here. */
const filed = (body: Record<string, unknown>): object => {
  const { challenged, ...data } = given(body) as { challenged: Record<string, unknown> };
  const reply = challenged['kind'] === 'reply' ? { replyId: null } : {};
  return { ...data, challenged: { ...reply, ...challenged } };
};

@Resolver()
export class SuitMutations extends mutationsOf(
  [SuitCommand, { fileSuit: 'file' }, filed],
  [
    SuitCommand,
    {
      acceptSuit: 'accept',
      joinSuitParty: 'joinParty',
      receiveSuitCopy: 'receiveCopy',
      answerSuit: 'answer',
      permitEvidenceDelay: 'permitDelay',
      fileSuitEvidence: 'fileEvidence',
      judgeSuit: 'judge',
      appealSuit: 'appeal',
      concludeSuit: 'conclude',
      undoSuitConclusion: 'undoConclusion',
      recordJudgmentExecution: 'recordExecution',
      voidSuit: 'void',
    },
    (body) => given(body) as object,
  ],
) {}
