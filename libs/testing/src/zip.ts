import { crc32, deflateRawSync } from 'node:zlib';

/** One file of a made archive, and what may be wrong about it. */
export type ZipEntry = {
  name: string;
  text: string | Uint8Array;
  /** Kept as it is instead of packed. */
  stored?: boolean;
  /** Lies: what the headers say instead of the truth. */
  size?: number;
  crc?: number;
  flags?: number;
  /** Unix mode, e.g. 0o120777 for a link. */
  mode?: number;
  /** The name its own header has, when it differs from the directory. */
  localName?: string;
  /** Where the directory says it begins. */
  at?: number;
};

const u16 = (value: number) => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value & 0xffff);
  return bytes;
};
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};

/** Makes a ZIP archive in memory, for specs of what reads them. */
export const zipOf = (entries: readonly ZipEntry[], prefix = ''): Buffer => {
  const parts: Buffer[] = [Buffer.from(prefix)];
  const directory: Buffer[] = [];
  let at = parts[0]!.length;
  for (const entry of entries) {
    const content = Buffer.from(entry.text);
    const packed = entry.stored ? content : deflateRawSync(content);
    const method = entry.stored ? 0 : 8;
    const shared = Buffer.concat([
      u16(entry.flags ?? 0x0800),
      u16(method),
      u32(0),
      u32(entry.crc ?? crc32(content)),
      u32(packed.length),
      u32(entry.size ?? content.length),
    ]);
    const local = Buffer.from(entry.localName ?? entry.name);
    const name = Buffer.from(entry.name);
    directory.push(
      Buffer.concat([
        u32(0x02014b50),
        u16(0x0314),
        u16(20),
        shared,
        u16(name.length),
        u16(0),
        u16(0),
        u16(0),
        u16(0),
        u32((entry.mode ?? 0o100644) << 16),
        u32(entry.at ?? at),
        name,
      ]),
    );
    const header = [u32(0x04034b50), u16(20), shared, u16(local.length), u16(0), local, packed];
    const bytes = Buffer.concat(header);
    parts.push(bytes);
    at += bytes.length;
  }
  const list = Buffer.concat(directory);
  const count = u16(entries.length);
  const end = [u32(0x06054b50), u16(0), u16(0), count, count, u32(list.length), u32(at), u16(0)];
  return Buffer.concat([...parts, list, ...end]);
};

/** The least a Word document needs, with these paragraphs. */
export const docxOf = (paragraphs: readonly string[], more: readonly ZipEntry[] = []): Buffer =>
  zipOf([
    { name: '[Content_Types].xml', text: '<Types/>' },
    {
      name: 'word/document.xml',
      text: `<?xml version="1.0" encoding="UTF-8"?><w:document><w:body>${paragraphs
        .map((text) => `<w:p><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`)
        .join('')}</w:body></w:document>`,
    },
    ...more,
  ]);
