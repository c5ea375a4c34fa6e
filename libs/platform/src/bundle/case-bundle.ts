import {
  streamName,
  type Blobs,
  type Clock,
  type EventStore,
  type ReadStore,
  type Rejection,
} from '@gongkai/kernel';
import type { Sealed, Vault } from '@gongkai/vault';
import type { LogCheckpoint, LogReader } from '../evidence/log-reader.js';
import { caseKinds } from '../replay/case-kinds.js';
import type { CaseStreams } from '../replay/case-streams.js';
import type { Replay } from '../replay/replay.js';
import { VERSION } from '../version.js';
import { attachedFiles } from './attached-files.js';
import { buildBundle } from './build-bundle.js';
import type {
  BundleEvent,
  BundleInput,
  BundleKind,
  BundleStream,
  CaseKind,
  SignManifest,
} from './bundle-input.js';
import { zipBundle } from './bundle-zip.js';
import {
  anchorOf,
  bundleCheckpoint,
  checkpointsOf,
  heldSize,
  linksOf,
} from './case-checkpoints.js';
import { caseDocuments, type NamedFile } from './case-documents.js';
import {
  caseEvent,
  decisionIn,
  digestsIn,
  isUnissuedDraft,
  partyKeyIn,
  withheldFrom,
  type CaseEvent,
} from './case-events.js';
import { rejectBundle } from './errors.js';
import { openingsOf, sealedFieldsIn } from './field-openings.js';
import { replayFiles } from './replay-files.js';

export type BundlePorts = {
  store: EventStore;
  reads: ReadStore;
  blobs: Blobs;
  vault: Vault;
  clock: Clock;
  replay: Replay;
  reader: LogReader;
  tenants(): readonly string[];
  /** Signs with the key of the tenant's log. */
  sign(tenant: string, text: string): Promise<string>;
};

export type BundleQuestion = {
  tenant: string;
  case: string;
  kind: BundleKind;
  purpose: string;
  /** The streams that go in, where not all of the case do. */
  found?: CaseStreams;
  /** Checkpoints the other side holds, so that the bundle leads to them. */
  held?: readonly { file: string; text: string }[];
  /** Told before anything sealed is opened; resolves when that is on record. */
  beforeOpening(fields: readonly string[]): Promise<void>;
};

export type CaseBundle = {
  zip: Uint8Array;
  /** `<number of the case or its id>.evidence.zip` */
  name: string;
  events: number;
  /** The newest in it; `text` is the whole signed note. */
  checkpoint: { origin: string; size: number; text: string };
};

export type ListedCase = { id: string; kind: string; title: string; tenant: string };

const PAGE = 500;

/** Makes evidence bundles of cases from the log, the vault and the blobs. */
export class Bundles {
  constructor(private readonly ports: BundlePorts) {}

  /** Cases a bundle can be made of, appeals first; of one government, or of all. */
  async *cases(tenant?: string): AsyncGenerator<ListedCase> {
    const { reads, tenants } = this.ports;
    for (const kind of inOrder)
      for (const of of tenant === undefined ? tenants() : [tenant])
        for (let after: { value: never; id: string } | undefined; ;) {
          const query = { limit: PAGE, ...(after ? { after } : {}) };
          const page = await reads.find<never>(kind.collection, of, query);
          for (const row of page.rows) {
            yield {
              id: rowId(kind.kind, row),
              kind: kind.kind,
              title: kind.title(row),
              tenant: of,
            };
          }
          if (!page.next) break;
          after = page.next as typeof after;
        }
  }

  /** The government that has a case of this id; undefined when none has. */
  async tenantOf(id: string): Promise<string | undefined> {
    for (const tenant of this.ports.tenants())
      if (await this.ports.replay.streams(tenant, id)) return tenant;
    return undefined;
  }

  async make(question: BundleQuestion): Promise<CaseBundle | Rejection> {
    const { tenant, kind } = question;
    const found = question.found ?? (await this.ports.replay.streams(tenant, question.case));
    if (!found) return rejectBundle('bundle.caseUnknown', { case: question.case.slice(0, 64) });
    const { reader } = this.ports;
    const known = await this.eventsOf(found);
    const last = known.at(-1);
    const anchor = last && (await anchorOf(reader, tenant, last.position));
    if (!anchor) return rejectBundle('bundle.noCheckpoint');
    // Read again: what came between is in the checkpoint, and has to be in the bundle.
    const events = (await this.eventsOf(found)).filter(
      ({ position }) => position <= anchor.position,
    );
    const heldSizes: number[] = [];
    for (const { file, text } of question.held ?? []) {
      const size = heldSize(text, reader.origin(tenant));
      if (size === undefined) return rejectBundle('bundle.checkpointInvalid', { file });
      if (size < anchor.size) heldSizes.push(size);
    }
    const input = await this.inputOf(question, found, { events, anchor, heldSizes });
    const files = await buildBundle(input, this.signer(tenant));
    try {
      return {
        zip: zipBundle(files),
        name: `${question.case}.${kind}.evidence.zip`,
        events: events.length,
        checkpoint: { origin: reader.origin(tenant), size: anchor.size, text: anchor.text },
      };
    } catch (error) {
      if (error instanceof RangeError) return rejectBundle('bundle.tooLarge');
      throw error;
    }
  }

  private signer(tenant: string): SignManifest {
    return (text) => this.ports.sign(tenant, text);
  }

  private async eventsOf({ tenant, streams }: CaseStreams): Promise<CaseEvent[]> {
    const events: CaseEvent[] = [];
    for (const { aggregate, id } of streams) {
      const stream = streamName(tenant, aggregate, id);
      for (const stored of await this.ports.store.read(stream))
        events.push(caseEvent(stream, stored));
    }
    return events.sort((a, b) => (a.position < b.position ? -1 : 1));
  }

  private async inputOf(
    question: BundleQuestion,
    found: CaseStreams,
    made: { events: CaseEvent[]; anchor: LogCheckpoint; heldSizes: number[] },
  ): Promise<BundleInput> {
    const { reader, clock, replay } = this.ports;
    const { tenant, kind, purpose } = question;
    const { events, anchor } = made;
    const { whole, others } = await checkpointsOf(reader, tenant, events, anchor);
    const selection = this.selectionOf(kind, found, events);
    const named = events.filter((event) => selection.withheld(event) === null);
    const { case: of } = await replay.of(found, {});
    const documents = await caseDocuments(
      this.ports,
      tenant,
      filesOf(named, events),
      selection.isGiven,
    );
    return {
      kind,
      tenant,
      origin: reader.origin(tenant),
      case: { id: found.id, kind: found.kind.kind as CaseKind, title: of.title },
      purpose,
      madeAt: clock.now().toISOString(),
      tool: { name: 'gongkai', version: VERSION },
      decision: decisionIn(events),
      events: await this.bundleEvents(question, events, anchor, selection),
      streams: await this.bundleStreams(tenant, found, anchor),
      checkpoints: await Promise.all(whole.map((one) => bundleCheckpoint(reader, one))),
      links: await linksOf(reader, tenant, whole, [...others, ...made.heldSizes]),
      policy: await reader.policy(tenant),
      timestampRoots: null,
      ...documents,
      replay: await replayFiles(found, named, whole),
      attached: await attachedFiles(),
    };
  }

  /** What of a case goes into a bundle of this kind. */
  private selectionOf(kind: BundleKind, found: CaseStreams, events: readonly CaseEvent[]) {
    if (kind === 'court')
      return { withheld: () => null, opens: () => true, isGiven: () => true } as const;
    const own = streamName(found.tenant, found.kind.aggregate, found.id);
    const party = partyKeyIn(events, own);
    const isUnissued = isUnissuedDraft(events);
    return {
      withheld: withheldFrom(events),
      opens: (event: CaseEvent, { key }: Sealed) => key === party && !isUnissued(event),
      // What lies sealed opens under the party's key or not at all; clear papers may be withheld ones.
      isGiven: (file: NamedFile, sealed: boolean) =>
        sealed && party !== null && file.keys.includes(party),
    };
  }

  private async bundleEvents(
    { tenant, beforeOpening }: BundleQuestion,
    events: readonly CaseEvent[],
    anchor: LogCheckpoint,
    selection: ReturnType<Bundles['selectionOf']>,
  ): Promise<BundleEvent[]> {
    const { reader, vault } = this.ports;
    const wanted = events.map((event) => {
      const withheld = selection.withheld(event);
      const fields = [...sealedFieldsIn(event.data)].filter(
        ([, sealed]) => withheld === null && selection.opens(event, sealed),
      );
      return { event, withheld, fields: new Map(fields) };
    });
    const names = wanted.flatMap(({ fields }) => [...fields.keys()]);
    if (names.length > 0) await beforeOpening([...new Set(names.map((path) => path.slice(1)))]);
    const made: BundleEvent[] = [];
    for (const { event, withheld, fields } of wanted) {
      const { stream, position, record, meta } = event;
      const index = await reader.indexOf(tenant, position);
      if (index === undefined) throw new Error(`no leaf for the event at ${position}`);
      made.push({
        stream,
        revision: meta.revision,
        position: String(position),
        index,
        record,
        proof: await reader.inclusion(tenant, index, anchor.size),
        withheld,
        openings: await openingsOf(vault, tenant, fields),
      });
    }
    return made;
  }

  private async bundleStreams(
    tenant: string,
    { streams }: CaseStreams,
    { size }: LogCheckpoint,
  ): Promise<BundleStream[]> {
    const made: BundleStream[] = [];
    for (const { aggregate, id } of streams) {
      const stream = streamName(tenant, aggregate, id);
      const proof = await this.ports.reader.streamsProof(tenant, stream, size);
      if (!proof) continue;
      const { count, lastLeaf, index, streams: all, proof: path } = proof;
      made.push({ stream, count, lastLeaf, index, streams: all, proof: path });
    }
    return made;
  }
}

/** What is asked for most first: a government has thousands of documents. */
const FIRST: readonly string[] = ['suit', 'reconsideration', 'complaint', 'request', 'document'];
const inOrder = [...caseKinds].sort((a, b) => FIRST.indexOf(a.kind) - FIRST.indexOf(b.kind));

/** Rows of a case name it by its kind, a document simply `id`. */
export const rowId = (kind: string, row: unknown): string => {
  const { [`${kind}Id`]: named, id } = row as Record<string, string | undefined>;
  return named ?? id ?? '';
};

/** Every file the events name, with the keys of the persons in the same case. */
const filesOf = (named: readonly CaseEvent[], all: readonly CaseEvent[]): NamedFile[] => {
  const keysOf = new Map<string, Set<string>>();
  for (const { stream, data } of all) {
    const keys = keysOf.get(stream) ?? new Set<string>();
    if (typeof data['person'] === 'string') keys.add(data['person']);
    for (const { key } of sealedFieldsIn(data).values()) keys.add(key);
    keysOf.set(stream, keys);
  }
  const files = new Map<string, NamedFile>();
  for (const event of named) {
    const own = keysOf.get(event.stream) ?? [];
    const others = [...keysOf.values()].flatMap((keys) => [...keys]);
    const keys = [...new Set([...own, ...others])];
    for (const digest of digestsIn(event)) files.set(digest, { digest, keys });
  }
  return [...files.values()];
};
