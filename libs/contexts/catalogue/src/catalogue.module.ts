import { Module } from '@nestjs/common';
import { CatalogueHandler, GuideHandler } from './catalogue.handler.js';
import { CatalogueResolver } from './catalogue.resolver.js';
import { GuideResolver } from './guide.resolver.js';

@Module({ providers: [CatalogueHandler, GuideHandler, CatalogueResolver, GuideResolver] })
export class CatalogueModule {}
