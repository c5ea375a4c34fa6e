import { given, mutationsOf } from '@gongkai/nest';
import { Resolver } from '@nestjs/graphql';
import { ReconsiderationCommand } from './commands.js';

/** Mutation → command of a reconsideration. */
export const reconsiderationMutations = {
  fileReconsideration: 'file',
  voidReconsideration: 'void',
  requestReconsiderationCorrection: 'requestCorrection',
  correctReconsideration: 'correct',
  acceptReconsideration: 'accept',
  refuseReconsideration: 'refuse',
  serveReconsiderationCopy: 'serveCopy',
  convertReconsiderationProcedure: 'convertProcedure',
  submitReconsiderationAnswer: 'submitAnswer',
  submitReconsiderationMaterial: 'submitMaterial',
  extendReconsideration: 'extend',
  suspendReconsideration: 'suspend',
  resumeReconsideration: 'resume',
  holdReconsiderationMediation: 'holdMediation',
  decideReconsideration: 'decide',
  serveReconsiderationDecision: 'serveDecision',
  withdrawReconsideration: 'withdraw',
  endReconsideration: 'end',
} as const;

type Fields = Record<string, unknown>;

/** Null says something in what is challenged: a reply that is not on record here. */
const named = (challenged: Fields): Fields =>
  challenged['kind'] === 'reply' ? { replyId: null, ...challenged } : challenged;

const dataOf = (body: Fields): Fields => {
  const { challenged, ...rest } = given(body) as Fields;
  return challenged === undefined ? rest : { ...rest, challenged: named(challenged as Fields) };
};

/** The mutations of officers: each is one command, sent as it came. */
@Resolver()
export class ReconsiderationCommandsResolver extends mutationsOf([
  ReconsiderationCommand,
  reconsiderationMutations,
  dataOf,
]) {}
