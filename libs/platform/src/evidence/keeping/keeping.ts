import type { Position } from '@gongkai/kernel';
import type { KeeperStatus } from './log-keeper.js';

/** The evidence log being kept, in a thread of its own or in this one. */
export interface EvidenceKeeping {
  /** Size of a kept, full checkpoint that holds the event; undefined when the log stands still. */
  ensure(tenant: string, position: Position): Promise<number | undefined>;
  /** Replaces the signing keys of a tenant. */
  rotate(tenant: string): Promise<void>;
  /** Resolves when every event up to the position is hashed, or its log stands still. */
  waitFor(position: Position): Promise<void>;
  status: KeeperStatus;
  /** Which tenant is the witness of which. */
  superiors(of: Readonly<Record<string, string>>): void;
  close(): Promise<void>;
}

/** What a keeper opens: paths, because every thread opens its own connections. */
export type EvidenceWork = {
  events: string;
  evidence: string;
  keys: string;
  folder: string;
  masterKey: string;
  installation: string;
  superiors: Readonly<Record<string, string>>;
  /** Address of a timestamp authority; null: no timestamps. */
  timestampUrl: string | null;
};

export type KeeperOrder =
  | { kind: 'head'; head: Position }
  | { kind: 'superiors'; of: Readonly<Record<string, string>> }
  | { kind: 'ensure'; id: number; tenant: string; position: Position }
  | { kind: 'rotate'; id: number; tenant: string }
  | { kind: 'wait'; id: number; position: Position }
  | { kind: 'stop' };

export type KeeperMessage =
  | { kind: 'status'; status: KeeperStatus; failure: string | null }
  | { kind: 'answer'; id: number; value: number | undefined }
  | { kind: 'failed'; id: number; message: string };
