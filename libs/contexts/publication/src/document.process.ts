import { addDays } from '@gongkai/calendar';
import {
  pickEvents,
  unusedNumbers,
  type CollectionSpec,
  type Day,
  type LiveClock,
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
import { voidEvents } from './events.void.js';

/** The day a period started, day zero, and its last day. */
type Limit = { from: Day; dueOn: Day };

/** What of a document can fall due by itself. */
export type WatchRow = {
  documentId: string;
  origin: Origin;
  contentDigest: string;
  attribute: Attribute | null;
  /** Public once, or given up: only a change of it can still fall late. */
  settled: boolean;
  /** From when to when it is to be published in time, while that is open. */
  publish: Limit | null;
  asked: Readonly<Record<string, Limit>>;
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
    'DocumentCorrected',
    'DocumentWithdrawn',
    'DocumentReplaced',
    'DocumentRepealed',
    'WithholdingReevaluated',
    'ReevaluationDueNoted',
    'PublicationLatenessNoted',
    'PublicationLimitSet',
    'PublicationDueMoved',
    'CoordinationDueMoved',
  ),
  ...pickEvents(voidEvents, 'PublicationVoided', 'EndingVoided'),
};
type Watched = Extract<PublicationEvent, { type: keyof typeof watched }>;

/** The limits of working days that are open: to publish, and for those asked to answer. */
const limitsOf = ({ publish, asked }: Pick<WatchRow, 'publish' | 'asked'>): Limit[] => [
  ...(publish === null ? [] : [publish]),
  ...Object.values(asked),
];

/** Rows of open papers only, few in any government: what the calendar touches is found without an index. */
export const watchCollection: CollectionSpec<WatchRow> = {
  name: 'documentWatch',
  version: 2,
  keys: {
    due: (row) => row.due,
    limitFrom: (row) =>
      limitsOf(row)
        .map(({ from }) => from)
        .sort()[0] ?? null,
    limitDue: (row) =>
      limitsOf(row)
        .map(({ dueOn }) => dueOn)
        .sort()
        .at(-1) ?? null,
  },
  indexes: [['due']],
};

/** The first day on which something is to be noted; what is due on a day is over the day after. */
const dueOf = ({ attribute, publish, asked, reevaluateOn }: Omit<WatchRow, 'due'>): Day | null =>
  [
    ...(publish !== null && attribute === 'onInitiative' ? [addDays(publish.dueOn, 1)] : []),
    ...Object.values(asked).map(({ dueOn }) => addDays(dueOn, 1)),
    ...(reevaluateOn === null ? [] : [reevaluateOn]),
  ].sort()[0] ?? null;

const without = (asked: WatchRow['asked'], party: string) =>
  Object.fromEntries(Object.entries(asked).filter(([known]) => known !== party));

const limit = (from: Day | null, dueOn: Day | null): Limit | null =>
  from === null || dueOn === null ? null : { from, dueOn };

const closed = (row: Omit<WatchRow, 'due'>): Omit<WatchRow, 'due'> => ({
  ...row,
  publish: null,
  settled: true,
  asked: {},
  reevaluateOn: null,
});

const watchedAfter = (row: Omit<WatchRow, 'due'>, event: Watched): Omit<WatchRow, 'due'> => {
  switch (event.type) {
    case 'DocumentDrafted': {
      const { contentDigest, content, publishBy } = event.data;
      const publish = limit(content.formedOn, publishBy);
      return { ...row, contentDigest, attribute: null, publish, settled: false };
    }
    case 'DocumentContentRevised': {
      const { contentDigest, content, changedOn, publishBy } = event.data;
      const same = contentDigest === row.contentDigest;
      const from = row.settled ? changedOn : content.formedOn;
      // What was asked about another content is void; the decider asks for it anew.
      const asked = same ? row.asked : {};
      return { ...row, contentDigest, publish: limit(from, publishBy), asked };
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
      const { party, askedOn: from, dueOn } = event.data;
      return { ...row, asked: { ...row.asked, [party]: { from, dueOn } } };
    }
    case 'CoordinationDueMoved': {
      const { party, to: dueOn } = event.data;
      const known = row.asked[party];
      return known ? { ...row, asked: { ...row.asked, [party]: { ...known, dueOn } } } : row;
    }
    case 'PublicationDueMoved':
      return { ...row, publish: row.publish && { ...row.publish, dueOn: event.data.to } };
    case 'CoordinationConfirmed':
    case 'CoordinationObjected':
    case 'CoordinationSilenceNoted':
    case 'CoordinationSettled':
      return { ...row, asked: without(row.asked, event.data.party) };
    case 'WithholdingReevaluated': {
      const { outcome, nextOn: reevaluateOn, reevaluatedOn: from, publishBy } = event.data;
      const publish = outcome === 'released' ? limit(from, publishBy) : row.publish;
      return { ...row, publish, reevaluateOn };
    }
    case 'DocumentWithdrawn':
      // A change that did not reach the public still has its limit.
      return { ...row, settled: true };
    case 'ReevaluationDueNoted':
      return { ...row, reevaluateOn: null };
    case 'PublicationLatenessNoted':
    case 'DocumentPublished':
    case 'DocumentCorrected':
    case 'DocumentReplaced':
    case 'DocumentRepealed':
      return { ...row, publish: null, settled: true };
    case 'PublicationLimitSet':
    case 'PublicationVoided':
    case 'EndingVoided': {
      const { running } = event.data;
      if ('closed' in event.data && event.data.closed) return closed(row);
      if (running === null) return row;
      const { of, attribute, from, publishBy } = running;
      return { ...row, attribute, publish: limit(from, publishBy), settled: of === 'change' };
    }
    case 'DraftAbandoned':
      return closed(row);
  }
};

/** What to note, and of which origin: what follows from a simulated paper is simulated too. */
export type Note = { note: DocumentCommandInput; origin: Origin };

/** Notes the silence of those asked, publications that fell late, re-evaluations that fell due. */
export const documentWatch: Process<WatchRow, Note, Watched> = {
  name: 'documentWatch',
  version: 2,
  events: watched,
  collection: watchCollection,
  key: (event) => event.data.documentId,
  apply(known, event, documentId) {
    const { origin } = event.meta;
    const { due: _, ...row } = known ?? {
      documentId,
      origin,
      contentDigest: '',
      // Without an open draft it is an item the public has, or had.
      attribute: 'onInitiative',
      settled: true,
      publish: null,
      asked: {},
      reevaluateOn: null,
      due: null,
    };
    const next = watchedAfter(row, event);
    const idle = next.settled && next.reevaluateOn === null && limitsOf(next).length === 0;
    return idle ? undefined : { ...next, due: dueOf(next) };
  },
  dueKey: 'due',
  due(row, today) {
    const { documentId, publish, reevaluateOn, origin } = row;
    const notes: DocumentCommandInput[] = [];
    if (publish !== null && row.attribute === 'onInitiative' && today > publish.dueOn)
      notes.push({ type: 'noteLate', documentId });
    for (const [party, { dueOn }] of Object.entries(row.asked))
      if (today > dueOn) notes.push({ type: 'noteCoordinationSilence', documentId, party });
    if (reevaluateOn !== null && today >= reevaluateOn)
      notes.push({ type: 'noteReevaluationDue', documentId });
    return notes.map((note) => ({ note, origin }));
  },
  command: (call, { note, origin }) => new DocumentCommand({ ...call, body: note, origin }, note),
};

/** Papers whose last days may move with the calendar of working days. */
export const documentClock: LiveClock<WatchRow> = {
  name: 'document',
  collection: watchCollection,
  id: (row) => row.documentId,
  fromKey: 'limitFrom',
  dueKey: 'limitDue',
  body: (documentId, { notice, reason }) => ({ type: 'recalculate', documentId, notice, reason }),
  command: (call, body) => new DocumentCommand(call, body),
};

export const INDEX_NUMBER_CLAIM = 'indexNumber';

const numbering = {
  ...pickEvents(publicationEvents, 'DocumentPublished', 'DocumentAttested', 'DraftAbandoned'),
  ...pickEvents(voidEvents, 'PublicationVoided'),
};
type Numbering = Extract<PublicationEvent, { type: keyof typeof numbering }>;

export const openClaims = unusedNumbers<Numbering>({
  name: 'openIndexNumberClaims',
  kind: INDEX_NUMBER_CLAIM,
  usedBy: numbering,
  numberIn: ({ data }) =>
    'indexNumber' in data ? data.indexNumber : (data.item?.indexNumber ?? null),
  isGivenBack: ({ type }) => type === 'PublicationVoided' || type === 'DraftAbandoned',
  command: (call, claim) => new ReleaseIndexNumberCommand(call, claim),
});
