import { canonicalJson, sha256, type Blobs, type Call } from '@gongkai/kernel';
import { readSealed, type Sealed, type Vault } from '@gongkai/vault';
import type { PlainPaper, PlainRequestCommand, SealedFile } from './commands.plain.js';
import type { RequestFile } from './events.kinds.js';
import type { ReplyContent } from './events.reply.js';
import { sameDigest } from './tracking.js';

/** The upload named is not one of this government's, or was registered before. */
export class UploadUnknown extends Error {
  constructor(readonly digest: string) {
    super('no such upload');
    this.name = 'UploadUnknown';
  }
}

/**
 * The key of an upload as it is told to who sent it: only a key that was made for this very file can be
 * given back, and destroyed once the file lies under the key of the person it belongs to.
 */
export const uploadKeyOf = async (
  vault: Vault,
  tenant: string,
  { digest, key }: { digest: string; key: string },
): Promise<string> => `${key}.${await vault.mac(tenant, 'upload', `${digest} ${key}`)}`;

/** An identifier of what a command said that nobody without the tenant's key can guess at. */
const keyedDigest = async (
  vault: Vault,
  tenant: string,
  purpose: string,
  plain: unknown,
): Promise<string> => sha256(await vault.mac(tenant, purpose, canonicalJson(plain)));

/** The digest of a body that names a person would let anybody test a guess: the log gets a keyed one. */
export const keyedCall = async (vault: Vault, call: Call): Promise<Call> => ({
  ...call,
  body: await keyedDigest(vault, call.tenant, 'command', call.body),
});

const BYTES_MAX = Number.MAX_SAFE_INTEGER;

/** Seals what a command brings in clear, under the key of the person it is about. */
export class Sealing {
  constructor(
    private readonly vault: Vault,
    private readonly blobs: Blobs,
  ) {}

  text(tenant: string, person: string, plain: unknown): Promise<Sealed> {
    return this.vault.seal(tenant, person, plain);
  }

  textOrNull(tenant: string, person: string, plain: unknown): Promise<Sealed | null> {
    return plain === null || plain === undefined
      ? Promise.resolve(null)
      : this.vault.seal(tenant, person, plain);
  }

  keyed(tenant: string, purpose: string, plain: unknown): Promise<string> {
    return keyedDigest(this.vault, tenant, purpose, plain);
  }

  async mac(tenant: string, identity: { kind: string; number: string }): Promise<string> {
    return (await this.vault.person(tenant, identity)).mac!;
  }

  /** The files of an applicant: moved from the key of the upload to that of the person. */
  async files(tenant: string, person: string, files: readonly SealedFile[]) {
    const kept: RequestFile[] = [];
    for (const file of files) {
      const digest = await this.moved(tenant, person, file);
      const { name, mediaType, bytes } = file;
      kept.push({ digest, name: await this.text(tenant, person, { name, mediaType }), bytes });
    }
    return kept;
  }

  /** The papers of a reply: those with a key are new, the others lie sealed already. */
  async papers(tenant: string, person: string, papers: readonly PlainPaper[]) {
    const kept: ReplyContent[] = [];
    for (const { key, digest, ...paper } of papers)
      kept.push({
        ...paper,
        digest: key === null ? digest : await this.moved(tenant, person, { digest, key }),
      });
    return kept;
  }

  /** Bytes made here, e.g. a letter. */
  async bytes(tenant: string, person: string, bytes: Uint8Array): Promise<string> {
    const sealed = this.vault.sealBytes(
      tenant,
      person,
      (async function* () {
        yield bytes;
      })(),
    );
    return (await this.blobs.put(tenant, sealed, BYTES_MAX)).digest;
  }

  async moved(
    tenant: string,
    person: string,
    { digest, key }: { digest: string; key: string },
  ): Promise<string> {
    const own = await this.keyOf(tenant, digest, key);
    const bytes = await readSealed(
      { vault: this.vault, blobs: this.blobs },
      { tenant, key: own },
      digest,
    );
    if (!bytes) throw new UploadUnknown(digest);
    const sealed = this.vault.sealBytes(tenant, person, bytes);
    return (await this.blobs.put(tenant, sealed, BYTES_MAX)).digest;
  }

  /** Nothing but the copy under the person's key can be read from now on. */
  async forget(tenant: string, uploads: readonly { digest: string; key: string }[]): Promise<void> {
    for (const { digest, key } of uploads)
      await this.vault.shred(tenant, await this.keyOf(tenant, digest, key));
  }

  private async keyOf(tenant: string, digest: string, given: string): Promise<string> {
    const [key = ''] = given.split('.');
    const right = await uploadKeyOf(this.vault, tenant, { digest, key });
    if (!sameDigest(given, right)) throw new UploadUnknown(digest);
    return key;
  }
}

/** What a command brings that was uploaded before. */
export const uploadsOf = (plain: PlainRequestCommand) => [
  ...('files' in plain ? plain.files : []),
  ...('letter' in plain && typeof plain.letter === 'object' && plain.letter ? [plain.letter] : []),
  ...('contents' in plain
    ? plain.contents.flatMap(({ digest, key }) => (key === null ? [] : [{ digest, key }]))
    : []),
];
