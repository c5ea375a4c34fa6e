import { AUDIT, type AuditLog } from '@gongkai/identity';
import type { Receipt, Rejection } from '@gongkai/kernel';
import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { platformModule } from './core.module.js';
import type { Platform } from './platform.js';

/** The Nest application over an open platform: what answers commands and questions. */
export type Application = {
  context: INestApplicationContext;
  send(command: object): Promise<Receipt | Rejection>;
  close(): Promise<void>;
};

/** Loaded only where somebody commands or asks: who just reads figures need not wait for it. */
export const openApplication = async (
  platform: Platform,
  modules: readonly DynamicModule[],
): Promise<Application> => {
  const context = await NestFactory.createApplicationContext(
    await platformModule(platform, modules),
    { logger: false, abortOnError: false },
  );
  const bus = context.get(CommandBus);
  return {
    context,
    send: (command) => bus.execute<never, Receipt | Rejection>(command as never),
    close: async () => {
      await context.get<AuditLog>(AUDIT, { strict: false }).close();
      await context.close();
    },
  };
};
