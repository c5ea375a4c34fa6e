import { agencyNameIn, type Tree } from '@gongkai/directory';
import {
  letterKindOf,
  letterKinds,
  type FieldValue,
  type Letter,
  type LetterFormat,
  type LetterKind,
  type Letters,
} from '@gongkai/letter';
import { Rejection, type Day } from '@gongkai/kernel';
import type { Vault } from '@gongkai/vault';
import type { CaseFile } from './case-file.js';
import { itemNames } from './case-words.js';
import type { PlainRequestCommand } from './commands.plain.js';
import type { RequestCommandData } from './commands.js';
import { feeBasisNames } from './decider.fee-rules.js';
import { requestDecider } from './decider.js';
import type { Reply, Request, RequestFacts } from './decider.state.js';
import type { EventNamed, RequestEvent } from './events.js';
import { superiorNameOf } from './governments.js';
import { ReplyStatement } from './reply-kinds.js';
import type { ReplyText } from './sealed-commands.js';

type DataOf<T extends RequestEvent['type']> = EventNamed<T>['data'];
type Fields = Record<string, FieldValue | null>;
type Wanted = {
  kind: LetterKind;
  on: Day;
  ground?: string | null;
  article?: string | null;
  fields: Fields;
};

/**
 * Writes the letters of a case. What they say is opened for the letter alone: it is sealed again
 * before anything is kept, and nobody sees it on the way.
 */
export class CaseLetters {
  constructor(
    private readonly letters: Letters,
    private readonly vault: Vault,
    private readonly tree: Tree,
  ) {}

  /**
   * The letter that goes with a command, as bytes; null when it has none, or would be refused anyway.
   * What the letter needs of days and amounts is asked of the decider first.
   */
  async of(
    tenant: string,
    plain: PlainRequestCommand,
    command: RequestCommandData,
    file: CaseFile,
    facts: RequestFacts,
  ): Promise<Uint8Array | Rejection | null> {
    const { request } = file;
    const decided = requestDecider.decide(request, command, facts);
    if (decided instanceof Rejection) return null;
    const wanted = await this.wanted(tenant, plain, file, decided);
    if (!wanted) return null;
    const written = await this.write(tenant, request, wanted, ['pdf']);
    if (!(written instanceof Rejection)) return written.files.pdf!;
    // A name the fonts of the PDF do not have: the DOCX is set by the reader's own.
    if (written.code !== 'letter.glyphMissing') return written;
    const other = await this.write(tenant, request, wanted, ['docx']);
    return other instanceof Rejection ? other : other.files.docx!;
  }

  /** Any letter of the course of a case, for who prints it at the counter. */
  async write(
    tenant: string,
    request: Request,
    { kind, on, ground, article, fields }: Wanted,
    formats: readonly LetterFormat[],
  ): Promise<Letter | Rejection> {
    const { to, remedy } = letterKinds[kind];
    return this.letters.write(
      tenant,
      {
        kind,
        language: 'zh',
        edition: request.edition,
        on,
        ...(ground === undefined ? {} : { ground }),
        ...(article === undefined ? {} : { article }),
        fields: {
          agencyName: agencyNameIn(this.tree, tenant, request.agency) ?? '本机关',
          issuedOn: on,
          requestNumber: request.number,
          ...(to === 'applicant' ? await this.applicant(tenant, request) : {}),
          ...(remedy === 'none'
            ? {}
            : {
                reconsiderationBody: superiorNameOf(this.tree, tenant, request.agency, on),
                court: '有管辖权的人民法院',
              }),
          ...fields,
        },
      },
      formats,
    );
  }

  private async applicant(tenant: string, request: Request): Promise<Fields> {
    const { applicant, description, receivedOn } = request;
    const { name } = applicant.name
      ? await this.vault.open<{ name: string | null }>(tenant, applicant.name)
      : { name: null };
    const { text } = description
      ? await this.vault.open<{ text: string | null }>(tenant, description)
      : { text: null };
    const asked = text ?? request.subject ?? '(未写明)';
    return { applicantName: name ?? '申请人', receivedOn, informationAsked: asked };
  }

  private async wanted(
    tenant: string,
    plain: PlainRequestCommand,
    file: CaseFile,
    events: readonly RequestEvent[],
  ): Promise<Wanted | null> {
    const { request } = file;
    for (const event of events)
      switch (event.type) {
        case 'ClarificationRequested':
          return clarification(plain, event.data);
        case 'ExtensionGranted':
          return extension(request, event.data, events);
        case 'ExcessReasonsAsked':
          return reasonsAsked(plain, event.data);
        case 'ConsultationSent':
          return consultation(plain, event.data);
        case 'OverrideNoticed':
          return this.override(tenant, plain, file, event.data.noticedOn);
        case 'FeeNoticed':
          return fee(plain, event.data);
        case 'ReplyIssued': {
          const reply = request.replies.find(({ id }) => id === event.data.replyId)!;
          return this.reply(tenant, file, reply, event.data.issuedOn);
        }
        default:
          break;
      }
    return null;
  }

  private async override(
    tenant: string,
    plain: PlainRequestCommand,
    { events }: CaseFile,
    on: Day,
  ): Promise<Wanted | null> {
    if (plain.type !== 'noticeOverride' || plain.matter === null) return null;
    const { consultationId } = plain;
    const sent = events.find(
      (event) => event.type === 'ConsultationSent' && event.data.consultationId === consultationId,
    );
    const sealed = sent?.type === 'ConsultationSent' ? sent.data.addressee : null;
    const asked = sealed ? await this.vault.open<{ name: string }>(tenant, sealed) : null;
    const addressee = asked?.name ?? '第三方';
    const fields = { addressee, matter: plain.matter, reasons: plain.reason };
    return { kind: 'overrideNotice', on, fields };
  }

  private async reply(
    tenant: string,
    { events }: CaseFile,
    reply: Reply,
    on: Day,
  ): Promise<Wanted> {
    const { id, kind, ground, article, contents } = reply;
    const draft = events.findLast(
      (event) => event.type === 'ReplyDrafted' && event.data.replyId === id,
    );
    const text = draft?.type === 'ReplyDrafted' ? draft.data.text : null;
    const letter = letterKindOf(kind, ground)!;
    const said = text ? await this.vault.open<ReplyText>(tenant, text) : { text: null, says: [] };
    return { kind: letter, on, ground, article, fields: statementsOf(letter, said, contents) };
  }
}

const clarification = (
  plain: PlainRequestCommand,
  { sentOn, items, respondBy }: DataOf<'ClarificationRequested'>,
): Wanted => {
  const guidance = 'text' in plain && typeof plain.text === 'string' ? plain.text : null;
  const fields = { items: items.map((item) => itemNames[item]!), respondBy, guidance };
  return { kind: 'clarification', on: sentOn, fields };
};

const extension = (
  { clock }: Request,
  { noticedOn, reason, days, late }: DataOf<'ExtensionGranted'>,
  events: readonly RequestEvent[],
): Wanted | null => {
  const after = events.find(({ type }) => type === 'DeadlineSet');
  const extendedTo = after?.type === 'DeadlineSet' ? after.data.dueOn : null;
  const dueOn = clock?.dueOn ?? null;
  if (late || dueOn === null || extendedTo === null) return null;
  const fields = { dueOn, extendedTo, reasons: reason, days };
  return { kind: 'extension', on: noticedOn, fields };
};

const reasonsAsked = (
  plain: PlainRequestCommand,
  { askedOn, answerBy }: DataOf<'ExcessReasonsAsked'>,
): Wanted | null => {
  const facts = 'facts' in plain ? plain.facts : null;
  if (facts === null || answerBy === null) return null;
  return { kind: 'reasonsAsked', on: askedOn, fields: { facts, respondBy: answerBy } };
};

const fee = (
  plain: PlainRequestCommand,
  { sentOn, basis, amountFen, reductionFen, payBy }: DataOf<'FeeNoticed'>,
): Wanted | null => {
  if (payBy === null) return null;
  const given = 'payMethod' in plain ? plain.payMethod : null;
  const fields = {
    feeBasis: feeBasisNames[basis].zh,
    amount: amountFen,
    reduction: reductionFen === 0 ? null : reductionFen,
    payBy,
    payMethod: given ?? '请凭本通知书到本机关政府信息公开工作机构办理缴费。',
  };
  return { kind: 'feeNotice', on: sentOn, fields };
};

const consultation = (
  plain: PlainRequestCommand,
  data: DataOf<'ConsultationSent'>,
): Wanted | null => {
  if (plain.type !== 'sendConsultation' || plain.matter === null) return null;
  const addressee = plain.addressee?.name ?? data.name;
  if (addressee === null) return null;
  const kinds = {
    thirdParty: 'thirdPartyConsultation',
    jointMaker: 'jointMakerConsultation',
    otherAgency: 'agencyConsultation',
  } as const;
  const fields = { addressee, matter: plain.matter };
  return { kind: kinds[data.kind], on: data.sentOn, fields };
};

/** What a letter must state: what was written under that heading, else what was written at all. */
const statementsOf = (kind: LetterKind, said: ReplyText, contents: Reply['contents']): Fields => {
  const { required, optional } = letterKinds[kind];
  const titles = contents.map(({ title }) => title);
  const fields: Fields = {};
  for (const name of ReplyStatement.options) {
    const own = said.says.find(({ statement }) => statement === name)?.text;
    const listed = name === 'given' && titles.length > 0 ? titles.join(';') : null;
    if (required.includes(name)) fields[name] = own ?? said.text ?? listed;
    else if (optional.includes(name) && own !== undefined) fields[name] = own;
  }
  if (optional.includes('attachments') && titles.length > 0) fields['attachments'] = titles;
  return fields;
};
