import type { EventOf } from '@gongkai/kernel';
import type { Document } from './decider.state.js';
import { standingOf, type Publication, type Stay } from './decider.stay.js';
import type { voidEvents } from './events.void.js';

type VoidEvent = EventOf<typeof voidEvents>;

/** How a document stands after a mistaken record was taken back or put right. */
export const evolveVoided = (document: Document, event: VoidEvent): Document => {
  switch (event.type) {
    case 'PublicationRestated':
      return restated(document, event.data);
    case 'PublicationVoided':
      return voided(document, event.data);
    case 'CorrectionVoided': {
      const { version } = event.data;
      const stays = document.stays.map((stay) => ({
        ...stay,
        corrections: stay.corrections.filter((of) => of.version !== version),
      }));
      return { ...document, ...standingOf(stays) };
    }
    case 'WithdrawalVoided':
      // Either nothing is left of that stay, or the withdrawal is recorded anew.
      return document;
    case 'EndingVoided': {
      const inForce = document.publicDigest !== null;
      return { ...runningAnew(document, event.data), ended: null, inForce };
    }
    case 'SubmissionVoided': {
      const { submission, what } = event.data;
      const outcome = what === 'sent' ? ('voided' as const) : ('sent' as const);
      const submissions = document.submissions.map((known, i) =>
        i === submission - 1 ? { ...known, outcome, answeredOn: null } : known,
      );
      return { ...document, submissions };
    }
    case 'HandledOutsideVoided':
      return { ...document, status: 'voided' };
  }
};

type Of<T extends VoidEvent['type']> = Extract<VoidEvent, { type: T }>['data'];

/** Of a limit that runs again it is noted again that it is over: what had been said was settled. */
const runningAnew = (
  document: Document,
  { running }: Pick<Of<'PublicationVoided'>, 'running'>,
): Document =>
  running === null ? document : { ...document, publishBy: running.publishBy, lateNotedFor: null };

const restated = (document: Document, data: Of<'PublicationRestated'>): Document => {
  const {
    documentId: _,
    publication: number,
    of,
    shown: _shown,
    reason,
    restatedBy,
    ...now
  } = data;
  // In the place of the other, so that those of one day keep their order.
  const stays = document.stays.map((stay): Stay => ({
    ...stay,
    publications: stay.publications.flatMap((known): Publication[] =>
      known.number === of ? [known, { ...now, number, notBefore: known.notBefore }] : [known],
    ),
  }));
  return { ...document, ...standingOf(stays), recorded: number };
};

const voided = (document: Document, data: Of<'PublicationVoided'>): Document => {
  const { publication: number, last, shown } = data;
  const stays = document.stays
    .map((stay) => ({
      ...stay,
      publications: stay.publications.filter((of) => of.number !== number),
    }))
    .filter(({ publications }) => publications.length > 0);
  const now: Document = { ...runningAnew(document, data), ...standingOf(stays) };
  // Nothing is left of what an officer had attested.
  if (data.closed) return closed(now);
  if (!last || !shown) return now;
  const { changedOn } = document.stays.at(-1)!.entry;
  // A change it had brought to the public is still to come.
  return { ...now, ...NOT_PUBLIC, changedOn: document.changedOn ?? changedOn };
};

const NOT_PUBLIC = { publicDigest: null, publicContent: null, inForce: false } as const;

const closed = (document: Document): Document => ({
  ...document,
  ...NOT_PUBLIC,
  status: 'voided',
  indexNumber: null,
  coordination: {},
  reevaluateOn: null,
});
