import { Sealed } from '@gongkai/vault';
import type { z } from 'zod';

type Def = Readonly<Record<string, unknown>> & { type: string };
const defOf = (schema: unknown): Def => (schema as { _zod: { def: Def } })._zod.def;

/** The schemas a schema is made of. */
const partsOf = (def: Def): unknown[] => {
  switch (def.type) {
    case 'object':
      return Object.values(def['shape'] as Record<string, unknown>);
    case 'array':
      return [def['element']];
    case 'union':
      return def['options'] as unknown[];
    case 'tuple':
      return def['items'] as unknown[];
    case 'record':
    case 'map':
      return [def['valueType']];
    case 'intersection':
      return [def['left'], def['right']];
    case 'pipe':
      return [def['in'], def['out']];
    case 'lazy':
      return [(def['getter'] as () => unknown)()];
    default:
      return def['innerType'] === undefined ? [] : [def['innerType']];
  }
};

/** Whether an event of this shape can hold a sealed field, at whatever depth. */
export const holdsSealed = (schema: z.ZodType): boolean => {
  const seen = new Set<unknown>();
  const look = (part: unknown): boolean => {
    if (part === Sealed) return true;
    if (seen.has(part)) return false;
    seen.add(part);
    return partsOf(defOf(part)).some(look);
  };
  return look(schema);
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Every value in the data of an event, the data itself first. */
function* valuesIn(value: unknown): Generator<[name: string | null, value: unknown]> {
  if (!isObject(value)) return;
  for (const [name, inner] of Object.entries(value)) {
    yield [Array.isArray(value) ? null : name, inner];
    yield* valuesIn(inner);
  }
}

const isSealed = (value: unknown): value is Sealed => Sealed.safeParse(value).success;

/** The keys of persons that data names: of each sealed field, and of the person a case is about. */
export const keysIn = (data: unknown): string[] => {
  const keys = new Set<string>();
  for (const [name, value] of valuesIn(data)) {
    if (name === 'person' && typeof value === 'string') keys.add(value);
    if (isSealed(value)) keys.add(value.key);
  }
  return [...keys];
};

const DIGEST = /^[0-9a-f]{64}$/;

/** The sealed fields of one person in the data of an event, and the digests of files it names. */
export const sealedIn = (data: unknown, key: string): { fields: number; files: string[] } => {
  let fields = 0;
  const files: string[] = [];
  for (const [name, value] of valuesIn(data)) {
    if (isSealed(value) && value.key === key) fields += 1;
    const isFile = name === 'digest' || name === 'letter';
    if (isFile && typeof value === 'string' && DIGEST.test(value)) files.push(value);
  }
  return { fields, files };
};
