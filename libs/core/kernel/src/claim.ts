import { z } from 'zod';
import { rejections, Rejection, type Decider } from './decider.js';
import { event, type EventOf } from './event.js';
import { execute, type Aggregate, type Envelope } from './execute.js';
import { deriveId } from './ids.js';
import type { EventStore, Ids } from './ports.js';

/**
 * Uniqueness across streams (index number, account name, tracking number, agency code): one stream
 * per value, appended before the stream that uses it. The command id ties the two together; a
 * process releases a claim whose purpose never came.
 */
export const claimEvents = {
  ValueClaimed: event(z.strictObject({ kind: z.string(), value: z.string(), holder: z.string() })),
  ClaimReleased: event(z.strictObject({ kind: z.string(), value: z.string(), reason: z.string() })),
};
export type ClaimEvent = EventOf<typeof claimEvents>;

export type ClaimCommand =
  | { type: 'claim'; kind: string; value: string; holder: string }
  | { type: 'release'; holder: string; reason: string };
type Claim = { kind: string; value: string; holder: string | null };

export const { texts: claimErrors, reject: rejectClaim } = rejections({
  'claim.taken': { zh: '“{value}”已被使用。', en: '“{value}” is already used.' },
});

export const claimDecider: Decider<ClaimCommand, Claim, ClaimEvent> = {
  initial: { kind: '', value: '', holder: null },
  decide(claim, command) {
    switch (command.type) {
      case 'claim': {
        const { type: _, ...data } = command;
        if (claim.holder === command.holder) return [];
        if (claim.holder !== null)
          return rejectClaim('claim.taken', { kind: command.kind, value: command.value });
        return [{ type: 'ValueClaimed', data }];
      }
      case 'release':
        if (claim.holder !== command.holder) return [];
        return [
          {
            type: 'ClaimReleased',
            data: { kind: claim.kind, value: claim.value, reason: command.reason },
          },
        ];
    }
  },
  evolve(claim, event) {
    switch (event.type) {
      case 'ValueClaimed':
        return event.data;
      case 'ClaimReleased':
        return { ...claim, holder: null };
    }
  },
};

export const claimAggregate: Aggregate<ClaimCommand, Claim, ClaimEvent> = {
  name: 'claim',
  events: claimEvents,
  decider: claimDecider,
  agencyOf: () => null,
};

export const claimId = (tenant: string, kind: string, value: string): string =>
  deriveId(tenant, 'claim', kind, value.normalize('NFC'));

/** Claims a value for a holder (a stream id); `claim.taken` when another holds it. */
export const claimValue = async (
  deps: { store: EventStore; ids: Ids },
  { kind, value, holder, today }: { kind: string; value: string; holder: string; today: string },
  envelope: Envelope,
): Promise<Rejection | undefined> => {
  const { expectedRevision: _, ...rest } = envelope;
  const outcome = await execute(
    deps,
    claimAggregate,
    claimId(envelope.tenant, kind, value),
    { type: 'claim', kind, value, holder },
    { today, actor: envelope.actor },
    rest,
  );
  return outcome instanceof Rejection ? outcome : undefined;
};

/** Gives a value back, e.g. when the command that wanted it was rejected. */
export const releaseValue = async (
  deps: { store: EventStore; ids: Ids },
  {
    kind,
    value,
    holder,
    today,
    reason,
  }: { kind: string; value: string; holder: string; today: string; reason: string },
  envelope: Envelope,
): Promise<void> => {
  const { expectedRevision: _, ...rest } = envelope;
  await execute(
    deps,
    claimAggregate,
    claimId(envelope.tenant, kind, value),
    { type: 'release', holder, reason },
    { today, actor: envelope.actor },
    { ...rest, commandId: `${envelope.commandId}.release` },
  );
};
