import type { Collection, Db } from 'mongodb';
import { durable, type Kept, type Stored } from './durable.js';

/** `mark`: of the master key it is wrapped under. */
export type TenantDocument = { tenant: string; wrapped: Stored; mark: string };
/** `mac` finds a person again without saying who it is. */
export type PersonDocument = {
  tenant: string;
  key: string;
  wrapped: Stored;
  mark: string;
  mac?: string;
};
/** Which key a mac has: the id is what no two can claim. */
export type MacDocument = { tenant: string; key: string };
/** `done`: nothing of the key is left. `by` tells a repeated write from another's. */
export type ShreddedDocument = {
  tenant: string;
  key: string;
  shreddedAt: string;
  done: boolean;
  by: string;
};
export type SettingDocument = { value: string | number };

export type KeyCollections = {
  settings: Collection<Kept<SettingDocument>>;
  tenants: Collection<Kept<TenantDocument>>;
  persons: Collection<Kept<PersonDocument>>;
  macs: Collection<Kept<MacDocument>>;
  shredded: Collection<Kept<ShreddedDocument>>;
};

export const keyCollections = (db: Db): KeyCollections => ({
  settings: durable(db, 'keys.settings'),
  tenants: durable(db, 'keys.tenants'),
  persons: durable(db, 'keys.persons'),
  macs: durable(db, 'keys.macs'),
  shredded: durable(db, 'keys.shredded'),
});

/** Tenants and keys are opaque ids without a colon. */
export const idOf = (tenant: string, rest: string): string => `${tenant}:${rest}`;

export const MASTER = 'master';
export const PROFILE = 'profile';
/** How much of the lists of destroyed keys has been gone through. */
export const SHREDDINGS = 'shreddings';
