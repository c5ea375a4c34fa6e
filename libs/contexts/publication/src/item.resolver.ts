import { agencyNameIn, tenantByCode, TREE, type Tree } from '@gongkai/directory';
import {
  GateError,
  READ_STORE,
  type Condition,
  type KeyValue,
  type ReadStore,
} from '@gongkai/kernel';
import {
  CurrentViewer,
  CURSORS,
  pageOf,
  pageSize,
  USAGE,
  type Cursors,
  type Usage,
  type Viewer,
} from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { ColumnNames } from './column-names.js';
import { itemCollection, type ItemRow } from './items.projection.js';
import { gazetteIssueCollection } from './registers.projection.js';

type Filter = {
  text?: string | null;
  agency?: string | null;
  channel?: string | null;
  normative?: boolean | null;
  from?: string | null;
  to?: string | null;
  gazetteIssue?: string | null;
} & Record<string, string | number | boolean | null | undefined>;

/** A row as the SDL has it. */
export const publicItemNode = (row: ItemRow, tenant: string) => ({
  ...row,
  ...row.content,
  tenant,
  attestedBy: row.attested?.by ?? null,
  attestedOnProof: row.attested?.proof ?? null,
});
type Item = ReturnType<typeof publicItemNode>;
type Paging = { first?: number | null; after?: string | null };

const FACET_LIMIT = 10_000;
const SAME = ['column', 'columnClass', 'year', 'documentNumber', 'indexNumber', 'genre', 'kind'];
const SORT = { key: 'publishedOn', descending: true };
const ISSUE_SORT = { key: 'order', descending: true };

/** `own` names the government's own office, which has no agency id. */
const agencyKey = (agency: string): string | null => (agency === 'own' ? null : agency);

const conditionsOf = (filter: Filter | null | undefined): Condition[] => {
  if (!filter) return [];
  const { text, agency, channel, normative, from, to, gazetteIssue, standing } = filter;
  const where: Condition[] = SAME.flatMap((key) => {
    const eq = filter[key] as KeyValue | undefined;
    return eq === undefined || eq === null ? [] : [{ key, eq }];
  });
  if (agency) where.push({ key: 'agency', eq: agencyKey(agency) });
  if (typeof standing === 'string') where.push({ key: 'standing', eq: standing });
  if (typeof normative === 'boolean') where.push({ key: 'normative', eq: Number(normative) });
  if (channel) where.push({ set: 'channels', has: channel });
  if (gazetteIssue) where.push({ set: 'gazetteIssues', has: gazetteIssue });
  if (from || to)
    where.push({ key: 'publishedOn', ...(from ? { from } : {}), ...(to ? { to } : {}) });
  if (text?.trim()) where.push({ text: text.trim() });
  return where;
};

/** What the public of a government may search and read: only rows of `items`, nothing else. */
@Resolver('PublicItem')
export class ItemResolver {
  constructor(
    @Inject(READ_STORE) private readonly reads: ReadStore,
    @Inject(TREE) private readonly tree: Tree,
    @Inject(CURSORS) private readonly cursors: Cursors,
    @Inject(ColumnNames) private readonly columns: ColumnNames,
    @Inject(USAGE) private readonly usage: Usage,
  ) {}

  @Query('publicItems')
  async publicItems(
    @Args('government') government: string,
    @Args('filter') filter?: Filter | null,
    @Args('first') first?: number | null,
    @Args('after') after?: string | null,
  ) {
    const tenant = this.tenantOf(government);
    const query = { where: conditionsOf(filter), sort: SORT };
    const page = await this.reads.find(itemCollection, tenant, {
      ...query,
      ...this.place(tenant, query, { after: after ?? null }),
      limit: pageSize(first),
    });
    return pageOf(page, this.cursors, tenant, query, (row) => publicItemNode(row, tenant));
  }

  @Query('publicItemFacets')
  async publicItemFacets(
    @CurrentViewer() viewer: Viewer,
    @Args('government') government: string,
    @Args('filter') filter?: Filter | null,
  ) {
    const tenant = this.tenantOf(government);
    const where = conditionsOf(filter);
    const by = async (key: string, nameOf: (value: string) => unknown = () => null) => {
      const counts = await this.reads.count(itemCollection, tenant, where, key, FACET_LIMIT);
      const named = [...counts].map(async ([value, count]) => ({
        value: key === 'agency' && value === '' ? 'own' : value,
        name: await nameOf(value),
        count,
      }));
      return (await Promise.all(named)).sort((a, b) => b.count - a.count);
    };
    const total = await this.reads.count(itemCollection, tenant, where, null, FACET_LIMIT);
    const [agency, column, columnClass, year, channel, genre] = await Promise.all([
      by('agency', (value) => this.agencyNameOf(tenant, value === '' ? null : value)),
      by('column', (code) => this.columns.name(viewer, tenant, code)),
      by('columnClass'),
      by('year'),
      by('channels'),
      by('genre'),
    ]);
    return { total: total.get('') ?? 0, agency, column, columnClass, year, channel, genre };
  }

  @Query('publicItem')
  async publicItem(
    @CurrentViewer() viewer: Viewer,
    @Args('government') government: string,
    @Args('id') id?: string | null,
    @Args('indexNumber') indexNumber?: string | null,
  ): Promise<Item | null> {
    const tenant = this.tenantOf(government);
    const row = await (id
      ? this.reads.get(itemCollection, tenant, id)
      : this.numbered(tenant, indexNumber));
    if (!row) return null;
    this.usage.count('views', { tenant, agency: row.agency, id: row.id }, viewer);
    return publicItemNode(row, tenant);
  }

  @Query('gazetteIssues')
  async gazetteIssues(
    @Args('government') government: string,
    @Args('first') first?: number | null,
    @Args('after') after?: string | null,
  ) {
    const tenant = this.tenantOf(government);
    const query = { where: [{ key: 'released', eq: 1 }], sort: ISSUE_SORT };
    const page = await this.reads.find(gazetteIssueCollection, tenant, {
      ...query,
      ...this.place(tenant, query, { after: after ?? null }),
      limit: pageSize(first),
    });
    return pageOf(page, this.cursors, tenant, query, (row) => row);
  }

  @ResolveField('agencyName')
  agencyName(@Parent() item: Item) {
    return this.agencyNameOf(item.tenant, item.agency);
  }
  @ResolveField('columnName')
  columnName(@CurrentViewer() viewer: Viewer, @Parent() item: Item) {
    return this.columns.name(viewer, item.tenant, item.column);
  }
  private agencyNameOf(tenant: string, agency: string | null): string | null {
    return agencyNameIn(this.tree, tenant, agency);
  }

  private async numbered(tenant: string, indexNumber: string | null | undefined) {
    if (!indexNumber) throw new GateError('BAD_REQUEST', { field: 'id' });
    const where = [{ key: 'indexNumber', eq: indexNumber }];
    const { rows } = await this.reads.find(itemCollection, tenant, { where, limit: 1 });
    return rows[0];
  }

  private place(tenant: string, query: unknown, { after }: Paging) {
    return after ? { after: this.cursors.decode(tenant, query, after) } : {};
  }

  /** A government that has not joined looks like one that does not exist. */
  private tenantOf(government: string): string {
    const tenant = tenantByCode(this.tree, government);
    if (tenant === undefined) throw new GateError('NOT_FOUND');
    return tenant;
  }
}
