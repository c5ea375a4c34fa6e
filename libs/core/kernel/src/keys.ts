/**
 * Secrets of the platform by name (signing key, cursor key). What may never stand in the log lies
 * here, in `keys.db`: apart from the events, so that it can be destroyed and they cannot.
 */
export interface Secrets {
  /** The secret of this name; made once by `create`, the same bytes ever after. */
  secret(name: string, create: () => Uint8Array): Promise<Uint8Array>;
}

/** Password hashes, several per account while one replaces another; the log names the one that counts. */
export interface Credentials {
  /** Keeps a hash under a new name; a name already used keeps its first hash. */
  put(tenant: string, account: string, credential: string, hash: string): Promise<void>;
  get(tenant: string, account: string, credential: string): Promise<string | undefined>;
  delete(tenant: string, account: string, credential: string): Promise<void>;
}

/** Everything kept in `keys.db`. */
export interface Keys extends Secrets, Credentials {
  close(): Promise<void>;
}

/** Nest token of the keys. */
export const KEYS = Symbol('Keys');
