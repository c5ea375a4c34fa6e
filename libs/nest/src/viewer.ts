import {
  GateError,
  type Blobs,
  type Call,
  type GateCode,
  type Officer,
  type Position,
} from '@gongkai/kernel';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { UsedItem } from './usage.js';

/** Who looks: the signed-in officer, or nobody in particular; made once per HTTP request. */
export type Viewer = {
  requestId: string;
  officer: Officer | null;
  /** Address of the connection, for counting refusals; never taken from a header. */
  source: string;
  /**
   * What the request says of who sent it, true or not: looked at to count a reader once and a robot
   * not at all, for nothing else.
   */
  said?: { agent: string; forwardedFor: string };
};

/**
 * Turns a bearer token into the officer it was given to. Throws `GateError('UNAUTHENTICATED')` for
 * every token it does not take, whatever the reason; the reason goes to the audit stream only.
 */
export interface Authenticator {
  /** `source` is the address the connection came from, never a header; refusals are counted by it. */
  verify(token: string, source: string): Promise<Officer>;
}
/** Nest token of the authenticator; identity provides it. */
export const AUTHENTICATOR = Symbol('Authenticator');

/** Where the read models are; a question that must see a write waits here. */
export interface Progress {
  /**
   * Resolves once every projection has saved up to the position; rejects when the signal ends the
   * wait, and with `GateError('POSITION_UNKNOWN')` where no such position can come.
   */
  waitFor(position: Position, signal?: AbortSignal): Promise<void>;
}
/** Nest token of the progress; the platform provides it. */
export const PROGRESS = Symbol('Progress');

/** Who may fetch a file: the context it belongs to knows whether it is public, and whose it is. */
export interface FileRights {
  /**
   * The tenant the file lies in, its name and media type when this viewer may have it; undefined
   * when not, which looks the same as a file that does not exist. A ticket is what a context gave
   * to somebody without an account for this file alone.
   */
  mayRead(digest: string, viewer: Viewer, ticket: string | null): Promise<FileGrant | undefined>;
}
export type FileGrant = {
  tenant: string;
  name: string;
  mediaType: string;
  /** The published item it is a file of, where the public may have it for that. */
  item?: UsedItem;
  /** Where it lies, unless among the files that are kept. */
  blobs?: Blobs;
  /** For what lies sealed: the plain bytes of what is kept. */
  plain?(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
};
/** Nest token of the file rights; every context with files of its own provides it. */
export const FILE_RIGHTS = Symbol('FileRights');

/** Told when a signed-in officer asked for what role or tenant do not include. */
export interface RefusalLog {
  refused(entry: { officer: Officer; code: GateCode; operation: string; source: string }): void;
}
/** Nest token of the refusal log; the platform provides it. */
export const REFUSAL_LOG = Symbol('RefusalLog');

/** The context of every GraphQL operation. */
export type GraphqlContext = { viewer: Viewer };

/** Parameter decorator: the viewer, signed in or not. */
export const CurrentViewer = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    GqlExecutionContext.create(context).getContext<GraphqlContext>().viewer,
);

/** Parameter decorator: the signed-in officer; UNAUTHENTICATED without one. */
export const CurrentOfficer = createParamDecorator((_: unknown, context: ExecutionContext) =>
  officerOf(GqlExecutionContext.create(context).getContext<GraphqlContext>().viewer),
);

export const officerOf = (viewer: Viewer): Officer => {
  if (!viewer.officer) throw new GateError('UNAUTHENTICATED');
  return viewer.officer;
};

/** The call an officer makes: the tenant is the officer's own, the body is the input as sent. */
export const officerCall = (
  officer: Officer,
  { commandId, expectedRevision, ...body }: { commandId: string; expectedRevision?: number | null },
): Call => ({
  tenant: officer.tenant,
  caller: { kind: 'officer', officer },
  commandId,
  body,
  ...(expectedRevision === undefined || expectedRevision === null ? {} : { expectedRevision }),
});
