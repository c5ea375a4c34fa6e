import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import {
  BLOBS,
  GateError,
  PositionWait,
  Rejection,
  StoreUnavailable,
  type Blobs,
  type Officer,
} from '@gongkai/kernel';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { pino } from 'pino';
import { rimModule } from '../graphql/graphql.module.js';
import { pageSize } from '../paging.js';
import { toGraphql } from '../result.js';
import { STATUS, type PlatformStatus } from '../status.js';
import {
  AUTHENTICATOR,
  CurrentOfficer,
  FILE_RIGHTS,
  PROGRESS,
  REFUSAL_LOG,
  type RefusalLog,
} from '../viewer.js';
import { USAGE, type Usage } from '../usage.js';
import { FILE_INTAKE } from './files.js';
import { Rim, type RimOptions } from './rim.js';

const SDL = `
  enum Colour { red green }
  input PaintInput { commandId: ID! expectedRevision: Int name: String! day: Day size: Count colour: Colour }
  type Leaf { name: String! children: [Leaf!]! page(first: Int, after: String): LeafPage! }
  type LeafPage { nodes: [Leaf!]! pageInfo: PageInfo! }
  extend type Query {
    leaf(position: Position): Leaf!
    leaves(first: Int, after: String): LeafPage!
    echo(text: String!): String!
    fails(how: String!): String
  }
  extend type Mutation { paint(input: PaintInput!): CommandResult! }
`;

const leaf = { name: 'leaf' };
const page = { nodes: [leaf], pageInfo: { endCursor: null, hasNextPage: false } };

@Resolver('Leaf')
class LeafResolver {
  @Query('leaf')
  leaf() {
    return leaf;
  }
  @Query('leaves')
  leaves(@Args('first') first: number | undefined) {
    pageSize(first);
    return page;
  }
  @Query('echo')
  echo(@Args('text') text: string) {
    return text;
  }
  @Query('fails')
  fails(@Args('how') how: string): string {
    if (how === 'busy' || how === 'full') throw new StoreUnavailable(how);
    if (how === 'disk')
      throw Object.assign(new Error('ENOSPC: no space left, /var/secret'), { code: 'ENOSPC' });
    if (how === 'notFound') throw new GateError('NOT_FOUND');
    throw new Error('SELECT secret FROM /var/secret');
  }
  @ResolveField('children')
  children(@Parent() parent: unknown) {
    return [parent];
  }
  @ResolveField('page')
  page() {
    return page;
  }
  @Mutation('paint')
  paint(@Args('input') input: { name: string }, @CurrentOfficer() _: Officer) {
    if (input.name === 'refused')
      return toGraphql(new Rejection('paint.refused', '不行', 'No', 'name', { why: 1 }));
    if (input.name === 'alone')
      return toGraphql(new Rejection('paint.separationOfDuties', '另一人', 'Another person'));
    return toGraphql({ id: 'P1', revision: 1, position: 7n });
  }
}

export const OFFICER: Officer = { account: 'A1', tenant: 'T1', agency: null, grants: [] };

/** Files of one tenant in memory. */
class MemoryBlobs implements Blobs {
  readonly files = new Map<string, Buffer>();
  async put(tenant: string, bytes: AsyncIterable<Uint8Array>) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of bytes) chunks.push(chunk);
    const all = Buffer.concat(chunks);
    const digest = createHash('sha256').update(all).digest('hex');
    this.files.set(`${tenant}/${digest}`, all);
    return { digest, size: all.length };
  }
  async get(tenant: string, digest: string) {
    const file = this.files.get(`${tenant}/${digest}`);
    if (!file) return undefined;
    return (async function* () {
      for (let at = 0; at < file.length; at += 7) yield file.subarray(at, at + 7);
    })();
  }
  async size(tenant: string, digest: string) {
    return this.files.get(`${tenant}/${digest}`)?.length;
  }
}

const mediaTypeOf = (name: string) => (name.endsWith('.mp4') ? 'video/mp4' : 'text/html');

/** Takes every file in and gives it to every officer; one named `public` is anybody's, of an item. */
const memoryFiles = () => {
  const blobs = new MemoryBlobs();
  const names = new Map<string, string>();
  const intake = {
    accept: async (tenant: string, name: string, bytes: AsyncIterable<Uint8Array>) => {
      const stored = await blobs.put(tenant, bytes);
      names.set(stored.digest, name);
      return { ...stored, mediaType: mediaTypeOf(name) };
    },
  };
  const rights = {
    mayRead: async (digest: string, { officer }: { officer: Officer | null }) => {
      const name = names.get(digest);
      const isPublic = name?.startsWith('public') ?? false;
      if (name === undefined || !(officer || isPublic)) return undefined;
      const item = isPublic ? { item: { tenant: 'T1', agency: null, id: name } } : {};
      return { tenant: 'T1', name, mediaType: mediaTypeOf(name), ...item };
    },
  };
  return [
    { provide: BLOBS, useValue: blobs },
    { provide: FILE_INTAKE, useValue: intake },
    { provide: FILE_RIGHTS, useValue: rights },
  ];
};

export type Harness = {
  rim: Rim;
  url: string;
  logged: Record<string, unknown>[];
  seen: { token: string; source: string }[];
  /** What was put on record as refused. */
  refused: Parameters<RefusalLog['refused']>[0][];
  /** What was counted as read. */
  used: Parameters<Usage['count']>[];
  status: PlatformStatus;
  /** Position the read models have reached, and who waits for a later one. */
  reached: { position: bigint };
  waits: PositionWait;
  close(): Promise<void>;
};

/** The rim over a few resolvers of its own, with everything behind it in memory. */
export const startHarness = async (
  options: Partial<Omit<RimOptions, 'app' | 'log'>> = {},
): Promise<Harness> => {
  const seen: Harness['seen'] = [];
  const refused: Harness['refused'] = [];
  const used: Harness['used'] = [];
  const reached = { position: 10n };
  const waits = new PositionWait((position) => position <= reached.position);
  const files = memoryFiles();
  const status: PlatformStatus = {
    writer: 'ok',
    position: 12n,
    projections: [{ name: 'leaves@1', position: 10n, lag: 2 }],
    parked: [],
    diskFreeBytes: 1e12,
  };
  const authenticator = {
    verify: (token: string, source: string) => {
      seen.push({ token, source });
      if (token !== 'good') return Promise.reject(new GateError('UNAUTHENTICATED'));
      return Promise.resolve(OFFICER);
    },
  };
  const progress = {
    waitFor: (position: bigint, signal?: AbortSignal) => waits.until(position, signal),
  };
  @Module({
    imports: [rimModule({ sdl: [SDL], version: '0.0.0' })],
    providers: [
      LeafResolver,
      { provide: AUTHENTICATOR, useValue: authenticator },
      { provide: PROGRESS, useValue: progress },
      { provide: REFUSAL_LOG, useValue: { refused: (entry: never) => refused.push(entry) } },
      {
        provide: USAGE,
        useValue: { count: (...use: Harness['used'][number]) => used.push(use) },
      },
      { provide: STATUS, useValue: { status: () => Promise.resolve(status) } },
      ...files,
    ],
  })
  class HarnessModule {}
  const app = await NestFactory.createApplicationContext(HarnessModule, { logger: false });
  const logged: Record<string, unknown>[] = [];
  const lines = new Writable({
    write(chunk: Buffer, _, done) {
      logged.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  const rim = await Rim.create({
    app,
    log: pino({ base: null }, lines),
    introspection: false,
    fileBytesMax: 1024,
    ...options,
  });
  const url = await rim.listen('127.0.0.1', 0);
  const close = async () => {
    await rim.close();
    await app.close();
  };
  return { rim, url, logged, seen, refused, used, status, reached, waits, close };
};
