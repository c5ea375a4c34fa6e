import { randomBytes } from 'node:crypto';
import { REPORT_FIGURES } from '@gongkai/annual';
import { AUDIT, IDENTITY_OPTIONS, type AuditEntry, type AuditLog } from '@gongkai/identity';
import { BLOBS, CLOCK, EVENT_STORE, IDS, KEYS, READ_STORE } from '@gongkai/kernel';
import {
  Cursors,
  CURSORS,
  FILE_RIGHTS,
  PROGRESS,
  PUBLIC_LOG,
  REFUSAL_LOG,
  STATUS,
  USAGE,
  type RefusalLog,
} from '@gongkai/nest';
import { TREE } from '@gongkai/directory';
import { CALENDARS } from '@gongkai/holiday';
import { restrictionGuard } from '@gongkai/retention';
import { Opener, OPENER, VAULT } from '@gongkai/vault';
import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { contexts } from './contexts.js';
import {
  FigureCaseResultResolver,
  FigureEventResultResolver,
  FigureResultResolver,
  FiguresResolver,
} from './figures.resolver.js';
import { EvidenceResolver } from './evidence/evidence.resolver.js';
import { LOG_READER } from './evidence/log-reader.js';
import { TreePublicLog } from './evidence/public-log.js';
import { FIGURES } from './figures.js';
import { LogFigures } from './report-figures.js';
import { RefusalFiles } from './import/refusal-files.js';
import { ImportResolver, ImportResultResolver } from './import/import.resolver.js';
import { NodeSight } from './node-sight.js';
import {
  FigureDifferenceResultResolver,
  ReplayDifferenceResultResolver,
  ReplayResolver,
  ReplayResultResolver,
} from './replay/replay.resolver.js';
import { REPLAY } from './replay/replay.js';
import { BundleResolver } from './bundle/bundle.resolver.js';
import { TimelineResolver } from './timeline.resolver.js';
import type { Platform } from './platform.js';

const value = (provide: symbol, useValue: unknown): Provider => ({ provide, useValue });

/** The ports of one open platform, for every context. */
@Global()
@Module({})
export class CoreModule {}

const publicLog = ({ tree, logReader, parts }: Platform): TreePublicLog =>
  new TreePublicLog(tree, logReader, parts.evidence.store);

const coreModule = async (platform: Platform): Promise<DynamicModule> => {
  const secret = await platform.keys.secret('cursors', () => randomBytes(32));
  const providers = [
    value(EVENT_STORE, platform.events),
    value(READ_STORE, platform.reads),
    value(BLOBS, platform.blobs),
    value(KEYS, platform.keys),
    value(CLOCK, platform.clock),
    value(IDS, platform.ids),
    value(TREE, platform.tree),
    value(CALENDARS, platform.calendars),
    value(FIGURES, platform.figures),
    value(REPLAY, platform.replay),
    value(REPORT_FIGURES, new LogFigures(platform)),
    value(LOG_READER, platform.logReader),
    value(PUBLIC_LOG, publicLog(platform)),
    value(PROGRESS, platform),
    value(STATUS, platform),
    value(USAGE, platform.parts.usage),
    value(CURSORS, new Cursors(secret)),
    value(VAULT, platform.vault),
    {
      provide: OPENER,
      useFactory: (audit: AuditLog) =>
        new Opener(platform.vault, audit, restrictionGuard(platform.events)),
      inject: [AUDIT],
    },
    value(IDENTITY_OPTIONS, { tokenMinutes: platform.tokenMinutes }),
  ];
  const tokens = providers.map((provider) => (provider as { provide: symbol }).provide);
  return {
    module: CoreModule,
    imports: [CqrsModule.forRoot()],
    providers,
    exports: [...tokens, CqrsModule],
  };
};

@Module({})
export class PlatformModule {}

/** What the rim refuses an officer goes to the audit stream of that officer's government. */
const refusalLog: Provider = {
  provide: REFUSAL_LOG,
  useFactory: (audit: AuditLog): RefusalLog => ({
    refused: ({ officer, code, operation, source }) => {
      const entry = { type: 'AccessRefused', code, operation, account: officer.account, source };
      void audit.record(officer.tenant, entry as AuditEntry);
    },
  }),
  inject: [AUDIT],
};

/** The whole application over an open platform; the HTTP rim adds itself as one more import. */
export const platformModule = async (
  platform: Platform,
  more: readonly DynamicModule[] = [],
): Promise<DynamicModule> => ({
  module: PlatformModule,
  providers: [
    refusalLog,
    FiguresResolver,
    FigureResultResolver,
    FigureEventResultResolver,
    FigureCaseResultResolver,
    TimelineResolver,
    EvidenceResolver,
    NodeSight,
    ReplayResolver,
    ReplayResultResolver,
    ReplayDifferenceResultResolver,
    FigureDifferenceResultResolver,
    BundleResolver,
    RefusalFiles,
    { provide: FILE_RIGHTS, useExisting: RefusalFiles },
    ImportResolver,
    ImportResultResolver,
  ],
  imports: [
    await coreModule(platform),
    ...(await Promise.all(contexts.map(({ module }) => module()))),
    ...more,
  ],
});
