import { Shredded, type Sealed, type Vault } from '@gongkai/vault';
import type { CaseFile } from './case-file.js';
import type { PlainAttest } from './commands.attest.js';
import type { PlainRequestCommand } from './commands.plain.js';
import { nobodyKnown, type KnownPersons } from './personal-in-clear.js';

/** A firm's or an office's name is no personal data, and often the subject itself. */
const ORGANISATION =
  /公司|集团|厂|店|局|委员会|政府|院|所|校|协会|学会|联合会|合作社|中心|银行|报社|部|CO|LTD|INC/i;
/** Streets are named in subjects; a whole address is not. */
const ADDRESS_MIN = 10;
const PHONE_MIN = 7;

type Fields = { [key: string]: unknown };
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const texts = (...values: readonly unknown[]): string[] =>
  values.filter((value): value is string => typeof value === 'string');

/** Names and numbers of one person, in whatever field a command or a case has them. */
const personIn = (value: unknown, natural: boolean): KnownPersons => {
  if (!isFields(value)) return nobodyKnown;
  const { name, contactPerson, number, identity, contact } = value;
  const named = texts(name).filter((of) => natural || !ORGANISATION.test(of));
  const reached = isFields(contact) ? contact : value;
  const { phone, email, address } = reached;
  return {
    names: [...named, ...texts(contactPerson)],
    data: [
      ...texts(number, isFields(identity) ? identity['number'] : null, email),
      ...texts(phone).filter((of) => of.length >= PHONE_MIN),
      ...texts(address).filter((of) => of.length >= ADDRESS_MIN),
    ],
  };
};

const together = (people: readonly KnownPersons[]): KnownPersons => ({
  names: people.flatMap(({ names }) => names),
  data: people.flatMap(({ data }) => data),
});

/** The people a command names itself, before they are sealed. */
export const personsOfCommand = (plain: PlainRequestCommand, natural: boolean): KnownPersons => {
  const { type, agent, addressee, name, contactPerson, identity, contact } = plain as Fields;
  // The name in a consultation is that of the agency asked.
  const applicant =
    type === 'receive' || type === 'receiveClarification'
      ? { name, contactPerson, identity, contact }
      : null;
  return together([
    personIn(applicant, natural),
    personIn(agent, false),
    personIn(addressee, false),
  ]);
};

/** The person an entry of a register kept elsewhere names. */
export const personsOfEntry = ({ name, applicantKind }: PlainAttest): KnownPersons =>
  personIn({ name }, applicantKind === 'natural');

/** Where a case names its people, each time it did: what was put right later is theirs as well. */
const sealedPersons = ({ events, request }: CaseFile): [sealed: Sealed, natural: boolean][] => {
  const natural = request.applicant.kind === 'natural';
  const found: [Sealed | null, boolean][] = [];
  for (const { type, data } of events)
    switch (type) {
      case 'RequestReceived':
      case 'ClarificationReceived':
        found.push([data.applicant, natural], [data.contact, natural], [data.agent, false]);
        break;
      case 'ConsultationSent':
        found.push([data.addressee, false]);
        break;
      default:
        break;
    }
  return found.flatMap(([sealed, of]): [Sealed, boolean][] => (sealed ? [[sealed, of]] : []));
};

/**
 * The people of a case, opened for a comparison alone: nobody sees them, so no opening is recorded.
 * Of those whose key was destroyed nothing is known any more, and nothing can be compared.
 */
const personsOfCase = async (
  vault: Vault,
  tenant: string,
  file: CaseFile,
): Promise<KnownPersons> => {
  const sealed = sealedPersons(file);
  const opened = await vault.openAll(
    tenant,
    sealed.map(([field]) => field),
  );
  return together(
    opened.map((plain, i) =>
      plain instanceof Shredded ? nobodyKnown : personIn(plain, sealed[i]![1]),
    ),
  );
};

/** The people of a case and of a command to it, for the check of its clear texts. */
export const personsOf = async (
  vault: Vault,
  tenant: string,
  plain: PlainRequestCommand,
  file: CaseFile | undefined,
): Promise<KnownPersons> => {
  const natural =
    plain.type === 'receive'
      ? plain.applicantKind === 'natural'
      : file?.request.applicant.kind === 'natural';
  const kept = file ? await personsOfCase(vault, tenant, file) : nobodyKnown;
  return together([kept, personsOfCommand(plain, natural)]);
};
