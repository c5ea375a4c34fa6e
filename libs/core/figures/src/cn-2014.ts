import { equal, singleColumn, soft, type Constraint, type ReportFormat } from './format.js';
import type { Bilingual } from './indicator.js';
import { sections2007 } from './sections.js';

// Columns: id | unit (– for a heading) | official label | English | what bears the row: indicators,
// outcomes of requests, or (=) what bears other rows.
const TABLE = `
1 | – | 一、主动公开情况 | 1. Published on the initiative of the agency
1.1 | 条 | (一)主动公开政府信息数(不同渠道和方式公开相同信息计1条) | Items published, each counted once however many channels carry it | publication.items
1.1.a | 条 | 其中:主动公开规范性文件数 | among them normative documents published | publication.normative
1.1.b | 件 | 制发规范性文件总数 | Normative documents issued, published or not | publication.normativeIssued
1.2 | – | (二)通过不同渠道和方式公开政府信息的情况 | Items by channel
1.2.1 | 条 | 1.政府公报公开政府信息数 | in the government gazette | publication.channel.gazette
1.2.2 | 条 | 2.政府网站公开政府信息数 | on government websites | publication.channel.website
1.2.3 | 条 | 3.政务微博公开政府信息数 | on official Weibo accounts | publication.channel.weibo
1.2.4 | 条 | 4.政务微信公开政府信息数 | on official WeChat accounts | publication.channel.wechat
1.2.5 | 条 | 5.其他方式公开政府信息数 | by other means | publication.channel.other
2 | – | 二、回应解读情况 | 2. Responses to the public and interpretation of policy
2.1 | 次 | (一)回应公众关注热点或重大舆情数(不同方式回应同一热点或舆情计1次) | Matters of public concern responded to, each counted once | interpretation.concerns
2.2 | – | (二)通过不同渠道和方式回应解读的情况 | Responses by channel
2.2.1 | 次 | 1.参加或举办新闻发布会总次数 | Press conferences held or taken part in | interpretation.pressConferences
2.2.1.a | 次 | 其中:主要负责同志参加新闻发布会次数 | among them with the principal official | interpretation.pressConferencesPrincipal
2.2.2 | 次 | 2.政府网站在线访谈次数 | Interviews on government websites | interpretation.interviews
2.2.2.a | 次 | 其中:主要负责同志参加政府网站在线访谈次数 | among them with the principal official | interpretation.interviewsPrincipal
2.2.3 | 篇 | 3.政策解读稿件发布数 | Articles interpreting policy | interpretation.articles
2.2.4 | 次 | 4.微博微信回应事件数 | Matters responded to on Weibo and WeChat | interpretation.microblog
2.2.5 | 次 | 5.其他方式回应事件数 | Matters responded to by other means | interpretation.other
3 | – | 三、依申请公开情况 | 3. Disclosure on request
3.1 | 件 | (一)收到申请数 | Requests received | =3.1.1 =3.1.2 =3.1.3 =3.1.4
3.1.1 | 件 | 1.当面申请数 | handed in in person | request.received.inPerson request.received.oral
3.1.2 | 件 | 2.传真申请数 | by fax | request.received.fax
3.1.3 | 件 | 3.网络申请数 | over the network | request.received.online request.received.email
3.1.4 | 件 | 4.信函申请数 | by post | request.received.signedPost request.received.mail
3.2 | 件 | (二)申请办结数 | Requests closed | =3.2.1 =3.2.2
3.2.1 | 件 | 1.按时办结数 | within the ordinary period | request.closed.ordinary
3.2.2 | 件 | 2.延期办结数 | within an extended period | request.closed.extended
3.3 | 件 | (三)申请答复数 | Requests replied to | =3.3.1 =3.3.2 =3.3.3 =3.3.4 =3.3.5 =3.3.6 =3.3.7 =3.3.8
3.3.1 | 件 | 1.属于已主动公开范围数 | the information was already published | alreadyPublic publicPublication
3.3.2 | 件 | 2.同意公开答复数 | disclosure granted | granted
3.3.3 | 件 | 3.同意部分公开答复数 | disclosure granted in part | partlyGranted
3.3.4 | 件 | 4.不同意公开答复数 | disclosure denied | =3.3.4.1 =3.3.4.2 =3.3.4.3 =3.3.4.4 =3.3.4.5 =3.3.4.6
3.3.4.1 | 件 | 其中:涉及国家秘密 | for a state secret | refusedStateSecret
3.3.4.2 | 件 | 涉及商业秘密 | for a trade secret | refusedCommercialSecret
3.3.4.3 | 件 | 涉及个人隐私 | for personal privacy | refusedPrivacy
3.3.4.4 | 件 | 危及国家安全、公共安全、经济安全和社会稳定 | for danger to state, public or economic security or social stability | refusedSecurity
3.3.4.5 | 件 | 不是《条例》所指政府信息 | not government information as the Regulations mean it | notGovernmentInformation
3.3.4.6 | 件 | 法律法规规定的其他情形 | for another ground in law | refusedByLaw refusedInternal refusedProcess refusedEnforcementFile needsCreation stillUnclear repeated excessive reissue
3.3.5 | 件 | 5.不属于本行政机关公开数 | another agency is the one to disclose | notResponsible
3.3.6 | 件 | 6.申请信息不存在数 | the information does not exist | notHeld
3.3.7 | 件 | 7.告知作出更改补充数 | applicant told to correct or complete the request | request.clarificationsAsked
3.3.8 | 件 | 8.告知通过其他途径办理数 | applicant directed to another procedure | petition otherAccessRules movedToArchive
4 | 件 | 四、行政复议数量 | 4. Administrative reconsiderations | =4.1 =4.2 =4.3
4.1 | 件 | (一)维持具体行政行为数 | act upheld | reconsideration.upheld
4.2 | 件 | (二)被依法纠错数 | error corrected | reconsideration.corrected
4.3 | 件 | (三)其他情形数 | otherwise ended | reconsideration.other
5 | 件 | 五、行政诉讼数量 | 5. Administrative litigation | =5.1 =5.2 =5.3
5.1 | 件 | (一)维持具体行政行为或者驳回原告诉讼请求数 | act upheld or claim dismissed | litigation.direct.upheld litigation.afterReconsideration.upheld
5.2 | 件 | (二)被依法纠错数 | error corrected | litigation.direct.corrected litigation.afterReconsideration.corrected
5.3 | 件 | (三)其他情形数 | otherwise ended | litigation.direct.other litigation.afterReconsideration.other
6 | 件 | 六、举报投诉数量 | 6. Reports and complaints | complaint.disclosureComplaint complaint.disclosureReport
7 | 万元 | 七、依申请公开信息收取的费用 | 7. Fees charged for disclosure on request | request.feesCharged
8 | – | 八、机构建设和保障经费情况 | 8. Offices, staff and funds
8.1 | 个 | (一)政府信息公开工作专门机构数 | Offices dedicated to disclosure | capacity.offices
8.2 | 个 | (二)设置政府信息公开查阅点数 | Reading places for the public | capacity.readingPlaces
8.3 | 人 | (三)从事政府信息公开工作人员数 | People working on disclosure | =8.3.1 =8.3.2
8.3.1 | 人 | 1.专职人员数(不包括政府公报及政府网站工作人员数) | full time, gazette and website staff not counted | capacity.fullTime
8.3.2 | 人 | 2.兼职人员数 | part time | capacity.partTime
8.4 | 万元 | (四)政府信息公开专项经费(不包括用于政府公报编辑管理及政府网站建设维护等方面的经费) | Funds dedicated to disclosure, gazette and website not counted | capacity.funds
9 | – | 九、政府信息公开会议和培训情况 | 9. Meetings and training
9.1 | 次 | (一)召开政府信息公开工作会议或专题会议数 | Meetings on disclosure | capacity.meetings
9.2 | 次 | (二)举办各类培训班数 | Courses held | capacity.courses
9.3 | 人次 | (三)接受培训人员数 | Attendances at courses | capacity.attendances
`;

const sum = (row: string, ...parts: string[]): Constraint => equal('row-sum', [row], parts);
const atMost = (row: string, ...parts: string[]): Constraint =>
  soft('part-of', 'atMost', [row], parts);
const noneWithout = (row: string, ...parts: string[]): Constraint =>
  soft('plausibility', 'zeroWith', [row], parts);
const children = (row: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${row}.${i + 1}`);

// Rows 四 and 五 have none for cases not decided by the end of the year.
const UNDECIDED: Bilingual = {
  zh: '本表没有“尚未审结”一行,年末未结的案件可以解释差额。',
  en: 'The form has no row for cases not decided yet; those open at the end of the year may explain it.',
};
const EARLIER: Bilingual = {
  zh: '更早年度结转的申请可以解释差额。',
  en: 'Requests carried over from before last year may explain it.',
};

/** Cases carried over are in it; nothing says that the form leaves them out. */
const ENDED: Bilingual = {
  zh: '以本机关为被申请人、被告,按审结当期计,含以前年度结转的案件;年末未结的计入审结年度。共同被告在共同上级只计1件,复议机关作共同被告的不计。',
  en: 'The agency as respondent, when the case ended, those carried over from earlier years included; those open at the end of the year count in the year they end. Joint respondents count once above what they have in common, review bodies never.',
};

const RESPONSES = ['2.2.1', '2.2.2', '2.2.4', '2.2.5'];

const NOTES: Readonly<Record<string, Bilingual>> = {
  '3.1': {
    zh: '按收到的申请件计;拆分处理的按原件计1件,由其他机关移送来的计入首收机关。',
    en: 'As they were handed in: one that was split counts once, one transferred from another agency counts where it arrived.',
  },
  '3.2.1': {
    zh: '表中没有逾期办结一行;未延期而逾期的计入本行。',
    en: 'The form has no row for late ones: those late without an extension stand here.',
  },
  '3.3.4.6': {
    zh: '2014年表中没有对应行的不予提供、不予处理情形计入本行;填报口径未见规定。',
    en: 'Refusals for which the form of 2014 has no row stand here; no official rule is known.',
  },
  '7': {
    zh: '按缴费日期计入实际收取的费用。',
    en: 'What was paid, on the day it was paid.',
  },
  '9.3': {
    zh: '按本单位举办的培训班计;参加外单位培训的另行登记,不计入本行。',
    en: 'Of courses the office held; courses of others that were attended are kept apart.',
  },
  '4': ENDED,
  '5': ENDED,
  '6': {
    zh: '按本机关收到的政府信息公开投诉、举报计;效能投诉、市长信箱、监督电话、12345工单和申诉另行登记,不计入本行。',
    en: 'Complaints and reports about disclosure that the agency received; efficiency complaints, mailbox letters, calls, hotline slips and 申诉 are kept apart and never stand here.',
  },
};

const { table, cells } = singleColumn(
  { id: 'table', zh: '政府信息公开情况统计表', en: 'Disclosure statistics' },
  TABLE,
  NOTES,
);

/** The table of 国办发〔2014〕32号, filled in for 2014 to 2018. */
export const cn2014: ReportFormat = {
  id: 'cn-2014',
  name: { zh: '政府信息公开情况统计表(2014年版)', en: 'Disclosure statistics, form of 2014' },
  years: { from: 2014, to: 2018 },
  basis: '国办发〔2014〕32号',
  sections: sections2007,
  tables: [table],
  cells: cells.map((cell) => (/^5/.test(cell.row) ? { ...cell, netted: true } : cell)),
  constraints: [
    // An item in several channels counts once above and once in each channel below.
    atMost('1.1', ...children('1.2', 5)),
    atMost('1.1.a', '1.1'),
    atMost('1.1.a', '1.1.b'),
    noneWithout('1.1.a', '1.1.b'),
    atMost('2.1', ...RESPONSES),
    noneWithout('2.1', ...RESPONSES),
    { ...atMost('2.2.1.a', '2.2.1'), severity: 'hard' },
    { ...atMost('2.2.2.a', '2.2.2'), severity: 'hard' },
    sum('3.1', ...children('3.1', 4)),
    sum('3.2', ...children('3.2', 2)),
    // Being told to complete a request is a reply and not an end: replies may exceed closures.
    atMost('3.2', '3.3'),
    {
      ...soft('carry-over', 'atMost', ['3.2'], ['3.1']),
      previous: ['3.1'],
      previousLess: ['3.2'],
      excess: EARLIER,
    },
    sum('3.3', ...children('3.3', 8)),
    sum('3.3.4', ...children('3.3.4', 6)),
    { ...sum('4', ...children('4', 3)), excess: UNDECIDED },
    { ...sum('5', ...children('5', 3)), excess: UNDECIDED },
    ...[...RESPONSES, '2.2.3'].map((row) => soft('plausibility', 'differs', ['6'], [row])),
    sum('8.3', ...children('8.3', 2)),
    noneWithout('9.2', '9.3'),
  ],
};
