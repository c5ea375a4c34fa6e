import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';

const ZIP_DAY = new Date(1980, 0, 1, 0, 0, 0);
const FIRST = '[Content_Types].xml';
const CORE = 'docProps/core.xml';

/**
 * An office file without a clock in it, so that the same content gives the same bytes: entries are
 * in order and dated 1980-01-01, the document by the given day.
 */
export const settledZip = (bytes: Uint8Array, on: string): Uint8Array => {
  const parts = unzipSync(bytes);
  const dated = strFromU8(parts[CORE]!).replace(
    /(<dcterms:(created|modified)[^>]*>)[^<]*/g,
    `$1${on}T00:00:00Z`,
  );
  const names = Object.keys(parts).sort();
  const entries = Object.fromEntries(
    [FIRST, ...names.filter((name) => name !== FIRST)].map((name) => [
      name,
      name === CORE ? strToU8(dated) : parts[name]!,
    ]),
  );
  return zipSync(entries, { level: 6, mtime: ZIP_DAY });
};
