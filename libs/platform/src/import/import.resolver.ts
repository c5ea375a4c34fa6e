import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { resolveNode, type TreeNode } from '@gongkai/directory';
import { GateError, Rejection, type Officer } from '@gongkai/kernel';
import { CurrentOfficer, STATUS, toGraphql } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { Args, Mutation, ResolveField, Resolver } from '@nestjs/graphql';
import type { Platform } from '../platform.js';
import { rejectImport } from './errors.js';
import { importPublications, type PublicationImport } from './import-publications.js';
import type { ImportResult } from './import-rows.js';
import {
  importRequests,
  type DefectiveRow,
  type RequestImportTarget,
} from '../request-log/import-requests.js';
import { importReturns } from '../returns-file/import-returns.js';
import { RefusalFiles } from './refusal-files.js';
import { readRefusals } from './refusals.js';
import { onTrial } from './trial.js';

type Input = {
  commandId: string;
  source: string;
  mapping: string;
  node?: string | null;
  dryRun: boolean;
  voidReason?: string | null;
};

type Imported = ImportResult & { defective?: readonly DefectiveRow[] };
type Importer = (
  target: RequestImportTarget,
  order: PublicationImport,
) => Promise<Imported | Rejection>;

const REFUSALS_SHOWN = 1000;
/** Fewer at once than at the command line: other officers are working. */
const AT_ONCE = 256;
const DIGEST = /^[0-9a-f]{64}$/;

@Resolver()
export class ImportResolver {
  private running = 0;

  constructor(
    @Inject(STATUS) private readonly platform: Platform,
    @Inject(RefusalFiles) private readonly files: RefusalFiles,
  ) {}

  @Mutation('importPublications')
  importPublications(@Args('input') input: Input, @CurrentOfficer() officer: Officer) {
    return this.report(input, officer, importPublications);
  }

  @Mutation('importRequests')
  importRequests(@Args('input') input: Input, @CurrentOfficer() officer: Officer) {
    return this.report(input, officer, importRequests);
  }

  @Mutation('importReturns')
  importReturns(@Args('input') input: Input, @CurrentOfficer() officer: Officer) {
    return this.report(input, officer, importReturns);
  }

  private async report(input: Input, officer: Officer, importer: Importer) {
    const node = this.nodeOf(input.node, officer);
    if (node instanceof Rejection) return toGraphql(node);
    if (!DIGEST.test(input.source)) return toGraphql(sourceMissing(input));
    // One at a time: an import fills the append queue by itself.
    if (this.running > 0) throw new GateError('SERVICE_BUSY');
    this.running += 1;
    const folder = await mkdtemp(join(tmpdir(), 'gongkai-import-'));
    try {
      const outcome = await this.run(folder, input, { node, officer, importer });
      if (outcome instanceof Rejection) return toGraphql(outcome);
      const { read, accepted, refused, refusals: path } = outcome;
      const refusals = path === null ? [] : await readRefusals(path, REFUSALS_SHOWN);
      const refusedFile = path === null ? null : await this.files.keep(officer, path);
      const { defective = [] } = outcome;
      const counts = { read, accepted, refused };
      return { __typename: 'ImportReport', ...counts, refusals, refusedFile, defective };
    } finally {
      this.running -= 1;
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async run(
    folder: string,
    { commandId, source, mapping, dryRun, voidReason }: Input,
    { node, officer, importer }: { node: TreeNode; officer: Officer; importer: Importer },
  ): Promise<Imported | Rejection> {
    const bytes = await this.platform.blobs.get(officer.tenant, source);
    if (!bytes) return sourceMissing({ source });
    const paths = { file: join(folder, 'source'), mapping: join(folder, 'mapping.json') };
    await pipeline(Readable.from(bytes), createWriteStream(paths.file));
    await writeFile(paths.mapping, mapping);
    const order = {
      ...paths,
      refusalsPath: join(folder, 'refused.csv'),
      node,
      caller: { kind: 'officer', officer } as const,
      correlation: commandId,
      atOnce: AT_ONCE,
      voidReason: voidReason ?? undefined,
    };
    const { calendars } = this.platform;
    return dryRun
      ? onTrial(this.platform, (target) => importer({ ...target, calendars }, order))
      : importer(this.platform, order);
  }

  /** A unit of the officer's own government; another's is as unknown as one that is not there. */
  private nodeOf(text: string | null | undefined, { tenant }: Officer): TreeNode | Rejection {
    const { tree } = this.platform;
    const own = tree.governmentNode(tenant);
    const government = own === undefined ? undefined : tree.node(own);
    if (text === null || text === undefined)
      return government ?? rejectImport('import.notGoverned', { node: '' }, 'node');
    const ours = tree.find(text).filter((node) => node.tenant === tenant);
    if (ours.length === 1) return ours[0]!;
    const found = resolveNode(tree, text);
    return found instanceof Rejection && ours.length > 1
      ? found
      : rejectImport(
          'import.agencyUnknown',
          { value: text, government: government?.name ?? '' },
          'node',
        );
  }
}

const sourceMissing = ({ source }: { source: string }): Rejection =>
  rejectImport('import.fileMissing', { file: source.slice(0, 64) }, 'source');

@Resolver('ImportResult')
export class ImportResultResolver {
  @ResolveField('__resolveType')
  type({ __typename }: { __typename: string }): string {
    return __typename;
  }
}
