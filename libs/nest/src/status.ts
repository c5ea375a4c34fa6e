import type { AppendQueue, Parked, Position } from '@gongkai/kernel';

/** How the platform is: what /health/ready and /metrics show. */
export type PlatformStatus = {
  /** `full` resumes by itself when there is room, `failed` needs a restart. */
  writer: 'ok' | 'full' | 'failed' | 'readOnly';
  /** Commands that wait for the log; absent where this process appends nothing. */
  queue?: AppendQueue;
  /** Position of the last event. */
  position: Position | undefined;
  projections: readonly {
    /** `name@version` */
    name: string;
    position: Position | undefined;
    /** Events not yet saved. */
    lag: number;
    /** Why it stands still, for who is at the machine; null when it does not. */
    failure?: string | null;
    /** It has not come to the end of the log since it was begun: what it answers is not all there is. */
    building?: boolean;
  }[];
  parked: readonly Parked[];
  /** What is wrong with stores outside this process, `log.noLeader`; absent where there are none. */
  stores?: readonly string[];
  diskFreeBytes: number | undefined;
  /** Open cases that follow a change of the calendar; absent where this process moves none. */
  deadlines?: {
    /** Changes of the calendar not yet brought to every open case. */
    pending: number;
    /** Cases of the change under way: those it can touch, those looked at, moved, refused. */
    found: number;
    done: number;
    moved: number;
    refused: number;
  };
  /** The last round of the daily watch and the mail; absent where this process keeps none. */
  watch?: {
    /** Commands refused: a row and a decider disagree. */
    refused: number;
    /** Cases and messages that cannot be read; the others go on. */
    unreadable: number;
  };
  /** The evidence log; absent where this process keeps none. */
  evidence?: {
    /** Everything up to here is hashed. */
    position: Position | undefined;
    /** Events not hashed yet. */
    lag: number;
    /** From being recorded to being under a signed checkpoint, in the last round. */
    lagMs: number;
    /** Logs that stand still: something in them is not what was written or signed. */
    troubles: number;
    failure: string | null;
  };
};

export interface StatusSource {
  status(): Promise<PlatformStatus>;
}
/** Nest token of the status; the platform provides it. */
export const STATUS = Symbol('StatusSource');
