import { Module } from '@nestjs/common';
import {
  RuleListHandler,
  SiteHandler,
  SpokespersonHandler,
  WorkRuleHandler,
} from './registers.handler.js';
import { RegistersResolver } from './registers.resolver.js';

@Module({
  providers: [
    WorkRuleHandler,
    SpokespersonHandler,
    SiteHandler,
    RuleListHandler,
    RegistersResolver,
  ],
})
export class RegistersModule {}
