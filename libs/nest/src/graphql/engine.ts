import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { unwrapResolverError } from '@apollo/server/errors';
import { gateOfText, GateError, type GateCode } from '@gongkai/kernel';
import {
  GraphQLError,
  OperationTypeNode,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import { gateBody, gateHeaders, gateOf, isGateCode } from '../http/gate.js';
import type { GraphqlContext } from '../viewer.js';
import { Documents, type Operation } from './prepared.js';

/** A request as it came out of the JSON door. */
export type Asked = { method: 'GET' | 'POST'; body: unknown };
export type Answered = {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** `mutation noop`: names of the schema only, nothing the caller chose. */
  operation: string;
};
/** Called with what nobody expected; the caller of the API sees only the request id. */
export type Unexpected = (error: unknown, requestId: string, operation: string) => void;

type GraphqlRequest = {
  query: string;
  operationName: string | null;
  variables: Record<string, unknown>;
};

/** GraphQL behind the rim: every refusal is a gate error, every answer one JSON text. */
export class GraphqlEngine {
  private readonly documents: Documents;
  private readonly apollo: ApolloServer<GraphqlContext>;

  constructor(
    schema: GraphQLSchema,
    private readonly options: { introspection: boolean; unexpected: Unexpected },
  ) {
    this.documents = new Documents(schema, options.introspection);
    this.apollo = new ApolloServer<GraphqlContext>({
      schema,
      introspection: true,
      // Documents are validated by `Documents`, which keeps them; twice would only cost.
      dangerouslyDisableValidation: true,
      persistedQueries: false,
      includeStacktraceInErrorResponses: false,
      stopOnTerminationSignals: false,
      nodeEnv: 'production',
      formatError,
      logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
      plugins: [
        ApolloServerPluginCacheControlDisabled(),
        ApolloServerPluginLandingPageDisabled(),
        ApolloServerPluginUsageReportingDisabled(),
      ],
    });
  }

  start(): Promise<void> {
    return this.apollo.start();
  }

  stop(): Promise<void> {
    return this.apollo.stop();
  }

  async answer(asked: Asked, context: GraphqlContext): Promise<Answered> {
    const { requestId } = context.viewer;
    let label = 'unknown';
    try {
      const request = requestOf(asked.body);
      const { operations } = this.documents.prepare(request.query);
      const operation = chosen(operations, request.operationName);
      label = `${operation.kind} ${operation.fields.join(',')}`;
      if (asked.method === 'GET' && operation.kind !== OperationTypeNode.QUERY)
        throw new GateError('METHOD_NOT_ALLOWED');
      checkVariables(request.variables, operation);
      return await this.execute(request, context, label);
    } catch (error) {
      const gate = gateOf(error);
      if (gate.code === 'INTERNAL') this.options.unexpected(error, requestId, label);
      return {
        status: gate.status,
        headers: gateHeaders(gate),
        body: JSON.stringify({ errors: [errorOf(gate, requestId)] }),
        operation: label,
      };
    }
  }

  private async execute(
    { query, operationName, variables }: GraphqlRequest,
    contextValue: GraphqlContext,
    operation: string,
  ): Promise<Answered> {
    const { requestId } = contextValue.viewer;
    const { body } = await this.apollo.executeOperation(
      { query, variables, ...(operationName === null ? {} : { operationName }) },
      { contextValue },
    );
    if (body.kind !== 'single') throw new GateError('GRAPHQL_VALIDATION_FAILED');
    const { data, errors } = body.singleResult;
    if (!errors) return { status: 200, headers: {}, body: JSON.stringify({ data }), operation };
    const said = errors.map(({ path, extensions }) => {
      const { gate, cause } = extensions as unknown as Found;
      if (gate.code === 'INTERNAL') this.options.unexpected(cause, requestId, operation);
      return { ...errorOf(gate, requestId), ...(path ? { path } : {}) };
    });
    const { gate } = errors[0]!.extensions as unknown as Found;
    return {
      status: gate.status,
      headers: gateHeaders(gate),
      body: JSON.stringify({ errors: said, ...(data === undefined ? {} : { data }) }),
      operation,
    };
  }
}

const ignore = () => undefined;

/** How an error travels from Apollo's formatter to the engine, which knows the request. */
type Found = { gate: GateError; cause: unknown };

const formatError = (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
  const cause = unwrapResolverError(error);
  const found: Found = { gate: gateOfGraphql(formatted, cause), cause };
  return {
    message: '',
    ...(formatted.path ? { path: formatted.path } : {}),
    extensions: found as unknown as Record<string, unknown>,
  };
};

const gateOfGraphql = ({ message, extensions }: GraphQLFormattedError, cause: unknown) => {
  const code = extensions?.['code'];
  if (code === 'BAD_USER_INPUT') {
    const unknownField = /Field "(\w+)" is not defined by type/.exec(message)?.[1];
    if (unknownField) return new GateError('UNKNOWN_FIELD', { field: unknownField });
    const field =
      /at "([^"]{1,200})"/.exec(message)?.[1] ?? /Variable "\$(\w+)"/.exec(message)?.[1];
    return new GateError('TYPE_MISMATCH', { field });
  }
  if (code === 'OPERATION_RESOLUTION_FAILURE') return new GateError('GRAPHQL_VALIDATION_FAILED');
  if (isGateCode(code)) return new GateError(code);
  if (isCoercion(cause)) return new GateError('TYPE_MISMATCH');
  return gateOf(cause);
};

/** An argument that could not be read inside a field, e.g. a variable null for a value never null. */
const isCoercion = (cause: unknown): cause is GraphQLError =>
  cause instanceof GraphQLError && /^Argument "|^Variable "/.test(cause.message);

const errorOf = (gate: GateError, requestId: string) => {
  const extensions = gateBody(gate, requestId);
  return { message: extensions.en, extensions };
};

const REQUEST_KEYS = new Set(['query', 'variables', 'operationName', 'extensions']);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const refuse = (code: GateCode, field: string): never => {
  throw new GateError(code, { field });
};

const requestOf = (body: unknown): GraphqlRequest => {
  if (Array.isArray(body)) throw new GateError('BATCHING_DISABLED');
  if (!isObject(body)) return refuse('TYPE_MISMATCH', 'body');
  for (const key of Object.keys(body)) if (!REQUEST_KEYS.has(key)) refuse('UNKNOWN_FIELD', key);
  const { query } = body;
  const extensions = member(body, 'extensions', isObject);
  if (extensions?.['persistedQuery'] !== undefined)
    throw new GateError('BAD_REQUEST', {
      zh: '不支持持久化查询。',
      en: 'Persisted queries are not supported.',
    });
  if (typeof query !== 'string') return refuse('TYPE_MISMATCH', 'query');
  if (query.trim() === '') throw new GateError('GRAPHQL_PARSE_FAILED');
  const variables = member(body, 'variables', isObject) ?? {};
  return { query, variables, operationName: member(body, 'operationName', isText) || null };
};

const isText = (value: unknown): value is string => typeof value === 'string';

/** A member of the request that may be absent or null, but not of another type. */
const member = <T>(
  body: Record<string, unknown>,
  name: string,
  fits: (value: unknown) => value is T,
): T | undefined => {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  return fits(value) ? value : refuse('TYPE_MISMATCH', name);
};

const chosen = (operations: readonly Operation[], name: string | null): Operation => {
  const [only] = operations;
  const found =
    name === null
      ? operations.length === 1
        ? only
        : undefined
      : operations.find((operation) => operation.name === name);
  if (!found) throw new GateError('GRAPHQL_VALIDATION_FAILED', { field: 'operationName' });
  return found;
};

const checkVariables = (variables: Record<string, unknown>, operation: Operation) => {
  for (const name of Object.keys(variables))
    if (!operation.variables.has(name)) refuse('UNKNOWN_FIELD', name);
  checkTexts(variables, '');
  operation.check(variables);
};

const checkTexts = (value: unknown, path: string): void => {
  if (typeof value === 'string') {
    const code = gateOfText(value);
    if (code) refuse(code, path);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      const code = gateOfText(key);
      if (code) refuse(code, path);
      checkTexts(inner, path === '' ? key : `${path}.${key}`);
    }
  }
};
