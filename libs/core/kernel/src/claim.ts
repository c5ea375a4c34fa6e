import { z } from 'zod';
import { rejections, Rejection, type Decider } from './decider.js';
import { event, type EventOf } from './event.js';
import { execute, loadState, type Aggregate, type Envelope } from './execute.js';
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

type ClaimOf = { kind: string; value: string; holder: string; today: string };
type Deps = { store: EventStore; ids: Ids };

/** Each step of a claim has a command id of its own, so that a value given back can be claimed again. */
const step = async (
  deps: Deps,
  { kind, value, today }: Omit<ClaimOf, 'holder'>,
  { expectedRevision: _, ...envelope }: Envelope,
  asked: (claim: Claim) => ClaimCommand | undefined,
): Promise<Rejection | 'done' | 'nothingToDo'> => {
  const id = claimId(envelope.tenant, kind, value);
  const { state, revision } = await loadState(deps.store, claimAggregate, envelope.tenant, id);
  const command = asked(state);
  if (!command) return 'nothingToDo';
  const commandId = revision === 0 ? envelope.commandId : `${envelope.commandId}.${revision}`;
  const facts = { today, actor: envelope.actor };
  const outcome = await execute(deps, claimAggregate, id, command, facts, {
    ...envelope,
    commandId,
  });
  return outcome instanceof Rejection ? outcome : 'done';
};

/** `held`: the holder had it already, which only what first claimed it may give back. */
export type Claimed = 'claimed' | 'held';

/** Claims a value for a holder (a stream id); `claim.taken` when another holds it. */
export const claimValue = async (
  deps: Deps,
  { kind, value, holder, today }: ClaimOf,
  envelope: Envelope,
): Promise<Rejection | Claimed> => {
  const outcome = await step(deps, { kind, value, today }, envelope, (claim) =>
    claim.holder === holder ? undefined : { type: 'claim', kind, value, holder },
  );
  if (outcome instanceof Rejection) return outcome;
  return outcome === 'done' ? 'claimed' : 'held';
};

/** Gives a value back, e.g. when the command that wanted it was rejected. */
export const releaseValue = async (
  deps: Deps,
  { kind, value, holder, today, reason }: ClaimOf & { reason: string },
  envelope: Envelope,
): Promise<void> => {
  await step(deps, { kind, value, today }, envelope, (claim) =>
    claim.holder === holder ? { type: 'release', holder, reason } : undefined,
  );
};

/**
 * Does what wants a value no other may have: claimed first, so that two never have it, and given
 * back when the command is refused. `taken` when another holds it.
 */
export const withClaim = async <Done>(
  deps: Deps,
  { taken, ...claim }: ClaimOf & { taken: Rejection },
  envelope: Envelope,
  run: () => Promise<Done | Rejection>,
): Promise<Done | Rejection> => {
  const claimed = await claimValue(deps, claim, envelope);
  if (claimed instanceof Rejection) return taken;
  const outcome = await run();
  if (outcome instanceof Rejection && claimed === 'claimed')
    await releaseValue(deps, { ...claim, reason: outcome.code }, envelope);
  return outcome;
};
