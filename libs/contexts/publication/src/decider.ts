import { Rejection, type Aggregate, type Decider } from '@gongkai/kernel';
import { decideSecrecy, rejectSecrecy, type SecrecyCommand } from '@gongkai/secrecy';
import { CREATES, type CommandOf, type DocumentCommandData } from './commands.js';
import {
  deliver,
  noteReevaluationDue,
  recordInspection,
  reevaluate,
  repeal,
  replace,
  takeDown,
  withdraw,
} from './decider.after.js';
import {
  answerCoordination,
  approve,
  askCoordination,
  decideAttribute,
  moveAttribute,
  noteCoordinationSilence,
  returnDraft,
  settleCoordination,
} from './decider.approve.js';
import { attest } from './decider.attest.js';
import {
  abandon,
  assignColumn,
  draft,
  noteHandledOutside,
  proposeAttribute,
  revise,
} from './decider.draft.js';
import { noteLate, recalculate, setLimit } from './decider.limits.js';
import { correct, publish, recordReturned, recordTaken, submit } from './decider.release.js';
import {
  correctPublication,
  voidEnding,
  voidHandledOutside,
  voidPublication,
  voidSubmission,
} from './decider.void.js';
import {
  evolveDocument,
  noDocument,
  secrecySubject,
  type Document,
  type DocumentFacts,
} from './decider.state.js';
import { reject } from './errors.js';
import { documentEvents, type DocumentEvent } from './events.js';
import { PROCESS_ONLY } from './policy.js';

type Handlers = {
  [T in DocumentCommandData['type']]: (
    document: Document,
    command: CommandOf<T>,
    facts: DocumentFacts,
  ) => DocumentEvent[] | Rejection;
};
type AnyHandler = Handlers[keyof Handlers] &
  ((document: Document, command: never, facts: DocumentFacts) => DocumentEvent[] | Rejection);

const secrecy = (
  document: Document,
  command: CommandOf<SecrecyCommand['type']>,
  facts: DocumentFacts,
): DocumentEvent[] | Rejection => {
  if (command.type === 'requestSecrecy' && document.proposal === null)
    return reject('publication.attributeNotProposed');
  const events = decideSecrecy(document.secrecy, command, secrecySubject(document), facts);
  if (events instanceof Rejection) return events;
  // Writing something else and then this again asks nobody anew.
  if (command.type === 'requestSecrecy' && document.barred.includes(document.contentDigest))
    return rejectSecrecy('secrecy.alreadyReviewed');
  if (command.type !== 'refuseSecrecy') return events;
  // The very content the public has, as with an old item, leaves it with the refusal.
  if (document.publicDigest !== document.contentDigest) return events;
  const { explanation: reason } = command;
  const by = { withdrawnBy: facts.actor.id, withdrawnOn: facts.today };
  return [...events, ...takeDown(document, { cause: 'secrecyRefused', reason, ...by })];
};

const handlers: Handlers = {
  draft,
  attest,
  noteHandledOutside,
  revise,
  assignColumn,
  setLimit,
  abandon,
  proposeAttribute,
  requestSecrecy: secrecy,
  askSecrecyGuidance: secrecy,
  answerSecrecyGuidance: secrecy,
  passSecrecy: secrecy,
  refuseSecrecy: secrecy,
  askCoordination,
  confirmCoordination: answerCoordination,
  objectCoordination: answerCoordination,
  settleCoordination,
  decideAttribute,
  approve,
  returnDraft,
  publish,
  submit,
  recordTaken,
  recordReturned,
  recordInspection,
  correct,
  withdraw,
  replace,
  repeal,
  moveAttribute,
  reevaluate,
  deliver,
  voidPublication,
  correctPublication,
  voidSubmission,
  voidEnding,
  voidHandledOutside,
  noteCoordinationSilence,
  noteLate,
  noteReevaluationDue,
  recalculate,
};

/** What is only noted as handled outside is closed for all but taking the note back. */
const isMistakenNote = ({ status }: Document, { type }: DocumentCommandData) =>
  status === 'handledOutside' && type === 'voidHandledOutside';

const isCreate = (type: string) => (CREATES as readonly string[]).includes(type);

export const documentDecider: Decider<DocumentCommandData, Document, DocumentEvent, DocumentFacts> =
  {
    initial: noDocument,
    decide(document, command, facts) {
      if (!isCreate(command.type)) {
        if (document.status === 'none') return reject('publication.notFound', {}, 'documentId');
        if (document.status !== 'open' && !isMistakenNote(document, command))
          return PROCESS_ONLY.includes(command.type) ? [] : reject('publication.closed');
      }
      return (handlers[command.type] as AnyHandler)(document, command as never, facts);
    },
    evolve: evolveDocument,
  };

/** A document (文稿) from draft to archive, with its secrecy review in the same stream. */
export const documentAggregate: Aggregate<
  DocumentCommandData,
  Document,
  DocumentEvent,
  DocumentFacts
> = {
  name: 'document',
  events: documentEvents,
  decider: documentDecider,
  agencyOf: (document) => document.agency,
};
