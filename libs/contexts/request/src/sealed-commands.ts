import { deriveId, type Call, type Rejection } from '@gongkai/kernel';
import type { CommandOf, RequestCommandData } from './commands.js';
import type { PlainClarification, PlainReceive, PlainRequestCommand } from './commands.plain.js';
import type { Request } from './decider.state.js';
import type { Sealing } from './sealing.js';

type Plain<T extends PlainRequestCommand['type']> = Extract<PlainRequestCommand, { type: T }>;
/** Takes a number for a part of a split request; a refusal when another request has it. */
type ClaimNumber = (part: string, number: string) => Promise<Rejection | undefined>;
type OnRequest = Exclude<PlainRequestCommand, PlainReceive>;

/** Makes of a command as people give it the one the decider gets: sealed, with the ids it needs. */
export class SealedCommands {
  constructor(private readonly sealing: Sealing) {}

  async of(
    call: Call,
    plain: OnRequest,
    request: Request,
    claim: ClaimNumber,
  ): Promise<RequestCommandData | Rejection> {
    const { tenant } = call;
    switch (plain.type) {
      case 'receiveClarification':
        return this.clarification(tenant, plain, request);
      case 'split':
        return this.split(tenant, plain, request, claim);
      case 'draftReply':
        return this.draft(call, plain, request);
      case 'sendConsultation':
      case 'answerConsultation':
      case 'noticeOverride':
        return this.consultation(call, plain, request);
      case 'withdraw':
      case 'suggestPublication':
      case 'receiveExcessReasons':
      case 'requestClarification':
        return this.words(call, plain, request);
      case 'grantExtension':
      case 'issueReply':
        return { ...plain, ...(await this.letter(tenant, plain, request)) };
      case 'askExcessReasons':
        return { ...without(plain), ...(await this.letter(tenant, plain, request)) };
      case 'noticeFee': {
        const feeId = plain.feeId ?? newId(call, 'fee');
        return { ...without(plain), feeId, ...(await this.letter(tenant, plain, request)) };
      }
      default:
        return plain;
    }
  }

  private async words(
    call: Call,
    plain: Plain<
      'withdraw' | 'suggestPublication' | 'receiveExcessReasons' | 'requestClarification'
    >,
    request: Request,
  ): Promise<RequestCommandData> {
    const { tenant } = call;
    const { person } = request.applicant;
    if (plain.type === 'receiveExcessReasons')
      return { ...plain, reasons: await this.sealing.text(tenant, person, plain.reasons) };
    const text = await this.sealing.textOrNull(tenant, person, plain.text);
    switch (plain.type) {
      case 'requestClarification':
        return { ...plain, text, ...(await this.letter(tenant, plain, request)) };
      case 'withdraw': {
        const { secret: _, ...command } = plain;
        return { ...command, text };
      }
      case 'suggestPublication': {
        const { secret: _, ...command } = plain;
        return { ...command, text, suggestionId: plain.suggestionId ?? newId(call, 'suggestion') };
      }
    }
  }

  private async consultation(
    call: Call,
    plain: Plain<'sendConsultation' | 'answerConsultation' | 'noticeOverride'>,
    request: Request,
  ): Promise<RequestCommandData> {
    const { tenant } = call;
    const { person } = request.applicant;
    switch (plain.type) {
      case 'answerConsultation':
        return { ...plain, text: await this.sealing.textOrNull(tenant, person, plain.text) };
      case 'noticeOverride': {
        const reason = await this.sealing.text(tenant, person, plain.reason);
        return { ...without(plain), reason, ...(await this.letter(tenant, plain, request)) };
      }
      case 'sendConsultation': {
        const consultationId = plain.consultationId ?? newId(call, 'consultation');
        const addressee = await this.sealing.textOrNull(tenant, person, plain.addressee);
        const letter = await this.letter(tenant, plain, request);
        return { ...without(plain), consultationId, addressee, ...letter };
      }
    }
  }

  private async letter(
    tenant: string,
    { letter }: { letter: Plain<'issueReply'>['letter'] },
    { applicant: { person } }: Request,
  ): Promise<{ letter: string | null }> {
    return { letter: letter === null ? null : await this.sealing.moved(tenant, person, letter) };
  }

  private async clarification(
    tenant: string,
    plain: PlainClarification,
    { applicant: { person } }: Request,
  ): Promise<CommandOf<'receiveClarification'>> {
    const { requestId, goodReason, description, name, contactPerson, identity, contact } = plain;
    const { agent, supply, defects, on } = plain;
    const seal = (value: unknown) => this.sealing.textOrNull(tenant, person, value);
    const number = identity?.kind === 'none' ? null : (identity?.number ?? null);
    const known = identity && number !== null ? { kind: identity.kind, number } : null;
    const named = name !== null || contactPerson !== null || number !== null;
    return {
      type: 'receiveClarification',
      requestId,
      goodReason,
      description: description === null ? null : await seal({ text: description, purpose: null }),
      applicant: named ? await seal({ name, contactPerson, number }) : null,
      contact: await seal(contact),
      agent: await seal(agent),
      identityKind: identity?.kind ?? null,
      identityMac: known && (await this.sealing.mac(tenant, known)),
      files: await this.sealing.files(tenant, person, plain.files),
      supply,
      defects,
      ...(on === undefined ? {} : { on }),
    };
  }

  private async split(
    tenant: string,
    { parts, ...command }: Plain<'split'>,
    { id, number }: Request,
    claim: ClaimNumber,
  ): Promise<CommandOf<'split'> | Rejection> {
    const made = parts.map(({ subject }, i) => ({
      id: deriveId(tenant, 'part', id, String(i + 1)),
      number: `${number}-${i + 1}`,
      subject,
    }));
    for (const part of made) {
      const refused = await claim(part.id, part.number);
      if (refused) return refused;
    }
    return { ...command, parts: made };
  }

  private async draft(
    call: Call,
    { says, ...plain }: Plain<'draftReply'>,
    { applicant: { person } }: Request,
  ): Promise<CommandOf<'draftReply'>> {
    const { tenant } = call;
    const { text, contents, statements } = plain;
    const said = says.map(({ statement }) => statement);
    const written: ReplyText | null = text === null && says.length === 0 ? null : { text, says };
    return {
      ...plain,
      replyId: plain.replyId ?? newId(call, 'reply'),
      statements: [...new Set([...statements, ...said])],
      text: await this.sealing.textOrNull(tenant, person, written),
      contents: await this.sealing.papers(tenant, person, contents),
    };
  }
}

/** What a reply says, as it is sealed: freely, and under what it must state. */
export type ReplyText = Pick<Plain<'draftReply'>, 'text' | 'says'>;

const newId = ({ tenant, commandId }: Call, of: string) => deriveId(tenant, of, commandId);

/** The words that only a letter says are not part of the command; the letter has them. */
const without = <T extends object>(plain: T): Omit<T, 'matter' | 'facts' | 'payMethod'> => {
  const { matter: _, facts: __, payMethod: ___, ...command } = plain as T & Record<string, unknown>;
  return command as Omit<T, 'matter' | 'facts' | 'payMethod'>;
};
