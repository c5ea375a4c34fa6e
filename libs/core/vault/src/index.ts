export {
  deriveSecret,
  freshSecret,
  macOf,
  secretFrom,
  unwrapSecret,
  wrapSecret,
  type Secret,
} from './cipher.js';
export { commitmentHolds, type Opening } from './commitment.js';
export * from './errors.js';
export * from './opener.js';
export * from './person-keys.js';
export * from './sealed.js';
export { sealedSize, type BytesAt } from './sealed-bytes.js';
export * from './sealed-files.js';
export { SealingVault } from './sealing-vault.js';
export * from './vault.js';
