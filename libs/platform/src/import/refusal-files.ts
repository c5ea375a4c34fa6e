import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { GateError, type Officer } from '@gongkai/kernel';
import {
  CURSORS,
  STATUS,
  type Cursors,
  type FileGrant,
  type FileRights,
  type Viewer,
} from '@gongkai/nest';
import { sealedSize } from '@gongkai/vault';
import { Inject, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Platform } from '../platform.js';

/** How long the file of refused rows can be fetched after the import has ended. */
const TICKET_MS = 60 * 60_000;
/** How often it is looked which of them are past that; the last minute is for who began to fetch. */
const ROUND_MS = 60_000;

/**
 * The files of refused rows of imports over HTTP. They hold rows as they came, names of applicants
 * among them: each is kept sealed under a key of its own, which only the ticket names, and only the
 * officer who imported may fetch it with that ticket. It goes when the ticket has run out.
 */
export class RefusalFiles implements FileRights, OnModuleInit, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(STATUS) private readonly platform: Platform,
    @Inject(CURSORS) private readonly cursors: Cursors,
  ) {}

  async onModuleInit(): Promise<void> {
    if (!this.platform.writable) return;
    await this.removeOld();
    this.timer = setInterval(() => void this.removeOld(), ROUND_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Removes those that nobody can fetch any more; what cannot be removed waits for the next round. */
  async removeOld(): Promise<void> {
    const { parts, clock } = this.platform;
    const before = clock.now().getTime() - TICKET_MS - ROUND_MS;
    await parts.passing.removeBefore(before).catch(() => undefined);
  }

  /** Keeps the file; the path under which this officer may fetch it. */
  async keep(officer: Officer, path: string): Promise<string> {
    const { vault, clock, parts } = this.platform;
    const { tenant } = officer;
    const { size } = await stat(path);
    const { key } = await vault.person(tenant, null);
    const sealed = vault.sealBytes(tenant, key, createReadStream(path));
    const { digest } = await parts.passing.put(tenant, sealed, sealedSize(size));
    const until = clock.now().getTime() + TICKET_MS;
    const ticket = this.cursors.encode(tenant, ticketOf(officer, digest), {
      value: until,
      id: key,
    });
    return `/files/${digest}?ticket=${ticket}`;
  }

  async mayRead(
    digest: string,
    { officer }: Viewer,
    ticket: string | null,
  ): Promise<FileGrant | undefined> {
    const key = officer && ticket !== null ? this.keyIn(officer, digest, ticket) : undefined;
    if (!officer || key === undefined) return undefined;
    const { tenant } = officer;
    return {
      tenant,
      name: 'refused.csv',
      mediaType: 'text/csv',
      blobs: this.platform.parts.passing,
      plain: (bytes) => this.platform.vault.openBytes(tenant, key, bytes),
    };
  }

  private keyIn(officer: Officer, digest: string, ticket: string): string | undefined {
    try {
      const of = ticketOf(officer, digest);
      const { value, id } = this.cursors.decode(officer.tenant, of, ticket);
      return Number(value) < this.platform.clock.now().getTime() ? undefined : id;
    } catch (error) {
      if (error instanceof GateError) return undefined;
      throw error;
    }
  }
}

const ticketOf = ({ account }: Officer, digest: string) => ({ refusals: digest, account });
