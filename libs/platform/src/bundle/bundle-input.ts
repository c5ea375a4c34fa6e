import type { LogCheckpoint, LogCosignature, LogTimestamp } from '../evidence/log-reader.js';

/** `court`: whole, personal fields opened. `party`: what others may not see is only committed to. */
export type BundleKind = 'court' | 'party';

export type CaseKind = 'request' | 'document' | 'reconsideration' | 'suit' | 'complaint';

/** Why a party sees only the commitment of an event. */
export type Withheld =
  'secrecyReview' | 'thirdPartyOpinion' | 'consultationOfAgencies' | 'withheldPaper';

/** What is done about one sealed field of an event. */
export type FieldOpening =
  /** `text` is the canonical JSON that was committed to; `salt` base64url. */
  { path: string; salt: string; text: string } | { path: string; shredded: true };

/** An event of the case with its place in the log. */
export type BundleEvent = {
  stream: string;
  revision: number;
  /** Place in the global order, as decimal text. */
  position: string;
  /** Index of its leaf among those of the tenant. */
  index: number;
  /** The exact stored bytes. */
  record: Uint8Array;
  /** RFC 6962 inclusion proof in the last checkpoint. */
  proof: readonly Uint8Array[];
  /** Null: the event is given whole. */
  withheld: Withheld | null;
  openings: readonly FieldOpening[];
};

/** How many events a stream has in the last checkpoint, and the proof of it in the second tree. */
export type BundleStream = {
  stream: string;
  count: number;
  lastLeaf: Uint8Array;
  index: number;
  streams: number;
  proof: readonly Uint8Array[];
};

export type BundleCheckpoint = Pick<LogCheckpoint, 'size' | 'body' | 'text'> & {
  cosignatures: readonly Pick<LogCosignature, 'line'>[];
  timestamps: readonly Pick<LogTimestamp, 'authority' | 'tsr'>[];
};

/** From a smaller tree to a greater one; `from` need not be a checkpoint of the bundle. */
export type BundleLink = { from: number; to: number; proof: readonly Uint8Array[] };

/** An original; `sealed` names the blob it was opened from, null when it lay in clear. */
export type BundleDocument = { digest: string; sealed: string | null; bytes: Uint8Array };

/** A document of the case that is not in the bundle. */
export type AbsentDocument = { digest: string; why: 'withheld' | 'shredded' | 'missing' };

export type BundleFile = { path: string; bytes: Uint8Array };

/** Everything a bundle is made of; what follows from it is computed by `buildBundle`. */
export type BundleInput = {
  kind: BundleKind;
  tenant: string;
  /** First line of the checkpoints. */
  origin: string;
  case: { id: string; kind: CaseKind; title: string };
  purpose: string;
  /** ISO UTC. */
  madeAt: string;
  tool: { name: string; version: string };
  /** The decision challenged: events behind it in the log are marked. */
  decision: { stream: string; revision: number } | null;
  /** In the order of the log. */
  events: readonly BundleEvent[];
  streams: readonly BundleStream[];
  /** By size, ascending; proofs are made for the last. */
  checkpoints: readonly BundleCheckpoint[];
  links: readonly BundleLink[];
  /** C2SP tlog-policy. */
  policy: string;
  /** PEM certificates that time stamps lead to. */
  timestampRoots: string | null;
  documents: readonly BundleDocument[];
  absent: readonly AbsentDocument[];
  /** Files under `replay/`. */
  replay: readonly BundleFile[];
  /** The guide and the two verifiers. */
  attached: readonly BundleFile[];
};

/** Signs a note text with the key of the log: the whole note. */
export type SignManifest = (text: string) => string | Promise<string>;
