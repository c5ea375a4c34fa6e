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
    { tenant, commandId }: Call,
    plain: OnRequest,
    request: Request,
    claim: ClaimNumber,
  ): Promise<RequestCommandData | Rejection> {
    const { person } = request.applicant;
    const sealed = (text: unknown) => this.sealing.text(tenant, person, text);
    const sealedOrNull = (text: unknown) => this.sealing.textOrNull(tenant, person, text);
    const newId = (of: string) => deriveId(tenant, of, commandId);
    switch (plain.type) {
      case 'receiveClarification':
        return this.clarification(tenant, plain, request);
      case 'split':
        return this.split(tenant, plain, request, claim);
      case 'draftReply':
        return this.draft(tenant, plain, person, newId('reply'));
      case 'requestClarification':
        return {
          ...plain,
          text: await sealedOrNull(plain.text),
          ...(await this.letter(tenant, plain, person)),
        };
      case 'grantExtension':
      case 'askExcessReasons':
      case 'issueReply':
        return { ...plain, ...(await this.letter(tenant, plain, person)) };
      case 'receiveExcessReasons':
        return { ...plain, reasons: await sealed(plain.reasons) };
      case 'withdraw': {
        const { secret: _, ...command } = plain;
        return { ...command, text: await sealedOrNull(plain.text) };
      }
      case 'suggestPublication': {
        const { secret: _, ...command } = plain;
        const suggestionId = plain.suggestionId ?? newId('suggestion');
        return { ...command, suggestionId, text: await sealedOrNull(plain.text) };
      }
      case 'sendConsultation': {
        const consultationId = plain.consultationId ?? newId('consultation');
        const addressee = await sealedOrNull(plain.addressee);
        return {
          ...plain,
          consultationId,
          addressee,
          ...(await this.letter(tenant, plain, person)),
        };
      }
      case 'answerConsultation':
        return { ...plain, text: await sealedOrNull(plain.text) };
      case 'noticeOverride':
        return {
          ...plain,
          reason: await sealed(plain.reason),
          ...(await this.letter(tenant, plain, person)),
        };
      case 'noticeFee': {
        const feeId = plain.feeId ?? newId('fee');
        return { ...plain, feeId, ...(await this.letter(tenant, plain, person)) };
      }
      default:
        return plain;
    }
  }

  private async letter(
    tenant: string,
    { letter }: { letter: Plain<'issueReply'>['letter'] },
    person: string,
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
    tenant: string,
    plain: Plain<'draftReply'>,
    person: string,
    newId: string,
  ): Promise<CommandOf<'draftReply'>> {
    const { text, contents } = plain;
    return {
      ...plain,
      replyId: plain.replyId ?? newId,
      text: await this.sealing.textOrNull(tenant, person, text),
      contents: await this.sealing.papers(tenant, person, contents),
    };
  }
}
