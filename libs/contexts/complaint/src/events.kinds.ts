import { z } from 'zod';

/**
 * What somebody turns to the office with; one is never counted for another. Only the first two are
 * complaints and reports about disclosure (条例第五十一条). The order is in stored keys and stays.
 */
export const ComplaintKind = z.enum([
  'disclosureComplaint',
  'disclosureReport',
  /** 效能投诉. */
  'efficiency',
  /** 市长信箱. */
  'mailbox',
  /** 监督电话、举报电话. */
  'phone',
  /** 12345 工单. */
  'hotline',
  /** 申诉, as reports under the Regulations of 2007 count it. */
  'petitionAppeal',
]);
export type ComplaintKind = z.infer<typeof ComplaintKind>;

export const ComplaintChannel = z.enum([
  'counter',
  'phone',
  'letter',
  'online',
  'email',
  'slip',
  'other',
]);
export type ComplaintChannel = z.infer<typeof ComplaintChannel>;

/** What was found; the order is in stored keys and stays. */
export const Finding = z.enum(['founded', 'partlyFounded', 'unfounded', 'explained']);
export type Finding = z.infer<typeof Finding>;

/** What was done about it (条例第四十七条, 第五十三条). */
export const Measure = z.enum(['none', 'corrected', 'correctionUrged', 'criticised', 'referred']);
export type Measure = z.infer<typeof Measure>;

/** How long a kind may take: the rule of the government, not of the Regulations. */
export const Period = z.strictObject({
  days: z.int().min(1).max(250),
  unit: z.enum(['working', 'calendar']),
});
export type Period = z.infer<typeof Period>;

/** What it is about, where that is on this platform. */
export const About = z.strictObject({
  requestId: z.string().min(1).nullable(),
  documentId: z.string().min(1).nullable(),
});
export type About = z.infer<typeof About>;

export const kindNames: Readonly<Record<ComplaintKind, { zh: string; en: string }>> = {
  disclosureComplaint: { zh: '政府信息公开投诉', en: 'Complaints about disclosure' },
  disclosureReport: { zh: '政府信息公开举报', en: 'Reports about disclosure' },
  efficiency: { zh: '效能投诉', en: 'Efficiency complaints' },
  mailbox: { zh: '市长信箱来信', en: 'Letters to the mailbox of the head of government' },
  phone: { zh: '监督电话', en: 'Calls to the supervision telephone' },
  hotline: { zh: '12345热线工单', en: 'Slips of the 12345 hotline' },
  petitionAppeal: { zh: '申诉', en: 'Petitions for redress (申诉)' },
};
