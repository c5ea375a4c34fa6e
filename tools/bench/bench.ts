/** One thing measured: a ratio to a peer in the same run, or a limit on this machine. */
export type Measure = {
  what: string;
  unit: string;
  ours: number;
  /** What it is compared with, and what that gave. */
  peer?: string;
  theirs?: number;
  /** ours ÷ theirs that must be reached (`>=`), or the limit for ours (`<=`). */
  atLeast?: number;
  atMost?: number;
};

export type BenchContext = {
  /** `--items 5000000` → flags.items = '5000000'; a flag alone is 'true'. */
  flags: Readonly<Record<string, string>>;
  /** An empty folder, removed afterwards. */
  folder: string;
  measure(measure: Measure): void;
  note(text: string): void;
  /** A peer's package from tools/bench/node_modules; undefined when it cannot be had. */
  peer(name: string): Promise<unknown>;
};

export type Bench = { name: string; run(context: BenchContext): Promise<void> };

export const quantile = (sorted: ArrayLike<number>, q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? NaN;

export const seconds = async (work: () => unknown): Promise<number> => {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
};
