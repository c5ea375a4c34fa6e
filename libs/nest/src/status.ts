import type { Parked, Position } from '@gongkai/kernel';

/** How the platform is: what /health/ready and /metrics show. */
export type PlatformStatus = {
  /** `full` resumes by itself when there is room, `failed` needs a restart. */
  writer: 'ok' | 'full' | 'failed' | 'readOnly';
  /** Position of the last event. */
  position: Position | undefined;
  projections: readonly {
    /** `name@version` */
    name: string;
    position: Position | undefined;
    /** Events not yet saved. */
    lag: number;
  }[];
  parked: readonly Parked[];
  diskFreeBytes: number | undefined;
};

export interface StatusSource {
  status(): Promise<PlatformStatus>;
}
/** Nest token of the status; the platform provides it. */
export const STATUS = Symbol('StatusSource');
