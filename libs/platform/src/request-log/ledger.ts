import { pickEvents, type Day, type Recorded } from '@gongkai/kernel';
import {
  LATER_ROUNDS,
  requestStreamEvents,
  type Outcome,
  type RequestEvent,
} from '@gongkai/request';

type Attested = Extract<RequestEvent, { type: 'RequestAttested' }>['data'];
export type End = { on: Day; outcome: Outcome };

/** A case as far as totals and their explanation need it. */
export type LedgerCase = {
  id: string;
  number: string;
  agency: string | null;
  /** By round: the day it began, and how it ended. */
  rounds: Map<number, { from: Day; end: End | null }>;
  /** What the register said it was taken over from. */
  attested: Attested | null;
};

/** One thing to be counted: a case in its first round, or in a later one where these count. */
export type Item = { of: LedgerCase; receivedOn: Day; end: End | null };

export const ledgerEvents = pickEvents(
  requestStreamEvents,
  'RequestReceived',
  'RequestAttested',
  'RequestConcluded',
  'RequestReopened',
  'RequestTransferredIn',
  'ReceiptCorrected',
  'RoundOpened',
);
export type LedgerEvent = Extract<RequestEvent, { type: keyof typeof ledgerEvents }>;

/** What goes on elsewhere, or as its parts, is not counted where it came in. */
const ELSEWHERE: readonly Outcome[] = ['transferred', 'split'];

/** Every request of a government, from the events alone. */
export class Ledger {
  private readonly cases = new Map<string, LedgerCase>();

  apply(event: Recorded<LedgerEvent>): void {
    if (event.meta.aggregate !== 'request') return;
    const id = event.meta.aggregateId;
    if (event.type === 'RequestReceived') {
      const { number, agency, receivedOn } = event.data;
      const rounds = new Map([[1, { from: receivedOn, end: null }]]);
      this.cases.set(id, { id, number, agency, rounds, attested: null });
      return;
    }
    const known = this.cases.get(id);
    if (known) follow(known, event);
  }

  /** What counts of the cases of these agencies; of all when none are named. */
  items(agencies: ReadonlySet<string> | null): Item[] {
    return [...this.cases.values()]
      .filter(({ agency }) => agencies === null || (agency !== null && agencies.has(agency)))
      .flatMap((of) =>
        [...of.rounds]
          .filter(([round]) => round === 1 || LATER_ROUNDS.counted)
          .map(([, { from, end }]) => ({ of, receivedOn: from, end })),
      )
      .filter(({ end }) => end === null || !ELSEWHERE.includes(end.outcome));
  }
}

const follow = (
  known: LedgerCase,
  event: Exclude<LedgerEvent, { type: 'RequestReceived' }>,
): void => {
  switch (event.type) {
    case 'RequestAttested':
      known.attested = event.data;
      return;
    case 'RequestTransferredIn':
      known.agency = event.data.to;
      return;
    case 'ReceiptCorrected': {
      const { change } = event.data;
      if (change.field === 'receivedOn') known.rounds.get(1)!.from = change.now;
      return;
    }
    case 'RoundOpened':
      known.rounds.set(event.data.round, { from: event.data.startsOn, end: null });
      return;
    case 'RequestConcluded': {
      const { round, concludedOn: on, outcome } = event.data;
      const one = known.rounds.get(round);
      if (one) one.end = { on, outcome };
      return;
    }
    case 'RequestReopened': {
      const one = known.rounds.get(event.data.round);
      if (one) one.end = null;
    }
  }
};
