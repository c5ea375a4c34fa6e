import type { z } from 'zod';
import type { Rejection } from './decider.js';
import { rejectCommand } from './execute.js';

type Words = { zh: string; en: string };
type Issue = z.core.$ZodIssue;

const KINDS: Readonly<Record<string, Words>> = {
  string: { zh: '文字', en: 'text' },
  number: { zh: '数字', en: 'a number' },
  int: { zh: '整数', en: 'a whole number' },
  boolean: { zh: '是或否', en: 'true or false' },
  array: { zh: '列表', en: 'a list' },
  object: { zh: '对象', en: 'an object' },
};

const FORMATS: Readonly<Record<string, Words>> = {
  date: { zh: '没有这一天,或不是 YYYY-MM-DD', en: 'no such day, or not YYYY-MM-DD' },
  datetime: { zh: '不是协调世界时的时刻', en: 'not an instant in UTC' },
  url: { zh: '不是网址', en: 'not a web address' },
  email: { zh: '不是邮件地址', en: 'not a mail address' },
};

const kind = (expected: string): Words => KINDS[expected] ?? { zh: expected, en: expected };

/** What an issue of a schema means, in both languages. */
export const wordsOf = (issue: Issue): Words => {
  switch (issue.code) {
    case 'invalid_type': {
      const { zh, en } = kind(issue.expected);
      return issue.input === undefined
        ? { zh: `缺少,应为${zh}`, en: `is missing; ${en} is expected` }
        : { zh: `应为${zh}`, en: `must be ${en}` };
    }
    case 'invalid_format':
      return FORMATS[issue.format] ?? { zh: '格式不符', en: 'is not of the right form' };
    case 'too_big':
      return { zh: `不得超过 ${issue.maximum}`, en: `may be at most ${issue.maximum}` };
    case 'too_small':
      if (issue.origin === 'string' && issue.minimum === 1)
        return { zh: '不能为空', en: 'may not be empty' };
      return { zh: `不得少于 ${issue.minimum}`, en: `must be at least ${issue.minimum}` };
    case 'unrecognized_keys':
      return {
        zh: `含有未知字段:${issue.keys.join('、')}`,
        en: `has unknown fields: ${issue.keys.join(', ')}`,
      };
    case 'invalid_value': {
      const values = issue.values.map(String);
      return { zh: `应为其中之一:${values.join('、')}`, en: `must be one of ${values.join(', ')}` };
    }
    case 'custom': {
      const { zh, en } = (issue.params ?? {}) as Partial<Words>;
      return { zh: zh ?? issue.message, en: en ?? issue.message };
    }
    default:
      return { zh: '内容不符', en: 'is not acceptable here' };
  }
};

/** The rejection for a command that is not well shaped: names the first wrong field. */
export const rejectShape = (error: z.ZodError): Rejection => {
  const issue = error.issues[0]!;
  return rejectCommand('command.invalid', wordsOf(issue), issue.path.join('.') || null);
};

/** The command as its schema has it, or the rejection that names what is wrong. */
export const parseCommand = <S extends z.ZodType>(
  schema: S,
  data: unknown,
): { command: z.output<S> } | { rejection: Rejection } => {
  const parsed = schema.safeParse(data, { reportInput: true });
  return parsed.success ? { command: parsed.data } : { rejection: rejectShape(parsed.error) };
};
