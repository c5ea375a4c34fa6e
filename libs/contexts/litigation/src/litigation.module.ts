import { Module } from '@nestjs/common';
import { SuitHandler } from './suit.handler.js';
import { SuitMutations } from './mutation.resolver.js';
import { SuitResolver } from './suit.resolver.js';

@Module({ providers: [SuitHandler, SuitResolver, SuitMutations] })
export class LitigationModule {}
