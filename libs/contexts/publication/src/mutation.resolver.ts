import { given, mutationsOf } from '@gongkai/nest';
import { Resolver } from '@nestjs/graphql';
import { CREATES, DocumentCommand, GazetteIssueCommand } from './commands.js';

/** Mutation → command of a document. */
export const documentMutations = {
  draftDocument: 'draft',
  attestDocument: 'attest',
  noteHandledOutside: 'noteHandledOutside',
  reviseDocument: 'revise',
  assignDocumentColumn: 'assignColumn',
  setDocumentLimit: 'setLimit',
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
  voidPublication: 'voidPublication',
  correctPublication: 'correctPublication',
  voidSubmission: 'voidSubmission',
  voidEnding: 'voidEnding',
  voidHandledOutside: 'voidHandledOutside',
} as const;

export const gazetteMutations = {
  planGazetteIssue: 'plan',
  addPickUpPoint: 'addPickUpPoint',
  removePickUpPoint: 'removePickUpPoint',
  releaseGazetteIssue: 'release',
  correctGazetteIssue: 'correct',
  voidGazetteRelease: 'voidRelease',
} as const;

/** `{serviceGuide: {…}}` of the SDL is `{kind: 'serviceGuide', …}` of the command. */
const withKind = (details: unknown): unknown => {
  const parts = Object.entries((details ?? {}) as Record<string, object>);
  const [only] = parts;
  return parts.length === 1 && only ? { kind: only[0], ...only[1] } : details;
};

const dataOf = (input: object, type: string): object => {
  const body = given(input) as Record<string, unknown>;
  return {
    ...body,
    ...((CREATES as readonly string[]).includes(type) ? { agency: body['agency'] ?? null } : {}),
    ...('details' in body ? { details: withKind(body['details']) } : {}),
  };
};

/** The mutations of documents and gazette issues: each is one command, sent as it came. */
@Resolver()
export class PublicationCommandsResolver extends mutationsOf(
  [DocumentCommand, documentMutations, dataOf],
  [GazetteIssueCommand, gazetteMutations, dataOf],
) {}
