import type { Position } from '@gongkai/kernel';
import {
  EvidenceMoved,
  EvidenceStoreError,
  HASH_BYTES,
  mayReplace,
  sameSeen,
  type EvidenceStore,
  type Leaf,
  type LogGrowth,
  type Node,
  type OfTenant,
  type StoredCheckpoint,
  type StoredCosignature,
  type StoredTimestamp,
  type StreamStand,
  type Trouble,
  type Witnessed,
} from '@gongkai/evidence-port';

type Hashes = Pick<Leaf, 'sha256' | 'sm3'>;
type Log = { leaves: Leaf[]; levels: Map<number, Hashes[]>; streams: Map<string, StreamStand> };

/** The same in memory, for specs and for trying out. */
export class MemoryEvidenceStore implements EvidenceStore {
  private reached: Position | undefined;
  private readonly logs = new Map<string, Log>();
  private readonly made = new Map<string, Map<number, StoredCheckpoint>>();
  private readonly cosigned: (StoredCosignature & { tenant: string })[] = [];
  private readonly seen = new Map<string, Witnessed>();
  private readonly stamps: (StoredTimestamp & { tenant: string })[] = [];
  private readonly wishes = new Map<string, Map<string, string>>();
  private readonly trouble = new Map<string, Trouble>();

  cursor = async () => this.reached;

  async heads() {
    const tenants = [...this.logs.keys()].sort();
    return Promise.all(tenants.map(async (tenant) => (await this.head(tenant))!));
  }

  async head(tenant: string) {
    const log = this.logs.get(tenant);
    if (!log) return undefined;
    const { leaves, streams } = log;
    const position = leaves.at(-1)?.position ?? 0n;
    return { tenant, size: leaves.length, position, streams: streams.size };
  }

  async append(upTo: Position, growths: readonly LogGrowth[]) {
    const grown = growths.map((growth) => [growth.tenant, this.grown(growth)] as const);
    for (const [tenant, log] of grown) this.logs.set(tenant, log);
    this.reached = upTo;
  }

  async hashes(tenant: string, level: number, from: number, to: number, hash: 'sha256' | 'sm3') {
    const log = this.logs.get(tenant);
    const all: readonly Hashes[] = (level === 0 ? log?.leaves : log?.levels.get(level)) ?? [];
    return joined(all.slice(from, to).map((each) => each[hash]));
  }

  positionOf = async (tenant: string, index: number) =>
    this.logs.get(tenant)?.leaves[index]?.position;

  async indexOf(tenant: string, position: Position) {
    const at = this.logs.get(tenant)?.leaves.findIndex((leaf) => leaf.position === position);
    return at === undefined || at < 0 ? undefined : at;
  }

  async streamLeaves(tenant: string) {
    const streams = [...(this.logs.get(tenant)?.streams.values() ?? [])];
    return joined(streams.sort(byStream).map(({ leaf }) => leaf));
  }

  async streamHeads(tenant: string, size: number) {
    const heads = new Map<string, { stream: string; count: number; lastIndex: number }>();
    const leaves = this.logs.get(tenant)?.leaves.slice(0, size) ?? [];
    for (const [lastIndex, { stream }] of leaves.entries())
      heads.set(stream, { stream, count: (heads.get(stream)?.count ?? 0) + 1, lastIndex });
    return [...heads.values()]
      .sort(byStream)
      .map((head) => ({ ...head, lastLeaf: leaves[head.lastIndex]!.sha256 }));
  }

  async saveCheckpoints(made: readonly OfTenant[]) {
    for (const { tenant, checkpoint } of made) {
      const others = this.made.get(tenant) ?? new Map<number, StoredCheckpoint>();
      const before = others.get(checkpoint.size);
      if (before && !mayReplace(before, checkpoint))
        throw new EvidenceMoved(`a checkpoint of ${tenant}`);
      for (const { size, reasons } of others.values())
        if (reasons.length === 0 && size < checkpoint.size) others.delete(size);
      this.made.set(tenant, others.set(checkpoint.size, checkpoint));
    }
  }

  latest = async (tenant: string) => this.all(tenant).at(-1);
  checkpoint = async (tenant: string, size: number) => this.made.get(tenant)?.get(size);
  checkpoints = async (tenant: string, after: number, limit: number) =>
    this.kept(tenant)
      .filter(({ size }) => size > after)
      .slice(0, limit);
  firstHolding = async (tenant: string, at: Position) =>
    this.kept(tenant).find(({ position }) => position >= at);
  lastBefore = async (tenant: string, instant: string) =>
    this.kept(tenant).findLast(({ madeAt }) => madeAt <= instant);

  lastFor = async (tenant: string, wanted: readonly string[]) =>
    this.kept(tenant).findLast(({ reasons }) => reasons.some((reason) => wanted.includes(reason)));

  cosignatures = async (tenant: string, wanted: number) =>
    this.cosigned
      .filter((each) => each.tenant === tenant && each.size === wanted)
      .map(({ tenant: _, ...rest }) => rest)
      .sort((a, b) => (a.witness < b.witness ? -1 : 1));

  async addCosignature(tenant: string, cosignature: StoredCosignature) {
    const { size, witness } = cosignature;
    const known = (await this.cosignatures(tenant, size)).some((each) => each.witness === witness);
    if (!known) this.cosigned.push({ tenant, ...cosignature });
  }

  witnessed = async (witness: string, origin: string) => this.seen.get(`${witness}\n${origin}`);
  everyWitnessed = async () =>
    [...this.seen].map(([name, seen]) => {
      const [witness, origin] = name.split('\n') as [string, string];
      return { witness, origin, seen };
    });
  async setWitnessed(
    witness: string,
    origin: string,
    seen: Witnessed,
    before: Witnessed | undefined,
  ) {
    const place = `${witness}\n${origin}`;
    if (!sameSeen(this.seen.get(place), before)) return false;
    this.seen.set(place, seen);
    return true;
  }

  timestamps = async (tenant: string, size: number) =>
    this.stamps
      .filter((each) => each.tenant === tenant && each.size === size)
      .map(({ tenant: _, ...rest }) => rest);

  async addTimestamp(tenant: string, timestamp: StoredTimestamp) {
    this.stamps.push({ tenant, ...timestamp });
  }

  async unstamped(reasons: readonly string[], limit: number) {
    const found: OfTenant[] = [];
    for (const tenant of [...this.made.keys()].sort()) {
      const last = await this.lastFor(tenant, reasons);
      if (last && (await this.timestamps(tenant, last.size)).length === 0)
        found.push({ tenant, checkpoint: last });
    }
    return found.slice(0, limit);
  }

  settings = async (tenant: string) => this.wishes.get(tenant) ?? new Map<string, string>();
  async set(tenant: string, name: string, value: string | null) {
    const wishes = new Map(this.wishes.get(tenant));
    if (value === null) wishes.delete(name);
    else wishes.set(name, value);
    this.wishes.set(tenant, wishes);
  }

  troubles = async () => [...this.trouble.values()];
  async addTrouble(trouble: Trouble) {
    if (!this.trouble.has(trouble.tenant)) this.trouble.set(trouble.tenant, trouble);
  }
  async clearTrouble(tenant: string) {
    this.trouble.delete(tenant);
  }

  async dropTrees() {
    this.logs.clear();
    this.reached = undefined;
  }
  close = async () => undefined;

  private all = (tenant: string): StoredCheckpoint[] =>
    [...(this.made.get(tenant)?.values() ?? [])].sort((a, b) => a.size - b.size);
  private kept = (tenant: string): StoredCheckpoint[] =>
    this.all(tenant).filter(({ reasons }) => reasons.length > 0);

  private grown({ tenant, from, leaves, nodes, streams }: LogGrowth): Log {
    const log = this.logs.get(tenant);
    const size = log?.leaves.length ?? 0;
    if (size !== from)
      throw new EvidenceStoreError('size', tenant, { expected: from, actual: size });
    const stands = new Map(log?.streams);
    for (const stand of streams) {
      const added = leaves.filter(({ stream }) => stream === stand.stream).length;
      const actual = (stands.get(stand.stream)?.count ?? 0) + added;
      if (actual !== stand.count) {
        const { stream, count: expected } = stand;
        throw new EvidenceStoreError('revision', tenant, { stream, expected, actual });
      }
      stands.set(stand.stream, stand);
    }
    const levels = new Map(log?.levels);
    for (const node of nodes)
      levels.set(node.level, [...(levels.get(node.level) ?? []), hashesOf(node)]);
    return { leaves: [...(log?.leaves ?? []), ...leaves], levels, streams: stands };
  }
}

const hashesOf = ({ sha256, sm3 }: Node): Hashes => ({ sha256, sm3 });
const byStream = (a: { stream: string }, b: { stream: string }) => (a.stream < b.stream ? -1 : 1);

const joined = (hashes: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(hashes.length * HASH_BYTES);
  hashes.forEach((hash, i) => whole.set(hash, i * HASH_BYTES));
  return whole;
};
