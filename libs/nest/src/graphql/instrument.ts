import { GateError, type GateCode } from '@gongkai/kernel';
import {
  getNamedType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import type { GraphqlContext, Progress, RefusalLog } from '../viewer.js';

/** Who is told what became of a command. */
export interface CommandCounter {
  accepted(command: string): void;
  rejected(command: string, code: string): void;
  failed(command: string): void;
}

type Resolver = GraphQLFieldResolver<unknown, unknown>;

/**
 * Wraps the fields of Query and Mutation once, at start: commands are counted by outcome, a question
 * that carries a position waits until the read models have reached it, and refusals of an officer
 * are put on record.
 */
export const instrument = (
  schema: GraphQLSchema,
  counter: CommandCounter,
  progress: Progress | undefined,
  waitMaxMs: number,
  refusals: RefusalLog | undefined,
): void => {
  const queries = Object.values(schema.getQueryType()?.getFields() ?? {});
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
  if (refusals)
    wrap([...queries, ...mutations], (resolve, { name }) => reported(name, resolve, refusals));
  wrap(mutations, (resolve, { name }) => counted(name, resolve, counter));
  if (progress)
    wrap(queries, (resolve, { args }) => {
      const position = args.find(({ type }) => getNamedType(type).name === 'Position');
      return position ? waiting(position.name, resolve, progress, waitMaxMs) : resolve;
    });
};

type Field = GraphQLField<unknown, unknown>;
const wrap = (
  fields: readonly Field[],
  by: (resolve: Resolver, field: Field) => Resolver,
): void => {
  for (const field of fields) if (field.resolve) field.resolve = by(field.resolve, field);
};

const REPORTED: ReadonlySet<GateCode> = new Set([
  'FORBIDDEN',
  'NOT_FOUND',
  'SEPARATION_OF_DUTIES',
  'CURSOR_INVALID',
]);

/** An officer who asks for what role or tenant do not include is put on record. */
const reported =
  (operation: string, resolve: Resolver, refusals: RefusalLog): Resolver =>
  async (source, args, context, info) => {
    try {
      return await resolve(source, args, context, info);
    } catch (error) {
      const { officer, source: address } = (context as GraphqlContext).viewer;
      if (officer && error instanceof GateError && REPORTED.has(error.code))
        refusals.refused({ officer, code: error.code, operation, source: address });
      throw error;
    }
  };

const counted =
  (name: string, resolve: Resolver, counter: CommandCounter): Resolver =>
  async (source, args, context, info) => {
    let outcome: unknown;
    try {
      outcome = await resolve(source, args, context, info);
    } catch (error) {
      counter.failed(name);
      throw error;
    }
    const { __typename: type, code } = (outcome ?? {}) as { __typename?: string; code?: string };
    if (type === 'Rejected' && code !== undefined) counter.rejected(name, code);
    else counter.accepted(name);
    return outcome;
  };

const waiting =
  (name: string, resolve: Resolver, progress: Progress, waitMaxMs: number): Resolver =>
  async (source, args, context, info) => {
    const position = (args as Record<string, unknown>)[name];
    if (typeof position === 'string')
      await within(waitMaxMs, (signal) => progress.waitFor(BigInt(position), signal));
    return resolve(source, args, context, info);
  };

/** A position that does not come in time is a busy service, not a hanging request. */
const within = async (ms: number, wait: (signal: AbortSignal) => Promise<void>): Promise<void> => {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new GateError('SERVICE_BUSY')), ms);
  try {
    await wait(late.signal);
  } finally {
    clearTimeout(timer);
  }
};
