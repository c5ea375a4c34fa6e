import { resolveNode, TREE, type Tree } from '@gongkai/directory';
import { formatTlogProof, toBase64 } from '@gongkai/evidence';
import {
  authorise,
  CLOCK,
  GateError,
  Rejection,
  rolesFor,
  type Clock,
  type Officer,
} from '@gongkai/kernel';
import { CURSORS, CurrentOfficer, pageSize, type Cursors } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { LOG_READER, type LogCheckpoint, type LogReader } from './log-reader.js';
import { evidencePolicy } from './policy.js';

type OfNode = { node?: string | null };
type PageOf = OfNode & { first?: number | null; after?: string | null };

/** Checkpoints and proofs for officers of a government, and of those above it. */
@Resolver()
export class EvidenceResolver {
  constructor(
    @Inject(LOG_READER) private readonly log: LogReader,
    @Inject(TREE) private readonly tree: Tree,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CURSORS) private readonly cursors: Cursors,
  ) {}

  @Query('evidenceLog')
  async evidenceLog(@Args() { node }: OfNode, @CurrentOfficer() officer: Officer) {
    const tenant = this.seen(node, officer);
    const [size, checkpoint, keys, policy] = await Promise.all([
      this.log.size(tenant),
      this.log.latest(tenant),
      this.log.keys(tenant),
      this.log.policy(tenant),
    ]);
    const root = toBase64(await this.log.root(tenant, size));
    const origin = this.log.origin(tenant);
    return { origin, size, root, checkpoint: checkpoint && shown(checkpoint), keys, policy };
  }

  @Query('evidenceCheckpoints')
  async checkpoints(@Args() { node, first, after }: PageOf, @CurrentOfficer() officer: Officer) {
    const tenant = this.seen(node, officer);
    const limit = pageSize(first);
    const query = { evidence: tenant };
    const from = after ? Number(this.cursors.decode(officer.tenant, query, after).value) : 0;
    const found = await this.log.checkpoints(tenant, { after: from, limit: limit + 1 });
    const nodes = found.slice(0, limit).map(shown);
    const hasNextPage = found.length > limit;
    const value = nodes.at(-1)?.size ?? 0;
    const endCursor = hasNextPage
      ? this.cursors.encode(officer.tenant, query, { value, id: '' })
      : null;
    return { nodes, pageInfo: { endCursor, hasNextPage } };
  }

  @Query('evidenceInclusionProof')
  async inclusion(
    @Args() { node, event }: OfNode & { event: string },
    @CurrentOfficer() officer: Officer,
  ) {
    const tenant = this.seen(node, officer);
    const position = BigInt(event);
    const index = await this.log.indexOf(tenant, position);
    if (index === undefined) throw new GateError('NOT_FOUND');
    const checkpoint = await this.log.ensureCheckpoint(tenant, position);
    if (!checkpoint) throw new GateError('NOT_FOUND');
    const leafHash = toBase64((await this.log.leafHash(tenant, index))!);
    const proof = await this.log.inclusion(tenant, index, checkpoint.size);
    return {
      index,
      leafHash,
      proof: proof.map(toBase64),
      checkpoint: shown(checkpoint),
      text: formatTlogProof({ index, proof, checkpoint: checkpoint.text }),
    };
  }

  @Query('evidenceConsistencyProof')
  async consistency(
    @Args() { node, from, to }: OfNode & { from: number; to: number },
    @CurrentOfficer() officer: Officer,
  ) {
    const tenant = this.seen(node, officer);
    const size = await this.log.size(tenant);
    if (from < 1) throw new GateError('BAD_REQUEST', { field: 'from' });
    if (to < from || to > size) throw new GateError('BAD_REQUEST', { field: 'to' });
    const proof = await this.log.consistency(tenant, from, to);
    const [fromRoot, toRoot] = await Promise.all([
      this.log.root(tenant, from),
      this.log.root(tenant, to),
    ]);
    return {
      from,
      fromRoot: toBase64(fromRoot),
      to,
      toRoot: toBase64(toRoot),
      proof: proof.map(toBase64),
    };
  }

  /** One's own government, or one below; any other looks the same as none. */
  private seen(node: string | null | undefined, officer: Officer): string {
    const named = node ? resolveNode(this.tree, node) : null;
    if (named instanceof Rejection) throw new GateError('NOT_FOUND');
    const tenant = named ? this.tree.tenantOf(named.id) : officer.tenant;
    if (tenant === null) throw new GateError('NOT_FOUND');
    if (tenant === officer.tenant) {
      authorise(evidencePolicy, 'evidence.read', { kind: 'officer', officer }, null);
      return tenant;
    }
    const own = this.tree.governmentNode(officer.tenant);
    const below = this.tree.ancestors(named!.id, this.clock.today());
    const mayLook =
      own !== undefined &&
      below.includes(own) &&
      rolesFor(evidencePolicy, 'evidence.readBelow', officer, null).length > 0;
    if (!mayLook) throw new GateError('NOT_FOUND');
    return tenant;
  }
}

const shown = ({ position, root, ...checkpoint }: LogCheckpoint) => ({
  ...checkpoint,
  position: String(position),
  root: toBase64(root),
});
