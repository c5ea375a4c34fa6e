import type { Rejection } from '@gongkai/kernel';
import { voidSecrecy } from '@gongkai/secrecy';
import { groundOn } from './decider.content.js';
import type { CommandOf } from './commands.js';
import { impossible, yearAfter } from './decider.days.js';
import { limitOf } from './decider.limits.js';
import type { Document, DocumentFacts } from './decider.state.js';
import { reject } from './errors.js';
import type { DocumentEvent } from './events.js';

type Outcome = DocumentEvent[] | Rejection;

/** How the paper counts that the public has, or had. */
const counted = (document: Document) => {
  const { genre, normative } = document.publicContent ?? document.content!;
  return { genre, normative, wasInForce: document.inForce };
};

type Withdrawn = Extract<DocumentEvent, { type: 'DocumentWithdrawn' }>['data'];

/** Takes from the public what it has of a document; nothing when it has nothing. */
export const takeDown = (
  document: Document,
  why: Pick<Withdrawn, 'cause' | 'reason' | 'withdrawnBy' | 'withdrawnOn'>,
): DocumentEvent[] =>
  document.publicContent === null
    ? []
    : [
        {
          type: 'DocumentWithdrawn',
          data: { documentId: document.id, ...why, ...counted(document) },
        },
      ];

/** Daily inspection; a finding about secrecy takes the item down at once. */
export const recordInspection = (
  document: Document,
  { documentId, findings, on }: CommandOf<'recordInspection'>,
  { today, actor }: DocumentFacts,
): Outcome => {
  if (document.publicContent === null) return reject('publication.notPublic');
  const inspectedOn = on ?? today;
  const day = impossible(inspectedOn, today, 'on', { published: document.firstPublishedOn });
  if (day) return day;
  const passed = findings.length === 0;
  const inspected: DocumentEvent = {
    type: 'InspectionRecorded',
    data: { documentId, passed, findings, inspectedBy: actor.id, inspectedOn },
  };
  if (passed) return [inspected];
  const reason = findings.map(({ remark }) => remark).join(';');
  const returned: DocumentEvent = {
    type: 'DocumentReturned',
    data: { documentId, stage: 'inspection', reason, returnedBy: actor.id },
  };
  if (!findings.some(({ aspect }) => aspect === 'secrecy')) return [inspected, returned];
  return [
    inspected,
    returned,
    ...takeDown(document, {
      cause: 'inspection',
      reason,
      withdrawnBy: actor.id,
      withdrawnOn: inspectedOn,
    }),
    ...voidSecrecy(document.secrecy, document, inspectedOn, 'inspectionFinding'),
  ];
};

export const withdraw = (
  document: Document,
  { reason, cause, withdrawnOn: on }: CommandOf<'withdraw'>,
  { today, actor }: DocumentFacts,
): Outcome => {
  if (document.publicContent === null) return reject('publication.notPublic');
  const withdrawnOn = on ?? today;
  const day = impossible(withdrawnOn, today, 'withdrawnOn', {
    published: document.firstPublishedOn,
  });
  if (day) return day;
  return takeDown(document, { cause, reason, withdrawnBy: actor.id, withdrawnOn });
};

export const replace = (
  document: Document,
  { documentId, by, replacedOn: on }: CommandOf<'replace'>,
  { today, replacementIsPublic }: DocumentFacts,
): Outcome => {
  if (document.publicContent === null) return reject('publication.notPublic');
  if (document.ended !== null) return reject('publication.noLongerInForce');
  if (by === documentId || replacementIsPublic !== true)
    return reject('publication.replacementUnknown', {}, 'by');
  const replacedOn = on ?? today;
  return (
    impossible(replacedOn, today, 'replacedOn', { published: document.firstPublishedOn }) ?? [
      { type: 'DocumentReplaced', data: { documentId, by, replacedOn, ...counted(document) } },
    ]
  );
};

/** A paper that was issued can be repealed whether or not the public had it. */
export const repeal = (
  document: Document,
  { documentId, basis, repealedOn: on }: CommandOf<'repeal'>,
  { today }: DocumentFacts,
): Outcome => {
  if (!document.everPublic && !document.everApproved) return reject('publication.notApproved');
  if (document.ended !== null) return reject('publication.noLongerInForce');
  const repealedOn = on ?? today;
  const { firstPublishedOn: published, approval } = document;
  const from = published === null ? { approved: approval?.on ?? null } : { published };
  return (
    impossible(repealedOn, today, 'repealedOn', from) ?? [
      { type: 'DocumentRepealed', data: { documentId, basis, repealedOn, ...counted(document) } },
    ]
  );
};

/** 条例第十八条: kept with a ground again, or let go to a new review and decision. */
export const reevaluate = (
  document: Document,
  command: CommandOf<'reevaluate'>,
  { today, actor, calendar }: DocumentFacts,
): Outcome => {
  if (document.decision?.attribute !== 'withheld') return reject('publication.notWithheld');
  const { documentId, outcome, reason } = command;
  const reevaluatedOn = command.on ?? today;
  const day = impossible(reevaluatedOn, today, 'on');
  if (day) return day;
  const data = { documentId, outcome, reason, reevaluatedBy: actor.id, reevaluatedOn };
  if (outcome === 'released') {
    const publishBy = limitOf({ ...document, releasedOn: reevaluatedOn }, calendar)?.day ?? null;
    const released = { ...data, ground: null, nextOn: null, publishBy };
    return [
      { type: 'WithholdingReevaluated', data: released },
      ...voidSecrecy(document.secrecy, document, reevaluatedOn, 'reevaluated'),
    ];
  }
  if (command.ground === undefined) return reject('publication.groundNeeded', {}, 'ground');
  const ground = groundOn(command.ground, reevaluatedOn);
  if (ground === undefined)
    return reject('publication.groundNotInForce', { ground: command.ground }, 'ground');
  const nextOn = command.nextOn ?? yearAfter(reevaluatedOn);
  if (nextOn <= reevaluatedOn)
    return reject(
      'publication.dayImpossible',
      { on: nextOn, why: '须在评估之后', whyEn: 'it must be after the evaluation' },
      'nextOn',
    );
  return [{ type: 'WithholdingReevaluated', data: { ...data, ground, nextOn, publishBy: null } }];
};

/** 条例第二十五条. */
export const deliver = (
  document: Document,
  { documentId, to, place, on }: CommandOf<'deliver'>,
  { today, actor }: DocumentFacts,
): Outcome => {
  if (document.publicContent === null) return reject('publication.notPublic');
  const { version, deliveries } = document;
  if (deliveries.some((of) => of.to === to && of.place === place && of.version === version))
    return reject('publication.alreadyDelivered', { place }, 'place');
  const deliveredOn = on ?? today;
  return (
    impossible(deliveredOn, today, 'on', { published: document.firstPublishedOn }) ?? [
      {
        type: 'DocumentDelivered',
        data: { documentId, to, place, deliveredBy: actor.id, deliveredOn },
      },
    ]
  );
};

export const noteReevaluationDue = (
  document: Document,
  { documentId }: CommandOf<'noteReevaluationDue'>,
  { today }: DocumentFacts,
): Outcome => {
  const { reevaluateOn: dueOn, reevaluationNoted } = document;
  if (dueOn === null || today < dueOn || reevaluationNoted === dueOn) return [];
  return [{ type: 'ReevaluationDueNoted', data: { documentId, dueOn, notedOn: today } }];
};
