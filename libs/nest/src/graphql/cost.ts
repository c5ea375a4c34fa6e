import { PAGE_MAX } from '../paging.js';
import { GateError } from '@gongkai/kernel';
import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';

/** Rows a list without a page size is taken to have. */
const LIST_SIZE = 10;
const PAGE_SIZE = 20;

export type Variables = Readonly<Record<string, unknown>>;
type Measured = { cost: number; depth: number };

/**
 * What a query may cost and how deep it goes once its fragments are opened: one for each field, a
 * list times its rows. Each fragment is measured once, so the walk is linear in the query's text.
 */
export class CostMeter {
  private readonly known = new Map<string, Measured>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    private readonly variables: Variables,
  ) {}

  measure(set: SelectionSetNode, parent: GraphQLCompositeType, paged = false): Measured {
    let cost = 0;
    let depth = 0;
    const add = (part: Measured) => {
      cost += part.cost;
      depth = Math.max(depth, part.depth);
    };
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) add(this.field(selection, parent, paged));
      else if (selection.kind === Kind.FRAGMENT_SPREAD)
        add(this.fragment(selection.name.value, paged));
      else {
        const on = selection.typeCondition?.name.value;
        add(this.measure(selection.selectionSet, this.composite(on) ?? parent, paged));
      }
    }
    return { cost, depth };
  }

  private fragment(name: string, paged: boolean): Measured {
    const key = `${name} ${paged}`;
    const known = this.known.get(key);
    if (known) return known;
    const definition = this.fragments.get(name);
    const on = this.composite(definition?.typeCondition.name.value);
    if (!definition || !on) return { cost: 0, depth: 0 };
    const measured = this.measure(definition.selectionSet, on, paged);
    this.known.set(key, measured);
    return measured;
  }

  private field(node: FieldNode, parent: GraphQLCompositeType, paged: boolean): Measured {
    if (!node.selectionSet || !(isObjectType(parent) || isInterfaceType(parent)))
      return { cost: 1, depth: 1 };
    const field = parent.getFields()[node.name.value];
    const type = field && getNamedType(field.type);
    if (!field || !isCompositeType(type)) return { cost: 1, depth: 1 };
    const hasPage = field.args.some((argument) => argument.name === 'first');
    const inner = this.measure(node.selectionSet, type, hasPage);
    // The rows of a page are counted once, at the field that carries `first`.
    const isList = isListType(getNullableType(field.type)) && !paged;
    const rows = hasPage ? pageOf(node, this.variables) : isList ? LIST_SIZE : 1;
    return { cost: 1 + rows * inner.cost, depth: 1 + inner.depth };
  }

  private composite(name: string | undefined): GraphQLCompositeType | undefined {
    const type = name === undefined ? undefined : this.schema.getType(name);
    return isCompositeType(type) ? type : undefined;
  }
}

/** Refuses `first` outside 1…100 and an explicit null wherever it stands in the query. */
export const checkPageSize = (node: FieldNode, variables: Variables): void => {
  const argument = node.arguments?.find(({ name }) => name.value === 'first');
  if (!argument) return;
  const { value } = argument;
  if (value.kind === Kind.NULL) throw new GateError('PAGE_SIZE', { field: 'first' });
  if (value.kind === Kind.INT) inRange(Number(value.value));
  if (value.kind === Kind.VARIABLE && Object.hasOwn(variables, value.name.value)) {
    const given = variables[value.name.value];
    if (given === null) throw new GateError('PAGE_SIZE', { field: 'first' });
    if (typeof given === 'number') inRange(given);
  }
};

const inRange = (size: number) => {
  if (!(size >= 1 && size <= PAGE_MAX)) throw new GateError('PAGE_SIZE', { field: 'first' });
};

const pageOf = (node: FieldNode, variables: Variables): number => {
  const value = node.arguments?.find(({ name }) => name.value === 'first')?.value;
  if (value?.kind === Kind.INT) return Number(value.value);
  const given = value?.kind === Kind.VARIABLE ? variables[value.name.value] : undefined;
  return typeof given === 'number' ? given : PAGE_SIZE;
};
