import { StateCache, type Day, type EventStore } from '@gongkai/kernel';
import { Agency, agencyAggregate } from './decider.agency.js';
import type { AgencyKind } from './events.js';

const ID = /^[A-Za-z0-9]{1,64}$/;

/** What there is to know of an agency: null of kind and never active when there is none. */
export type KnownAgency = {
  readonly kind: AgencyKind | 'government' | null;
  activeOn(day: Day): boolean;
};
const OWN_OFFICE: KnownAgency = { kind: 'government', activeOn: () => true };

/** The agencies of governments as the log has them now, for handlers that take what others say. */
export class AgencyRegister {
  private readonly agencies;
  constructor(store: EventStore) {
    this.agencies = new StateCache(store, agencyAggregate);
  }

  /** An agency as it is known; null is the government's own office. */
  async of(tenant: string, agency: string | null): Promise<KnownAgency> {
    if (agency === null) return OWN_OFFICE;
    return ID.test(agency) ? (await this.agencies.get(tenant, agency)).state : Agency.none;
  }

  /** Whether there is such an agency on a day; the government's own office (null) always is. */
  async activeOn(tenant: string, agency: string | null, day: Day): Promise<boolean> {
    return (await this.of(tenant, agency)).activeOn(day);
  }
}
