import type { Count, Indicator } from '@gongkai/figures';
import { AskerKind, EnquirySubject, unpackCorrected, unpackEnquiry } from './events.js';

const times = { zh: '次', en: 'enquiries' };

export const askerNames: Record<AskerKind, [string, string]> = {
  citizen: ['公民', 'citizens'],
  business: ['企业', 'businesses'],
  organisation: ['其他组织', 'other organisations'],
  agency: ['行政机关、事业单位', 'agencies and institutions'],
  media: ['新闻媒体', 'media'],
  unknown: ['未知', 'unknown'],
};
export const subjectNames: Record<EnquirySubject, [string, string]> = {
  guideAndCatalogue: ['公开指南和目录', 'guide and catalogue'],
  requesting: ['依申请公开程序', 'how to request'],
  whereToFind: ['信息在何处查阅', 'where to find something'],
  policy: ['政策内容', 'what a policy says'],
  secrecy: ['保密审查', 'secrecy review'],
  remedies: ['救济途径', 'remedies'],
  other: ['其他', 'other matters'],
};

type Of = ReturnType<typeof unpackEnquiry>;

/** A count stands for as many as its record says: each bit of the number counts for itself. */
const BITS = [0, 1, 2, 3];
const several = (event: string, sign: 1 | -1, when: (of: Of) => boolean): Count[] =>
  BITS.map((bit) => ({
    event,
    when: (facet) => {
      const of = unpackEnquiry(facet);
      return ((of.extra >> bit) & 1) === 1 && when(of);
    },
    add: sign * 2 ** bit,
  }));
const bulk = (when: (of: Of) => boolean): Count[] => [
  ...several('EnquiriesCounted', 1, when),
  ...several('EnquiriesCountVoided', -1, when),
];
const one = (event: string, add: 1 | -1, when: (of: Of) => boolean): Count => ({
  event,
  when: (facet) => when(unpackEnquiry(facet)),
  add,
});
const received = (when: (of: Of) => boolean): Count[] => [
  one('EnquiryLogged', 1, when),
  one('EnquiryVoided', -1, when),
  ...bulk(when),
];
const moved = (field: 'askerKind' | 'subject', value: string): Count[] => [
  {
    event: 'EnquiryCorrected',
    when: (facet) => {
      const change = unpackCorrected(facet);
      return change.field === field && change.now === value;
    },
  },
  {
    event: 'EnquiryCorrected',
    when: (facet) => {
      const change = unpackCorrected(facet);
      return change.field === field && change.was === value;
    },
    add: -1,
  },
];

const all = () => true;
const indicator = (
  name: string,
  zh: string,
  en: string,
  counts: readonly Count[],
  kind: Indicator['kind'] = 'flow',
): Indicator => ({ id: `enquiry.${name}`, zh, en, unit: times, kind, counts });

export const enquiryIndicators: readonly Indicator[] = [
  indicator('received', '受理咨询次数', 'Enquiries received', received(all)),
  // What was only counted was answered as it was asked.
  indicator('answered', '答复咨询次数', 'Enquiries answered', [
    { event: 'EnquiryAnswered' },
    one('EnquiryVoided', -1, ({ extra }) => extra === 1),
    ...bulk(all),
  ]),
  indicator(
    'open',
    '尚未答复的咨询次数',
    'Enquiries not answered yet',
    [
      { event: 'EnquiryLogged' },
      { event: 'EnquiryAnswered', add: -1 },
      one('EnquiryVoided', -1, ({ extra }) => extra === 0),
    ],
    'stock',
  ),
  ...AskerKind.options.map((kind) => {
    const [zh, en] = askerNames[kind];
    return indicator(`asker.${kind}`, `咨询次数(${zh})`, `Enquiries by ${en}`, [
      ...received((of) => of.askerKind === kind),
      ...moved('askerKind', kind),
    ]);
  }),
  ...EnquirySubject.options.map((subject) => {
    const [zh, en] = subjectNames[subject];
    return indicator(`subject.${subject}`, `咨询次数(${zh})`, `Enquiries about ${en}`, [
      ...received((of) => of.subject === subject),
      ...moved('subject', subject),
    ]);
  }),
];
