import { type Officer, type Receipt, type Rejection } from '@gongkai/kernel';
import { CurrentOfficer, officerCall, toGraphql } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { CREATES, DocumentCommand, GazetteIssueCommand } from './commands.js';

/** Mutation → command of a document. */
export const documentMutations = {
  draftDocument: 'draft',
  attestDocument: 'attest',
  noteHandledOutside: 'noteHandledOutside',
  reviseDocument: 'revise',
  assignDocumentColumn: 'assignColumn',
  abandonDocument: 'abandon',
  proposeAttribute: 'proposeAttribute',
  requestSecrecy: 'requestSecrecy',
  askSecrecyGuidance: 'askSecrecyGuidance',
  answerSecrecyGuidance: 'answerSecrecyGuidance',
  passSecrecy: 'passSecrecy',
  refuseSecrecy: 'refuseSecrecy',
  askCoordination: 'askCoordination',
  confirmCoordination: 'confirmCoordination',
  objectCoordination: 'objectCoordination',
  settleCoordination: 'settleCoordination',
  decideAttribute: 'decideAttribute',
  approveDocument: 'approve',
  returnDocument: 'returnDraft',
  publishDocument: 'publish',
  submitDocument: 'submit',
  recordSubmissionTaken: 'recordTaken',
  recordSubmissionReturned: 'recordReturned',
  recordInspection: 'recordInspection',
  correctDocument: 'correct',
  withdrawDocument: 'withdraw',
  replaceDocument: 'replace',
  repealDocument: 'repeal',
  moveAttribute: 'moveAttribute',
  reevaluateDocument: 'reevaluate',
  deliverDocument: 'deliver',
} as const;

export const gazetteMutations = {
  planGazetteIssue: 'plan',
  addPickUpPoint: 'addPickUpPoint',
  removePickUpPoint: 'removePickUpPoint',
  releaseGazetteIssue: 'release',
} as const;

type Input = { commandId: string; expectedRevision?: number | null } & Record<string, unknown>;
type Outcome = Promise<Record<string, unknown>>;

/** GraphQL sends null for what was left out; a command has only what was given. */
const given = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(given);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== null && part !== undefined)
      .map(([key, part]) => [key, given(part)]),
  );
};

/** `{serviceGuide: {…}}` of the SDL is `{kind: 'serviceGuide', …}` of the command. */
const withKind = (details: unknown): unknown => {
  const parts = Object.entries((details ?? {}) as Record<string, object>);
  const [only] = parts;
  return parts.length === 1 && only ? { kind: only[0], ...only[1] } : details;
};

const commandOf = (type: string, input: Input): Record<string, unknown> => {
  const { commandId: _, expectedRevision: __, ...rest } = input;
  const body = given(rest) as Record<string, unknown>;
  return {
    type,
    ...body,
    ...((CREATES as readonly string[]).includes(type) ? { agency: body['agency'] ?? null } : {}),
    ...('details' in body ? { details: withKind(body['details']) } : {}),
  };
};

/** The mutations of documents and gazette issues: each is one command, sent as it came. */
@Resolver()
export class PublicationCommandsResolver {
  constructor(@Inject(CommandBus) readonly bus: CommandBus) {}

  async document(officer: Officer, input: Input, type: string): Outcome {
    // Which mutation it was belongs to the body: the same id for another one is a reuse.
    const call = officerCall(officer, { ...input, type } as Input);
    const command = new DocumentCommand(call, commandOf(type, input));
    return toGraphql(await this.bus.execute<DocumentCommand, Receipt | Rejection>(command));
  }

  async gazetteIssue(officer: Officer, input: Input, type: string): Outcome {
    const call = officerCall(officer, { ...input, type } as Input);
    const command = new GazetteIssueCommand(call, commandOf(type, input));
    return toGraphql(await this.bus.execute<GazetteIssueCommand, Receipt | Rejection>(command));
  }
}

/** Gives the resolver one method per line of a table, decorated as if it were written out. */
const declare = (mutations: Record<string, string>, send: 'document' | 'gazetteIssue') => {
  const { prototype } = PublicationCommandsResolver;
  for (const [name, type] of Object.entries(mutations)) {
    const value = function (this: PublicationCommandsResolver, officer: Officer, input: Input) {
      return this[send](officer, input, type);
    };
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
    CurrentOfficer()(prototype, name, 0);
    Args('input')(prototype, name, 1);
    Mutation(name)(prototype, name, Object.getOwnPropertyDescriptor(prototype, name)!);
  }
};
declare(documentMutations, 'document');
declare(gazetteMutations, 'gazetteIssue');
