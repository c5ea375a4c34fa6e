import { Module } from '@nestjs/common';
import {
  ActivityHandler,
  FundsHandler,
  LeadingBodyHandler,
  ResourceHandler,
} from './capacity.handler.js';
import { CapacityResolver } from './capacity.resolver.js';

@Module({
  providers: [ResourceHandler, FundsHandler, ActivityHandler, LeadingBodyHandler, CapacityResolver],
})
export class CapacityModule {}
