import { AgencyRegister } from '@gongkai/directory';
import { calendarFacts, CALENDARS, type Calendars } from '@gongkai/holiday';
import {
  authorise,
  BLOBS,
  CLOCK,
  envelopeOf,
  EVENT_STORE,
  execute,
  idForCreate,
  IDS,
  parseCommand,
  Rejection,
  streamName,
  type Blobs,
  type Clock,
  type Day,
  type EventStore,
  type Ids,
  type Receipt,
} from '@gongkai/kernel';
import { Handler } from '@gongkai/nest';
import { VAULT, type Vault } from '@gongkai/vault';
import { Inject } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import { AttestRequestCommand, PlainAttest, type AttestCommand } from './commands.attest.js';
import type { RequestCommandData } from './commands.js';
import { requestAggregate } from './decider.js';
import { personsOfEntry } from './known-persons.js';
import { personalInClear } from './personal-in-clear.js';
import { requestPolicy } from './policy.js';
import { RequestNumbers } from './request-numbers.js';
import { keyedCall, Sealing } from './sealing.js';

/** Stands for a command taken before: `execute` gives its receipt and never looks at it. */
const SENT_AGAIN = { type: 'noteMissedDeadline' } as const;

/** What of an entry is not sealed. */
const inClear = ({ name: _, description: __, ...entry }: PlainAttest) => entry;

/** Takes over cases handled elsewhere; a way in of its own, since nothing else may skip the steps. */
@CommandHandler(AttestRequestCommand)
export class AttestRequestHandler extends Handler {
  private readonly sealing: Sealing;
  private readonly numbers: RequestNumbers;
  private readonly agencies;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(IDS) ids: Ids,
    @Inject(CLOCK) clock: Clock,
    @Inject(BLOBS) blobs: Blobs,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(CALENDARS) private readonly calendars: Calendars,
  ) {
    super(store, ids, clock);
    this.sealing = new Sealing(vault, blobs);
    this.numbers = new RequestNumbers(this.deps);
    this.agencies = new AgencyRegister(store);
  }

  async execute({ call: asSent, data }: AttestRequestCommand): Promise<Receipt | Rejection> {
    const parsed = parseCommand(PlainAttest, data);
    if ('rejection' in parsed) return parsed.rejection;
    const plain = parsed.command;
    const { tenant } = asSent;
    const actor = authorise(requestPolicy, 'request.attest', asSent.caller, plain.agency);
    const call = await keyedCall(this.vault, asSent);
    const envelope = envelopeOf(call, actor);
    const requestId = idForCreate(call, requestAggregate.name);
    const today = call.today ?? this.deps.clock.today();
    const active = (on: Day) => this.agencies.activeOn(tenant, plain.agency, on);
    // A case of its time was with an agency of its time.
    const agencyActive = (await active(today)) || (await active(plain.receivedOn));
    const facts = { today, actor, ...calendarFacts(this.calendars, tenant), agencyActive };
    const decide = (command: RequestCommandData) =>
      execute(this.deps, requestAggregate, requestId, command, facts, envelope);
    const stream = streamName(tenant, requestAggregate.name, requestId);
    if ((await this.deps.store.revision(stream)) > 0) return decide({ ...SENT_AGAIN, requestId });
    const fault = personalInClear(inClear(plain), personsOfEntry(plain));
    if (fault) return fault;
    const claim = await this.numbers.claim(
      { given: plain.number, receivedOn: plain.receivedOn },
      { holder: requestId, today, envelope },
    );
    if (claim instanceof Rejection) return claim;
    const outcome = await decide(await this.sealed(tenant, plain, requestId));
    if (outcome instanceof Rejection) await claim.release(outcome.code);
    return outcome;
  }

  /** Each entry under a key of its own: that two are of one person is not known. */
  private async sealed(
    tenant: string,
    { name, description, ...entry }: PlainAttest,
    requestId: string,
  ): Promise<AttestCommand> {
    const { key: person } = await this.vault.person(tenant, null);
    const seal = (value: unknown) => this.sealing.text(tenant, person, value);
    const nowhere = { phone: null, email: null, address: null, postcode: null };
    return {
      ...entry,
      requestId,
      person,
      applicant: await seal({ name, contactPerson: null, number: null }),
      contact: await seal(nowhere),
      description: await seal({ text: description, purpose: null }),
    };
  }
}
