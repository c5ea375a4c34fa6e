import type { Clock } from '@gongkai/kernel';
import { SealingVault, type Profile, type Vault } from '@gongkai/vault';
import { FakeClock } from './fakes.js';
import { MemoryPersonKeys } from './memory-person-keys.js';

/** A vault that seals in earnest and keeps its keys in memory, for specs. */
export const memoryVault = (clock: Clock = new FakeClock(), profile: Profile = 'aes'): Vault =>
  new SealingVault(new MemoryPersonKeys(profile), clock);
