import { canonicalJson } from '@gongkai/kernel';
import { Sealed, Shredded, type Vault } from '@gongkai/vault';
import type { FieldOpening } from './bundle-input.js';

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** Sealed fields in the data of an event, by JSON Pointer. */
export const sealedFieldsIn = (
  value: unknown,
  path = '',
  found = new Map<string, Sealed>(),
): Map<string, Sealed> => {
  if (value === null || typeof value !== 'object') return found;
  const sealed = Sealed.safeParse(value);
  if (sealed.success) return found.set(path, sealed.data);
  for (const [key, part] of Object.entries(value))
    sealedFieldsIn(part, `${path}/${escaped(key)}`, found);
  return found;
};

/**
 * What opens the sealed fields of an event, so that anybody can check the text against the commitment
 * in the log; a field whose key was destroyed says so.
 */
export const openingsOf = async (
  vault: Pick<Vault, 'opening'>,
  tenant: string,
  fields: ReadonlyMap<string, Sealed>,
): Promise<FieldOpening[]> => {
  const openings: FieldOpening[] = [];
  for (const [path, sealed] of fields)
    try {
      const { plain, salt } = await vault.opening(tenant, sealed);
      openings.push({ path, salt, text: canonicalJson(plain) });
    } catch (error) {
      if (!(error instanceof Shredded)) throw error;
      openings.push({ path, shredded: true });
    }
  return openings;
};
