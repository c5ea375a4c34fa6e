import { dayNaming, resolveNode, TREE, type Tree, type TreeNode } from '@gongkai/directory';
import {
  CLOCK,
  GateError,
  Rejection,
  type Clock,
  type Day,
  type Officer,
  type Role,
} from '@gongkai/kernel';
import { Inject, Injectable } from '@nestjs/common';

/** Roles that see figures of the governments below their own; within one's own every officer does. */
const LOOK_DOWN: readonly Role[] = ['supervisor', 'disclosureHead', 'disclosureOfficer', 'auditor'];

/** Which nodes of the tree an officer may ask figures of. */
@Injectable()
export class NodeSight {
  constructor(
    @Inject(TREE) private readonly tree: Tree,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * A node of the officer's own government or below it, called so on the first of the days on which
   * one was, else as last known; any other looks the same as none.
   */
  seen(text: string, officer: Officer, days: readonly Day[] = []): TreeNode | Rejection {
    const on = dayNaming(this.tree, text, days, ({ id }) => this.mayLook(id, officer));
    const node = resolveNode(this.tree, text, on);
    if (node instanceof Rejection) {
      const candidates = this.tree.find(text, on).filter(({ id }) => this.mayLook(id, officer));
      if (candidates.length === 0) throw new GateError('NOT_FOUND');
      return candidates.length === 1 ? candidates[0]! : node;
    }
    if (!this.mayLook(node.id, officer)) throw new GateError('NOT_FOUND');
    return node;
  }

  private mayLook(node: string, officer: Officer): boolean {
    if (this.tree.tenantOf(node) === officer.tenant) return true;
    const own = this.tree.governmentNode(officer.tenant);
    const below = own !== undefined && this.tree.ancestors(node, this.clock.today()).includes(own);
    return below && officer.grants.some(({ role }) => LOOK_DOWN.includes(role));
  }
}
