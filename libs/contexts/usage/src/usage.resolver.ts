import { tenantByCode, TREE, type Tree } from '@gongkai/directory';
import { GateError, READ_STORE, type ReadStore } from '@gongkai/kernel';
import { CurrentViewer, pageSize, USAGE, type Usage, type Uses, type Viewer } from '@gongkai/nest';
import { itemCollection, publicItemNode } from '@gongkai/publication';
import { Inject } from '@nestjs/common';
import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import DataLoader from 'dataloader';
import { EVER, itemUsageCollection, usageRowId } from './usage.projection.js';

type Item = { tenant: string; id: string };
type ViewedArgs = {
  government: string;
  month?: string | null;
  agency?: string | null;
  first?: number | null;
};

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const NONE: Uses = { views: 0, downloads: 0 };

/** How often items were used: what is recorded, and what this process has counted since. */
@Resolver('PublicItem')
export class ItemUsageResolver {
  private readonly loaders = new WeakMap<Viewer, DataLoader<Item, Uses, string>>();

  constructor(
    @Inject(READ_STORE) private readonly reads: ReadStore,
    @Inject(TREE) private readonly tree: Tree,
    @Inject(USAGE) private readonly usage: Usage,
  ) {}

  @ResolveField('views')
  async views(@CurrentViewer() viewer: Viewer, @Parent() item: Item) {
    return (await this.usesOf(viewer, item)).views;
  }

  @ResolveField('downloads')
  async downloads(@CurrentViewer() viewer: Viewer, @Parent() item: Item) {
    return (await this.usesOf(viewer, item)).downloads;
  }

  @Query('mostViewedItems')
  async mostViewedItems(@Args() { government, month, agency, first }: ViewedArgs) {
    const tenant = tenantByCode(this.tree, government);
    if (tenant === undefined) throw new GateError('NOT_FOUND');
    if (month && !MONTH.test(month)) throw new GateError('BAD_REQUEST', { field: 'month' });
    const { rows } = await this.reads.find(itemUsageCollection, tenant, {
      where: [
        { key: 'period', eq: month ?? EVER },
        ...(agency ? [{ key: 'agency', eq: agency === 'own' ? null : agency }] : []),
      ],
      sort: { key: 'views', descending: true },
      limit: pageSize(first),
    });
    const ids = rows.map(({ documentId }) => documentId);
    const items = await this.reads.getMany(itemCollection, tenant, ids);
    // What was withdrawn since is not the public's to see, however often it was opened.
    return rows.flatMap(({ documentId, views, downloads }) => {
      const item = items.get(documentId);
      return item ? [{ item: publicItemNode(item, tenant), views, downloads }] : [];
    });
  }

  private usesOf(viewer: Viewer, item: Item): Promise<Uses> {
    const loader = this.loaders.get(viewer) ?? this.loaderOf();
    this.loaders.set(viewer, loader);
    return loader.load(item);
  }

  /** One read per government, however many items ask. */
  private loaderOf() {
    return new DataLoader<Item, Uses, string>(
      async (items) => {
        const all = new Map<string, Map<string, Uses>>();
        for (const { tenant } of items)
          if (!all.has(tenant)) {
            const ids = items.flatMap((item) => (item.tenant === tenant ? [item.id] : []));
            all.set(tenant, await this.usesIn(tenant, ids));
          }
        return items.map(({ tenant, id }) => all.get(tenant)!.get(id)!);
      },
      { cacheKeyFn: ({ tenant, id }) => `${tenant}/${id}` },
    );
  }

  private async usesIn(tenant: string, ids: readonly string[]): Promise<Map<string, Uses>> {
    const rowIds = ids.map((id) => usageRowId(id, EVER));
    const recorded = await this.reads.getMany(itemUsageCollection, tenant, rowIds);
    const counted = this.usage.unrecorded(tenant, ids);
    return new Map(
      ids.map((id, i) => {
        const known = recorded.get(rowIds[i]!) ?? NONE;
        const since = counted.get(id) ?? NONE;
        return [
          id,
          {
            views: known.views + since.views,
            downloads: known.downloads + since.downloads,
          },
        ];
      }),
    );
  }
}
