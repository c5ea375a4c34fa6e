import { rejections } from '@gongkai/kernel';

export const { texts: printErrors, reject: rejectPrint } = rejections({
  'report.glyphMissing': {
    zh: '这些字在可用字体中没有字形,无法印入 PDF:{characters}。请由管理员添加字体文件,或改用 DOCX。',
    en: 'No font here has a glyph for these characters, so they cannot be printed in the PDF: {characters}. Let the operator add a font file, or export DOCX.',
  },
});
