import { acceptFile, CheckedIntake, type PdfLines, type StagingBlobs } from '@gongkai/blobs';
import type { FileIntake } from '@gongkai/nest';
import { uploadKeyOf } from '@gongkai/request';
import { sealedSize, type Vault } from '@gongkai/vault';

/**
 * Takes in what a person handed in: sealed as it arrives under a key of its own, looked into like any
 * other file through that key, then kept or dropped. No plain byte of it reaches the disk. The command
 * that registers it seals it under the person's key and destroys this one, so that what nobody ever
 * registers can be destroyed as well.
 */
export class SealedIntake extends CheckedIntake implements FileIntake {
  constructor(
    private readonly staging: StagingBlobs,
    private readonly vault: Vault,
    private readonly limit: number,
    pdfLines?: PdfLines,
  ) {
    super(staging, limit, pdfLines);
  }

  async acceptSealed(tenant: string, name: string, bytes: AsyncIterable<Uint8Array>) {
    const { key } = await this.vault.person(tenant, null);
    const sealed = this.vault.sealBytes(tenant, key, bytes);
    const staged = await this.staging.stage(tenant, sealed, sealedSize(this.limit));
    try {
      const plain = await this.vault.openAt(tenant, key, staged.source);
      const { mediaType } = await acceptFile(name, plain, this.pdfLines);
      await staged.keep();
      const { digest } = staged;
      const told = await uploadKeyOf(this.vault, tenant, { digest, key });
      return { digest, size: plain.size, mediaType, key: told };
    } finally {
      await staged.drop();
    }
  }
}
