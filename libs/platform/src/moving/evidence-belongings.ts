import { EvidenceMoved, type EvidenceStore, type StoredCheckpoint } from '@gongkai/evidence-store';
import { INSTALLATION, type Belonging, type Belongings, type Position } from '@gongkai/kernel';
import { isAsked } from '../evidence/keeping/asked-of-keeper.js';

/** Where the last of the first so many events of a tenant lies; null: where it lay. */
export type PositionOf = ((tenant: string, size: number) => Position | undefined) | null;

const PAGE = 500;
/** Whether a cluster holds demo data is said here, and in a folder by a file. */
export const DEMO = 'demo';

/**
 * What was signed, by the logs' own keys and by others, and what was set. The trees are not moved:
 * they are made again from the records, and what was signed says whether they came out the same.
 */
export class EvidenceBelongings implements Belongings {
  readonly kinds = ['setting', 'checkpoint', 'cosignature', 'timestamp', 'witnessed', 'trouble'];

  constructor(
    private readonly store: EvidenceStore,
    private readonly positionOf: PositionOf = null,
  ) {}

  async *each(kind: string, tenant: string): AsyncIterable<Belonging> {
    if (kind === 'setting') yield* await this.settings(tenant);
    else if (kind === 'witnessed') yield* tenant === INSTALLATION ? await this.witnessed() : [];
    else if (kind === 'trouble') yield* await this.troubles(tenant);
    else
      for await (const checkpoint of checkpointsOf(this.store, tenant))
        if (kind === 'checkpoint') yield this.checkpoint(tenant, checkpoint);
        else if (kind === 'cosignature') yield* await this.cosignatures(tenant, checkpoint.size);
        else yield* await this.timestamps(tenant, checkpoint.size);
  }

  async put(kind: string, tenant: string, belongings: readonly Belonging[]): Promise<void> {
    for (const { id, value } of belongings)
      await this.putOne(kind, tenant, id, JSON.parse(value) as never);
  }

  /** What was signed stays. */
  async takeAway(kind: string, tenant: string, ids: readonly string[]): Promise<void> {
    for (const id of ids)
      if (kind === 'setting') await this.store.set(tenant, id, null);
      else if (kind === 'trouble') await this.store.clearTrouble(tenant);
  }

  /** The store is closed by who opened it. */
  async close(): Promise<void> {
    await Promise.resolve();
  }

  private async putOne(kind: string, tenant: string, id: string, value: never): Promise<void> {
    const { store } = this;
    const [head, rest] = [id.slice(0, id.indexOf(' ')), id.slice(id.indexOf(' ') + 1)];
    if (kind === 'setting') return store.set(tenant, id, value);
    if (kind === 'checkpoint') return this.putCheckpoint(tenant, Number(id), value);
    if (kind === 'trouble') {
      const [code, position, foundAt] = value as [string, string, string];
      await store.clearTrouble(tenant);
      return store.addTrouble({ tenant, code, position: BigInt(position), foundAt });
    }
    if (kind === 'witnessed') {
      const [size, root] = value as [number, string];
      const before = await store.witnessed(head, rest);
      await store.setWitnessed(head, rest, { size, root: bytesFrom(root) }, before);
      return;
    }
    const [text, at] = value as [string, string];
    const size = Number(head);
    if (kind === 'cosignature')
      return store.addCosignature(tenant, { size, witness: rest, line: text, addedAt: at });
    const stamp = { size, authority: rest, tsr: bytesFrom(text), receivedAt: at };
    return store.addTimestamp(tenant, stamp);
  }

  /** One that says something else stays, and is found when both are compared. */
  private async putCheckpoint(
    tenant: string,
    size: number,
    [position, madeAt, reasons, body, signatures]: [string, string, string[], string, string[]],
  ): Promise<void> {
    const made = { size, position: BigInt(position), madeAt, reasons, body, signatures };
    try {
      await this.store.saveCheckpoints([{ tenant, checkpoint: made }]);
    } catch (error) {
      if (!(error instanceof EvidenceMoved)) throw error;
    }
  }

  private async settings(tenant: string): Promise<Belonging[]> {
    return sorted(
      [...(await this.store.settings(tenant))]
        .filter(([name]) => tenant !== INSTALLATION || !(name === DEMO || isAsked(name)))
        .map(([id, value]) => ({ id, value: JSON.stringify(value) })),
    );
  }

  private async witnessed(): Promise<Belonging[]> {
    return sorted(
      (await this.store.everyWitnessed()).map(({ witness, origin, seen: { size, root } }) => ({
        id: `${witness} ${origin}`,
        value: JSON.stringify([size, textFrom(root)]),
      })),
    );
  }

  private async troubles(tenant: string): Promise<Belonging[]> {
    return (await this.store.troubles())
      .filter((each) => each.tenant === tenant)
      .map(({ code, position, foundAt }) => ({
        id: tenant,
        value: JSON.stringify([code, String(position), foundAt]),
      }));
  }

  private checkpoint(tenant: string, made: StoredCheckpoint): Belonging {
    const { size, madeAt, reasons, body, signatures } = made;
    const position = String(this.positionOf?.(tenant, size) ?? made.position);
    const value = JSON.stringify([position, madeAt, reasons, body, signatures]);
    return { id: padded(size), value };
  }

  private async cosignatures(tenant: string, at: number): Promise<Belonging[]> {
    return sorted(
      (await this.store.cosignatures(tenant, at)).map(({ size, witness, line, addedAt }) => ({
        id: `${padded(size)} ${witness}`,
        value: JSON.stringify([line, addedAt]),
      })),
    );
  }

  private async timestamps(tenant: string, at: number): Promise<Belonging[]> {
    return sorted(
      (await this.store.timestamps(tenant, at)).map(({ size, authority, tsr, receivedAt }) => ({
        id: `${padded(size)} ${authority}`,
        value: JSON.stringify([textFrom(tsr), receivedAt]),
      })),
    );
  }
}

/** Kept ones by size, then the one that is only the latest. */
export const checkpointsOf = async function* (
  store: EvidenceStore,
  tenant: string,
): AsyncGenerator<StoredCheckpoint> {
  if (tenant === INSTALLATION) return;
  for (let after = 0; ;) {
    const page = await store.checkpoints(tenant, after, PAGE);
    yield* page;
    if (page.length < PAGE) break;
    after = page.at(-1)!.size;
  }
  const latest = await store.latest(tenant);
  if (latest && latest.reasons.length === 0) yield latest;
};

const padded = (size: number): string => String(size).padStart(16, '0');
const sorted = (all: Belonging[]): Belonging[] => all.sort((a, b) => (a.id < b.id ? -1 : 1));
const textFrom = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const bytesFrom = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
