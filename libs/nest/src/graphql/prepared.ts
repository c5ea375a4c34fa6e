import { gateOfText, GateError } from '@gongkai/kernel';
import {
  BREAK,
  Kind,
  OperationTypeNode,
  parse,
  validate,
  visit,
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { checkPageSize, CostMeter, type Variables } from './cost.js';
import { checkTokens, QUERY_LIMITS } from './limits.js';

/** One operation of a document that has passed every check that does not need its variables. */
export type Operation = {
  kind: OperationTypeNode;
  name: string | null;
  /** Names of the fields asked of Query or Mutation, for logs and counters. */
  fields: readonly string[];
  variables: ReadonlySet<string>;
  /** Refuses page sizes and cost that depend on the variables. */
  check(variables: Variables): void;
};
export type Prepared = { operations: readonly Operation[] };

const TEXT_KEPT_MAX = 16 * 1024;
const ENTRIES_MAX = 1000;

/** Parses, limits and validates a query once; the result is kept by its text. */
export class Documents {
  private readonly kept = new Map<string, Prepared>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly introspection: boolean,
  ) {}

  prepare(query: string): Prepared {
    const known = this.kept.get(query);
    if (known) return known;
    const prepared = this.read(query);
    if (query.length <= TEXT_KEPT_MAX) {
      // A map keeps the order of insertion: the first key is the oldest.
      if (this.kept.size >= ENTRIES_MAX) this.kept.delete(this.kept.keys().next().value!);
      this.kept.set(query, prepared);
    }
    return prepared;
  }

  private read(query: string): Prepared {
    checkTokens(query);
    const document = parsed(query);
    this.checkNodes(document);
    this.checkSchema(document);
    const fragments = new Map(
      document.definitions
        .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
        .map((node) => [node.name.value, node]),
    );
    const operations = document.definitions
      .filter((node) => node.kind === Kind.OPERATION_DEFINITION)
      .map((node) => this.operation(node, document, fragments));
    return { operations };
  }

  private checkNodes(document: DocumentNode) {
    visit(document, {
      StringValue: ({ value }) => {
        const code = gateOfText(value);
        if (code) throw new GateError(code);
      },
      Field: (node) => {
        const { value } = node.name;
        if (!this.introspection && (value === '__schema' || value === '__type'))
          throw new GateError('INTROSPECTION_DISABLED');
        checkPageSize(node, {});
      },
    });
  }

  private checkSchema(document: DocumentNode) {
    const [first] = validate(this.schema, document, undefined, {
      maxErrors: 1,
      hideSuggestions: !this.introspection,
    });
    if (!first) return;
    const { message } = first;
    const field = /(?:Unknown argument|Field) "(\w+)"/.exec(message)?.[1];
    if (/^Unknown argument|is not defined by type/.test(message))
      throw new GateError('UNKNOWN_FIELD', { field });
    if (
      /cannot represent|^Expected value of type|^not a |does not exist in ".*" enum/.test(message)
    )
      throw new GateError('TYPE_MISMATCH', { field: fieldOf(document, first.nodes?.[0]) });
    // The words of the validator name only what the caller wrote.
    throw new GateError('GRAPHQL_VALIDATION_FAILED', {
      zh: `查询与接口定义不符:${message}`,
      en: `The query does not fit the schema: ${message}`,
    });
  }

  private operation(
    node: OperationDefinitionNode,
    document: DocumentNode,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  ): Operation {
    const fields = rootFields(node.selectionSet, fragments).map(({ name }) => name.value);
    // Two commands in one request could half succeed; one command, one receipt.
    if (node.operation === OperationTypeNode.MUTATION && fields.length !== 1)
      throw new GateError('QUERY_TOO_MANY_ALIASES', {
        zh: '一次请求只能有一个写操作。',
        en: 'A request holds one mutation.',
      });
    const root = this.schema.getRootType(node.operation)!;
    const paged: FieldNode[] = [];
    visit(document, {
      Field: (field) => {
        const first = field.arguments?.find(({ name }) => name.value === 'first');
        if (first?.value.kind === Kind.VARIABLE) paged.push(field);
      },
    });
    const check = (variables: Variables) => {
      for (const field of paged) checkPageSize(field, variables);
      const meter = new CostMeter(this.schema, fragments, variables);
      const { cost, depth } = meter.measure(node.selectionSet, root);
      if (depth > QUERY_LIMITS.depthMax) throw new GateError('QUERY_TOO_DEEP');
      if (cost > QUERY_LIMITS.costMax) throw new GateError('QUERY_TOO_COSTLY');
    };
    check({});
    return {
      kind: node.operation,
      name: node.name?.value ?? null,
      fields,
      variables: new Set(node.variableDefinitions?.map((v) => v.variable.name.value)),
      check: paged.length > 0 ? check : () => undefined,
    };
  }
}

const parsed = (query: string): DocumentNode => {
  try {
    return parse(query, { maxTokens: QUERY_LIMITS.tokensMax + 1, noLocation: true });
  } catch {
    throw new GateError('GRAPHQL_PARSE_FAILED');
  }
};

const rootFields = (
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  seen = new Set<string>(),
): FieldNode[] =>
  set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return rootFields(selection.selectionSet, fragments, seen);
    const { value } = selection.name;
    const fragment = fragments.get(value);
    if (!fragment || seen.has(value)) return [];
    seen.add(value);
    return rootFields(fragment.selectionSet, fragments, seen);
  });

/** The way to a literal by the names of its argument and fields, as variables are named. */
const fieldOf = (document: DocumentNode, literal: ASTNode | undefined): string | undefined => {
  let names: string[] = [];
  visit(document, {
    enter(node, _key, parent, _path, ancestors) {
      if (node !== literal) return undefined;
      names = [...ancestors, parent].flatMap((one) =>
        one && 'kind' in one && (one.kind === Kind.ARGUMENT || one.kind === Kind.OBJECT_FIELD)
          ? one.name.value
          : [],
      );
      return BREAK;
    },
  });
  return names.length > 0 ? names.join('.') : undefined;
};
