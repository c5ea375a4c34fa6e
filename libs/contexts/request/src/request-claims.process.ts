import { addDays } from '@gongkai/calendar';
import {
  claimEvents,
  claimId,
  type Call,
  type ClaimEvent,
  type Day,
  type Process,
} from '@gongkai/kernel';
import { requestEvents, type EventNamed } from './events.js';

export const REQUEST_NUMBER_CLAIM = 'requestNumber';

export type RequestNumberClaim = { value: string; holder: string };

/** Gives a number back that was claimed for a request that never came to be. */
export class ReleaseRequestNumberCommand {
  constructor(
    readonly call: Call,
    readonly data: RequestNumberClaim,
  ) {}
}

type OpenClaimRow = RequestNumberClaim & { due: Day };
const { RequestReceived } = requestEvents;
type Claimed = ClaimEvent | EventNamed<'RequestReceived'>;

/** Numbers that were claimed and are not in use, e.g. because the power went in between. */
export const openNumberClaims: Process<OpenClaimRow, RequestNumberClaim, Claimed> = {
  name: 'openRequestNumberClaims',
  version: 1,
  events: { ...claimEvents, RequestReceived },
  collection: {
    name: 'openRequestNumberClaims',
    version: 1,
    keys: { due: (row) => row.due },
    indexes: [['due']],
  },
  key(event) {
    switch (event.type) {
      case 'ValueClaimed':
      case 'ClaimReleased':
        return event.data.kind === REQUEST_NUMBER_CLAIM ? event.meta.aggregateId : undefined;
      case 'RequestReceived':
        return claimId(event.meta.tenant, REQUEST_NUMBER_CLAIM, event.data.number);
    }
  },
  apply(_, event) {
    if (event.type !== 'ValueClaimed') return undefined;
    const { value, holder } = event.data;
    // A command takes seconds; a claim still unused on the second day after is an orphan.
    return { value, holder, due: addDays(event.meta.recordedAt.slice(0, 10), 2) };
  },
  dueKey: 'due',
  due: ({ value, holder, due }, today) => (today < due ? [] : [{ value, holder }]),
  command: (call, claim) => new ReleaseRequestNumberCommand(call, claim),
};
