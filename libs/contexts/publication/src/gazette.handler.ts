import {
  authorise,
  claimValue,
  CLOCK,
  envelopeOf,
  EVENT_STORE,
  execute,
  idForCreate,
  IDS,
  parseCommand,
  Rejection,
  releaseValue,
  type Clock,
  type EventStore,
  type Ids,
  type Receipt,
} from '@gongkai/kernel';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  GazetteIssueCommand,
  GazetteIssueCommands,
  type GazetteIssueCommandData,
} from './commands.js';
import { gazetteIssueAggregate } from './decider.gazette.js';
import { reject } from './errors.js';
import { publicationPolicy } from './policy.js';

@CommandHandler(GazetteIssueCommand)
export class GazetteIssueHandler implements ICommandHandler<GazetteIssueCommand> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(IDS) private readonly ids: Ids,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ call, data }: GazetteIssueCommand): Promise<Receipt | Rejection> {
    const parsed = parseCommand(GazetteIssueCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    const issueId =
      'issueId' in parsed.command ? parsed.command.issueId : idForCreate(call, 'gazetteIssue');
    const command = { ...parsed.command, issueId } as GazetteIssueCommandData;
    const actor = authorise(publicationPolicy, `gazetteIssue.${command.type}`, call.caller, null);
    const today = call.today ?? this.clock.today();
    const envelope = envelopeOf(call, actor);
    const deps = { store: this.store, ids: this.ids };
    const run = () =>
      execute(deps, gazetteIssueAggregate, issueId, command, { today, actor }, envelope);
    if (command.type !== 'plan') return run();
    // One issue per year and number; the claim outlives a crash, and the same command takes it again.
    const { year, number } = command;
    const claim = { kind: 'gazetteIssue', value: `${year}-${number}`, holder: issueId, today };
    if (await claimValue(deps, claim, envelope))
      return reject('publication.gazetteIssueExists', { year, number }, 'number');
    const outcome = await run();
    if (outcome instanceof Rejection)
      await releaseValue(deps, { ...claim, reason: outcome.code }, envelope);
    return outcome;
  }
}
