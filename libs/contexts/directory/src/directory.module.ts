import { Module } from '@nestjs/common';
import { AgencyHandler } from './agency.handler.js';
import { ReleaseCodeHandler } from './code-claims.handler.js';
import { DirectoryCommandsResolver } from './mutations.resolver.js';
import { DirectoryResolver } from './directory.resolver.js';
import { DivisionHandler, GovernmentHandler } from './division.handler.js';

@Module({
  providers: [
    DivisionHandler,
    GovernmentHandler,
    AgencyHandler,
    ReleaseCodeHandler,
    DirectoryResolver,
    DirectoryCommandsResolver,
  ],
})
export class DirectoryModule {}
