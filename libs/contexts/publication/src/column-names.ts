import { columnCollection } from '@gongkai/catalogue';
import { READ_STORE, type ReadStore } from '@gongkai/kernel';
import type { Viewer } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import DataLoader from 'dataloader';

/** Names of columns for lists: one read per request and government, however many rows ask. */
export class ColumnNames {
  private readonly loaders = new WeakMap<Viewer, Map<string, DataLoader<string, string | null>>>();
  constructor(@Inject(READ_STORE) private readonly reads: ReadStore) {}

  name(viewer: Viewer, tenant: string, code: string): Promise<string | null> {
    const ofRequest =
      this.loaders.get(viewer) ?? new Map<string, DataLoader<string, string | null>>();
    this.loaders.set(viewer, ofRequest);
    const loader = ofRequest.get(tenant) ?? this.loaderOf(tenant);
    ofRequest.set(tenant, loader);
    return loader.load(code);
  }

  private loaderOf(tenant: string) {
    return new DataLoader<string, string | null>(async (codes) => {
      const rows = await this.reads.getMany(columnCollection, tenant, codes);
      return codes.map((code) => rows.get(code)?.name ?? null);
    });
  }
}
