import { FILE_RIGHTS } from '@gongkai/nest';
import { Module } from '@nestjs/common';
import { AppealFiles } from './appeal-files.js';
import { ReconsiderationCommandsResolver } from './mutation.resolver.js';
import { ReconsiderationHandler } from './reconsideration.handler.js';
import { ReconsiderationResolver } from './reconsideration.resolver.js';

@Module({
  providers: [
    ReconsiderationHandler,
    ReconsiderationResolver,
    ReconsiderationCommandsResolver,
    { provide: FILE_RIGHTS, useClass: AppealFiles },
  ],
  exports: [FILE_RIGHTS],
})
export class ReconsiderationModule {}
