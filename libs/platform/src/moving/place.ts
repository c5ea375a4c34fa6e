import type { Belongings, Blobs, EventStore, ReadStore, RecordLog } from '@gongkai/kernel';
import type { EvidenceStore } from '@gongkai/evidence-store';

/** One end of a move, open and held as far as it can be. */
export type Place = {
  /** What people call it: the path of a folder, or the cluster. */
  name: string;
  log: RecordLog & Pick<EventStore, 'head'>;
  /** The same log under the positions of the platform, each the place of an event in the whole. */
  events: Pick<EventStore, 'feed'>;
  /** Appends that are not waited for are still written in the order in which they were asked for. */
  keepsOrder: boolean;
  reads: ReadStore;
  /** What tells master keys apart. */
  masterMark: string;
  keys: readonly Belongings[];
  evidence: EvidenceStore;
  blobs: Blobs;
  /** The folder of the files. */
  files: string;
  /** What says that it holds demo data; undefined when it does not. */
  demo(): Promise<string | undefined>;
  markDemo(mark: string): Promise<void>;
  /** Notes that the log goes on elsewhere, or with null here; a cluster has no place for such a note. */
  goesOnAt?(place: string | null): void;
  close(): Promise<void>;
};

/** Which governments are moved; undefined: all. What belongs to the platform always goes along. */
export type Chosen = readonly string[] | undefined;

/** How far a part of the work is; `part` is the share done, null when the end is not known. */
export type OnProgress = (step: MoveStep, done: number, part: number | null) => void;

export type MoveStep =
  'sourceRows' | 'records' | 'keys' | 'files' | 'proof' | 'targetRows' | 'rows';
