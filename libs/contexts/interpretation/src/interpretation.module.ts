import { Module } from '@nestjs/common';
import { ConcernHandler, InterpretationHandler } from './interpretation.handler.js';
import { InterpretationResolver } from './interpretation.resolver.js';

@Module({ providers: [InterpretationHandler, ConcernHandler, InterpretationResolver] })
export class InterpretationModule {}
