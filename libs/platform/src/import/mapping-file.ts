import { readFile } from 'node:fs/promises';
import type { Rejection } from '@gongkai/kernel';
import { wordsOf } from '@gongkai/kernel';
import type { z } from 'zod';
import { rejectImport } from './errors.js';

/** A mapping that is none: where in the file, and what is wrong with it, in both languages. */
export const mappingInvalid = (where: string, { zh, en }: { zh: string; en: string }): Rejection =>
  rejectImport('import.mappingInvalid', { where, issue: zh, issueEn: en }, where);

/** What the text of a mapping file says, by its schema; the refusal names the place in the file. */
export const parseMappingText = <M>(schema: z.ZodType<M>, text: string): M | Rejection => {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return mappingInvalid('mapping', noJson((error as Error).message));
  }
  const parsed = schema.safeParse(json, { reportInput: true });
  if (parsed.success) return parsed.data;
  const { path, issue } = deepest(parsed.error.issues[0]!);
  return mappingInvalid(path.map(String).join('.') || 'mapping', wordsOf(issue));
};

/** The same of a file. */
export const readMappingFile = async <M>(
  path: string,
  parse: (text: string) => M | Rejection,
): Promise<M | Rejection> => {
  const bytes = await readFile(path).catch(() => undefined);
  return bytes === undefined
    ? rejectImport('import.fileMissing', { file: path }, 'mapping')
    : parse(bytes.toString('utf8'));
};

const noJson = (message: string) => {
  const at = /line (\d+) column (\d+)/.exec(message);
  return at
    ? {
        zh: `第 ${at[1]} 行第 ${at[2]} 列起不是 JSON`,
        en: `it is no JSON from line ${at[1]}, column ${at[2]}`,
      }
    : { zh: '不是 JSON 文本', en: 'it is no JSON text' };
};

type Issue = z.core.$ZodIssue;
type Found = { path: PropertyKey[]; issue: Issue };

/** Of a choice of shapes, what came closest to one of them says most. */
const deepest = (issue: Issue): Found => {
  if (issue.code !== 'invalid_union') return { path: issue.path, issue };
  const inner = issue.errors
    .flat()
    .map((each) => deepest(each))
    .sort((a, b) => b.path.length - a.path.length)[0];
  return inner
    ? { path: [...issue.path, ...inner.path], issue: inner.issue }
    : { path: issue.path, issue };
};
