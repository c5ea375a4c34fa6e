import { Module } from '@nestjs/common';
import { HolidayHandler } from './holiday.handler.js';
import { HolidayResolver } from './holiday.resolver.js';

@Module({ providers: [HolidayHandler, HolidayResolver] })
export class HolidayModule {}
