import { Day } from '@gongkai/kernel';
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';

const wrong = (name: string): never => {
  throw new GraphQLError(`not a ${name}`);
};

const textOf = (node: ValueNode): unknown =>
  node.kind === Kind.STRING || node.kind === Kind.INT ? node.value : undefined;

const day = (value: unknown): string => {
  const parsed = Day.safeParse(value);
  return parsed.success && parsed.data >= '0001' ? parsed.data : wrong('day');
};

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
const instant = (value: unknown): string => {
  if (typeof value !== 'string' || !INSTANT.test(value)) return wrong('instant');
  day(value.slice(0, 10));
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? wrong('instant') : at.toISOString();
};

const count = (value: unknown): number =>
  typeof value === 'number' && Number.isSafeInteger(value) ? value : wrong('count');

const amount = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : wrong('amount');

/** 18 digits hold every position an embedded log will reach and fit a 64-bit integer. */
const POSITION = /^\d{1,18}$/;
const position = (value: unknown): string => {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  return typeof text === 'string' && POSITION.test(text) ? text : wrong('position');
};

const scalar = (
  name: string,
  parse: (value: unknown) => unknown,
  serialize: (value: unknown) => unknown,
  literal: (node: ValueNode) => unknown = textOf,
) =>
  new GraphQLScalarType({
    name,
    parseValue: parse,
    serialize,
    parseLiteral(node) {
      try {
        return parse(literal(node));
      } catch (error) {
        // With the place, so that the refusal can name the field.
        throw error instanceof GraphQLError
          ? new GraphQLError(error.message, { nodes: node })
          : error;
      }
    },
  });

/** The scalars of base.graphql: strict on the way in, as stored on the way out. */
export const scalars = {
  Day: scalar('Day', day, String),
  Instant: scalar('Instant', instant, (value) =>
    value instanceof Date ? value.toISOString() : String(value),
  ),
  Count: scalar('Count', count, count, (node) =>
    node.kind === Kind.INT ? Number(node.value) : undefined,
  ),
  Amount: scalar('Amount', amount, amount, (node) =>
    node.kind === Kind.INT || node.kind === Kind.FLOAT ? Number(node.value) : undefined,
  ),
  Position: scalar('Position', position, String),
};
