/** The guide in every bundle: for a judge, a party or a lawyer who has nothing but the zip. */
export const readerGuide = `# 证据包说明

本文件包载有一个政府信息公开案件的全部记录,以及证明这些记录自形成以来未被增加、删除、改动的材料。核验不需要联网,
不需要本平台,也不需要相信制作它的机关。

## 怎样核验

任选其一,两种程序各自独立编写,结论应当相同:

1. **浏览器**:用浏览器打开 \`verify.html\`(不联网,文件不会离开您的电脑),把整个 \`.evidence.zip\` 拖入页面。
2. **命令行**:装有 Node.js 20 或更高版本时,运行 \`node verify.mjs 文件名.evidence.zip\`。

慎重起见,请不要使用包内附带的核验程序,而使用您自己从别处取得的同名程序:更换了内容的人也可以更换程序。

程序给出一个**结论**。\`OK\` 表示全部相符;其他结论指出哪一部分不符:

| 结论 | 含义 |
| --- | --- |
| NOT_A_BUNDLE | 不是可用的证据包 |
| UNSUPPORTED_VERSION | 证据包的版本较新 |
| KEY_UNKNOWN | 有签名出自信任策略以外的密钥 |
| CHECKPOINT_SIG_INVALID | 检查点的签名无效或缺失 |
| CHECKPOINT_FORKED | 日志的历史被改写,或与您所持检查点不符 |
| WITNESS_QUORUM_NOT_MET | 没有策略所要求的见证 |
| EVENT_ALTERED | 有记录的内容被改动 |
| EVENT_MISSING | 有记录缺失 |
| EVENT_EXTRA | 有不属于本案的记录 |
| ORDER_CHANGED | 记录的次序被改动 |
| PROOF_INVALID | 有证明无效或缺失 |
| TIMESTAMP_INVALID | 时间戳无效 |
| MANIFEST_MISMATCH | 文件与清单不符,或清单未经签名 |

## 凭什么相信

- **只看本包**,能证明:记录与签名的日志相符、无一遗漏。程序此时显示“信任:证据包自带的策略”和密钥指纹,
  请通过电话、公告、函件等其他途径与机关核对指纹。
- **持有信任策略**(机关另行公布的 \`policy.txt\`):\`--trust policy.txt\`,签名必须出自其中的密钥。
- **持有检查点**(例如申请时、答复时取得的一段签名文字):\`--checkpoint 文件\`。此后日志若被改写,哪怕由掌握密钥的人
  改写,也会被发现。检查点越早取得越有用。没有通往它的证明时,请要求机关以该检查点重新制作证据包。
- **上级机关的见证**:见证方的签名表示它见过这一检查点,此后不能有另一个版本。

## 各部分

| 部分 | 内容 |
| --- | --- |
| \`manifest.json\`、\`manifest.note\` | 清单:种类、案件、每个文件的大小与杂凑值;及其签名 |
| \`events/\` | 每条记录,逐字节即存储时的样子;第一行是何时由谁记录,第二行是内容 |
| \`events/….withheld.json\` | 当事人卷中不给出的记录,只给出承诺值(杂凑值) |
| \`openings/\` | 记录中密封的个人信息的明文与盐,可与记录中的承诺值核对;已依法销毁的注明 |
| \`proofs/\` | 每条记录在日志中的证明(C2SP tlog-proof) |
| \`completeness/\` | 每个序列共有几条记录、最后一条是哪条:用以发现遗漏 |
| \`checkpoints/\`、\`consistency/\` | 首条记录、各法定步骤和最近的检查点;前后一致的证明 |
| \`witness/\` | 信任策略与见证签名 |
| \`timestamps/\` | 第三方时间戳(如有) |
| \`documents/\` | 原始文件,文件名即其 SHA-256 |
| \`replay/\` | 各检查点时系统中所见的案卷,可由记录重新推出 |

清单中标有 \`afterDecision\` 的记录形成于被诉决定之后。

## 法院卷与当事人卷

法院卷(court)完整。当事人卷(party)对以下内容只给出承诺值:保密审查意见、第三方意见与机关之间的意见、不予公开的文件、
他人的个人信息。承诺值使这些内容日后可以被核对,而现在不被看见。

# In English

This zip holds every record of one case and what proves that nothing was added, left out or changed since. Open
\`verify.html\` in a browser and drop the zip there, or run \`node verify.mjs FILE.evidence.zip\` (Node.js 20 or newer);
better still, use a verifier that you obtained elsewhere. \`OK\` means that everything agrees. With \`--trust policy.txt\`
and \`--checkpoint FILE\` it is checked against what you hold yourself; without them, compare the fingerprints that are
printed with those the office publishes. In a party's bundle secrecy reviews, opinions of third parties and other
agencies, withheld papers and the personal data of others are only committed to.
`;
