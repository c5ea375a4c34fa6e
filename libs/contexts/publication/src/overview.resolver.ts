import { addDays } from '@gongkai/calendar';
import { resolveNode, TREE, type Tree, type TreeNode } from '@gongkai/directory';
import {
  CLOCK,
  GateError,
  READ_STORE,
  Rejection,
  type Clock,
  type Condition,
  type Officer,
  type ReadStore,
} from '@gongkai/kernel';
import { CurrentOfficer } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { documentCollection, STAGES } from './documents.projection.js';
import { maySupervise, readableAgencies } from './policy.js';

/** Whose documents are counted: a whole government, or one agency of it. */
type Counted = { node: TreeNode; tenant: string; agency: string | 'all' };

const SOON_DAYS = 5;

/** 督办: counts, lateness and stage of what lies below; never a title, never a draft itself. */
@Resolver()
export class DocumentOverviewResolver {
  constructor(
    @Inject(READ_STORE) private readonly reads: ReadStore,
    @Inject(TREE) private readonly tree: Tree,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Query('documentOverview')
  async documentOverview(@CurrentOfficer() officer: Officer, @Args('node') text: string) {
    const node = this.seen(text, officer);
    const children = this.tree.children(node.id, this.clock.today());
    const counted = [node.id, ...children].flatMap((id) => this.counted(id) ?? []);
    return Promise.all(counted.map((one) => this.countOf(one)));
  }

  private counted(id: string): Counted | undefined {
    const node = this.tree.node(id);
    if (!node) return undefined;
    const government = this.tree.governmentAt(id);
    if (government) return { node, tenant: government.tenant, agency: 'all' };
    const tenant = this.tree.tenantOf(id);
    // A division whose government has not joined has nothing to count.
    return tenant && node.tenant ? { node, tenant, agency: id } : undefined;
  }

  private async countOf({ node, tenant, agency }: Counted) {
    const today = this.clock.today();
    const of: Condition[] = agency === 'all' ? [] : [{ key: 'agency', eq: agency }];
    const count = async (...where: Condition[]) =>
      (await this.reads.count(documentCollection, tenant, [...of, ...where], null)).get('') ?? 0;
    const waits: Condition[] = [
      { key: 'lateness', eq: 'open' },
      { key: 'attribute', eq: 'onInitiative' },
    ];
    const [stages, overdue, dueSoon, publishedLate] = await Promise.all([
      this.reads.count(documentCollection, tenant, of, 'stage'),
      count(...waits, { key: 'publishBy', to: addDays(today, -1) }),
      count(...waits, { key: 'publishBy', from: today, to: addDays(today, SOON_DAYS) }),
      count({ key: 'lateness', eq: 'late' }),
    ]);
    return {
      node: node.id,
      name: this.tree.governmentAt(node.id)?.name ?? node.name,
      overdue,
      dueSoon,
      publishedLate,
      stages: STAGES.filter((stage) => stage !== 'drafting').map((stage) => ({
        stage,
        count: stages.get(stage) ?? 0,
      })),
    };
  }

  /** A node of the officer's own government or, for supervisors, below it; any other looks like none. */
  private seen(text: string, officer: Officer): TreeNode {
    const found = resolveNode(this.tree, text);
    const nodes = found instanceof Rejection ? this.tree.find(text) : [found];
    const seen = nodes.filter(({ id }) => this.mayLook(id, officer));
    const [node] = seen;
    if (!node || seen.length > 1) throw new GateError('NOT_FOUND');
    return node;
  }

  private mayLook(id: string, officer: Officer): boolean {
    const supervises = maySupervise(officer);
    if (this.tree.tenantOf(id) === officer.tenant)
      return supervises || readableAgencies(officer) === 'all';
    const own = this.tree.governmentNode(officer.tenant);
    return (
      supervises && own !== undefined && this.tree.ancestors(id, this.clock.today()).includes(own)
    );
  }
}
