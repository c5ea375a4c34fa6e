import { Module } from '@nestjs/common';
import { ComplaintHandler, ComplaintRuleHandler } from './complaint.handler.js';
import { ComplaintResolver } from './complaint.resolver.js';
import { ComplaintMutations } from './mutation.resolver.js';

@Module({
  providers: [ComplaintHandler, ComplaintRuleHandler, ComplaintResolver, ComplaintMutations],
})
export class ComplaintModule {}
