import {
  CLOCK,
  envelopeOf,
  EVENT_STORE,
  GateError,
  IDS,
  loadState,
  releaseValue,
  type Clock,
  type EventStore,
  type Ids,
} from '@gongkai/kernel';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { requestAggregate } from './decider.js';
import { ReleaseRequestNumberCommand, REQUEST_NUMBER_CLAIM } from './request-claims.process.js';

/** Gives back what a command claimed that never came to its end, e.g. because the power went. */
@CommandHandler(ReleaseRequestNumberCommand)
export class ReleaseRequestNumberHandler implements ICommandHandler<ReleaseRequestNumberCommand> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(IDS) private readonly ids: Ids,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ call, data: { value, holder } }: ReleaseRequestNumberCommand) {
    if (call.caller.kind !== 'process') throw new GateError('FORBIDDEN');
    const envelope = envelopeOf(call, { kind: 'process', id: call.caller.name });
    const today = call.today ?? this.clock.today();
    const reason = '登记未成,登记编号收回。';
    const claim = { kind: REQUEST_NUMBER_CLAIM, value, holder, today, reason };
    const { state } = await loadState(this.store, requestAggregate, call.tenant, holder);
    // The row may be behind the log; a number in use stays.
    if (state.number !== value)
      await releaseValue({ store: this.store, ids: this.ids }, claim, envelope);
    return { id: holder, revision: 0, position: null };
  }
}
