import { deriveId, type Call } from '@gongkai/kernel';
import type { KnownPersons, Request, SealedFile, Sealing } from '@gongkai/request';
import { Shredded, type Vault } from '@gongkai/vault';
import type { CommandOf, ReconsiderationCommandData } from './commands.js';
import type { PlainFile, PlainMaterial, PlainReconsiderationCommand } from './commands.plain.js';
import type { Appeal } from './decider.state.js';
import type { AppealFile, Body, Material } from './events.kinds.js';

type OnCase = Exclude<PlainReconsiderationCommand, { type: 'file' }>;

/** A firm's or an office's name is no personal data. */
const texts = (...values: readonly (string | null | undefined)[]): string[] =>
  values.filter((value): value is string => typeof value === 'string' && value !== '');

/** The person a filing names, for the check of its clear texts. */
export const personsOf = ({
  name,
  contactPerson,
  identity,
  contact,
  applicantKind,
  agent,
}: PlainFile): KnownPersons => ({
  names: [
    ...(applicantKind === 'natural' ? texts(name) : []),
    ...texts(contactPerson, agent?.name),
  ],
  data: texts(identity.number, contact.phone, contact.email, contact.address),
});

/** Makes of a command as people give it the one the decider gets. */
export class AppealSealing {
  constructor(
    private readonly vault: Vault,
    private readonly sealing: Sealing,
  ) {}

  async filed(
    tenant: string,
    reconsiderationId: string,
    plain: PlainFile,
    { request, body }: { request: Request | null; body: Body },
  ): Promise<CommandOf<'file'>> {
    const {
      sameApplicant,
      name,
      contactPerson,
      identity,
      contact,
      agent,
      grounds,
      files,
      ...command
    } = plain;
    const known = sameApplicant && request ? await this.requester(tenant, request) : null;
    const own = known ?? (await this.named(tenant, plain));
    const { person } = own;
    return {
      ...command,
      ...own,
      reconsiderationId,
      body,
      grounds: await this.sealing.textOrNull(tenant, person, grounds),
      files: await this.sealing.files(tenant, person, files),
    };
  }

  private async named(tenant: string, plain: PlainFile) {
    const { applicantKind, identity, name, contactPerson, contact, agent } = plain;
    const { kind, number } = identity;
    const known = kind === 'none' || number === null ? null : { kind, number };
    const { key: person, mac: identityMac } = await this.vault.person(tenant, known);
    return {
      applicantKind,
      identityKind: kind,
      person,
      identityMac,
      applicant: await this.sealing.text(tenant, person, { name, contactPerson, number }),
      contact: await this.sealing.text(tenant, person, contact),
      agent: await this.sealing.textOrNull(tenant, person, agent),
    };
  }

  /** Who asked for the information: under the same key, so that erasing the person erases both. */
  private async requester(tenant: string, { applicant }: Request) {
    const { kind, identityKind, person, identityMac, name, contact, agent } = applicant;
    return {
      applicantKind: kind,
      identityKind,
      person,
      identityMac,
      applicant: name ?? (await this.sealing.text(tenant, person, { name: null })),
      contact,
      agent,
    };
  }

  /** Names and numbers of the one who asked, opened for a comparison alone. */
  async requesterNamed(tenant: string, { applicant }: Request): Promise<KnownPersons> {
    const fields = [applicant.name, applicant.contact].flatMap((field) => field ?? []);
    const opened = await this.vault.openAll(tenant, fields);
    const known: { names: string[]; data: string[] } = { names: [], data: [] };
    for (const plain of opened) {
      if (plain instanceof Shredded || typeof plain !== 'object' || plain === null) continue;
      const { name, contactPerson, number, phone, email } = plain as Record<string, string | null>;
      if (applicant.kind === 'natural') known.names.push(...texts(name));
      known.names.push(...texts(contactPerson));
      known.data.push(...texts(number, phone, email));
    }
    return known;
  }

  async of(call: Call, plain: OnCase, { person }: Appeal): Promise<ReconsiderationCommandData> {
    const { tenant } = call;
    switch (plain.type) {
      case 'correct':
        return { ...plain, files: await this.sealing.files(tenant, person, plain.files) };
      case 'submitAnswer':
        return {
          ...plain,
          letter: await this.letter(tenant, person, plain.letter),
          text: await this.sealing.textOrNull(tenant, person, plain.text),
          items: await this.materials(call, person, plain.items),
        };
      case 'submitMaterial':
        return { ...plain, items: await this.materials(call, person, plain.items) };
      case 'decide':
        return { ...plain, letter: await this.letter(tenant, person, plain.letter) };
      case 'withdraw':
        return {
          ...plain,
          reason: await this.sealing.textOrNull(tenant, person, plain.reason),
        };
      default:
        return plain;
    }
  }

  private async letter(
    tenant: string,
    person: string,
    file: SealedFile | null,
  ): Promise<AppealFile | null> {
    if (file === null) return null;
    const [kept] = await this.sealing.files(tenant, person, [file]);
    return kept!;
  }

  private async materials(
    { tenant, commandId }: Call,
    person: string,
    items: readonly PlainMaterial[],
  ): Promise<Omit<Material, 'afterDecision'>[]> {
    const kept: Omit<Material, 'afterDecision'>[] = [];
    for (const [i, { kind, title, file, madeOn }] of items.entries())
      kept.push({
        id: deriveId('material', tenant, commandId, String(i)),
        kind,
        title: await this.sealing.text(tenant, person, title),
        file: await this.letter(tenant, person, file),
        madeOn,
      });
    return kept;
  }
}

/** What a command brings that was uploaded before. */
export const uploadsOf = (plain: PlainReconsiderationCommand): SealedFile[] => [
  ...('files' in plain ? plain.files : []),
  ...('letter' in plain && plain.letter ? [plain.letter] : []),
  ...('items' in plain ? plain.items.flatMap(({ file }) => file ?? []) : []),
];
