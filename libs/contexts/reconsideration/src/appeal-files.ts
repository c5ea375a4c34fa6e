import { AUDIT, type AuditLog } from '@gongkai/identity';
import { EVENT_STORE, type EventStore } from '@gongkai/kernel';
import type { FileGrant, FileRights, Viewer } from '@gongkai/nest';
import { VAULT, type Vault } from '@gongkai/vault';
import { Inject } from '@nestjs/common';
import { filesOf, readAppeal } from './appeal-case.js';
import { mayOpen } from './policy.js';

const PURPOSE = '查阅复议案卷文件';

/**
 * Who may fetch a file of a case: an officer who may open what is sealed and names the case, on
 * record. Everything else looks like a file that does not exist.
 */
export class AppealFiles implements FileRights {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(AUDIT) private readonly audit: AuditLog,
  ) {}

  async mayRead(
    digest: string,
    { officer }: Viewer,
    ticket: string | null,
  ): Promise<FileGrant | undefined> {
    if (!officer || ticket === null) return undefined;
    const { tenant, account } = officer;
    const found = await readAppeal(this.store, tenant, ticket);
    const file = found && filesOf(found.events).find((each) => each.digest === digest);
    if (!found || !file || !mayOpen(officer, found.appeal.respondent)) return undefined;
    const { id, person } = found.appeal;
    await this.audit.record(tenant, {
      type: 'SealedFieldsOpened',
      account,
      subject: id,
      fields: ['file'],
      purpose: PURPOSE,
    });
    const { name, mediaType } = await this.vault.open<{ name: string; mediaType: string }>(
      tenant,
      file.name,
    );
    return {
      tenant,
      name,
      mediaType,
      plain: (bytes) => this.vault.openBytes(tenant, person, bytes),
    };
  }
}
