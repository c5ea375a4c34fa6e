import { GateError } from '@gongkai/kernel';

/** Why a file is not taken, in both languages; the reason travels in the details of FILE_REJECTED. */
export const fileRefusals = {
  empty: { zh: '文件是空的。', en: 'The file is empty.' },
  nameWithoutKind: {
    zh: '文件名没有可接受的扩展名(可接受:{accepted})。',
    en: 'The file name has no accepted extension (accepted: {accepted}).',
  },
  contentNotKind: {
    zh: '文件内容不是 {kind},与扩展名不符。',
    en: 'The content is not {kind}, as the extension says.',
  },
  truncated: { zh: '文件不完整。', en: 'The file is not complete.' },
  polyglot: {
    zh: '文件里夹带了另一种格式的内容。',
    en: 'The file carries content of another format.',
  },
  activeContent: {
    zh: '文件含有脚本或会自动执行的内容({what})。',
    en: 'The file holds scripts or content that runs by itself ({what}).',
  },
  macro: { zh: '文件含有宏。', en: 'The file holds macros.' },
  externalPart: {
    zh: '文件引用了外部模板或对象。',
    en: 'The file draws in an outside template or object.',
  },
  xmlEntity: {
    zh: '文件的 XML 中声明了实体或文档类型。',
    en: 'The XML of the file declares entities or a document type.',
  },
  imageTooLarge: {
    zh: '图片尺寸过大({width}×{height})。',
    en: 'The picture is too large ({width}×{height}).',
  },
  encodingUnknown: {
    zh: '文字编码既不是 UTF-8 也不是 GB18030。',
    en: 'The encoding is neither UTF-8 nor GB18030.',
  },
  archiveBroken: {
    zh: '压缩结构有误({what})。',
    en: 'The archive inside the file is broken ({what}).',
  },
  archiveTooLarge: {
    zh: '解压后超过上限。',
    en: 'The file is over the limit when unpacked.',
  },
  archiveName: {
    zh: '压缩包内的文件名不安全。',
    en: 'The archive has an unsafe file name in it.',
  },
  archiveLink: { zh: '压缩包内有符号链接。', en: 'The archive has a symbolic link in it.' },
  archiveOverlap: {
    zh: '压缩包内的文件相互重叠。',
    en: 'Files of the archive overlap.',
  },
  archiveEncrypted: { zh: '压缩包已加密。', en: 'The archive is encrypted.' },
  archiveNested: { zh: '压缩包内还有压缩包。', en: 'The archive has an archive in it.' },
} as const satisfies Record<string, { zh: string; en: string }>;
export type FileRefusal = keyof typeof fileRefusals;

const fill = (text: string, details: Readonly<Record<string, unknown>>) =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? '—'));

/** FILE_REJECTED with its reason: `details.reason`, and `details.zh`, `details.en` to be shown. */
export const refuseFile = (
  reason: FileRefusal,
  details: Readonly<Record<string, unknown>> = {},
): GateError => {
  const { zh, en } = fileRefusals[reason];
  return new GateError('FILE_REJECTED', {
    ...details,
    reason,
    zh: fill(zh, details),
    en: fill(en, details),
  });
};
