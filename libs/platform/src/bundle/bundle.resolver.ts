import { rolesFor, type Officer } from '@gongkai/kernel';
import { CURSORS, CurrentOfficer, pageSize, STATUS, type Cursors } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { Args, Query, Resolver } from '@nestjs/graphql';
import type { Platform } from '../platform.js';
import { caseKinds } from '../replay/case-kinds.js';
import type { BundleKind } from './bundle-input.js';
import { rowId } from './case-bundle.js';
import { mayTake, takesSomewhere } from './may-take.js';
import { bundlePolicy } from './policy.js';

@Resolver()
export class BundleResolver {
  constructor(
    @Inject(STATUS) private readonly platform: Platform,
    @Inject(CURSORS) private readonly cursors: Cursors,
  ) {}

  @Query('evidenceCases')
  async cases(
    @Args() { kind: name, first, after }: { kind: string; first?: number; after?: string },
    @CurrentOfficer() officer: Officer,
  ) {
    const kind = caseKinds.find((each) => each.kind === name);
    const limit = pageSize(first);
    const query = { evidenceCases: name };
    const start = after ? this.cursors.decode(officer.tenant, query, after) : undefined;
    takesSomewhere(officer);
    if (!kind) return { nodes: [], pageInfo: { endCursor: null, hasNextPage: false } };
    const page = await this.platform.reads.find<never>(kind.collection, officer.tenant, {
      limit,
      ...(start ? { after: start } : {}),
    });
    const isMine = (row: never) =>
      rolesFor(bundlePolicy, 'evidence.bundle', officer, kind.agency(row)).length > 0;
    return {
      nodes: page.rows
        .filter(isMine)
        .map((row) => ({ id: rowId(kind.kind, row), kind: name, title: kind.title(row) })),
      pageInfo: {
        endCursor: page.next ? this.cursors.encode(officer.tenant, query, page.next) : null,
        hasNextPage: page.next !== null,
      },
    };
  }

  @Query('evidenceBundle')
  async bundle(
    @Args() { case: id, kind }: { case: string; kind: BundleKind },
    @CurrentOfficer() officer: Officer,
  ) {
    const { found } = await mayTake(this.platform, officer, id);
    return { path: `/evidence/${id}?kind=${kind}`, streams: found.streams.length };
  }
}
