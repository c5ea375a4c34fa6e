/** A kind of case that schedules speak of: how its stream shows that it is over. */
export type CaseKind = {
  /** Also the aggregate, hence the first part of the name of its streams. */
  kind: string;
  zh: string;
  en: string;
  /** The case is over on the day of such an event. */
  closedBy: readonly string[];
  /** It goes on after all. */
  reopenedBy: readonly string[];
};

/** A case that is none of these is never over: nothing of it is erased but where law orders it. */
export const caseKinds: readonly CaseKind[] = [
  {
    kind: 'request',
    zh: '政府信息公开申请',
    en: 'request for disclosure',
    closedBy: ['RequestConcluded', 'OutcomeAttested', 'RequestArchived'],
    reopenedBy: ['RequestReopened', 'RoundOpened'],
  },
  {
    kind: 'reconsideration',
    zh: '行政复议',
    en: 'reconsideration',
    closedBy: [
      'ReconsiderationDecided',
      'ReconsiderationEnded',
      'ReconsiderationRefused',
      'ReconsiderationVoided',
    ],
    reopenedBy: [],
  },
  {
    kind: 'suit',
    zh: '行政诉讼',
    en: 'suit',
    closedBy: ['SuitConcluded', 'SuitVoided'],
    reopenedBy: ['SuitAppealed', 'SuitConclusionUndone'],
  },
  {
    kind: 'complaint',
    zh: '投诉举报',
    en: 'complaint',
    closedBy: ['ComplaintAnswered', 'ComplaintClosed', 'ComplaintVoided'],
    reopenedBy: ['ComplaintReopened'],
  },
  { kind: 'document', zh: '公开的文件', en: 'published document', closedBy: [], reopenedBy: [] },
];

const CLOSING = new Set(caseKinds.flatMap(({ closedBy }) => closedBy));
const REOPENING = new Set(caseKinds.flatMap(({ reopenedBy }) => reopenedBy));

export const closes = (type: string): boolean => CLOSING.has(type);
export const reopens = (type: string): boolean => REOPENING.has(type);

/** Appeals: the case they challenge is held from the day they are filed. */
export const APPEALS = { ReconsiderationFiled: 'reconsideration', SuitFiled: 'suit' } as const;
export type AppealType = keyof typeof APPEALS;
