import { Rejection, type Officer } from '@gongkai/kernel';
import { CurrentOfficer, officerCall, toGraphql } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
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

type Input = { commandId: string; expectedRevision?: number | null } & Record<string, unknown>;
type Outcome = Promise<Record<string, unknown>>;

/** GraphQL sends null for what was left out; a command has only what was given. */
export const given = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(given);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== null && part !== undefined)
      .map(([key, part]) => [key, given(part)]),
  );
};

/** `{receivedOn: …}` of the SDL is `{field: 'receivedOn', now: …}` of the command. */
const withField = (change: unknown): unknown => {
  const parts = Object.entries((change ?? {}) as Record<string, unknown>);
  const [only] = parts;
  return parts.length === 1 && only ? { field: only[0], now: only[1] } : change;
};

const commandOf = (type: string, input: Input): Record<string, unknown> => {
  const { commandId: _, expectedRevision: __, ...rest } = input;
  const body = given(rest) as Record<string, unknown>;
  const needs = type === 'undoReply' ? { replyId: body['replyId'] ?? null } : {};
  const change = type === 'correctReceipt' ? { change: withField(body['change']) } : {};
  return { type, ...body, ...needs, ...change };
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
export class RequestCommandsResolver {
  constructor(@Inject(CommandBus) readonly bus: CommandBus) {}

  @Mutation('registerRequest')
  async registerRequest(@CurrentOfficer() officer: Officer, @Args('input') input: Input): Outcome {
    return receiptNode(await this.send(officer, input, 'receive'));
  }

  async request(officer: Officer, input: Input, type: string): Outcome {
    return toGraphql(await this.send(officer, input, type));
  }

  private send(officer: Officer, input: Input, type: string): Promise<RequestReceipt | Rejection> {
    // Which mutation it was belongs to the body: the same id for another one is a reuse.
    const call = officerCall(officer, { ...input, type } as Input);
    return this.bus.execute<RequestCommand, RequestReceipt | Rejection>(
      new RequestCommand(call, commandOf(type, input)),
    );
  }
}

/** Gives the resolver one method per line of the table, decorated as if it were written out. */
for (const [name, type] of Object.entries(requestMutations)) {
  const { prototype } = RequestCommandsResolver;
  const value = function (this: RequestCommandsResolver, officer: Officer, input: Input) {
    return this.request(officer, input, type);
  };
  Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  CurrentOfficer()(prototype, name, 0);
  Args('input')(prototype, name, 1);
  Mutation(name)(prototype, name, Object.getOwnPropertyDescriptor(prototype, name)!);
}

/** Tells the types of the union apart. */
@Resolver('RequestReceipt')
export class RequestReceiptResolver {
  @ResolveField('__resolveType')
  type({ __typename }: { __typename: string }) {
    return __typename;
  }
}
