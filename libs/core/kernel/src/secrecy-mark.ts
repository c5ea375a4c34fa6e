/** A mark of secrecy found at the head of a document. */
export type SecrecyMarkFound = { mark: '秘密' | '机密' | '绝密'; line: string };

/** Lines at the head of a document that are looked at; marks stand top left on the first page. */
const HEAD_LINES = 40;
const LINE_MAX = 80;

const PERIOD = '(?:[\\d〇一二三四五六七八九十]{1,4}(?:年|个月|月|日|天)|长期|启用前)';
const COPY = '(?:(?:份号|编号)[::]?)?(?:№|No\\.?)?\\d{0,8}';
const LEVEL = '(?:密级(?:和保密期限|及保密期限)?[::]?)?[【\\[((〔「]?(秘密|机密|绝密)';
const URGENCY = '(?:特提|特急|加急|平急|急件)?';
const STAR = '[★☆✩✭⭐*＊]';

/** `秘密★5年`, `000012 机密★1年 特急`: a star after the level is a mark wherever the line has it. */
const STARRED = new RegExp(`^${COPY}${LEVEL}${STAR}.{0,20}$`, 'u');
/** `机密`, `密级:秘密`, `【绝密】`: a level alone on its line. */
const ALONE = new RegExp(`^${COPY}${LEVEL}[】\\]))〕」]?${PERIOD}?${URGENCY}$`, 'u');

/** Spaces between the characters of a mark are layout (秘 密), full-width signs are how it is typed. */
const compact = (text: string): string => text.normalize('NFKC').replace(/[\s\u200B\uFEFF]+/gu, '');

const markIn = (line: string): SecrecyMarkFound | undefined => {
  if (line.length > LINE_MAX * 4 || !line.includes('密')) return undefined;
  // A mark may share its line with what stands top right, set apart by wide space.
  const parts = [line, ...line.split(/\t|\s{2,}|\u3000+/u)];
  for (const part of parts) {
    const text = compact(part);
    if (text.length > LINE_MAX) continue;
    const found = STARRED.exec(text) ?? ALONE.exec(text);
    if (found) return { mark: found[1] as SecrecyMarkFound['mark'], line: text };
  }
  return undefined;
};

/**
 * 保守国家秘密法; GB/T 9704-2012 7.2.2: a document marked 秘密, 机密 or 绝密 has no place here. What counts is the mark in its
 * place in the layout, never the words in a sentence (保密工作, 国家秘密).
 */
export const secrecyMarkIn = (lines: Iterable<string>): SecrecyMarkFound | undefined => {
  let looked = 0;
  for (const line of lines) {
    if (line.trim() === '') continue;
    if (++looked > HEAD_LINES) return undefined;
    const found = markIn(line);
    if (found) return found;
  }
  return undefined;
};

/** The same for a text that is kept as one string. */
export const secrecyMarkInText = (text: string): SecrecyMarkFound | undefined =>
  text.includes('密') ? secrecyMarkIn(text.split(/\r\n|[\n\r\u2028\u2029]/u)) : undefined;

/** A level with its star, or alone in brackets. */
const IN_TITLE = /(秘密|机密|绝密)[★☆✩✭⭐]|[【\[(〔](秘密|机密|绝密)[】\])〕]/u;

/**
 * The same for a title, a document number or a file's name. These have no layout and no sentences:
 * a mark that was typed into one stands before, behind or within it.
 */
export const secrecyMarkInTitle = (title: string): SecrecyMarkFound | undefined => {
  if (!title.includes('密')) return undefined;
  const found = IN_TITLE.exec(compact(title));
  const mark = (found?.[1] ?? found?.[2]) as SecrecyMarkFound['mark'] | undefined;
  return mark ? { mark, line: compact(title) } : markIn(title);
};
