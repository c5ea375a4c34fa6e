/**
 * Why something was not accepted. Every function of this library that judges what it is given answers
 * with one of these; none throws, whatever it is given.
 */
export const reasons = {
  inputInvalid: { zh: '输入的形式不对', en: 'The input is not of the form asked for' },
  hashUnknown: { zh: '杂凑算法不在所列之内', en: 'The hash is not one of those listed' },
  hashLengthInvalid: { zh: '杂凑值不是 32 字节', en: 'A hash is not 32 bytes' },
  sizeInvalid: {
    zh: '大小或序号不是 0 至 2^63−1 的整数',
    en: 'A size or an index is not a whole number from 0 to 2^63−1',
  },
  base64NotCanonical: {
    zh: 'Base64 不是规范写法',
    en: 'The base64 is not in its one canonical form',
  },

  indexOutOfRange: { zh: '序号不在树内', en: 'The index is not in the tree' },
  proofLengthWrong: {
    zh: '证明的杂凑值个数不对',
    en: 'The proof has not as many hashes as these sizes ask for',
  },
  rootMismatch: { zh: '算出的根与所给的不同', en: 'The root that follows is not the one given' },
  sizesReversed: { zh: '后一棵树比前一棵小', en: 'The second tree is smaller than the first' },
  sizeZero: {
    zh: '从空树出发的一致性证明没有意义',
    en: 'A consistency proof from the empty tree says nothing',
  },
  proofNotEmpty: {
    zh: '大小相同而证明不为空',
    en: 'The sizes are the same, yet the proof is not empty',
  },

  noteTooLarge: { zh: '签名文本过长', en: 'The note is too large' },
  noteNotUtf8: { zh: '签名文本不是有效的 UTF-8', en: 'The note is not valid UTF-8' },
  noteControlCharacter: {
    zh: '签名文本含有控制字符',
    en: 'The note has a control character in it',
  },
  noteMalformed: {
    zh: '签名文本缺少正文或签名部分',
    en: 'The note is not a text, a blank line and signatures',
  },
  signatureMalformed: { zh: '签名行格式不对', en: 'A signature line is malformed' },
  tooManySignatures: { zh: '签名过多', en: 'There are more signatures than are read' },
  signatureInvalid: {
    zh: '已知密钥的签名验证不通过',
    en: 'A signature by a known key does not verify',
  },
  noKnownSignature: { zh: '没有已知密钥的签名', en: 'No signature is by a known key' },
  verifierAmbiguous: {
    zh: '两个已知密钥的名称与标识相同',
    en: 'Two known keys have the same name and id',
  },

  keyMalformed: { zh: '密钥格式不对', en: 'The key is malformed' },
  keyNameInvalid: {
    zh: '密钥名称为空,或含空格、加号',
    en: 'The name of the key is empty or has a space or a plus in it',
  },
  keyIdMismatch: { zh: '密钥标识与密钥不符', en: 'The id of the key is not that of the key' },
  keyTypeUnsupported: { zh: '不支持的签名类型', en: 'The signature type is not supported' },
  keyInvalid: { zh: '不是有效的公钥', en: 'The bytes are not a public key' },

  checkpointMalformed: {
    zh: '检查点不足三行,或末尾没有换行',
    en: 'The checkpoint has not three lines that end in newlines',
  },
  originEmpty: { zh: '检查点没有来源行', en: 'The checkpoint has no origin' },
  sizeMalformed: {
    zh: '检查点的树大小不是规范的十进制数',
    en: 'The size in the checkpoint is not a canonical decimal',
  },
  rootMalformed: {
    zh: '检查点的根不是 32 字节的规范 Base64',
    en: 'The root in the checkpoint is not 32 bytes in canonical base64',
  },
  tilePathMalformed: { zh: '不是分块的路径', en: 'Not a path of a tile' },
  entryBundleMalformed: {
    zh: '条目包不完整',
    en: 'The bundle does not end where its last entry does',
  },
  tlogProofMalformed: {
    zh: '证明文件缺少首行、序号、空行或检查点',
    en: 'The proof lacks its first line, the index, the blank line or the checkpoint',
  },

  policyTooLarge: { zh: '信任策略过长', en: 'The policy is too large' },
  policyCharacterInvalid: {
    zh: '信任策略含有不允许的字符',
    en: 'The policy has a character that is not allowed',
  },
  policyLineMalformed: {
    zh: '信任策略中有一行格式不对',
    en: 'A line of the policy is malformed',
  },
  policyNameTaken: {
    zh: '信任策略中名称重复,或使用了保留名称 none',
    en: 'A name in the policy is taken, or is the reserved none',
  },
  policyNameUnknown: {
    zh: '信任策略引用了前面没有定义的名称',
    en: 'The policy uses a name that no line before it defines',
  },
  policyMemberTwice: {
    zh: '信任策略中同一成员列入两次',
    en: 'A name stands twice as a member of a group',
  },
  policyThresholdInvalid: {
    zh: '信任策略中的门槛不在 1 至成员数之间',
    en: 'A threshold is not between 1 and the number of members',
  },
  policyKeyTwice: {
    zh: '信任策略中同一公钥出现两次',
    en: 'A public key stands twice in the policy',
  },
  policyQuorumNotOne: {
    zh: '信任策略须有且只有一行 quorum',
    en: 'A policy has one quorum line, no more and no less',
  },
  policyHasNoLog: { zh: '信任策略没有列出日志', en: 'The policy names no log' },
  logUnsigned: {
    zh: '检查点没有策略所列日志的签名',
    en: 'No log of the policy has signed the checkpoint',
  },
  originNotLog: {
    zh: '检查点的来源不是签名日志的名称',
    en: 'The origin of the checkpoint is not the name of the log that signed it',
  },
  quorumNotMet: {
    zh: '见证人数没有达到策略的要求',
    en: 'Fewer witnesses have signed than the policy asks for',
  },
  timestampMalformed: {
    zh: '时间戳不是有效的 DER 编码,或缺少必要部分',
    en: 'The timestamp is no valid DER, or lacks a part of it',
  },
  timestampRefused: { zh: '时间戳机构没有签发', en: 'The authority did not grant a timestamp' },
  timestampAlgorithmUnsupported: {
    zh: '时间戳使用了不支持的算法',
    en: 'The timestamp uses an algorithm that is not supported',
  },
  timestampDigestMismatch: {
    zh: '时间戳所盖的不是这份内容',
    en: 'The timestamp is of something else',
  },
  timestampNonceMismatch: {
    zh: '时间戳不是对本次请求的答复',
    en: 'The timestamp does not answer this request',
  },
  timestampSignerMissing: {
    zh: '没有签发时间戳的证书',
    en: 'The certificate that signed the timestamp is missing',
  },
  timestampAttributeInvalid: {
    zh: '时间戳的签名属性不成立',
    en: 'The signed attributes of the timestamp do not hold',
  },
  timestampSignatureInvalid: {
    zh: '时间戳的签名验证不通过',
    en: 'The signature of the timestamp does not verify',
  },
  timestampPurposeInvalid: {
    zh: '证书并非专用于时间戳',
    en: 'The certificate is not for timestamps alone',
  },
  certificateInvalid: {
    zh: '证书链中有一张证书不得签发下级证书,或含有无法理解的关键扩展',
    en: 'A certificate of the chain may not issue others, or has a critical extension that is not understood',
  },
  certificateOutOfTime: {
    zh: '证书在签发时间戳时不在有效期内',
    en: 'A certificate was not valid when the timestamp was made',
  },
  certificateUntrusted: {
    zh: '证书链不通向受信任的根证书',
    en: 'The certificates lead to no trusted root',
  },
  extensionEmpty: { zh: '检查点含有空的扩展行', en: 'The checkpoint has an empty extension line' },
} as const;

/** A reason in full: its name is the key, its texts are the values of {@link reasons}. */
export type Reason = keyof typeof reasons;
export type Failure = { ok: false; reason: Reason };
/** What a judging function answers: what it found, or why it did not accept. */
export type Outcome<T extends object = object> = ({ ok: true } & T) | Failure;

export const fail = (reason: Reason): Failure => ({ ok: false, reason });

/** Runs a check on input of unknown origin; whatever a strange object does, nothing is thrown. */
export const guarded = <T extends object>(check: () => Outcome<T>): Outcome<T> => {
  try {
    return check();
  } catch {
    return fail('inputInvalid');
  }
};
