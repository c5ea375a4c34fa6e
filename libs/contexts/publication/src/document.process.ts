import { addDays } from '@gongkai/calendar';
import {
  pickEvents,
  unusedNumbers,
  type CollectionSpec,
  type Day,
  type Origin,
  type Process,
} from '@gongkai/kernel';
import { afterEvents } from './events.after.js';
import {
  DocumentCommand,
  ReleaseIndexNumberCommand,
  type DocumentCommandInput,
} from './commands.js';
import type { Attribute } from './decider.content.js';
import { publicationEvents, type PublicationEvent } from './events.js';

/** What of a document can fall due by itself. */
export type WatchRow = {
  documentId: string;
  origin: Origin;
  contentDigest: string;
  attribute: Attribute | null;
  /** Public once, or given up: it can no longer fall late. */
  settled: boolean;
  /** Last day to publish in time, while that is open. */
  publishBy: Day | null;
  asked: Readonly<Record<string, Day>>;
  reevaluateOn: Day | null;
  due: Day | null;
};

const watched = {
  ...pickEvents(
    publicationEvents,
    'DocumentDrafted',
    'DocumentContentRevised',
    'DocumentPublished',
    'DraftAbandoned',
    'AttributeProposed',
    'AttributeDecided',
    'CoordinationAsked',
    'CoordinationConfirmed',
    'CoordinationObjected',
    'CoordinationSilenceNoted',
    'CoordinationSettled',
  ),
  ...pickEvents(
    afterEvents,
    'AttributeMoved',
    'WithholdingReevaluated',
    'ReevaluationDueNoted',
    'PublicationLatenessNoted',
  ),
};
type Watched = Extract<PublicationEvent, { type: keyof typeof watched }>;

const watchCollection: CollectionSpec<WatchRow> = {
  name: 'documentWatch',
  version: 1,
  keys: { due: (row) => row.due },
  indexes: [['due']],
};

/** The first day on which something is to be noted; what is due on a day is over the day after. */
const dueOf = ({ attribute, publishBy, asked, reevaluateOn }: Omit<WatchRow, 'due'>): Day | null =>
  [
    ...(publishBy !== null && attribute === 'onInitiative' ? [addDays(publishBy, 1)] : []),
    ...Object.values(asked).map((dueOn) => addDays(dueOn, 1)),
    ...(reevaluateOn === null ? [] : [reevaluateOn]),
  ].sort()[0] ?? null;

const without = (asked: WatchRow['asked'], party: string) =>
  Object.fromEntries(Object.entries(asked).filter(([known]) => known !== party));

const watchedAfter = (row: Omit<WatchRow, 'due'>, event: Watched): Omit<WatchRow, 'due'> => {
  switch (event.type) {
    case 'DocumentDrafted': {
      const { contentDigest, publishBy } = event.data;
      return { ...row, contentDigest, publishBy, settled: false };
    }
    case 'DocumentContentRevised': {
      const { contentDigest, publishBy } = event.data;
      const same = contentDigest === row.contentDigest;
      // What was asked about another content is void; the decider asks for it anew.
      const open = row.settled ? null : publishBy;
      return { ...row, contentDigest, publishBy: open, asked: same ? row.asked : {} };
    }
    case 'AttributeProposed':
      return { ...row, attribute: event.data.attribute };
    case 'AttributeDecided': {
      const { attribute, reevaluateOn } = event.data;
      return { ...row, attribute, reevaluateOn };
    }
    case 'AttributeMoved': {
      const { to: attribute, reevaluateOn } = event.data;
      return { ...row, attribute, reevaluateOn };
    }
    case 'CoordinationAsked': {
      const { party, dueOn } = event.data;
      return { ...row, asked: { ...row.asked, [party]: dueOn } };
    }
    case 'CoordinationConfirmed':
    case 'CoordinationObjected':
    case 'CoordinationSilenceNoted':
    case 'CoordinationSettled':
      return { ...row, asked: without(row.asked, event.data.party) };
    case 'WithholdingReevaluated':
      return { ...row, reevaluateOn: event.data.nextOn };
    case 'ReevaluationDueNoted':
      return { ...row, reevaluateOn: null };
    case 'PublicationLatenessNoted':
    case 'DocumentPublished':
      return { ...row, publishBy: null, settled: true };
    case 'DraftAbandoned':
      return { ...row, publishBy: null, settled: true, asked: {}, reevaluateOn: null };
  }
};

/** What to note, and of which origin: what follows from a simulated paper is simulated too. */
export type Note = { note: DocumentCommandInput; origin: Origin };

/** Notes the silence of those asked, publications that fell late, re-evaluations that fell due. */
export const documentWatch: Process<WatchRow, Note, Watched> = {
  name: 'documentWatch',
  version: 1,
  events: watched,
  collection: watchCollection,
  key: (event) => event.data.documentId,
  apply(known, event, documentId) {
    const { origin } = event.meta;
    const { due: _, ...row } = known ?? {
      documentId,
      origin,
      contentDigest: '',
      attribute: null,
      // Without a draft of ours it is an old item, public elsewhere.
      settled: true,
      publishBy: null,
      asked: {},
      reevaluateOn: null,
      due: null,
    };
    const next = watchedAfter(row, event);
    const idle = next.settled && next.reevaluateOn === null && Object.keys(next.asked).length === 0;
    return idle ? undefined : { ...next, due: dueOf(next) };
  },
  dueKey: 'due',
  due(row, today) {
    const { documentId, publishBy, reevaluateOn, origin } = row;
    const notes: DocumentCommandInput[] = [];
    if (publishBy !== null && row.attribute === 'onInitiative' && today > publishBy)
      notes.push({ type: 'noteLate', documentId });
    for (const [party, dueOn] of Object.entries(row.asked))
      if (today > dueOn) notes.push({ type: 'noteCoordinationSilence', documentId, party });
    if (reevaluateOn !== null && today >= reevaluateOn)
      notes.push({ type: 'noteReevaluationDue', documentId });
    return notes.map((note) => ({ note, origin }));
  },
  command: (call, { note, origin }) => new DocumentCommand({ ...call, body: note, origin }, note),
};

export const INDEX_NUMBER_CLAIM = 'indexNumber';

type Numbering = Extract<PublicationEvent, { type: 'DocumentPublished' | 'DocumentAttested' }>;

export const openClaims = unusedNumbers<Numbering>({
  name: 'openIndexNumberClaims',
  kind: INDEX_NUMBER_CLAIM,
  usedBy: pickEvents(publicationEvents, 'DocumentPublished', 'DocumentAttested'),
  numberIn: ({ data }) => data.item?.indexNumber ?? null,
  command: (call, claim) => new ReleaseIndexNumberCommand(call, claim),
});
