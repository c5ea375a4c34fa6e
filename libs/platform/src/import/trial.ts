import type { Tree } from '@gongkai/directory';
import type { EventStore, Receipt, Rejection } from '@gongkai/kernel';
import { dataPaths, masterKeyPath, PersonKeyStore } from '@gongkai/sqlite';
import { SealingVault } from '@gongkai/vault';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { DryRunStore } from '../dry-run-store.js';
import type { Platform } from '../platform.js';

export type ImportTarget = {
  tree: Tree;
  /** What the commands are recorded in; nothing of a trial outlasts it. */
  events: EventStore;
  send(command: object): Promise<Receipt | Rejection>;
};

/**
 * The same handlers once more over a store that keeps nothing, beside the running platform: what
 * commands would get, and nothing recorded.
 */
export const onTrial = async <T>(
  platform: Platform,
  work: (target: ImportTarget) => Promise<T>,
): Promise<T> => {
  const events = new DryRunStore(platform.events, platform.clock.now);
  // What is sealed on trial is sealed under keys that nobody keeps.
  const { folder, clock, masterKey } = platform;
  const keys = new PersonKeyStore({
    path: dataPaths(folder).keys,
    folder,
    masterKey: masterKey?.path ?? masterKeyPath(folder),
    access: 'forget',
  });
  const vault = new SealingVault(keys, clock);
  const trial = Object.create(platform, {
    events: { value: events },
    vault: { value: vault },
  }) as Platform;
  // Loaded here because the module it makes holds the resolver that asks for trials.
  const { platformModule } = await import('../core.module.js');
  const app = await NestFactory.createApplicationContext(await platformModule(trial), {
    logger: false,
    abortOnError: false,
  });
  try {
    const bus = app.get(CommandBus);
    return await work({
      tree: platform.tree,
      events,
      send: (command) => bus.execute<never, Receipt | Rejection>(command as never),
    });
  } finally {
    await app.close();
    await events.close();
    await keys.close();
  }
};
