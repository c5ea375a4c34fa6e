import { Module } from '@nestjs/common';
import { SecrecyResolver } from './secrecy.resolver.js';

@Module({ providers: [SecrecyResolver] })
export class SecrecyModule {}
