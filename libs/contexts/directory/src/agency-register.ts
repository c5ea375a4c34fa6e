import { StateCache, type Day, type EventStore } from '@gongkai/kernel';
import { agencyAggregate } from './decider.agency.js';
import type { AgencyKind } from './events.js';

const ID = /^[A-Za-z0-9]{1,64}$/;

/** The agencies of governments as the log has them now, for handlers that take what others say. */
export class AgencyRegister {
  private readonly agencies;
  constructor(store: EventStore) {
    this.agencies = new StateCache(store, agencyAggregate);
  }

  /** Whether there is such an agency on a day; the government's own office (null) always is. */
  async activeOn(tenant: string, agency: string | null, day: Day): Promise<boolean> {
    if (agency === null) return true;
    return ID.test(agency) && (await this.agencies.get(tenant, agency)).state.activeOn(day);
  }

  /** What kind of agency it is; `government` for the government's own office, null when unknown. */
  async kindOf(tenant: string, agency: string | null): Promise<AgencyKind | 'government' | null> {
    if (agency === null) return 'government';
    return ID.test(agency) ? (await this.agencies.get(tenant, agency)).state.kind : null;
  }
}
