import type {
  BodyKind,
  ChallengeKind,
  EndCause,
  MaterialKind,
  Procedure,
  RefusalGround,
  SuspensionCause,
} from './events.kinds.js';

type Name = { zh: string; en: string };
const name = (zh: string, en: string): Name => ({ zh, en });

/** Who decides (复议机关), seen from the respondent. */
export const bodyNames: Readonly<Record<BodyKind, Name>> = {
  localGovernment: name('本级人民政府', 'the government it belongs to'),
  superiorDepartment: name('上一级主管部门', 'the department above'),
  superiorGovernment: name('上一级人民政府', 'the next higher government'),
  itself: name('本机关', 'the agency itself'),
  managingAuthority: name('直接管理的机关', 'the authority that manages it'),
  other: name('其他机关', 'another body'),
};

export const challengeNames: Readonly<Record<ChallengeKind, Name>> = {
  reply: name('答复', 'a reply'),
  silence: name('逾期不答复', 'no reply within the period'),
  publication: name('公开行为', 'a publication'),
  noLongerProcessed: name('不再处理', 'that it is no longer processed'),
};

export const procedureNames: Readonly<Record<Procedure, Name>> = {
  ordinary: name('普通程序', 'ordinary procedure'),
  simplified: name('简易程序', 'simplified procedure'),
};

export const refusalNames: Readonly<Record<RefusalGround, Name>> = {
  outOfScope: name('不属于复议范围', 'not open to reconsideration'),
  notInterested: name('没有利害关系', 'no interest of its own'),
  tooLate: name('超过申请期限', 'filed too late'),
  wrongBody: name('不属于本机关管辖', 'another body decides'),
  repeated: name('重复申请', 'decided before'),
  courtHasIt: name('法院已受理', 'already before a court'),
  notCorrected: name('逾期未补正', 'not corrected in time'),
  other: name('其他', 'other'),
};

export const suspensionNames: Readonly<Record<SuspensionCause, Name>> = {
  successorAwaited: name('等待承受人参加', 'a successor is awaited'),
  capacityLost: name('丧失行为能力', 'capacity was lost'),
  organisationEnded: name('组织终止,权利义务承受人未定', 'an organisation ended'),
  forceMajeure: name('不可抗力', 'force majeure'),
  lawQuestion: name('法律适用问题待解释', 'a question of law awaits its interpretation'),
  otherCaseAwaited: name('以另案结果为依据', 'another case must be decided first'),
  mediation: name('调解、和解', 'mediation or settlement'),
  expertOpinion: name('鉴定、勘验', 'an expert opinion'),
  normReview: name('附带审查规范性文件', 'a normative document is examined'),
  other: name('其他', 'other'),
};

export const endNames: Readonly<Record<EndCause, Name>> = {
  withdrawn: name('申请人撤回', 'withdrawn'),
  settled: name('和解', 'settled'),
  noSuccessor: name('无人承受', 'nobody succeeds'),
  suspendedTooLong: name('中止满六十日', 'suspended for sixty days'),
  criminalCase: name('转为刑事案件', 'became a criminal case'),
  other: name('其他', 'other'),
};

export const materialNames: Readonly<Record<MaterialKind, Name>> = {
  evidence: name('证据', 'evidence'),
  basis: name('依据', 'legal basis'),
  procedure: name('程序材料', 'papers of the procedure'),
  statement: name('情况说明', 'statement'),
  other: name('其他材料', 'other material'),
};
