import type { CommanderError } from 'commander';
import { usage, type Failure } from './failure.js';

/** What the parser of the command line says by its code, and the same in Chinese. */
const SAID: Readonly<Record<string, { en: RegExp; zh: (...parts: string[]) => string }>> = {
  'commander.unknownCommand': {
    en: /^unknown command '(.*)'$/s,
    zh: (name) => `没有命令 ${name}。`,
  },
  'commander.unknownOption': {
    en: /^unknown option '(.*)'$/s,
    zh: (option) => `没有选项 ${option}。`,
  },
  'commander.missingArgument': {
    en: /^missing required argument '(.*)'$/s,
    zh: (name) => `缺少参数 <${name}>。`,
  },
  'commander.optionMissingArgument': {
    en: /^option '(.*)' argument missing$/s,
    zh: (option) => `选项 ${option} 没有写值。`,
  },
  'commander.missingMandatoryOptionValue': {
    en: /^required option '(.*)' not specified$/s,
    zh: (option) => `须写选项 ${option}。`,
  },
  'commander.excessArguments': {
    en: /^too many arguments(?: for '.*?')?\. Expected (\d+) arguments? but got (\d+): (.*)\.$/s,
    zh: (wanted, got, names) => `参数过多:应有 ${wanted} 个,写了 ${got} 个(${names})。`,
  },
  'commander.invalidArgument': {
    en: /^option '(.*)' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/s,
    zh: (option, value, choices) =>
      `选项 ${option} 不能写 ${value};可写:${choices.split(', ').join('、')}。`,
  },
};

const SUGGESTION = /\n\(Did you mean (?:one of )?(.*)\?\)$/s;

/** A command line that the parser cannot follow, said in both languages; what may be meant, behind it. */
export const usageError = ({ code, message }: CommanderError): Failure => {
  const [suggestion = '', names = ''] = SUGGESTION.exec(message) ?? [];
  const en = message.slice(0, message.length - suggestion.length).replace(/^error: /, '');
  const said = SAID[code];
  const parts = said?.en.exec(en)?.slice(1);
  const meant = names === '' ? '' : `是否指 ${names.split(', ').join('、')}?`;
  const zh = said && parts ? said.zh(...parts) : '无法读懂这一命令行。';
  const hint = suggestion === '' ? '' : ` ${suggestion.trim().slice(1, -1)}`;
  const stop = en.endsWith('.') ? '' : '.';
  return usage(`用法有误:${zh}${meant}`, `Wrong usage: ${en}${stop}${hint}`);
};
