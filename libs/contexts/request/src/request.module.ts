import { FILE_RIGHTS } from '@gongkai/nest';
import { Module } from '@nestjs/common';
import { RequestCommandsResolver, RequestReceiptResolver } from './mutation.resolver.js';
import { OverviewResolver } from './overview.resolver.js';
import { PublicRequestResolver } from './public.resolver.js';
import { RequestFiles } from './request-files.js';
import { ReleaseRequestNumberHandler } from './request-numbers.handler.js';
import { AttestRequestHandler } from './request-attest.handler.js';
import { RequestHandler } from './request.handler.js';
import { RequestSettingHandler } from './setting.handler.js';
import { RequestSettingResolver } from './setting.resolver.js';
import { CourseLetterResolver } from './course-letter.resolver.js';
import { RequestLineResolver, RequestResolver } from './request.resolver.js';

@Module({
  providers: [
    RequestHandler,
    AttestRequestHandler,
    ReleaseRequestNumberHandler,
    PublicRequestResolver,
    RequestResolver,
    RequestLineResolver,
    OverviewResolver,
    RequestCommandsResolver,
    RequestReceiptResolver,
    RequestSettingHandler,
    RequestSettingResolver,
    CourseLetterResolver,
    { provide: FILE_RIGHTS, useClass: RequestFiles },
  ],
  exports: [FILE_RIGHTS],
})
export class RequestModule {}
