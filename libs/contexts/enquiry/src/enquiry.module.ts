import { Module } from '@nestjs/common';
import { EnquiryCountHandler, EnquiryHandler } from './enquiry.handler.js';
import { EnquiryResolver } from './enquiry.resolver.js';

@Module({ providers: [EnquiryHandler, EnquiryCountHandler, EnquiryResolver] })
export class EnquiryModule {}
