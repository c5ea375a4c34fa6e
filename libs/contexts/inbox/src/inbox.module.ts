import { Module } from '@nestjs/common';
import { InboxSettingHandler, MessageHandler } from './inbox.handler.js';
import { InboxResolver } from './inbox.resolver.js';

@Module({ providers: [MessageHandler, InboxSettingHandler, InboxResolver] })
export class InboxModule {}
