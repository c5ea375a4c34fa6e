import { unusedNumbers, type Call, type NumberHeld } from '@gongkai/kernel';
import { requestEvents, type EventNamed } from './events.js';

export const REQUEST_NUMBER_CLAIM = 'requestNumber';

/** Gives a number back that was claimed for a request that never came to be. */
export class ReleaseRequestNumberCommand {
  constructor(
    readonly call: Call,
    readonly data: NumberHeld,
  ) {}
}

const { RequestReceived } = requestEvents;

export const openNumberClaims = unusedNumbers<EventNamed<'RequestReceived'>>({
  name: 'openRequestNumberClaims',
  kind: REQUEST_NUMBER_CLAIM,
  usedBy: { RequestReceived },
  numberIn: ({ data }) => data.number,
  command: (call, claim) => new ReleaseRequestNumberCommand(call, claim),
});
