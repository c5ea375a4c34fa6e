import { FILE_RIGHTS } from '@gongkai/nest';
import { Module } from '@nestjs/common';
import { ColumnNames } from './column-names.js';
import { PublicationCommandsResolver } from './mutation.resolver.js';
import { DocumentHandler } from './document.handler.js';
import { DocumentQueueResolver } from './document-queue.resolver.js';
import { DocumentResolver } from './document.resolver.js';
import { GazetteIssueHandler } from './gazette.handler.js';
import { ReleaseIndexNumberHandler } from './index-number.handler.js';
import { DocumentOverviewResolver } from './overview.resolver.js';
import { ItemResolver } from './item.resolver.js';
import { DocumentFiles } from './document-files.js';

@Module({
  providers: [
    DocumentHandler,
    GazetteIssueHandler,
    ReleaseIndexNumberHandler,
    ColumnNames,
    ItemResolver,
    DocumentResolver,
    DocumentQueueResolver,
    DocumentOverviewResolver,
    PublicationCommandsResolver,
    { provide: FILE_RIGHTS, useClass: DocumentFiles },
  ],
  exports: [FILE_RIGHTS],
})
export class PublicationModule {}
