import { StateCache, type EventStore } from '@gongkai/kernel';
import type { OpeningGuard } from '@gongkai/vault';
import { RETENTION_ID, retentionAggregate } from './decider.js';
import { onlyKept } from './decider.state.js';

/** Tells, from the log, whose data may only be kept; what a held case needs stays open to it. */
export const restrictionGuard = (store: EventStore): OpeningGuard => {
  const states = new StateCache(store, retentionAggregate);
  return {
    async restricted(tenant, subject, keys) {
      const { state } = await states.get(tenant, RETENTION_ID);
      return new Set(keys.filter((key) => onlyKept(state, key, subject)));
    },
  };
};
