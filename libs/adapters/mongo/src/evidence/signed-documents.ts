import type { Position } from '@gongkai/kernel';
import {
  EvidenceMoved,
  mayReplace,
  type OfTenant,
  type StoredCheckpoint,
  type StoredCosignature,
  type StoredTimestamp,
  type Trouble,
  type Witnessed,
  type WitnessedLog,
} from '@gongkai/evidence-port';
import type { Collection, Db, Filter } from 'mongodb';
import {
  binary,
  bytesOf,
  claim,
  durable,
  long,
  paged,
  positionOf,
  type Kept,
  type Stored,
  type StoredPosition,
} from '../keys/durable.js';
import { padded } from './documents.js';

type CheckpointDocument = Omit<StoredCheckpoint, 'position' | 'reasons' | 'signatures'> & {
  tenant: string;
  position: StoredPosition;
  reasons: string[];
  signatures: string[];
  /** For a reason, and not only the latest so far. */
  kept: boolean;
  revision: number;
};
type CosignatureDocument = StoredCosignature & { tenant: string };
type TimestampDocument = Omit<StoredTimestamp, 'tsr'> & { tenant: string; of: string; tsr: Stored };
/** The root as text, so that every server compares it alike. */
type WitnessedDocument = { witness: string; origin: string; size: number; root: string };
type SettingDocument = { tenant: string; name: string; value: string };
type TroubleDocument = Omit<Trouble, 'position'> & { position: StoredPosition };

const AT_ONCE = 32;

/** What was signed, by us and by others; it cannot be made again. */
export class SignedDocuments {
  private readonly made: Collection<Kept<CheckpointDocument>>;
  private readonly cosigned: Collection<Kept<CosignatureDocument>>;
  private readonly stamps: Collection<Kept<TimestampDocument>>;
  private readonly seen: Collection<Kept<WitnessedDocument>>;
  private readonly wishes: Collection<Kept<SettingDocument>>;
  private readonly trouble: Collection<Kept<TroubleDocument>>;

  constructor(db: Db) {
    this.made = durable(db, 'evidence.checkpoints');
    this.cosigned = durable(db, 'evidence.cosignatures');
    this.stamps = durable(db, 'evidence.timestamps');
    this.seen = durable(db, 'evidence.witnessed');
    this.wishes = durable(db, 'evidence.settings');
    this.trouble = durable(db, 'evidence.troubles');
  }

  /** Apart from speed nothing depends on it. */
  async index(): Promise<void> {
    await this.made.createIndex({ tenant: 1, kept: 1, position: 1 });
    await this.made.createIndex({ tenant: 1, kept: 1, size: 1 });
  }

  /** Each by itself: what one tenant's checkpoint says depends on no other's. */
  async saveCheckpoints(made: readonly OfTenant[]): Promise<void> {
    for (const page of paged(made, AT_ONCE))
      await Promise.all(page.map(({ tenant, checkpoint }) => this.save(tenant, checkpoint)));
  }

  latest = (tenant: string) => this.one({ tenant }, -1);
  checkpoint = (tenant: string, size: number) => this.one({ _id: idOf(tenant, size), tenant }, 1);
  firstHolding = (tenant: string, position: Position) =>
    this.one({ tenant, kept: true, position: { $gte: long(position) } }, 1);
  lastBefore = (tenant: string, instant: string) =>
    this.one({ tenant, kept: true, madeAt: { $lte: instant } }, -1);
  lastFor = (tenant: string, reasons: readonly string[]) =>
    this.one({ tenant, kept: true, reasons: { $in: [...reasons] } }, -1);

  async checkpoints(tenant: string, after: number, limit: number): Promise<StoredCheckpoint[]> {
    const filter = { tenant, kept: true, size: { $gt: after } };
    const found = await this.made.find(filter).sort({ size: 1 }).limit(limit).toArray();
    return found.map(checkpointOf);
  }

  async cosignatures(tenant: string, size: number): Promise<StoredCosignature[]> {
    const found = await this.cosigned.find({ _id: within(tenant, size), tenant }).toArray();
    return found
      .map(({ witness, line, addedAt }) => ({ size, witness, line, addedAt }))
      .sort((a, b) => (a.witness < b.witness ? -1 : 1));
  }

  async addCosignature(tenant: string, cosignature: StoredCosignature): Promise<void> {
    const _id = `${idOf(tenant, cosignature.size)}:${cosignature.witness}`;
    await claim(this.cosigned, { _id, tenant, ...cosignature });
  }

  async witnessed(witness: string, origin: string): Promise<Witnessed | undefined> {
    const seen = await this.seen.findOne({ _id: seenId(witness, origin) });
    return seen ? seenIn(seen) : undefined;
  }

  async everyWitnessed(): Promise<WitnessedLog[]> {
    const all = await this.seen.find().toArray();
    const sorted = all.sort((a, b) => (a._id < b._id ? -1 : 1));
    return sorted.map(({ witness, origin, ...seen }) => ({ witness, origin, seen: seenIn(seen) }));
  }

  async setWitnessed(
    witness: string,
    origin: string,
    seen: Witnessed,
    before: Witnessed | undefined,
  ): Promise<boolean> {
    const _id = seenId(witness, origin);
    const next = { witness, origin, ...textOf(seen) };
    if (before === undefined) return claim(this.seen, { _id, ...next });
    const done = await this.seen.replaceOne({ _id, ...textOf(before) }, next);
    return done.matchedCount === 1;
  }

  async timestamps(tenant: string, size: number): Promise<StoredTimestamp[]> {
    const found = await this.stamps.find({ _id: within(tenant, size), tenant }).toArray();
    return found
      .map(({ authority, tsr, receivedAt }) => ({ size, authority, tsr: bytesOf(tsr), receivedAt }))
      .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  }

  async addTimestamp(tenant: string, stamp: StoredTimestamp): Promise<void> {
    const of = idOf(tenant, stamp.size);
    const _id = `${of}:${stamp.authority}`;
    const document = { tenant, of, ...stamp, tsr: binary(stamp.tsr) };
    await this.stamps.replaceOne({ _id, tenant }, document, { upsert: true });
  }

  async unstamped(reasons: readonly string[], limit: number): Promise<OfTenant[]> {
    const lasts = await this.made
      .aggregate<{ _id: string; size: number }>([
        { $match: { kept: true, reasons: { $in: [...reasons] } } },
        { $group: { _id: '$tenant', size: { $max: '$size' } } },
      ])
      .toArray();
    const found: OfTenant[] = [];
    const sorted = lasts.sort((a, b) => (a._id < b._id ? -1 : 1));
    for (const page of paged(sorted)) {
      const ids = page.map(({ _id, size }) => idOf(_id, size));
      const stamped = await this.stamps.find({ of: { $in: ids } }).toArray();
      const done = new Set(stamped.map(({ of }) => of));
      for (const { _id: tenant, size } of page) {
        if (found.length >= limit) return found;
        const checkpoint = done.has(idOf(tenant, size))
          ? undefined
          : await this.checkpoint(tenant, size);
        if (checkpoint) found.push({ tenant, checkpoint });
      }
    }
    return found;
  }

  async settings(tenant: string): Promise<Map<string, string>> {
    const found = await this.wishes.find({ tenant }).toArray();
    const sorted = found.sort((a, b) => (a.name < b.name ? -1 : 1));
    return new Map(sorted.map(({ name, value }) => [name, value]));
  }

  async set(tenant: string, name: string, value: string | null): Promise<void> {
    const _id = `${tenant}:${name}`;
    if (value === null) await this.wishes.deleteOne({ _id, tenant });
    else await this.wishes.replaceOne({ _id, tenant }, { tenant, name, value }, { upsert: true });
  }

  async troubles(): Promise<Trouble[]> {
    const found = await this.trouble.find().toArray();
    return found
      .map(({ tenant, code, position, foundAt }) => ({
        tenant,
        code,
        position: positionOf(position),
        foundAt,
      }))
      .sort((a, b) => (a.tenant < b.tenant ? -1 : 1));
  }

  async addTrouble({ position, ...trouble }: Trouble): Promise<void> {
    await claim(this.trouble, { _id: trouble.tenant, ...trouble, position: long(position) });
  }

  async clearTrouble(tenant: string): Promise<void> {
    await this.trouble.deleteOne({ _id: tenant, tenant });
  }

  /** Two that sign the same size know of each other, or one of them is told. */
  private async save(tenant: string, made: StoredCheckpoint): Promise<void> {
    const { size } = made;
    const _id = idOf(tenant, size);
    for (let done = false; !done;) {
      const before = await this.made.findOne({ _id, tenant });
      const next = documentOf(tenant, made, (before?.revision ?? 0) + 1);
      if (!before) {
        done = await claim(this.made, { _id, ...next });
        continue;
      }
      if (!mayReplace(checkpointOf(before), made))
        throw new EvidenceMoved(`a checkpoint of ${tenant}`);
      const guard = { _id, tenant, revision: before.revision };
      done = (await this.made.replaceOne(guard, next)).matchedCount === 1;
    }
    await this.made.deleteMany({ tenant, kept: false, size: { $lt: size } });
  }

  private async one(
    filter: Filter<Kept<CheckpointDocument>>,
    order: 1 | -1,
  ): Promise<StoredCheckpoint | undefined> {
    const [found] = await this.made.find(filter).sort({ size: order }).limit(1).toArray();
    return found && checkpointOf(found);
  }
}

const idOf = (tenant: string, size: number): string => `${tenant}:${padded(size)}`;
const within = (tenant: string, size: number) => ({
  $gte: `${idOf(tenant, size)}:`,
  $lt: `${idOf(tenant, size)};`,
});
const seenId = (witness: string, origin: string): string => `${witness}\n${origin}`;
const textOf = ({ size, root }: Witnessed) => ({
  size,
  root: Buffer.from(root).toString('base64'),
});
const seenIn = ({ size, root }: Pick<WitnessedDocument, 'size' | 'root'>): Witnessed => ({
  size,
  root: new Uint8Array(Buffer.from(root, 'base64')),
});
const orderOf = ({ receivedAt, authority }: StoredTimestamp) => `${receivedAt} ${authority}`;

const documentOf = (
  tenant: string,
  { size, position, madeAt, reasons, body, signatures }: StoredCheckpoint,
  revision: number,
): CheckpointDocument => ({
  tenant,
  size,
  position: long(position),
  madeAt,
  reasons: [...reasons],
  body,
  signatures: [...signatures],
  kept: reasons.length > 0,
  revision,
});

const checkpointOf = (kept: CheckpointDocument): StoredCheckpoint => ({
  size: kept.size,
  position: positionOf(kept.position),
  madeAt: kept.madeAt,
  reasons: kept.reasons,
  body: kept.body,
  signatures: kept.signatures,
});
