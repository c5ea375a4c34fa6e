import { searchText, type KeyValue, type RowWrite } from '@gongkai/kernel';
import { gramsOf } from './grams.js';
import { keyField, setField, type Layout, type RowDocument } from './layout.js';
import { orderedText, plainText, wellFormed } from './ordered-text.js';

/** A key as it is stored: nothing, numbers and texts in the order questions expect of them. */
export const keyValue = (value: KeyValue | boolean | undefined): KeyValue => {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return orderedText(wellFormed(value));
  const number = Number(value);
  return Number.isNaN(number) ? null : number;
};

/** The value of a key as the row had it. */
export const plainValue = (stored: unknown): KeyValue => {
  if (stored === undefined || stored === null) return null;
  return typeof stored === 'string' ? plainText(stored) : Number(stored);
};

export const documentId = (tenant: string, id: string): string =>
  `${tenant}:${orderedText(wellFormed(id))}`;

export const idOf = (tenant: string, documentId: string): string =>
  plainText(documentId.slice(tenant.length + 1));

/** Tenants are opaque letters and digits; there is no question without one. */
export const mustName = (tenant: unknown): void => {
  if (typeof tenant !== 'string' || !/^[\w-]+$/.test(tenant))
    throw new TypeError('a tenant must be named');
};

export const documentOf = (layout: Layout, write: RowWrite): RowDocument => {
  const { tenant, id, position } = write;
  const place = { _id: documentId(tenant, id), tenant, pos: position };
  if (write.row === undefined) return { ...place, live: false };
  const { spec, keys, sets } = layout;
  const row = write.row as never;
  const text = spec.text?.(row) ?? null;
  const searched = text === null ? undefined : searchText(text);
  return {
    ...place,
    live: true,
    ...Object.fromEntries(keys.map((key) => [keyField(key), keyValue(spec.keys[key]!(row))])),
    ...Object.fromEntries(
      sets.map((set) => [setField(set), [...new Set(spec.sets![set]!(row).map(wellFormed))]]),
    ),
    ...(searched === undefined ? {} : { t: searched, g: gramsOf(searched) }),
    row: JSON.stringify(row),
  };
};
