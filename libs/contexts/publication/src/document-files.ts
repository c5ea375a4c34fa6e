import { TREE, type Tree } from '@gongkai/directory';
import { READ_STORE, type ReadStore } from '@gongkai/kernel';
import type { FileGrant, FileRights, Viewer } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { documentCollection } from './documents.projection.js';
import { itemCollection } from './items.projection.js';
import { mayReadPaper } from './policy.js';

/**
 * Who may fetch which attachment: the public those of items it can see, an officer also those of
 * the papers it may see. Everything else looks like a file that does not exist.
 */
export class DocumentFiles implements FileRights {
  constructor(
    @Inject(READ_STORE) private readonly reads: ReadStore,
    @Inject(TREE) private readonly tree: Tree,
  ) {}

  async mayRead(digest: string, { officer }: Viewer): Promise<FileGrant | undefined> {
    if (officer) {
      const own = await this.paperOf(officer, digest);
      if (own) return own;
    }
    // A file is named by its digest only, so every government is asked; each by an indexed set.
    for (const tenant of this.tree.tenants()) {
      const item = await this.itemOf(tenant, digest);
      if (item) return item;
    }
    return undefined;
  }

  private async paperOf(
    officer: NonNullable<Viewer['officer']>,
    digest: string,
  ): Promise<FileGrant | undefined> {
    const { tenant } = officer;
    const where = [{ set: 'digests', has: digest }];
    const { rows } = await this.reads.find(documentCollection, tenant, { where, limit: 100 });
    const row = rows.find((known) => mayReadPaper(officer, known));
    const file = row?.content?.attachments.find((known) => known.digest === digest);
    return file && { tenant, name: file.name, mediaType: file.mediaType };
  }

  private async itemOf(tenant: string, digest: string): Promise<FileGrant | undefined> {
    const where = [{ set: 'digests', has: digest }];
    const { rows } = await this.reads.find(itemCollection, tenant, { where, limit: 1 });
    const [item] = rows;
    const file = item?.content.attachments.find((known) => known.digest === digest);
    if (!item || !file) return undefined;
    const { id, agency } = item;
    return { tenant, name: file.name, mediaType: file.mediaType, item: { tenant, agency, id } };
  }
}
