import { agencyRows } from '@gongkai/directory';
import { READ_STORE, type Officer, type ReadStore } from '@gongkai/kernel';
import {
  CurrentOfficer,
  CURSORS,
  equalTo,
  listRows,
  pageOf,
  pageSize,
  sendInput,
  type Cursors,
} from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { RuleListCommand, SpokespersonCommand, WorkRuleCommand } from './commands.js';
import { RULE_LIST } from './decider.js';
import type { RequiredRule } from './events.js';
import {
  OWN,
  ruleHoldingCollection,
  ruleListCollection,
  spokespersonCollection,
  workRuleCollection,
  type RuleHoldingRow,
} from './registers.projection.js';
import { STARTER_RULES } from './rule-list.js';

type Input = { commandId: string; expectedRevision?: number | null };
type ListArgs = { first?: number | null; after?: string | null } & Record<string, unknown>;

@Resolver()
export class RegistersResolver {
  constructor(
    @Inject(CommandBus) readonly bus: CommandBus,
    @Inject(READ_STORE) readonly reads: ReadStore,
    @Inject(CURSORS) readonly cursors: Cursors,
  ) {}

  @Query('workRules')
  workRules(@CurrentOfficer() { tenant }: Officer, @Args() args: ListArgs) {
    const where = equalTo(args, 'agency', 'kind', 'stage', 'published', 'lasting');
    const query = { where, sort: { key: 'inForceFrom', descending: true } };
    return listRows(this, workRuleCollection, tenant, query, args);
  }

  @Query('spokespersons')
  spokespersons(@CurrentOfficer() { tenant }: Officer, @Args() args: ListArgs) {
    const where = equalTo(args, 'agency', 'lasting');
    const query = { where, sort: { key: 'since', descending: true } };
    return listRows(this, spokespersonCollection, tenant, query, args);
  }

  @Query('ruleList')
  async ruleList(@CurrentOfficer() { tenant }: Officer) {
    const row = await this.reads.get(ruleListCollection, tenant, RULE_LIST);
    return row ?? { entries: STARTER_RULES, adoptedOn: null, basis: null };
  }

  @Query('agencyRules')
  async agencyRules(@CurrentOfficer() officer: Officer, @Args() args: ListArgs) {
    const { tenant } = officer;
    const { entries } = await this.ruleList(officer);
    const query = { where: [{ key: 'ended', eq: 0 }], sort: { key: 'code' } };
    const bound = { of: 'agencyRules', ...query };
    const from = args.after ? { after: this.cursors.decode(tenant, bound, args.after) } : {};
    const limit = pageSize(args.first);
    const page = await this.reads.find(agencyRows, tenant, { ...query, ...from, limit });
    const wanted = [OWN, ...page.rows.map(({ id }) => id)];
    const held = await this.reads.getMany(ruleHoldingCollection, tenant, wanted);
    const listed = pageOf(page, this.cursors, tenant, bound, ({ id, name }) =>
      against(entries, id, name, held.get(id)),
    );
    // The government's own office is no agency of the register and stands before the first.
    const own = args.after ? [] : [against(entries, null, '本级政府办公机构', held.get(OWN))];
    return { ...listed, nodes: [...own, ...listed.nodes] };
  }

  @Mutation('enterWorkRule')
  enterWorkRule(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, WorkRuleCommand, officer, input, 'enter');
  }

  @Mutation('correctWorkRule')
  correctWorkRule(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, WorkRuleCommand, officer, input, 'correct');
  }

  @Mutation('withdrawWorkRule')
  withdrawWorkRule(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, WorkRuleCommand, officer, input, 'withdraw');
  }

  @Mutation('endWorkRule')
  endWorkRule(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, WorkRuleCommand, officer, input, 'end');
  }

  @Mutation('undoWorkRuleEnd')
  undoWorkRuleEnd(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, WorkRuleCommand, officer, input, 'resume');
  }

  @Mutation('adoptRuleList')
  adoptRuleList(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, RuleListCommand, officer, input, 'adopt');
  }

  @Mutation('appointSpokesperson')
  appointSpokesperson(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, SpokespersonCommand, officer, input, 'enter');
  }

  @Mutation('correctSpokesperson')
  correctSpokesperson(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, SpokespersonCommand, officer, input, 'correct');
  }

  @Mutation('withdrawSpokesperson')
  withdrawSpokesperson(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, SpokespersonCommand, officer, input, 'withdraw');
  }

  @Mutation('releaseSpokesperson')
  releaseSpokesperson(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, SpokespersonCommand, officer, input, 'end');
  }

  @Mutation('undoSpokespersonRelease')
  undoSpokespersonRelease(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, SpokespersonCommand, officer, input, 'resume');
  }
}

/** An agency against the list: per rule whether it has one, only one on trial, one that is published. */
const against = (
  entries: readonly RequiredRule[],
  agency: string | null,
  name: string,
  held: RuleHoldingRow | undefined,
) => {
  const standings = entries.map((entry) => {
    const rules = Object.entries(held?.rules ?? {}).filter(([, { kind }]) => kind === entry.kind);
    return {
      ...entry,
      missing: rules.length === 0,
      onTrial: rules.length > 0 && rules.every(([, { stage }]) => stage === 'trial'),
      published: rules.some(([, { published }]) => published),
      rules: rules.map(([id]) => id),
    };
  });
  return { agency, name, missing: standings.filter(({ missing }) => missing).length, standings };
};
