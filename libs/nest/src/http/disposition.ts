/** Devices of old file systems; a file called so cannot be saved there. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const NAME_MAX = 120;

/**
 * A file name safe to hand out: no folders, no control or direction-changing characters, no name a
 * file system refuses. The file itself is stored under its digest; the name is only shown.
 */
export const safeFileName = (name: string): string => {
  const decoded = name.replace(/%(2e|2f|5c|00)/gi, (escape) => decodeURIComponent(escape));
  const last = decoded.split(/[/\\]/).at(-1)!;
  const clean = last
    .replace(/[\p{Surrogate}\p{Cc}\p{Cf}\p{Noncharacter_Code_Point}<>:"|?*]/gu, '')
    .trim()
    .replace(/^\.+/, '')
    .replace(/[. ]+$/, '');
  const short = shortened(clean);
  if (short === '') return 'file';
  return RESERVED.test(short) ? `_${short}` : short;
};

/** Shortens before the extension, by code points. */
const shortened = (name: string): string => {
  const points = [...name];
  if (points.length <= NAME_MAX) return name;
  const extension = /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? '';
  return points.slice(0, NAME_MAX - extension.length).join('') + extension;
};

const percent = (text: string) =>
  encodeURIComponent(text).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);

/** RFC 6266 with the RFC 5987 form beside an ASCII one; always an attachment, never shown in place. */
export const contentDisposition = (name: string): string => {
  const safe = safeFileName(name);
  const ascii = safe.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
  return `attachment; filename="${ascii}"; filename*=UTF-8''${percent(safe)}`;
};

/** The name in a request's Content-Disposition, as sent; undefined when there is none. */
export const nameInDisposition = (header: string | undefined): string | undefined => {
  if (header === undefined) return undefined;
  const encoded = /(?:^|;)\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(header)?.[1];
  if (encoded !== undefined) {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return undefined;
    }
  }
  const plain = /(?:^|;)\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(header);
  return plain ? (plain[1]?.replace(/\\(.)/g, '$1') ?? plain[2]) : undefined;
};
