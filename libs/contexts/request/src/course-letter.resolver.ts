import { agencyNameIn, TREE, type Tree } from '@gongkai/directory';
import { AUDIT, type AuditLog } from '@gongkai/identity';
import {
  CLOCK,
  EVENT_STORE,
  GateError,
  Rejection,
  type Clock,
  type Day,
  type EventStore,
  type Officer,
} from '@gongkai/kernel';
import {
  LETTER_MEDIA_TYPES,
  letterKinds,
  LETTERS,
  type FieldValue,
  type LetterKind,
  type Letters,
} from '@gongkai/letter';
import { CurrentOfficer } from '@gongkai/nest';
import { OPENER, VAULT, type Opener, type Vault } from '@gongkai/vault';
import { Inject } from '@nestjs/common';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { readCase, type CaseFile } from './case-file.js';
import { CaseLetters } from './case-letters.js';
import { channelNames } from './case-words.js';
import type { Request } from './decider.state.js';
import type { EventNamed, RequestEvent } from './events.js';
import { mayOpen, mayRead } from './policy.js';

type Written = { on: Day; fields: Record<string, FieldValue | null> };

/** Letters of the course of a case that no event carries; written when somebody prints them. */
@Resolver()
export class CourseLetterResolver {
  private readonly letters: CaseLetters;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(TREE) private readonly tree: Tree,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LETTERS) letters: Letters,
    @Inject(VAULT) vault: Vault,
    @Inject(AUDIT) private readonly audit: AuditLog,
    @Inject(OPENER) private readonly opener: Pick<Opener, 'mayOpen'>,
  ) {
    this.letters = new CaseLetters(letters, vault, tree);
  }

  @Query('requestLetter')
  async requestLetter(
    @CurrentOfficer() officer: Officer,
    @Args('id') id: string,
    @Args('kind') kind: LetterKind,
    @Args('docx') docx: boolean,
  ) {
    const { tenant, account } = officer;
    const file = await readCase(this.store, tenant, id);
    if (!file || !mayRead(officer, file.request.agency)) throw new GateError('NOT_FOUND');
    if (!mayOpen(officer, file.request.agency))
      throw new GateError('FORBIDDEN', { operation: 'request.open' });
    // A letter names the person; of one whose data may only be kept none is written any more.
    if (!(await this.opener.mayOpen(tenant, id, file.request.applicant.person)))
      throw new GateError('FORBIDDEN', { operation: 'request.open' });
    const wanted = await this.wanted(tenant, kind, file);
    if (!wanted) throw new GateError('NOT_FOUND');
    const opened = { account, subject: id, fields: ['letter'], purpose: letterKinds[kind].zh };
    await this.audit.record(tenant, { type: 'SealedFieldsOpened', ...opened });
    const format = docx ? 'docx' : 'pdf';
    const letter = await this.letters.write(tenant, file.request, { kind, ...wanted }, [format]);
    if (letter instanceof Rejection)
      throw new GateError('BAD_REQUEST', { zh: letter.zh, en: letter.en, field: 'kind' });
    return {
      name: `${letter.title}.${format}`,
      mediaType: LETTER_MEDIA_TYPES[format],
      base64: Buffer.from(letter.files[format]!).toString('base64'),
    };
  }

  /** What the case has to say in a letter of this kind; undefined when it never came to it. */
  private async wanted(
    tenant: string,
    kind: LetterKind,
    file: CaseFile,
  ): Promise<Written | undefined> {
    const { request, events } = file;
    switch (kind) {
      case 'receipt': {
        const { channel, number, clock } = request;
        const { startsOn = null, dueOn = null } = clock ?? {};
        const fields = { channel: channelNames[channel], trackingNumber: number, startsOn, dueOn };
        return { on: this.clock.today(), fields };
      }
      case 'transfer':
        return this.transfer(tenant, last(events, 'RequestTransferredOut'));
      case 'joined': {
        const joined = last(events, 'RequestJoined');
        const into = joined && (await readCase(this.store, tenant, joined.into));
        return into && { on: joined.on, fields: { intoNumber: into.request.number } };
      }
      default:
        return ended(kind, file);
    }
  }

  private transfer(
    tenant: string,
    out: EventNamed<'RequestTransferredOut'>['data'] | undefined,
  ): Written | undefined {
    if (!out) return undefined;
    const toAgency = out.outside ?? agencyNameIn(this.tree, tenant, out.to);
    return { on: out.on, fields: { toAgency, transferredOn: out.on, reasons: out.reason } };
  }
}

const last = <T extends RequestEvent['type']>(
  events: readonly RequestEvent[],
  type: T,
): EventNamed<T>['data'] | undefined =>
  events.findLast((event) => event.type === type)?.data as EventNamed<T>['data'] | undefined;

const ended = (kind: LetterKind, { request, events }: CaseFile): Written | undefined => {
  switch (kind) {
    case 'split': {
      const split = last(events, 'RequestSplit');
      const parts = request.parts.map(({ number, subject }) => `${number} ${subject}`);
      return split && { on: split.on, fields: { parts } };
    }
    case 'withdrawn': {
      const withdrawn = last(events, 'RequestWithdrawn');
      return withdrawn && { on: withdrawn.on, fields: { withdrawnOn: withdrawn.on } };
    }
    case 'delayedPeriod': {
      const decided = last(events, 'ExcessDecided');
      if (!decided?.delayedTo) return undefined;
      const fields = { facts: decided.reason, extendedTo: decided.delayedTo };
      return { on: decided.decidedOn, fields };
    }
    case 'abandonedNotClarified':
    case 'abandonedFeeUnpaid':
      return lapsed(kind, request);
    default:
      return undefined;
  }
};

const lapsed = (kind: LetterKind, { abandoned, clarification, fees }: Request) => {
  if (abandoned?.cause === 'notClarified' && kind === 'abandonedNotClarified' && clarification) {
    const { sentOn: noticedOn, respondBy } = clarification;
    return { on: abandoned.on, fields: { noticedOn, respondBy } };
  }
  const unpaid = fees.findLast(({ paid, waivedOn }) => paid === null && waivedOn === null);
  if (abandoned?.cause !== 'feeUnpaid' || kind !== 'abandonedFeeUnpaid' || !unpaid?.payBy)
    return undefined;
  return { on: abandoned.on, fields: { noticedOn: unpaid.sentOn, payBy: unpaid.payBy } };
};
