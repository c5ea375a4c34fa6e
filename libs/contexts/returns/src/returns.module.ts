import { Module } from '@nestjs/common';
import { ReturnHandler } from './returns.handler.js';
import { ReturnsResolver } from './returns.resolver.js';

@Module({ providers: [ReturnHandler, ReturnsResolver] })
export class ReturnsModule {}
