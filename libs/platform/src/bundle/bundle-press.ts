import { actorOf, GateError, Rejection, type Officer } from '@gongkai/kernel';
import {
  BUNDLE_PRESS,
  STATUS,
  type BundleOrder,
  type BundlePress,
  type GivenBundle,
} from '@gongkai/nest';
import { Module, type DynamicModule } from '@nestjs/common';
import type { Platform } from '../platform.js';
import { mayTake } from './may-take.js';
import { takeBundle } from './platform-bundles.js';

/** Bundles over HTTP, for who may take the case out. */
export class PlatformBundles implements BundlePress {
  constructor(private readonly platform: Platform) {}

  async make({ case: id, kind, purpose }: BundleOrder, officer: Officer): Promise<GivenBundle> {
    const { found, roles } = await mayTake(this.platform, officer, id);
    const question = { tenant: officer.tenant, case: id, kind, purpose, found };
    const bundle = await takeBundle(this.platform, actorOf(officer, roles), question);
    if (!(bundle instanceof Rejection)) return { name: bundle.name, bytes: bundle.zip };
    const { code, zh, en } = bundle;
    throw new GateError('SERVICE_BUSY', { rejection: code, zh, en });
  }
}

@Module({})
export class BundleModule {}

/** Adds the bundles to the rim. */
export const bundleModule = (): DynamicModule => ({
  module: BundleModule,
  providers: [
    {
      provide: BUNDLE_PRESS,
      useFactory: (platform: Platform) => new PlatformBundles(platform),
      inject: [STATUS],
    },
  ],
  exports: [BUNDLE_PRESS],
});
