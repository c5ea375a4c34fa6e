import { Module } from '@nestjs/common';

/** Nothing of its own to answer: the case that asks shows its consultations. */
@Module({})
export class ConsultationModule {}
