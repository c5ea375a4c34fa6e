import { AUDIT, type AuditLog } from '@gongkai/identity';
import {
  BLOBS,
  CLOCK,
  EVENT_STORE,
  GateError,
  type Blobs,
  type Clock,
  type EventStore,
  type Officer,
} from '@gongkai/kernel';
import { CURSORS, type Cursors, type FileGrant, type FileRights, type Viewer } from '@gongkai/nest';
import { OPENER, readSealed, VAULT, type Opener, type Vault } from '@gongkai/vault';
import { Inject } from '@nestjs/common';
import { letterNames, lettersOf, readCase, type CaseFile } from './case-file.js';
import { mayOpen } from './policy.js';

const TICKET_MS = 10 * 60_000;
const PURPOSE = '查阅案卷文件';

/** What a ticket says beside the file it is for: whose key opens it, and what it is. */
type Ticket = { person: string; kind: string };

/** Tickets for applicants, who have no account: for one file, for ten minutes. */
export class LetterTickets {
  constructor(
    private readonly cursors: Cursors,
    private readonly clock: Clock,
  ) {}

  pathFor(tenant: string, digest: string, { person, kind }: Ticket): string {
    const until = this.clock.now().getTime() + TICKET_MS;
    const key = { value: until, id: `${person} ${kind}` };
    const ticket = this.cursors.encode(tenant, { letter: digest }, key);
    return `/files/${digest}?ticket=${tenant}~${ticket}`;
  }

  read(digest: string, text: string): (Ticket & { tenant: string }) | undefined {
    const [tenant = '', ticket = ''] = text.split('~');
    try {
      const { value, id } = this.cursors.decode(tenant, { letter: digest }, ticket);
      if (Number(value) < this.clock.now().getTime()) return undefined;
      const [person = '', kind = ''] = id.split(' ');
      return { tenant, person, kind };
    } catch (error) {
      if (error instanceof GateError) return undefined;
      throw error;
    }
  }
}

/**
 * Who may fetch what lies sealed in a case: an officer with the right to open it, on record; an
 * applicant with a ticket for that letter. Everything else looks like a file that does not exist.
 */
export class RequestFiles implements FileRights {
  private readonly tickets: LetterTickets;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(BLOBS) private readonly blobs: Blobs,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(CLOCK) clock: Clock,
    @Inject(CURSORS) cursors: Cursors,
    @Inject(AUDIT) private readonly audit: AuditLog,
    @Inject(OPENER) private readonly opener: Pick<Opener, 'mayOpen'>,
  ) {
    this.tickets = new LetterTickets(cursors, clock);
  }

  async mayRead(
    digest: string,
    { officer }: Viewer,
    ticket: string | null,
  ): Promise<FileGrant | undefined> {
    const held = ticket === null ? undefined : this.tickets.read(digest, ticket);
    if (held) {
      const name =
        held.kind in letterNames
          ? letterNames[held.kind as keyof typeof letterNames].zh
          : '答复材料';
      return this.grant(held.tenant, held.person, digest, name);
    }
    return officer && ticket ? this.ofCase(officer, ticket, digest) : undefined;
  }

  /** Officers name the case; what it holds is read from the log, so that a new letter is there at once. */
  private async ofCase(
    officer: Officer,
    ticket: string,
    digest: string,
  ): Promise<FileGrant | undefined> {
    const { tenant, account } = officer;
    const file = await readCase(this.store, tenant, ticket);
    const of = file && paperOf(file, digest);
    if (!file || !of || !mayOpen(officer, file.request.agency)) return undefined;
    const { id, applicant } = file.request;
    // What may only be kept is not handed out; a case under appeal is held, and open again.
    if (!(await this.opener.mayOpen(tenant, id, applicant.person))) return undefined;
    await this.audit.record(tenant, {
      type: 'SealedFieldsOpened',
      account,
      subject: file.request.id,
      fields: [of],
      purpose: PURPOSE,
    });
    return this.grantOf(tenant, file, digest);
  }

  private async grantOf(tenant: string, { request, events }: CaseFile, digest: string) {
    const { person } = request.applicant;
    const own = request.files.find((file) => file.digest === digest);
    if (own) {
      const { name, mediaType } = await this.vault.open<{ name: string; mediaType: string }>(
        tenant,
        own.name,
      );
      return { ...(await this.grant(tenant, person, digest, name)), name, mediaType };
    }
    const paper = request.replies
      .flatMap(({ contents }) => contents)
      .find((content) => content.digest === digest);
    const letter = lettersOf(events).find((sent) => sent.digest === digest);
    const name = paper?.title ?? (letter && letterNames[letter.kind].zh) ?? '文书';
    return this.grant(tenant, person, digest, name);
  }

  private async grant(
    tenant: string,
    person: string,
    digest: string,
    title: string,
  ): Promise<FileGrant> {
    const { mediaType, extension } = await this.kindOf(tenant, person, digest);
    return {
      tenant,
      name: `${title}${extension}`,
      mediaType,
      plain: (bytes) => this.vault.openBytes(tenant, person, bytes),
    };
  }

  /** By how it begins: letters are PDF or DOCX, papers may be anything. */
  private async kindOf(tenant: string, key: string, digest: string) {
    const { vault, blobs } = this;
    const bytes = await readSealed({ vault, blobs }, { tenant, key }, digest);
    let head = '';
    for await (const chunk of bytes ?? []) {
      head = Buffer.from(chunk.subarray(0, 4)).toString('latin1');
      break;
    }
    if (head.startsWith('%PDF')) return { mediaType: 'application/pdf', extension: '.pdf' };
    if (head.startsWith('PK')) return { mediaType: DOCX, extension: '.docx' };
    return { mediaType: 'application/octet-stream', extension: '' };
  }
}

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** What of a case the file is; undefined when it is not of this case. */
const paperOf = ({ request, events }: CaseFile, digest: string): string | undefined => {
  const isIt = (paper: { digest: string }) => paper.digest === digest;
  if (request.files.some(isIt)) return 'file';
  if (lettersOf(events).some(isIt)) return 'letter';
  return request.replies.some(({ contents }) => contents.some(isIt)) ? 'content' : undefined;
};
