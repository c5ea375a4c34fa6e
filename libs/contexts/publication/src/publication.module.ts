import { Module } from '@nestjs/common';
import { DocumentHandler } from './document.handler.js';
import { GazetteIssueHandler } from './gazette.handler.js';
import { ReleaseIndexNumberHandler } from './index-number.handler.js';

@Module({ providers: [DocumentHandler, GazetteIssueHandler, ReleaseIndexNumberHandler] })
export class PublicationModule {}
