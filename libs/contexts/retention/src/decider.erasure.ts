import type { Aggregate, Decider, Facts, Rejection } from '@gongkai/kernel';
import type { ErasureInput } from './commands.js';
import { reject } from './errors.js';
import { erasureEvents, type ErasureEvent } from './events.js';

export type Erasure = {
  id: string;
  status: 'none' | 'asked' | 'approved' | 'refused' | 'withdrawn' | 'destroyed';
  person: string;
  ground: 'retentionOver' | 'lawOrders';
  legalGround: string;
  askedBy: string;
  approvedBy: string | null;
};

export const noErasure: Erasure = {
  id: '',
  status: 'none',
  person: '',
  ground: 'retentionOver',
  legalGround: '',
  askedBy: '',
  approvedBy: null,
};

export type ErasureFacts = Facts & {
  id: string;
  /** Whether the person's key is there. */
  key: 'held' | 'shredded' | 'unknown';
  /** In how many cases it occurs. */
  cases: number;
  /** What stands against erasing the person today. */
  obstacle: Rejection | null;
  /** Another erasure of the person that is under way. */
  underWay: string | null;
};

type Confirm = { type: 'confirm'; erasure: string };
export type ErasureCommandData = Exclude<ErasureInput, { type: 'carryOut' }> | Confirm;
type Of<T extends ErasureCommandData['type']> = Extract<ErasureCommandData, { type: T }>;

const ask = (
  state: Erasure,
  command: Of<'ask'>,
  facts: ErasureFacts,
): ErasureEvent[] | Rejection => {
  if (state.status !== 'none') return [];
  const { person, ground, legalGround, requestedBy, reason } = command;
  if (facts.key === 'shredded') return reject('retention.erasedAlready', {}, 'person');
  if (facts.key === 'unknown' || facts.cases === 0)
    return reject('retention.personUnknown', {}, 'person');
  if (facts.underWay !== null)
    return reject('retention.askedAlready', { erasure: facts.underWay }, 'person');
  if (facts.obstacle) return facts.obstacle;
  const of = { erasure: facts.id, person, ground, legalGround, requestedBy, reason };
  const by = { cases: facts.cases, on: facts.today, askedBy: facts.actor.id };
  return [{ type: 'PersonErasureAsked', data: { ...of, ...by } }];
};

const decided = (
  state: Erasure,
  { type, reason }: Of<'approve' | 'refuse' | 'withdraw'>,
  { id: erasure, today: on, actor, obstacle }: ErasureFacts,
): ErasureEvent[] | Rejection => {
  if (state.status === 'none') return reject('retention.erasureUnknown', {}, 'erasure');
  const of = { erasure, person: state.person, reason, on };
  // Nothing is given up yet: who asked may take it back until the keys are gone.
  if (type === 'withdraw' && (state.status === 'asked' || state.status === 'approved'))
    return [{ type: 'PersonErasureWithdrawn', data: { ...of, withdrawnBy: actor.id } }];
  if (state.status !== 'asked')
    return reject('retention.erasureDecided', { state: state.status }, 'erasure');
  if (type === 'refuse')
    return [{ type: 'PersonErasureRefused', data: { ...of, refusedBy: actor.id } }];
  if (actor.id === state.askedBy) return reject('retention.separationOfDuties');
  if (obstacle) return obstacle;
  return [{ type: 'PersonErasureApproved', data: { ...of, approvedBy: actor.id } }];
};

/** A withdrawal that came between the certificate and the deed came too late: the keys are gone. */
const confirm = (state: Erasure, facts: ErasureFacts): ErasureEvent[] | Rejection => {
  if (state.status === 'destroyed') return [];
  if (state.status === 'none') return reject('retention.erasureUnknown', {}, 'erasure');
  const { id: erasure, today: on } = facts;
  const { person } = state;
  return [{ type: 'PersonKeysDestroyed', data: { erasure, person, keys: [person], on } }];
};

export const erasureDecider: Decider<ErasureCommandData, Erasure, ErasureEvent, ErasureFacts> = {
  initial: noErasure,
  decide(state, command, facts) {
    switch (command.type) {
      case 'ask':
        return ask(state, command, facts);
      case 'approve':
      case 'refuse':
      case 'withdraw':
        return decided(state, command, facts);
      case 'confirm':
        return confirm(state, facts);
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case 'PersonErasureAsked': {
        const { erasure: id, person, ground, legalGround, askedBy } = event.data;
        return { ...noErasure, id, status: 'asked', person, ground, legalGround, askedBy };
      }
      case 'PersonErasureApproved':
        return { ...state, status: 'approved', approvedBy: event.data.approvedBy };
      case 'PersonErasureRefused':
        return { ...state, status: 'refused' };
      case 'PersonErasureWithdrawn':
        return { ...state, status: 'withdrawn' };
      case 'PersonKeysDestroyed':
        return { ...state, status: 'destroyed' };
    }
  },
};

export const erasureAggregate: Aggregate<ErasureCommandData, Erasure, ErasureEvent, ErasureFacts> =
  {
    name: 'erasure',
    events: erasureEvents,
    decider: erasureDecider,
    agencyOf: () => null,
  };
