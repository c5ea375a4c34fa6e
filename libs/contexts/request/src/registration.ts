import { Rejection, type Call, type ClaimedNumber, type Day, type Envelope } from '@gongkai/kernel';
import type { Vault } from '@gongkai/vault';
import type { CommandOf } from './commands.js';
import type {
  PlainClarification,
  PlainContact,
  PlainIdentity,
  PlainReceive,
} from './commands.plain.js';
import { rejectForm } from './errors.form.js';
import type { Defect } from './events.kinds.js';
import { numberFault, numberFaults, type NumberFault } from './identity-numbers.js';
import type { RequestNumbers } from './request-numbers.js';
import type { Sealing } from './sealing.js';
import { trackingDigest, trackingSecret } from './tracking.js';

/** What the online form takes; at the counter and by post there is no limit of this kind. */
export const FORM_LINES_MAX = 200;
export const FORM_CHARACTERS_MAX = 5_000;

const reachable = ({ phone, email, address }: PlainContact): boolean =>
  phone !== null || email !== null || address !== null;

const identityDefect = ({ kind, number }: PlainIdentity, received: Day): Defect[] => {
  if (kind === 'none' || number === null) return ['identityMissing'];
  const fault = numberFault(kind, number, received);
  if (fault === null) return [];
  return [fault === 'missing' ? 'identityMissing' : 'identityCheckDigit'];
};

const sizeOf = (text: string) => ({ lines: text.split('\n').length, characters: [...text].length });
const isLong = (text: string): boolean => {
  const { lines, characters } = sizeOf(text);
  return lines > FORM_LINES_MAX || characters > FORM_CHARACTERS_MAX;
};

/** What the online form does not decide: day, number, edition, confirmation are the office's. */
export const asForm = (plain: PlainReceive): PlainReceive => {
  const { number: _, receivedOn: __, edition: ___, ...form } = plain;
  const none = { confirmedOn: null, editionReason: null, subject: null, agent: null };
  return { ...form, ...none, defects: [], files: [] };
};

/** What is wrong with a request as it came; paper is registered all the same (条例第三十条). */
export const defectsOf = (plain: PlainReceive, received: Day): Defect[] => {
  const { name, contact, description, supply, agent, identity, defects } = plain;
  const found: Defect[] = [...identityDefect(identity, received)];
  if (name === null) found.push('nameMissing');
  if (!reachable(contact)) found.push('contactMissing');
  if (description === null) found.push('contentMissing');
  else if (isLong(description)) found.push('tooLong');
  if (supply === null) found.push('formMissing');
  if (agent !== null && !agent.authorised) found.push('authorisationMissing');
  return [...new Set([...found, ...defects])];
};

/** Why the online form is sent back, with help; the number itself is never repeated. */
export const formFault = (plain: PlainReceive, today: Day): Rejection | null => {
  const { identity, contact, description, channel } = plain;
  if (channel !== 'online') return rejectForm('request.channelNotOnline', {}, 'channel');
  const fault =
    identity.kind === 'none' ? 'missing' : numberFault(identity.kind, identity.number ?? '', today);
  if (fault !== null) return invalid(fault);
  if (!reachable(contact)) return rejectForm('request.contactMissing', {}, 'contact');
  return description !== null && isLong(description) ? tooLong(description) : null;
};

/** The same help for what is handed in online to put a request right. */
export const answerFault = (
  { identity, description }: Pick<PlainClarification, 'identity' | 'description'>,
  today: Day,
): Rejection | null => {
  if (identity !== null && identity.kind !== 'none') {
    const fault = numberFault(identity.kind, identity.number ?? '', today);
    if (fault !== null) return invalid(fault);
  }
  return description !== null && isLong(description) ? tooLong(description) : null;
};

const invalid = (fault: NumberFault): Rejection => {
  const { zh, en } = numberFaults[fault];
  return rejectForm('request.identityInvalid', { fault, zh, en }, 'identity.number');
};

const tooLong = (description: string): Rejection =>
  rejectForm(
    'request.descriptionTooLong',
    { ...sizeOf(description), linesMax: FORM_LINES_MAX, charactersMax: FORM_CHARACTERS_MAX },
    'description',
  );

export type Registered = {
  command: CommandOf<'receive'>;
  claim: ClaimedNumber;
  secret: string | null;
};

/** Makes of what arrived the command that registers it: sealed, numbered, with a tracking secret. */
export class Registration {
  constructor(
    private readonly vault: Vault,
    private readonly sealing: Sealing,
    private readonly numbers: RequestNumbers,
  ) {}

  async of(
    call: Call,
    plain: PlainReceive,
    requestId: string,
    today: Day,
    envelope: Envelope,
  ): Promise<Registered | Rejection> {
    const { tenant } = call;
    const received = plain.receivedOn ?? today;
    const given = { given: plain.number, receivedOn: received };
    const claim = await this.numbers.claim(given, { holder: requestId, today, envelope });
    if (claim instanceof Rejection) return claim;
    try {
      const secret = await this.secretOf(call);
      const sealed = await this.sealed(tenant, plain);
      const { kind, channel, agency, applicantKind, subject, confirmedOn } = plain;
      const { edition, editionReason, receivedOn } = plain;
      const command: CommandOf<'receive'> = {
        type: 'receive',
        requestId,
        number: claim.value,
        agency,
        kind,
        channel,
        applicantKind,
        subject,
        confirmedOn,
        editionReason,
        ...(receivedOn === undefined ? {} : { receivedOn }),
        ...(edition === undefined ? {} : { edition }),
        supply: plain.supply ?? { form: 'other', route: 'other' },
        defects: defectsOf(plain, received),
        ...sealed,
        trackingDigest: secret === null ? null : trackingDigest(tenant, secret),
      };
      return { command, claim, secret };
    } catch (error) {
      await claim.release('failed');
      throw error;
    }
  }

  /** The same command gives the same secret, so that it is told again when the answer was lost. */
  async secretOf({ tenant, caller, commandId, body }: Call): Promise<string | null> {
    if (caller.kind === 'operator' || caller.kind === 'process') return null;
    return trackingSecret(await this.sealing.keyed(tenant, 'tracking', { commandId, body }));
  }

  private async sealed(tenant: string, plain: PlainReceive) {
    const { identity, name, contactPerson, description, purpose, agent, contact, files } = plain;
    const number = identity.kind === 'none' ? null : identity.number;
    const known = number === null ? null : { kind: identity.kind, number };
    const { key: person, mac } = await this.vault.person(tenant, known);
    const seal = (value: unknown) => this.sealing.text(tenant, person, value);
    return {
      identityKind: identity.kind,
      person,
      identityMac: mac,
      applicant: await seal({ name, contactPerson, number }),
      contact: await seal(contact),
      agent: await this.sealing.textOrNull(tenant, person, agent),
      description: await seal({ text: description, purpose }),
      files: await this.sealing.files(tenant, person, files),
    };
  }
}
