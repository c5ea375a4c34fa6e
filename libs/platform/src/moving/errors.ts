import { rejections } from '@gongkai/kernel';

/** Why a move was not begun or did not end; what was copied by then stays and is gone on from. */
export const { texts: moveErrors, reject: rejectMove } = rejections({
  'move.targetDiffers': {
    zh: '目标处已有与来源不同的内容(自第 {position} 条记录起):目标须为空,或是同一日志的开头部分。',
    en: 'The target holds something else than the source, from record {position} on: it has to be empty, or the beginning of the same log.',
  },
  'move.sourceGrew': {
    zh: '搬迁期间来源处又有写入(开始时 {before},现在 {now})。已复制的都保留;请停止写入后再运行一次,将从中断处继续。',
    en: 'The source was written to during the move (at {before} when it began, at {now} now). What is copied stays: stop what writes there and run it again, it goes on where it was.',
  },
  'move.notEqual': {
    zh: '核对不符:{part}({what})在来源与目标两处不一致。',
    en: 'The proof failed: {part} ({what}) is not the same at the source and at the target.',
  },
  'move.targetAtWork': {
    zh: '目标集群的 watcher 服务正在运行({holder});请先停止各服务再搬迁。',
    en: 'A watcher of the target cluster is at work ({holder}); stop the services there first.',
  },
  'move.masterKeyDiffers': {
    zh: '两处的主密钥不同(标记 {source} 与 {target});两处须使用同一主密钥文件。',
    en: 'The two places have different master keys (marks {source} and {target}); both need the same file.',
  },
  'move.replicaFolder': {
    zh: '{folder} 是集群中某个服务自己的数据目录,不能作为搬迁的一端。',
    en: '{folder} is the own folder of a service of a cluster and cannot be an end of a move.',
  },
  'move.samePlace': {
    zh: '来源与目标是同一处:{place}。',
    en: 'The source and the target are the same place: {place}.',
  },
  'move.fileDamaged': {
    zh: '{place} 的文件 {digest}(单位 {tenant})与其摘要不符。',
    en: 'The file {digest} of {tenant} at {place} is not what its digest says.',
  },
  'move.otherDemo': {
    zh: '来源与目标({place})一处标明是演示数据,另一处不是。',
    en: 'One of source and target ({place}) is marked as demo data, and the other is not.',
  },
});
