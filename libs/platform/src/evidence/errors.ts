import { rejections } from '@gongkai/kernel';

/** Why something is not done with the evidence log. */
export const { texts: evidenceLogErrors, reject: rejectEvidenceLog } = rejections({
  'evidence.logNone': {
    zh: '“{node}”没有存证日志:它不是已加入平台的政府,或尚无检查点。',
    en: '“{node}” has no evidence log: it is no government of the platform, or nothing is signed yet.',
  },
  'evidence.sizeUnknown': {
    zh: '日志只有 {size} 条,没有从 {asked} 条起的证明。',
    en: 'The log has {size} leaves; there is no proof from {asked}.',
  },
  'evidence.checkpointUnreadable': {
    zh: '文件不是检查点或见证请求:{why}。',
    en: 'The file is neither a checkpoint nor a request to a witness: {why}.',
  },
  'evidence.logUntrusted': {
    zh: '检查点“{origin}”的签名不为所给策略信任:{why}。首次见证须以 --trust 指明该日志的策略。',
    en: 'The checkpoint of “{origin}” is not signed as the policy asks: {why}. The first time, name the policy of that log by --trust.',
  },
  'evidence.forked': {
    zh: '拒绝见证:日志“{origin}”与上次见证的 {seen} 条不一致,此前的记录已被改写,或证明缺失、有误。',
    en: 'Not witnessed: the log “{origin}” does not begin with the {seen} leaves witnessed last; what was on record was rewritten, or the proof is missing or wrong.',
  },
  'evidence.checkpointOlder': {
    zh: '拒绝见证:日志“{origin}”此前已见证到 {seen} 条,所给检查点更短。',
    en: 'Not witnessed: {seen} leaves of “{origin}” were witnessed before, and this checkpoint has fewer.',
  },
  'evidence.cosignatureNone': {
    zh: '文件中没有策略所列见证人对本日志 {size} 条检查点的有效签名。',
    en: 'The file has no valid signature by a witness of the policy under the checkpoint of {size} leaves.',
  },
  'evidence.witnessKeyInvalid': {
    zh: '不是见证人的公钥(vkey):{why}。',
    en: 'Not the key of a witness (vkey): {why}.',
  },
  'evidence.policyInvalid': {
    zh: '如此设定不成策略:{why}。见证人不得重名,所需人数不得多于见证人数。',
    en: 'That would be no policy: {why}. Witnesses have different names, and no more are asked for than there are.',
  },
});
