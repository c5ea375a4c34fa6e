import { deriveId, envelopeOf, execute, GateError, parseCommand } from '@gongkai/kernel';
import { Handler } from '@gongkai/nest';
import { CommandHandler } from '@nestjs/cqrs';
import { RecordUsageCommand, UsageRecord } from './commands.js';
import { usageAggregate } from './decider.js';

@CommandHandler(RecordUsageCommand)
export class RecordUsageHandler extends Handler {
  async execute({ call, data }: RecordUsageCommand) {
    const { caller } = call;
    if (caller.kind !== 'process') throw new GateError('FORBIDDEN');
    const parsed = parseCommand(UsageRecord, data);
    if ('rejection' in parsed) return parsed.rejection;
    const { agency, on } = parsed.command;
    const actor = { kind: 'process', id: caller.name } as const;
    const facts = { today: call.today ?? this.deps.clock.today(), actor };
    const id = deriveId('usage', agency ?? '', on.slice(0, 7));
    const envelope = envelopeOf(call, actor);
    return execute(this.deps, usageAggregate, id, parsed.command, facts, envelope);
  }
}
