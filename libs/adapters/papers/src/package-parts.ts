import { unzipSync, type UnzipFileInfo } from 'fflate';
import { Parser } from 'htmlparser2';
import { PAPER_LIMITS, PaperRefused, refuse } from './limits.js';

/** The parts of an office document that are wanted, unpacked in memory within the limits. */
export const partsOf = (
  bytes: Uint8Array,
  wanted: (name: string) => boolean,
): { names: ReadonlySet<string>; parts: ReadonlyMap<string, Uint8Array> } => {
  const { unpackedBytes: limit, entries } = PAPER_LIMITS;
  const names = new Set<string>();
  let unpacked = 0;
  const filter = ({ name, originalSize }: UnzipFileInfo): boolean => {
    if (names.has(name) || names.size >= entries)
      throw refuse('report.archiveUnsafe', {}, { limit });
    names.add(name);
    // What an archive says it unpacks to is all the room it gets.
    unpacked += originalSize;
    if (unpacked > limit) throw refuse('report.archiveUnsafe', {}, { limit });
    return wanted(name);
  };
  try {
    return { names, parts: new Map(Object.entries(unzipSync(bytes, { filter }))) };
  } catch (error) {
    if (error instanceof PaperRefused) throw error;
    throw refuse('report.fileDamaged');
  }
};

export type XmlHandler = {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
};

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Walks through XML by local names. Document types are not read, so nothing expands. */
export const walkXml = (bytes: Uint8Array, { open, text, close }: XmlHandler): void => {
  let depth = 0;
  const limit = PAPER_LIMITS.depth;
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        if (++depth > limit) throw refuse('report.tooDeep', {}, { limit });
        open?.(local(name), attributes);
      },
      ontext: (piece) => text?.(piece),
      onclosetag: (name) => {
        depth--;
        close?.(local(name));
      },
    },
    { xmlMode: true },
  );
  parser.end(new TextDecoder().decode(bytes));
};
