import { resolveGovernment, TREE, type Tree } from '@gongkai/directory';
import { READ_STORE, Rejection, type Officer, type ReadStore, type Receipt } from '@gongkai/kernel';
import { CurrentOfficer, officerCall, toGraphql } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { catalogueCollection, columnCollection, type ColumnRow } from './column.projection.js';
import { CatalogueCommand } from './commands.js';
import { COLUMNS_MAX } from './decider.columns.js';
import { CATALOGUE_ID } from './decider.js';
import { indexNumber } from './decider.index-number.js';
import { starterColumns, starterIndexNumber } from './decider.starter.js';
import type { ColumnAgencyKind, IndexNumberTemplate } from './events.js';

type Input = { commandId: string; expectedRevision?: number | null };
type PartInput = { kind: string } & Record<string, unknown>;
type ColumnNode = ColumnRow & { children: ColumnNode[] };

/** GraphQL sends null for what was left out; a part of a template has only the fields of its kind. */
const given = <T extends Record<string, unknown>>(input: T) =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));

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

const exampleOf = (template: IndexNumberTemplate): string => {
  const fields = { agencyCode: '000000000', column: '0101', day: '2026-01-05', serial: 1 };
  const number = indexNumber(template, fields);
  return number instanceof Rejection ? '' : number;
};

@Resolver('Catalogue')
export class CatalogueResolver {
  constructor(
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(READ_STORE) private readonly reads: ReadStore,
    @Inject(TREE) private readonly tree: Tree,
  ) {}

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
    return { ...row, indexNumberExample: exampleOf(row.indexNumber), columns };
  }

  @Mutation('adoptCatalogue')
  adopt(
    @CurrentOfficer() officer: Officer,
    @Args('input')
    input: Input & {
      columns?: Record<string, unknown>[] | null;
      indexNumber?: PartInput[] | null;
    },
  ) {
    const columns = input.columns?.map(given) ?? starterColumns;
    const indexNumber = input.indexNumber?.map(given) ?? starterIndexNumber;
    return this.send(officer, input, { type: 'adopt', columns, indexNumber });
  }

  @Mutation('replaceIndexNumberTemplate')
  replaceTemplate(
    @CurrentOfficer() officer: Officer,
    @Args('input') input: Input & { indexNumber: PartInput[] },
  ) {
    const indexNumber = input.indexNumber.map(given);
    return this.send(officer, input, { type: 'replaceTemplate', indexNumber });
  }

  @Mutation('addColumn')
  addColumn(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, { type: 'addColumn', ...bodyOf(input) });
  }

  @Mutation('renameColumn')
  renameColumn(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, { type: 'renameColumn', ...bodyOf(input) });
  }

  @Mutation('moveColumn')
  moveColumn(
    @CurrentOfficer() officer: Officer,
    @Args('input') input: Input & { parent?: string | null },
  ) {
    const parent = input.parent ?? null;
    return this.send(officer, input, { type: 'moveColumn', ...bodyOf(input), parent });
  }

  @Mutation('assignColumnDuty')
  assignDuty(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, { type: 'assignDuty', ...bodyOf(input) });
  }

  @Mutation('closeColumn')
  closeColumn(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, { type: 'closeColumn', ...bodyOf(input) });
  }

  private async send(officer: Officer, input: Input, data: unknown) {
    const command = new CatalogueCommand(officerCall(officer, input), data);
    return toGraphql(await this.bus.execute<CatalogueCommand, Receipt | Rejection>(command));
  }
}

const bodyOf = ({ commandId: _, expectedRevision: __, ...body }: Input) => given(body);
