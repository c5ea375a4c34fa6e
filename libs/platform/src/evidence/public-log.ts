import type { Tree } from '@gongkai/directory';
import { HASH_BYTES, TILE_WIDTH, type EvidenceStore } from '@gongkai/evidence-store';
import { PLATFORM } from '@gongkai/kernel';
import type { PublicLog } from '@gongkai/nest';
import type { LogReader } from './log-reader.js';

/** The logs as the public fetches them, by the public code of a government; `platform` is ours. */
export class TreePublicLog implements PublicLog {
  constructor(
    private readonly tree: Tree,
    private readonly log: LogReader,
    private readonly store: EvidenceStore,
  ) {}

  async checkpoint(code: string): Promise<string | undefined> {
    const tenant = this.tenantOf(code);
    return tenant === undefined ? undefined : (await this.log.latest(tenant))?.text;
  }

  async tile(
    code: string,
    level: number,
    index: number,
    width: number,
  ): Promise<Uint8Array | undefined> {
    const tenant = this.tenantOf(code);
    if (tenant === undefined) return undefined;
    // What is not signed yet is nobody's to see: it could not be checked.
    const signed = (await this.log.latest(tenant))?.size ?? 0;
    const first = index * TILE_WIDTH;
    if (first + width > Math.floor(signed / TILE_WIDTH ** level)) return undefined;
    const tile = await this.store.hashes(tenant, level, first, first + width, 'sha256');
    return tile.length === width * HASH_BYTES ? tile : undefined;
  }

  private tenantOf(code: string): string | undefined {
    if (code === PLATFORM) return PLATFORM;
    const node = this.tree.find(code).find((each) => each.code === code);
    const tenant = node && this.tree.tenantOf(node.id);
    return tenant && this.tree.governmentNode(tenant) === node?.id ? tenant : undefined;
  }
}
