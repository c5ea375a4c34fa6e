import { Module } from '@nestjs/common';
import { SuitHandler } from './suit.handler.js';
import { SuitCommandsResolver } from './mutation.resolver.js';
import { SuitResolver } from './suit.resolver.js';

@Module({ providers: [SuitHandler, SuitResolver, SuitCommandsResolver] })
export class LitigationModule {}
