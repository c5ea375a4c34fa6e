import { Rejection, type Officer } from '@gongkai/kernel';
import {
  CurrentOfficer,
  given,
  mutationsOf,
  sendInput,
  toGraphql,
  type CommandInput,
} from '@gongkai/nest';
import { Args, Mutation, ResolveField, Resolver } from '@nestjs/graphql';
import { RequestCommand } from './commands.js';
import type { RequestReceipt } from './request.handler.js';

/** Mutation → command of a request. */
export const requestMutations = {
  confirmReceipt: 'confirmReceipt',
  correctReceipt: 'correctReceipt',
  overrideEdition: 'overrideEdition',
  acceptRequest: 'accept',
  setRequestSubject: 'setSubject',
  routeRequest: 'route',
  transferRequest: 'transfer',
  splitRequest: 'split',
  joinRequest: 'join',
  requestClarification: 'requestClarification',
  receiveClarification: 'receiveClarification',
  recordWithdrawal: 'withdraw',
  grantExtension: 'grantExtension',
  askExcessReasons: 'askExcessReasons',
  receiveExcessReasons: 'receiveExcessReasons',
  decideExcess: 'decideExcess',
  sendConsultation: 'sendConsultation',
  recordConsultationDelivery: 'recordConsultationDelivery',
  recordConsultationReturn: 'recordConsultationReturn',
  answerConsultation: 'answerConsultation',
  noticeOverride: 'noticeOverride',
  draftReply: 'draftReply',
  requestReplySecrecy: 'requestSecrecy',
  askReplySecrecyGuidance: 'askSecrecyGuidance',
  answerReplySecrecyGuidance: 'answerSecrecyGuidance',
  passReplySecrecy: 'passSecrecy',
  refuseReplySecrecy: 'refuseSecrecy',
  approveReply: 'approveReply',
  issueReply: 'issueReply',
  recordReplyDelivery: 'recordDelivery',
  recordReturnedMail: 'recordReturnedMail',
  noticeFee: 'noticeFee',
  recordPayment: 'recordPayment',
  reduceFee: 'reduceFee',
  undoReply: 'undoReply',
  recordSuggestion: 'suggestPublication',
  decideSuggestion: 'decideSuggestion',
  archiveRequest: 'archive',
} as const;

/** `{receivedOn: …}` of the SDL is `{field: 'receivedOn', now: …}` of the command. */
const withField = (change: unknown): unknown => {
  const parts = Object.entries((change ?? {}) as Record<string, unknown>);
  const [only] = parts;
  return parts.length === 1 && only ? { field: only[0], now: only[1] } : change;
};

const dataOf = (input: object, type: string): object => {
  const body = given(input) as Record<string, unknown>;
  const needs = type === 'undoReply' ? { replyId: body['replyId'] ?? null } : {};
  const change = type === 'correctReceipt' ? { change: withField(body['change']) } : {};
  return { ...body, ...needs, ...change };
};

/** What a registration answers: the number, and the secret this once. */
export const receiptNode = (outcome: RequestReceipt | Rejection): Record<string, unknown> => {
  if (outcome instanceof Rejection) return toGraphql(outcome);
  const { id, number, secret, position } = outcome;
  return {
    __typename: 'RequestRegistered',
    id,
    number: number ?? '',
    secret: secret ?? '',
    position: position === null ? null : String(position),
  };
};

/** The mutations of officers: each is one command, sent as it came. */
@Resolver()
export class RequestCommandsResolver extends mutationsOf([
  RequestCommand,
  requestMutations,
  dataOf,
]) {
  @Mutation('registerRequest')
  registerRequest(@CurrentOfficer() officer: Officer, @Args('input') input: CommandInput) {
    return sendInput(this.bus, RequestCommand, officer, input, 'receive', dataOf, receiptNode);
  }
}

/** Tells the types of the union apart. */
@Resolver('RequestReceipt')
export class RequestReceiptResolver {
  @ResolveField('__resolveType')
  type({ __typename }: { __typename: string }) {
    return __typename;
  }
}
