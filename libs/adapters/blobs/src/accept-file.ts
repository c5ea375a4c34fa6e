import {
  FILE_KINDS,
  GateError,
  kindOfName,
  secrecyMarkInTitle,
  type FileKind,
} from '@gongkai/kernel';
import type { ByteSource } from './byte-source.js';
import type { StagingBlobs } from './folder-blobs.js';
import { lookInto, type PdfLines } from './look-into.js';
import { refuseFile } from './refusal.js';

const ACCEPTED = FILE_KINDS.flatMap(({ extensions }) => extensions).join(' ');

/**
 * What a file is, or why it is not taken: FILE_REJECTED with a reason, FILE_CLASSIFIED for a document
 * that carries a mark of secrecy, in itself or in its name. Whatever the bytes are, the answer is one
 * of these.
 */
export const acceptFile = async (
  name: string,
  source: ByteSource,
  pdfLines?: PdfLines,
): Promise<FileKind> => {
  const kind = kindOfName(name);
  if (!kind) throw refuseFile('nameWithoutKind', { accepted: ACCEPTED });
  const found =
    secrecyMarkInTitle(name.replace(/\.\w+$/, '')) ?? (await lookInto(source, kind, { pdfLines }));
  if (found) throw new GateError('FILE_CLASSIFIED', { mark: found.mark });
  return kind;
};

/** Takes files in: streamed to a staged file, looked into, then kept under their digest or dropped. */
export class CheckedIntake {
  constructor(
    private readonly blobs: StagingBlobs,
    private readonly bytesMax: number,
    protected readonly pdfLines?: PdfLines,
  ) {}

  async accept(
    tenant: string,
    name: string,
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<{ digest: string; size: number; mediaType: string }> {
    const staged = await this.blobs.stage(tenant, bytes, this.bytesMax);
    try {
      const { mediaType } = await acceptFile(name, staged.source, this.pdfLines);
      await staged.keep();
      return { digest: staged.digest, size: staged.size, mediaType };
    } finally {
      await staged.drop();
    }
  }
}
