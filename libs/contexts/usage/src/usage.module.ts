import { Module } from '@nestjs/common';
import { RecordUsageHandler } from './usage.handler.js';
import { ItemUsageResolver } from './usage.resolver.js';

@Module({ providers: [RecordUsageHandler, ItemUsageResolver] })
export class UsageModule {}
