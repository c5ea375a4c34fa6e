import type { Parked, Position } from '@gongkai/kernel';
import type { Db } from 'mongodb';
import { isDuplicateKey, onceMore } from '../refusals.js';

type Checkpoint = { _id: string; pos: bigint };
type Parking = { _id: string; projection: string; tenant: string; pos: bigint; reason: string };

/** How far projections have come, and whose share of them stands still. */
export class Checkpoints {
  constructor(private readonly db: Db) {}

  async of(projection: string): Promise<Position | undefined> {
    return (await this.saved.findOne({ _id: projection }))?.pos;
  }

  async all(): Promise<Map<string, Position>> {
    const saved = await this.saved.find({}).toArray();
    return new Map(saved.map(({ _id, pos }) => [_id, pos]));
  }

  /** A checkpoint never goes back. */
  async advance(projection: string, upTo: Position): Promise<void> {
    await onceMore(() =>
      this.saved.updateOne({ _id: projection }, { $max: { pos: upTo } }, { upsert: true }),
    );
  }

  async parked(): Promise<Parked[]> {
    const parkings = await this.parkings.find({}).sort({ _id: 1 }).toArray();
    return parkings.map(({ projection, tenant, pos, reason }) => ({
      projection,
      tenant,
      position: pos,
      reason,
    }));
  }

  /**
   * Of several parkings of a tenant the earliest counts. One that is there already and not later
   * makes the upsert a duplicate; so does another process that parks it for the first time just now.
   */
  async park({ projection, tenant, position, reason }: Parked): Promise<void> {
    const _id = `${projection} ${tenant}`;
    const later = { _id, pos: { $gt: position } };
    const change = { $set: { projection, tenant, pos: position, reason } };
    try {
      await this.parkings.updateOne(later, change, { upsert: true });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      await this.parkings.updateOne(later, change);
    }
  }

  async forget(projection: string): Promise<void> {
    await this.saved.deleteOne({ _id: projection });
    await this.parkings.deleteMany({ projection });
  }

  private get saved() {
    return this.db.collection<Checkpoint>('checkpoints');
  }

  private get parkings() {
    return this.db.collection<Parking>('parked');
  }
}
