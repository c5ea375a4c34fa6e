import { rejections } from '@gongkai/kernel';

export const { texts: letterErrors, reject: rejectLetter } = rejections({
  'letter.templateSyntax': {
    zh: '模板第 {line} 行第 {column} 个字:{zh}。',
    en: 'Template, line {line}, column {column}: {en}.',
  },
  'letter.fieldUnknown': {
    zh: '第 {line} 行第 {column} 个字:没有名为“{field}”的项目。',
    en: 'Line {line}, column {column}: there is no field "{field}".',
  },
  'letter.fieldOfOtherKind': {
    zh: '第 {line} 行第 {column} 个字:“{field}”({zh})不是此类文书的项目。',
    en: 'Line {line}, column {column}: "{field}" ({en}) is not a field of letters of this kind.',
  },
  'letter.fieldMisplaced': {
    zh: '第 {line} 行第 {column} 个字:“{field}”不能放在这里:{zh}。',
    en: 'Line {line}, column {column}: "{field}" may not stand here: {en}.',
  },
  'letter.fieldMissing': {
    zh: '模板缺少必备项目“{field}”({zh})。',
    en: 'The template lacks the required field "{field}" ({en}).',
  },
  'letter.fieldConditional': {
    zh: '必备项目“{field}”只出现在第 {line} 行的条件段内,有时会缺失。',
    en: 'The required field "{field}" stands in a conditional section only (line {line}) and may drop out.',
  },
  'letter.titleMissing': {
    zh: '模板没有标题行(以“# ”开头)。',
    en: 'The template has no title line (beginning with "# ").',
  },
  'letter.templateNotSet': {
    zh: '此类文书没有本政府的模板。',
    en: 'This government has no template of its own for letters of this kind.',
  },
  'letter.valueMissing': {
    zh: '缺少“{field}”({zh})。',
    en: 'The value of "{field}" ({en}) is missing.',
  },
  'letter.valueInvalid': {
    zh: '“{field}”({zh})的值不符合要求。',
    en: 'The value of "{field}" ({en}) is not acceptable.',
  },
  'letter.valueOfOtherKind': {
    zh: '“{field}”不是此类文书的项目。',
    en: '"{field}" is not a field of letters of this kind.',
  },
  'letter.articleMissing': {
    zh: '{on} 施行的规定({edition} 年版)中没有此类文书的依据。',
    en: 'The rules in force on {on} (edition of {edition}) have no article for letters of this kind.',
  },
  'letter.dayTooEarly': {
    zh: '{on} 时条例尚未施行。',
    en: 'The Regulations were not in force on {on}.',
  },
  'letter.glyphMissing': {
    zh: 'PDF 字体中没有这些字:{characters};可改用 DOCX,或由运维人员添加字体。',
    en: 'The fonts for PDF have no glyph for {characters}; use the DOCX, or have the operator add a font.',
  },
});

export type LetterCode = keyof typeof letterErrors & string;
