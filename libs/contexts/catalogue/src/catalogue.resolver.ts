import { resolveGovernment, TREE, type Tree } from '@gongkai/directory';
import { READ_STORE, Rejection, type ReadStore } from '@gongkai/kernel';
import { given, mutationsOf } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { catalogueCollection, columnCollection, type ColumnRow } from './column.projection.js';
import { CatalogueCommand } from './commands.js';
import { COLUMNS_MAX } from './decider.columns.js';
import { CATALOGUE_ID } from './decider.js';
import { indexNumber } from './decider.index-number.js';
import { starterColumns, starterIndexNumber } from './decider.starter.js';
import type { ColumnAgencyKind, IndexNumberTemplate } from './events.js';

type ColumnNode = ColumnRow & { children: ColumnNode[] };

/** The tenant of a government by its public code; undefined when none has joined under it. */
export const publicTenant = (tree: Tree, government: string): string | undefined => {
  const tenant = resolveGovernment(tree, government);
  return tenant instanceof Rejection ? undefined : tenant;
};

const treeOf = (rows: readonly ColumnRow[], shown: (row: ColumnRow) => boolean): ColumnNode[] => {
  const byParent = new Map<string | null, ColumnRow[]>();
  for (const row of rows) byParent.set(row.parent, [...(byParent.get(row.parent) ?? []), row]);
  const below = (parent: string | null): ColumnNode[] =>
    (byParent.get(parent) ?? [])
      .filter(shown)
      .sort((a, b) => (a.code < b.code ? -1 : 1))
      .map((row) => ({ ...row, children: below(row.code) }));
  return below(null);
};

/** The first number of the government's own office, by its code. */
const exampleOf = (template: IndexNumberTemplate, agencyCode: string): string => {
  const fields = { agencyCode, column: '0101', day: '2026-01-05', serial: 1 };
  const number = indexNumber(template, fields);
  return number instanceof Rejection ? '' : number;
};

const commands = {
  adoptCatalogue: 'adopt',
  replaceIndexNumberTemplate: 'replaceTemplate',
  addColumn: 'addColumn',
  renameColumn: 'renameColumn',
  moveColumn: 'moveColumn',
  assignColumnDuty: 'assignDuty',
  closeColumn: 'closeColumn',
} as const;

const dataOf = (input: object, type: string): object => {
  const body = given(input) as Record<string, unknown>;
  if (type === 'adopt')
    return { columns: starterColumns, indexNumber: starterIndexNumber, ...body };
  return type === 'moveColumn' ? { parent: null, ...body } : body;
};

@Resolver('Catalogue')
export class CatalogueResolver extends mutationsOf([CatalogueCommand, commands, dataOf]) {
  constructor(
    @Inject(CommandBus) bus: CommandBus,
    @Inject(READ_STORE) private readonly reads: ReadStore,
    @Inject(TREE) private readonly tree: Tree,
  ) {
    super(bus);
  }

  @Query('catalogue')
  async catalogue(
    @Args('government') government: string,
    @Args('agencyKind') agencyKind?: ColumnAgencyKind | null,
    @Args('closed') closed?: boolean | null,
  ) {
    const tenant = publicTenant(this.tree, government);
    if (tenant === undefined) return null;
    const row = await this.reads.get(catalogueCollection, tenant, CATALOGUE_ID);
    if (!row) return null;
    const { rows } = await this.reads.find(columnCollection, tenant, {
      ...(closed ? {} : { where: [{ key: 'open', eq: 1 }] }),
      limit: COLUMNS_MAX,
    });
    const shown = ({ agencyKinds }: ColumnRow) =>
      !agencyKind || agencyKinds.length === 0 || agencyKinds.includes(agencyKind);
    const columns = treeOf(rows, shown);
    return { ...row, indexNumberExample: exampleOf(row.indexNumber, government), columns };
  }
}
