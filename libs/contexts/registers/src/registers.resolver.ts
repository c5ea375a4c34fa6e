import { agencyNameIn, agencyRows, tenantByCode, TREE, type Tree } from '@gongkai/directory';
import { GateError, READ_STORE, type Officer, type ReadStore } from '@gongkai/kernel';
import {
  CurrentOfficer,
  CURSORS,
  equalTo,
  listRows,
  mutationsOf,
  type Cursors,
} from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { RuleListCommand, SiteCommand, SpokespersonCommand, WorkRuleCommand } from './commands.js';
import { RULE_LIST } from './decider.js';
import type { RequiredRule } from './events.js';
import {
  linkOf,
  OWN,
  ruleHoldingCollection,
  ruleListCollection,
  siteCollection,
  spokespersonCollection,
  workRuleCollection,
  type RuleHoldingRow,
} from './registers.projection.js';
import { STARTER_RULES } from './rule-list.js';

type ListArgs = { first?: number | null; after?: string | null } & Record<string, unknown>;

@Resolver()
export class RegistersResolver extends mutationsOf(
  [
    WorkRuleCommand,
    {
      enterWorkRule: 'enter',
      correctWorkRule: 'correct',
      withdrawWorkRule: 'withdraw',
      endWorkRule: 'end',
      undoWorkRuleEnd: 'resume',
    },
  ],
  [RuleListCommand, { adoptRuleList: 'adopt' }],
  [
    SpokespersonCommand,
    {
      appointSpokesperson: 'enter',
      correctSpokesperson: 'correct',
      withdrawSpokesperson: 'withdraw',
      releaseSpokesperson: 'end',
      undoSpokespersonRelease: 'resume',
    },
  ],
  [
    SiteCommand,
    {
      enterSite: 'enter',
      correctSite: 'correct',
      withdrawSite: 'withdraw',
      closeSite: 'end',
      undoSiteClosure: 'resume',
      checkSiteLink: 'check',
      withdrawLinkCheck: 'withdrawCheck',
    },
  ],
) {
  constructor(
    @Inject(CommandBus) bus: CommandBus,
    @Inject(READ_STORE) readonly reads: ReadStore,
    @Inject(TREE) readonly tree: Tree,
    @Inject(CURSORS) readonly cursors: Cursors,
  ) {
    super(bus);
  }

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

  @Query('disclosureSites')
  disclosureSites(@CurrentOfficer() { tenant }: Officer, @Args() args: ListArgs) {
    const where = equalTo(args, 'agency', 'kind', 'link', 'lasting');
    const query = { where, sort: { key: 'checkedOn' } };
    return listRows(this, siteCollection, tenant, query, args, (row) => ({
      ...row,
      link: linkOf(row),
      lastCheck: row.checks[0] ?? null,
    }));
  }

  /** Which sites there are is public; what was seen of them is the office's own affair. */
  @Query('publicSites')
  publicSites(@Args('government') government: string, @Args() args: ListArgs) {
    const tenant = tenantByCode(this.tree, government);
    // A government that has not joined looks like one that does not exist.
    if (tenant === undefined) throw new GateError('NOT_FOUND');
    const where = equalTo({ ...args, lasting: true }, 'lasting', 'agency', 'kind');
    const query = { where, sort: { key: 'openedOn' } };
    return listRows(this, siteCollection, tenant, query, args, (row) => {
      const { agency, kind, name, address, openedOn } = row;
      const agencyName = agencyNameIn(this.tree, tenant, agency);
      return { agency, agencyName, kind, name, address, openedOn };
    });
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
    const { nodes, pageInfo } = await listRows(this, agencyRows, tenant, query, args);
    const wanted = [OWN, ...nodes.map(({ id }) => id)];
    const held = await this.reads.getMany(ruleHoldingCollection, tenant, wanted);
    const listed = nodes.map(({ id, name }) => against(entries, id, name, held.get(id)));
    // The government's own office is no agency of the register and stands before the first.
    const own = args.after ? [] : [against(entries, null, '本级政府办公机构', held.get(OWN))];
    return { nodes: [...own, ...listed], pageInfo };
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
