import { clauseAround } from './sentences.js';

/** What a sentence says there was none of. */
export type Nothing = {
  subject: 'request' | 'review' | 'suit' | 'appeal' | 'fee' | 'reduction' | 'complaint';
  from: number;
  to: number;
};

const NONE =
  /(?:没有(?=收到|接到|接收|出现|发生|受理|产生|收取|向|因|依申请|任何|行政|有关|涉及|政府信息|针对|公民)|未(?:曾|有)?(?=收到|接到|接收|出现|发生|受理|产生|收取|向[^,。;]{1,30}收)|(?<![有])无(?=收费|减免|行政|依申请|申请|任何|政府信息|因|复议|诉讼|举报|投诉))/g;
const SUBJECTS: readonly (readonly [Nothing['subject'], RegExp])[] = [
  ['review', /(?<!刑事)复议/],
  ['suit', /诉讼/],
  ['appeal', /申诉/],
  ['fee', /收费|费用|处理费/],
  ['reduction', /减免/],
  ['complaint', /举报|投诉/],
];
const REQUEST = /申请(?!行政复议|复议|提起|人|对象|公开对象)/;

/** Where the sentence says that something did not happen. */
export const nothingsIn = (text: string): Nothing[] => {
  const found: Nothing[] = [];
  for (const { index } of text.matchAll(NONE)) {
    const clause = clauseAround(text, index, index + 2);
    let { to } = clause;
    // A list of subjects goes on after the pause mark.
    while (text[to] === '、') to = clauseAround(text, to + 1, to + 2).to;
    const said = text.slice(index, to);
    if (/\d/.test(said)) continue;
    const subjects = SUBJECTS.filter(([, words]) => words.test(said)).map(([subject]) => subject);
    const of: Nothing['subject'][] =
      subjects.length > 0 ? subjects : REQUEST.test(said) ? ['request'] : [];
    for (const subject of of)
      if (!found.some((known) => known.subject === subject))
        found.push({ subject, from: clause.from, to });
  }
  return found;
};
