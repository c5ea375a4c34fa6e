import { Module } from '@nestjs/common';
import { ErasureHandler } from './erasure.handler.js';
import { RetentionHandler, RetentionNoteHandler } from './retention.handler.js';
import { RetentionResolver } from './retention.resolver.js';

@Module({
  providers: [RetentionHandler, RetentionNoteHandler, ErasureHandler, RetentionResolver],
})
export class RetentionModule {}
