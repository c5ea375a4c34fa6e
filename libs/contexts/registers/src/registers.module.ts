import { Module } from '@nestjs/common';
import { RuleListHandler, SpokespersonHandler, WorkRuleHandler } from './registers.handler.js';
import { RegistersResolver } from './registers.resolver.js';

@Module({ providers: [WorkRuleHandler, SpokespersonHandler, RuleListHandler, RegistersResolver] })
export class RegistersModule {}
