import { addDays } from '@gongkai/calendar';
import {
  GateError,
  handle,
  idForCreate,
  Rejection,
  streamName,
  type Admitted,
  type Outcome,
} from '@gongkai/kernel';
import { CommandHandler } from '@nestjs/cqrs';
import { heldCaseCollection } from './cases.projection.js';
import {
  RetentionCommand,
  RetentionCommands,
  RetentionNoteCommand,
  RetentionNotes,
  type RetentionInput,
} from './commands.js';
import {
  RETENTION_ID,
  retentionAggregate,
  type RetentionCommandData,
  type RetentionFacts,
} from './decider.js';
import { periodOf, scheduleOn, type Retention } from './decider.state.js';
import { LedgerHandler } from './ledger-handler.js';
import { closedUpTo } from './periods.js';
import { retentionPolicy as policy } from './policy.js';

type Here = Admitted<RetentionCommandData, Retention>;

const operations: Record<RetentionInput['type'], string> = {
  adoptSchedule: 'retention.schedule',
  placeHold: 'retention.hold',
  liftHold: 'retention.hold',
  restrict: 'retention.restrict',
  endRestriction: 'retention.restrict',
};

const nothing = { streams: [], fields: 0, files: 0 };
const known = (call: Here['call']): Omit<RetentionFacts, 'today' | 'actor'> => ({
  newId: idForCreate(call, 'hold'),
  caseKnown: true,
  cases: [],
  found: nothing,
  erasure: null,
  dueCount: 0,
});

@CommandHandler(RetentionCommand)
export class RetentionHandler extends LedgerHandler {
  execute(sent: RetentionCommand): Promise<Outcome> {
    return handle(this.deps, sent, {
      schema: RetentionCommands,
      aggregate: retentionAggregate,
      policy,
      operation: ({ type }) => operations[type],
      agency: null,
      idOf: () => RETENTION_ID,
      facts: (admitted) => this.factsOf(admitted as Here),
    });
  }

  private async factsOf({ command, call }: Here) {
    const of = known(call);
    if (command.type === 'placeHold') {
      const { caseKind, caseId } = command;
      const revision = await this.store.revision(streamName(call.tenant, caseKind, caseId));
      return { ...of, caseKnown: revision > 0 };
    }
    if (command.type !== 'restrict') return of;
    const cases = await this.persons.of(call.tenant, command.person);
    return cases instanceof Rejection ? cases : { ...of, cases };
  }
}

/** What the watch of this context notes. */
@CommandHandler(RetentionNoteCommand)
export class RetentionNoteHandler extends LedgerHandler {
  /** Government and kind → the day they were last looked at: once a day is enough. */
  private readonly looked = new Map<string, string>();

  async execute(sent: RetentionNoteCommand): Promise<Outcome> {
    const { call, data } = sent;
    if (call.caller.kind !== 'process')
      throw new GateError('FORBIDDEN', { operation: 'retention.note' });
    const { kind } = data as { kind?: string };
    const place = kind === undefined ? null : `${call.tenant}/${kind}`;
    const today = this.deps.clock.today();
    if (place !== null && this.looked.get(place) === today)
      return { id: RETENTION_ID, revision: 0, position: null };
    const outcome = await handle(this.deps, sent, {
      schema: RetentionNotes,
      aggregate: retentionAggregate,
      policy,
      operation: 'retention.hold',
      agency: null,
      idOf: () => RETENTION_ID,
      facts: async (admitted) => ({
        ...known(call),
        dueCount: await this.dueCount(admitted as Here),
      }),
    });
    if (place !== null) this.looked.set(place, today);
    return outcome;
  }

  private async dueCount({ command, call, today, state }: Here): Promise<number> {
    if (command.type !== 'noteDue') return 0;
    const { kind } = command;
    const retention = await state();
    const schedule = scheduleOn(retention, kind, today);
    if (!schedule || schedule.years === null) return 0;
    const head = await this.store.head();
    if (head !== undefined) await this.progress.waitFor(head);
    const since = retention.noted[kind];
    const closed = {
      key: 'closedOn',
      from: since === undefined ? '0000-01-01' : addDays(since, 1),
      to: closedUpTo(today, periodOf(schedule)),
    };
    const where = [
      { key: 'kind', eq: kind },
      { key: 'live', eq: 1 },
      closed,
      { key: 'ownYears', to: schedule.years },
    ];
    const counts = await this.reads.count(heldCaseCollection, call.tenant, where, null);
    return counts.get('') ?? 0;
  }
}
