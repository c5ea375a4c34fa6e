/** The right to do a share of the work alone, until it is given up or not renewed in time. */
export type Lease = {
  name: string;
  holder: string;
  /** Grows with every change of holder: what carries a smaller one comes from who held it before. */
  token: number;
};

/** Who does which share among several processes. */
export interface Leases {
  /**
   * Takes a lease that is free, that this holder has already, or whose holder has not renewed it for
   * a whole term as seen by this process's own monotonic clock, so that no clock that jumps and no
   * difference between two clocks takes a lease away. Undefined when it is another's.
   */
  take(name: string, holder: string): Promise<Lease | undefined>;
  /** False when it has become another's; what was done under it must stop then. */
  renew(lease: Lease): Promise<boolean>;
  /** Gives it up at once; without effect when it is another's by now. */
  release(lease: Lease): Promise<void>;
  /** Leases under these names as they stand. */
  held(names: readonly string[]): Promise<Lease[]>;
}

/** Nest token of the leases. */
export const LEASES = Symbol('Leases');
