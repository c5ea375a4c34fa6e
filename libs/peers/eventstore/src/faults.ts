/** Where in an append a fault strikes. */
export type Stage =
  /** The first message of the append is here, the last is not. */
  | 'receiving'
  /** All of it is here, nothing is stored. */
  | 'arrived'
  /** It is stored, nothing is answered. */
  | 'stored'
  /** Some bytes of the answer have been sent. */
  | 'answering'
  /** Messages of a read or a subscription have been sent. */
  | 'feeding';

export type Fault = {
  at: Stage;
  /**
   * `cut` ends every connection; `silence` never answers; the others answer with that error.
   * `answering` and `feeding` know `cut` only.
   */
  how: 'cut' | 'silence' | 'unavailable' | 'timeout' | 'notLeader';
  /** Only appends to streams that begin so. */
  stream?: string;
  /** How many such events pass before it strikes; for `feeding` messages, default 0. */
  after?: number;
  /** How often it strikes, default once. */
  times?: number;
  /**
   * `answering`: bytes that still go out, default 20; a peer that does not watch its sockets cuts
   * them before the first.
   */
  bytes?: number;
};

/** Faults that are planned and have not struck yet. */
export class Faults {
  private planned: (Fault & { after: number; times: number })[] = [];
  /** How many faults have struck. */
  struck = 0;

  plan(fault: Fault): void {
    this.planned.push({ ...fault, after: fault.after ?? 0, times: fault.times ?? 1 });
  }

  clear(): void {
    this.planned = [];
  }

  /** The fault that strikes now, if any; counts it. */
  strikes(at: Stage, stream = ''): Fault | undefined {
    if (this.planned.length === 0) return undefined;
    const fault = this.planned.find(
      (one) => one.at === at && (one.stream === undefined || stream.startsWith(one.stream)),
    );
    if (!fault) return undefined;
    if (fault.after > 0) {
      fault.after -= 1;
      return undefined;
    }
    this.struck += 1;
    fault.times -= 1;
    if (fault.times <= 0) this.planned = this.planned.filter((one) => one !== fault);
    return fault;
  }
}
