/** The key was destroyed on purpose: nobody will ever read this again. */
export class Shredded extends Error {
  constructor(
    readonly tenant: string,
    readonly key: string,
  ) {
    super('the key of these fields was destroyed');
    this.name = 'Shredded';
  }
}

/**
 * What is sealed cannot be opened although nobody destroyed its key: the key is not in keys.db
 * (another folder's, or lost), or the bytes are not what was sealed for this tenant and key.
 */
export class SealBroken extends Error {
  constructor(
    readonly reason: 'noKey' | 'bytes' | 'commitment',
    readonly tenant: string,
    readonly key: string,
  ) {
    super(`a sealed field cannot be opened: ${reason}`);
    this.name = 'SealBroken';
  }
}
